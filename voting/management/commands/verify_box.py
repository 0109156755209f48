"""`manage.py verify_box SLUG`: compute everything about the box again and name the first difference."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from voting import box_sql
from voting.models import Poll
from voting.verifying import verify_box
from voting.wrapping import SecretLocked


class Command(BaseCommand):
    help = "투표함을 처음부터 다시 계산하고, 처음으로 어긋나는 곳을 알려 줍니다."

    def add_arguments(self, parser):
        parser.add_argument("slug", metavar="SLUG", help="회차의 주소 이름")

    def handle(self, *, slug, **options):
        # What is said at the end is of the same moment as what was looked at.
        with box_sql.snapshot():
            self._say(slug)

    def _say(self, slug):
        poll = Poll.objects.select_related("edition").filter(edition__slug=slug).first()
        if poll is None:
            raise CommandError(_("‘%(slug)s’ 회차에는 투표가 없습니다.") % {"slug": slug})
        if not box_sql.may_read_choices("voting_ballot"):
            raise CommandError(
                _("이 접속은 투표함을 읽지 못합니다. 테이블을 가진 역할로 접속해 다시 실행해 주세요.")
            )
        try:
            self._verify(poll)
        except SecretLocked as error:
            raise CommandError(str(error)) from None
        words = _("봉인값 %(sha256)s") if hasattr(poll, "seal") else _("아직 봉인하지 않은 투표함입니다.")
        self.stdout.write(words % ({"sha256": poll.seal.sha256} if hasattr(poll, "seal") else {}))

    def _verify(self, poll):
        for check in verify_box(poll):
            if check.difference:
                raise CommandError(f"{check.name}: {check.difference}")
            self.stdout.write(f"✓ {check.name}")
