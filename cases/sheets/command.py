"""What the import commands share: read the file, find the edition, print the summary or every problem."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.models import Edition
from cases.services import RuleBroken
from cases.sheets.reader import Table, read_table
from cases.sheets.summary import ImportSummary


class SheetCommand(BaseCommand):
    """`manage.py <command> FILE --edition SLUG`: all of the file or nothing."""

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("xlsx 또는 csv 파일"))
        parser.add_argument("--edition", required=True, metavar="SLUG", help=_("회차의 주소 이름"))

    def handle(self, *, file, edition, **options):
        edition = self.find_edition(edition)
        try:
            summary = self.take_over(edition, self.read(file), **options)
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(summary))

    def take_over(self, edition: Edition, table: Table, **options) -> ImportSummary:
        """Import `table` into `edition`."""
        raise NotImplementedError

    def find_edition(self, slug: str) -> Edition:
        try:
            return Edition.objects.get(slug=slug)
        except Edition.DoesNotExist as error:
            raise CommandError(_("회차를 찾을 수 없습니다: %(slug)s") % {"slug": slug}) from error

    def read(self, path: Path) -> Table:
        try:
            return read_table(path, name=path.name)
        except OSError as error:
            raise CommandError(_("파일을 열 수 없습니다: %(path)s") % {"path": path}) from error
