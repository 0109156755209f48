"""A round as a table, read once: judges, cases in printed order, criteria, what was typed and what counts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Value

from awards.judging.entries import Entries, cases_in_round, entries_of
from awards.judging.models import CaseRecusal, Judge, Recusal
from awards.judging.papers import Turn
from awards.rule.models import Criterion, Round
from cases.models import Case


@dataclass(frozen=True)
class Spot:
    """One cell of a set: the criterion of a case, and its key among the entries (None without a sheet)."""

    case: Case
    criterion: Criterion
    key: tuple[int, int] | None


@dataclass
class RoundTable:
    """Everything pages and checks ask of a round. At most nine queries, whatever its size."""

    round: Round
    judges: list[Judge] = field(init=False)
    cases: list[Case] = field(init=False)
    criteria: list[Criterion] = field(init=False)
    entries: Entries = field(init=False)
    sheets: dict[tuple[int, int], int] = field(init=False)
    _grounds: "Grounds" = field(init=False)

    def __post_init__(self):
        self.judges = list(self.round.judges.order_by("order"))
        cases = cases_in_round(self.round).select_related("organisation")
        self.cases = list(cases.in_natural_order())
        self.criteria = list(self.round.criteria.order_by("order"))
        self.entries = entries_of(self.round)
        rows = self.round.sheets.order_by().values_list("judge_id", "case_id", "pk")
        self.sheets = {(judge, case): pk for judge, case, pk in rows}
        self._grounds = grounds_of(self.round)

    def ground(self, judge: Judge, case: Case) -> str:
        """Why `judge` does not judge `case` (제척, 기피, 회피); empty for a judge who does."""
        return self._grounds.of(judge.pk, case.pk, case.organisation_id)

    def spots(self, judge: Judge) -> Iterator[Spot]:
        """The cells that `judge` fills, in printed order."""
        for case in self.cases:
            if not self.ground(judge, case):
                yield from self.line(judge, case)

    def line(self, judge: Judge, case: Case) -> list[Spot]:
        """The cells of one case on the set of `judge`."""
        sheet = self.sheets.get((judge.pk, case.pk))
        return [
            Spot(case, criterion, (sheet, criterion.pk) if sheet else None) for criterion in self.criteria
        ]

    def typed(self, judge: Judge, turn: Turn) -> list[Spot]:
        """The cells of `judge` that hold points in this turn."""
        side = self.entries.first if turn == Turn.FIRST else self.entries.second
        return [spot for spot in self.spots(judge) if spot.key in side]

    def missing(self, judge: Judge) -> list[Spot]:
        """The cells of `judge` that at least one of the entries still lacks."""
        sides = [self.entries.first] + ([self.entries.second] if self.entries.is_double else [])
        return [spot for spot in self.spots(judge) if not all(spot.key in side for side in sides)]

    def half_typed(self, judge: Judge) -> list[Spot]:
        """The cells of `judge` that one of two people typed and the other did not."""
        entries = self.entries
        return [
            spot
            for spot in self.spots(judge)
            if entries.is_double and (spot.key in entries.first) != (spot.key in entries.second)
        ]

    def open_differences(self, judge: Judge) -> list[Spot]:
        """The cells of `judge` on which two entries differ and no third look was taken."""
        entries = self.entries
        return [
            spot
            for spot in self.spots(judge)
            if entries.differs(spot.key) and not entries.settlement(spot.key)
        ]

    def total(self, judge: Judge, case: Case) -> Decimal | None:
        """The points of `judge` for `case`, None while a cell does not count or for a recused judge."""
        points = [self.entries.counted(spot.key) for spot in self.line(judge, case)]
        is_whole = not self.ground(judge, case) and None not in points
        return sum(points, Decimal(0)) if is_whole else None


@dataclass(frozen=True)
class Grounds:
    """Who steps back from what, by primary keys: a judge from an organisation's cases, or from one case."""

    by_organisation: dict[tuple[int, int], str]
    by_case: dict[tuple[int, int], str]

    def of(self, judge: int, case: int, organisation: int) -> str:
        """Why `judge` does not judge `case` (제척, 기피, 회피); empty for a judge who does."""
        return self.by_case.get((judge, case)) or self.by_organisation.get((judge, organisation), "")


def grounds_of(round_: Round) -> Grounds:
    """Who steps back in `round_`. One query."""
    organisations = Recusal.objects.filter(judge__rounds=round_).annotate(is_case=Value(0))
    cases = CaseRecusal.objects.filter(judge__rounds=round_).annotate(is_case=Value(1))
    rows = organisations.values_list("is_case", "judge_id", "organisation_id", "ground").union(
        cases.values_list("is_case", "judge_id", "case_id", "ground"), all=True
    )
    found = {0: {}, 1: {}}
    for is_case, judge, subject, ground in rows:
        found[is_case][judge, subject] = ground
    return Grounds(found[0], found[1])
