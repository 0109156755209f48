"""`manage.py mail_turnout`: run it once a day by cron. The digest is kept also where the mail fails."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from voting.models import Poll
from voting.turnout.digests import make_digest, polls_to_watch
from voting.turnout.mail import send_digest


class Command(BaseCommand):
    help = _(
        "열려 있거나 막 끝난 투표의 참여 요약값을 만들어 감사에게 메일로 보냅니다. 날마다 한 번 실행합니다."
    )

    def add_arguments(self, parser):
        parser.add_argument("--edition", metavar="SLUG", help=_("이 회차의 투표만, 오래전에 끝났어도"))

    def handle(self, *, edition, **options):
        digests = [make_digest(poll=poll) for poll in self._polls(edition)]
        if not digests:
            self.stdout.write(_("열려 있거나 막 끝난 투표가 없습니다."))
        for digest in digests:
            self.stdout.write(f"{digest} · {digest.count:,} · {digest.sha256}")
        if digests:
            self._mail(digests)

    def _polls(self, slug):
        if not slug:
            return polls_to_watch()
        polls = list(Poll.objects.filter(edition__slug=slug).select_related("edition"))
        if not polls:
            raise CommandError(_("투표가 있는 회차를 찾을 수 없습니다: %(slug)s") % {"slug": slug})
        return polls

    def _mail(self, digests):
        if not settings.AUDIT_EMAIL:
            self.stdout.write(_("AUDIT_EMAIL이 없어 메일은 보내지 않았습니다. 요약값은 저장했습니다."))
            return
        if not settings.EMAIL_URL:
            raise CommandError(
                _(
                    "EMAIL_URL이 없어 메일을 보낼 수 없습니다. 요약값은 저장했으니 설정한 뒤 다시 실행해 주세요."
                )
            )
        failed = [str(digest) for digest in digests if not self._is_sent(digest)]
        if failed:
            raise CommandError(
                _("메일을 보내지 못했습니다. 요약값은 저장했으니 다시 실행해 주세요: %(failed)s")
                % {"failed": ", ".join(failed)}
            )
        self.stdout.write(_("감사에게 메일 %(n)s통을 보냈습니다.") % {"n": len(digests)})

    def _is_sent(self, digest):
        try:
            send_digest(digest)
        except OSError as error:  # what smtplib raises is one, too
            self.stderr.write(f"{digest}: {error}")
            return False
        return True
