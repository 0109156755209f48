"""Load an edition from a folder: edition.json, cases, judges and scores."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from awards.arithmetic.rule import RuleError
from awards.rehearsal.files import EditionFiles
from awards.rehearsal.loading import load_edition
from awards.rehearsal.run import staff_pair
from cases.services import RuleBroken


class Command(BaseCommand):
    help = "폴더에서 회차를 불러옵니다: edition.json, 사례, 심사위원, 점수."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)
        parser.add_argument("--edition", dest="slug", help="주소 이름 (없으면 edition.json의 slug)")

    def handle(self, *, directory, slug, **options):
        clerk = staff_pair()[0]
        try:
            files = EditionFiles(directory)
            edition = load_edition(files=files, slug=slug or files.settings["slug"], by=clerk)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        except (RuleBroken, RuleError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("‘%(edition)s’ 회차를 불러왔습니다.") % {"edition": edition})
