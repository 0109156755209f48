"""Load or renew the demonstration and print the two staff logins."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from awards.rehearsal.demonstration import load_demonstration, staff_logins


class Command(BaseCommand):
    help = "시연 자료를 불러오고 직원 계정 두 개를 보여 줍니다. 이미 있는 자료는 그대로 둡니다."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(_("시연 자료는 DEMO=1일 때만 불러옵니다."))
        load_demonstration()
        for name, password in staff_logins():
            self.stdout.write(
                _("직원 로그인: %(name)s / %(password)s") % {"name": name, "password": password}
            )
