"""What was entered for a round and what of it counts, in the terms of the arithmetic: by name and number."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from awards.arithmetic import scoring
from awards.judging.models import CaseRecusal, Recusal, RoundMark, Score
from awards.judging.papers import SecondScore, Settlement
from awards.rule.models import Round
from cases.models import Case

Cell = Hashable
"""One criterion on one sheet: (primary key of the sheet, primary key of the criterion)."""


@dataclass(frozen=True)
class Entries:
    """Everything typed for a round. Where the round asks for two entries, only equal or settled cells count."""

    first: Mapping[Cell, Decimal]
    second: Mapping[Cell, Decimal] = field(default_factory=dict)
    settled: Mapping[Cell, Settlement] = field(default_factory=dict)
    is_double: bool = False

    def counted(self, cell: Cell) -> Decimal | None:
        """The points of `cell` that count, None while there are none."""
        first = self.first.get(cell)
        if not self.is_double or (first is not None and first == self.second.get(cell)):
            return first
        settlement = self.settlement(cell)
        return settlement.points if settlement else None

    def differs(self, cell: Cell) -> bool:
        """Whether both people typed `cell`, and not the same."""
        first, second = self.first.get(cell), self.second.get(cell)
        return self.is_double and first is not None and second is not None and first != second

    def settlement(self, cell: Cell) -> Settlement | None:
        """The third look that holds for these two entries, None when one was typed anew since."""
        found = self.settled.get(cell)
        typed = (self.first.get(cell), self.second.get(cell))
        return found if found and (found.first, found.second) == typed else None


def entries_of(round_: Round) -> Entries:
    """Return everything typed for `round_`: one query, three where two people type."""
    first = _points(Score, round_)
    if not round_.is_double_entry:
        return Entries(first)
    settlements = Settlement.objects.filter(sheet__round=round_).select_related("settled_by").order_by("pk")
    # The newest look at a cell is the last one to be filed.
    settled = {(one.sheet_id, one.criterion_id): one for one in settlements}
    return Entries(first, _points(SecondScore, round_), settled, is_double=True)


def _points(model, round_):
    rows = model.objects.filter(sheet__round=round_).order_by()
    return {
        (sheet, criterion): points
        for sheet, criterion, points in rows.values_list("sheet_id", "criterion_id", "points")
    }


def cases_in_round(round_: Round) -> QuerySet[Case]:
    """The cases a round judges: all of the edition, from the second round on those that passed the one before."""
    cases = Case.objects.competing().filter(edition=round_.edition_id)
    if round_.order == 1:
        return cases
    before = RoundMark.objects.filter(
        round__edition=round_.edition_id, round__order=round_.order - 1, has_passed=True
    )
    return cases.filter(pk__in=before.values("case"))


def judge_order(round_: Round) -> list[str]:
    """Names of the judges of a round in the order of the printed forms."""
    return list(round_.judges.order_by("order").values_list("name", flat=True))


def sheets_of(round_: Round) -> list[scoring.Sheet]:
    """The sheets of the cases in a round, points in the order of its criteria, None where nothing counts.

    A sheet of a case that no longer enters the round, because an earlier one was reopened, waits and is not read;
    so does one of a judge who no longer sits in the round.
    """
    criteria = list(round_.criteria.order_by("order").values_list("pk", flat=True))
    entries = entries_of(round_)
    return [
        scoring.Sheet(judge, number, tuple(_exact(entries.counted((pk, one))) for one in criteria))
        for pk, judge, number in round_.sheets.filter(
            case__in=cases_in_round(round_), judge__rounds=round_
        ).values_list("pk", "judge__name", "case__number")
    ]


def _exact(points):
    return None if points is None else Fraction(points)


def recusals_of(round_: Round) -> list[scoring.Recusal]:
    """A recusal for every case a judge of the round steps back from, alone or with its organisation."""
    numbers = defaultdict(list)
    competing = Case.objects.competing().filter(edition=round_.edition_id)
    for organisation, number in competing.values_list("organisation_id", "number"):
        numbers[organisation].append(number)
    recusals = Recusal.objects.filter(judge__rounds=round_).values_list(
        "judge__name", "organisation_id", "ground"
    )
    of_cases = CaseRecusal.objects.filter(judge__rounds=round_, case__in=competing).values_list(
        "judge__name", "case__number", "ground"
    )
    return [
        scoring.Recusal(judge, number, ground)
        for judge, organisation, ground in recusals
        for number in numbers[organisation]
    ] + [scoring.Recusal(*one) for one in of_cases]
