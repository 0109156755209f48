"""For the office whose only 총괄 lost telephone and recovery codes."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.staff.second_factor import reset_second_factor


class Command(BaseCommand):
    help = _("계정의 두 번째 인증을 없앱니다. 다음 로그인에서 새로 등록합니다.")

    def add_arguments(self, parser):
        parser.add_argument("name", help=_("계정 이름"))
        parser.add_argument("--reason", required=True, help=_("사유. 기록에 남습니다."))

    def handle(self, *, name, reason, **options):
        account = get_user_model().objects.filter(username=name).first()
        if account is None:
            raise CommandError(_("계정을 찾을 수 없습니다: %(name)s") % {"name": name})
        reset_second_factor(account=account, by=None, reason=reason)
        self.stdout.write(_("초기화했습니다."))
