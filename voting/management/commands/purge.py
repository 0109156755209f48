"""`manage.py purge`: run it once a day by cron, on PostgreSQL as the tables' owner."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from voting.purging.purge import MayNotPurge, purge


class Command(BaseCommand):
    help = _("보관 기간이 지난 것을 모두 지우고 파기 기록을 남깁니다. 날마다 한 번 실행합니다.")

    def handle(self, **options):
        try:
            record = purge()
        except MayNotPurge as error:
            raise CommandError(str(error)) from error
        for kind, n in record.told():
            self.stdout.write(f"{kind}: " + _("%(n)s건") % {"n": f"{n:,}"})
        self.stdout.write(_("모두 %(n)s건을 지우고 파기 기록을 남겼습니다.") % {"n": f"{record.total:,}"})
