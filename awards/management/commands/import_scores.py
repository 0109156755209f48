"""`manage.py import_scores FILE --round N --edition SLUG`."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from awards.judging.sheets import import_scores
from awards.rule.models import Round
from cases.sheets.command import SheetCommand


class Command(SheetCommand):
    help = "한 심사의 점수(xlsx, csv)를 회차에 넣습니다."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--round", type=int, required=True, metavar="N", help=_("심사의 차례: 1, 2, …"))

    def take_over(self, edition, table, **options):
        return import_scores(round_=self.find_round(edition, options["round"]), table=table)

    def find_round(self, edition, order):
        try:
            return edition.rounds.get(order=order)
        except Round.DoesNotExist as error:
            raise CommandError(_("이 회차에 없는 심사입니다: %(order)s") % {"order": order}) from error
