"""`manage.py import_cases FILE --edition SLUG`."""

from cases.sheets.cases import import_cases
from cases.sheets.command import SheetCommand


class Command(SheetCommand):
    help = "사례 목록(xlsx, csv)을 회차에 넣습니다."

    def take_over(self, edition, table, **options):
        return import_cases(edition=edition, table=table)
