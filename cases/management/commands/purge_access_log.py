"""Access to personal data is kept for two years, as the rule for such logs asks, and not longer."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.staff.access import forget_before
from cases.staff.delays import FORGOTTEN_AFTER, forget_failures_before

KEPT = timedelta(days=2 * 365 + 1)


class Command(BaseCommand):
    help = _("두 해가 지난 개인정보 접속 기록과 거부된 시도를 지웁니다.")

    def handle(self, **options):
        now = timezone.now()
        forget_failures_before(now - FORGOTTEN_AFTER)
        gone = forget_before(now - KEPT)
        self.stdout.write(_("%(n)s건을 지웠습니다.") % {"n": gone})
