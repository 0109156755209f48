"""`manage.py import_judges FILE --edition SLUG`."""

from awards.judging.sheets import import_judges
from cases.sheets.command import SheetCommand


class Command(SheetCommand):
    help = "심사위원 명단(xlsx, csv)을 회차에 넣습니다."

    def take_over(self, edition, table, **options):
        return import_judges(edition=edition, table=table)
