"""`manage.py seal_box SLUG --by NAME`: the seal of a box so large that a request of the admin would end before it."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from awards.outcome.steps import Act
from cases.services import RuleBroken
from voting import box_sql
from voting.models import Poll, Seal
from voting.sealing import seal_box
from voting.turnout.mail import seal_lines


class Command(BaseCommand):
    help = _("투표가 끝난 투표함을 대조하고 봉인합니다. 표가 아주 많아 관리 화면에서 끝나지 않을 때 씁니다.")

    def add_arguments(self, parser):
        parser.add_argument("slug", metavar="SLUG", help=_("회차의 주소 이름"))
        parser.add_argument("--by", metavar="NAME", required=True, help=_("하는 사람의 계정 이름"))

    def handle(self, *, slug, by, **options):
        poll = Poll.objects.select_related("edition").filter(edition__slug=slug).first()
        if poll is None:
            raise CommandError(_("‘%(slug)s’ 회차에는 투표가 없습니다.") % {"slug": slug})
        account = self._account(by)
        if not box_sql.may_count():
            raise CommandError(
                _(
                    "이 접속으로는 봉인하고 셀 수 없습니다. 누리집과 같은 환경(web.env)으로 다시 실행해 주세요."
                )
            )
        try:
            seal_box(poll=poll, by=account)
        except RuleBroken as error:
            raise CommandError(str(error)) from None
        for line in seal_lines(Seal.objects.get(poll=poll)):
            self.stdout.write(line)

    def _account(self, name):
        """The account of `name`, which has the right that the button of the admin needs."""
        account = get_user_model().objects.filter(username=name).first()
        if account is None:
            raise CommandError(_("계정을 찾을 수 없습니다: %(name)s") % {"name": name})
        if not account.has_perm(Act.SEAL.permission):
            raise CommandError(_("투표함을 봉인할 수 있는 계정이 아닙니다: %(name)s") % {"name": name})
        return account
