"""The poll's secret is destroyed by two people: the first call asks, the second, by 감사, confirms and destroys."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.services import RuleBroken
from cases.templatetags.portal import moment_words
from voting.acts.two_people import Kind, ask_for, confirm
from voting.models import Poll


class Command(BaseCommand):
    help = _("투표의 비밀 키를 파기합니다. 총괄이 요청하고, 감사가 같은 명령으로 확인하면 파기합니다.")

    def add_arguments(self, parser):
        parser.add_argument("slug", help=_("회차의 주소 이름"))
        parser.add_argument("--by", required=True, help=_("하는 사람의 계정 이름"))
        parser.add_argument("--reason", default="", help=_("사유. 요청할 때 적고, 기록에 남습니다."))

    def handle(self, *, slug, by, reason, **options):
        poll = Poll.objects.select_related("edition").filter(edition__slug=slug).first()
        if poll is None:
            raise CommandError(_("투표를 찾을 수 없습니다: %(slug)s") % {"slug": slug})
        account = get_user_model().objects.filter(username=by).first()
        if account is None:
            raise CommandError(_("계정을 찾을 수 없습니다: %(name)s") % {"name": by})
        waiting = poll.acts.waiting().filter(kind=Kind.DESTROY_SECRET).first()
        try:
            if waiting is None:
                act = ask_for(poll=poll, kind=Kind.DESTROY_SECRET, by=account, reason=reason)
                self.stdout.write(_("파기를 요청했습니다. 감사가 같은 명령으로 확인하면 파기합니다."))
            else:
                act = confirm(act=waiting, by=account)
                self.stdout.write(_("파기 기록"))
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        for name, value in _record(act):
            self.stdout.write(f"{name}: {value}")


def _record(act):
    yield _("회차"), act.poll.edition.slug
    yield _("사유"), act.reason
    yield _("요청한 사람"), f"{act.asked_by}, {moment_words(act.asked_at)}"
    if act.confirmed_at:
        yield _("확인한 사람"), f"{act.confirmed_by}, {moment_words(act.confirmed_at)}"
        yield _("더는 번호와 대조할 수 없는 참여"), _("%(n)s건") % {"n": f"{act.participations:,}"}
        yield _("지운 인증번호"), _("%(n)s건") % {"n": f"{act.codes:,}"}
