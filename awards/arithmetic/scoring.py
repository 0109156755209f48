"""From sheets to round marks, and from marks to those who go on.

domain rule: one sheet is one judge, one case, one round. Its total is the sum of its points. A sheet with an
empty criterion, or of a judge recused for the case, is left out whole and listed: an empty cell is not 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .natural import natural_key
from .terms import Criterion, Round, Trim

Marks = Mapping[str, Fraction | None]


class SheetError(ValueError):
    """A sheet that cannot have been filled in under this round's rules."""


class PointsOutOfRange(SheetError):
    """Points below 0 or above the criterion's maximum."""


class TooManyDecimals(SheetError):
    """Points with more than two decimal places."""


class WrongNumberOfPoints(SheetError):
    """A sheet with more or fewer entries than the round has criteria."""


class DuplicateSheet(SheetError):
    """A second sheet of the same judge for the same case."""


class UnknownJudge(SheetError):
    """A sheet of somebody who does not judge this round."""


class DuplicateJudge(SheetError):
    """A judge order that names somebody twice, whose opinion would count twice."""


class UnknownCase(SheetError):
    """A sheet for a case that did not enter this round."""


class LeftOutReason(StrEnum):
    """Why a judge's opinion of a case does not count."""

    INCOMPLETE = "incomplete"
    RECUSED = "recused"
    MISSING = "missing"


@dataclass(frozen=True)
class Sheet:
    """Points in the order of the round's criteria; None is an empty cell."""

    judge: str
    case: str
    points: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class Recusal:
    """A judge who does not judge a case, and on what ground (제척, 기피, 회피)."""

    judge: str
    case: str
    ground: str


@dataclass(frozen=True)
class JudgeTotal:
    """A valid sheet's total in points, 0 to 100."""

    judge: str
    total: Fraction


@dataclass(frozen=True)
class LeftOut:
    """A judge of the round whose opinion of the case does not count."""

    judge: str
    reason: LeftOutReason


@dataclass(frozen=True)
class RoundMark:
    """What a round says of a case: `mark` 0 to 100, None without a valid total; judges in their order."""

    case: str
    mark: Fraction | None
    totals: tuple[JudgeTotal, ...]
    trimmed_high: tuple[str, ...]
    trimmed_low: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def has_equal_extremes(self) -> bool:
        """Whether a trimmed total equals one that counts, so that only the judge order chose between them."""
        trimmed = {*self.trimmed_high, *self.trimmed_low}
        kept = {entry.total for entry in self.totals if entry.judge not in trimmed}
        return any(entry.total in kept for entry in self.totals if entry.judge in trimmed)


def read_points(entries: Iterable[int | str | Decimal | Fraction | None]) -> tuple[Fraction | None, ...]:
    """Exact points of a sheet; None and blank text are empty cells. Floats are a TypeError.

    >>> read_points([38, "27.5", ""])
    (Fraction(38, 1), Fraction(55, 2), None)
    """
    return tuple(_exact(entry) for entry in entries)


def _exact(entry: int | str | Decimal | Fraction | None) -> Fraction | None:
    if isinstance(entry, float | bool):
        raise TypeError(f"points must be exact, not {entry!r}")
    if entry is None or (isinstance(entry, str) and not entry.strip()):
        return None
    return Fraction(entry)


def round_marks(
    round_: Round,
    sheets: Iterable[Sheet],
    *,
    judges: Sequence[str],
    cases: Iterable[str],
    recusals: Iterable[Recusal] = (),
) -> dict[str, RoundMark]:
    """The mark of every case that entered the round: the mean of its valid totals after the trim.

    `judges` is the round's judge order; the order of sheets and cases does not matter. Raises a `SheetError`.
    """
    entered = sorted(set(cases), key=natural_key)
    filed = _file(round_, sheets, judges, entered)
    recused = {(recusal.judge, recusal.case) for recusal in recusals}
    return {case: _round_mark(round_, case, judges, filed, recused) for case in entered}


def _file(
    round_: Round, sheets: Iterable[Sheet], judges: Sequence[str], cases: Iterable[str]
) -> dict[tuple[str, str], Sheet]:
    known_judges, known_cases = set(judges), set(cases)
    if len(known_judges) < len(judges):
        raise DuplicateJudge(f"round {round_.order}: the judge order names somebody twice")
    filed: dict[tuple[str, str], Sheet] = {}
    for sheet in sheets:
        if sheet.judge not in known_judges:
            raise UnknownJudge(f"round {round_.order}: {sheet.judge} is not one of its judges")
        if sheet.case not in known_cases:
            raise UnknownCase(f"round {round_.order}: case {sheet.case} did not enter it")
        if (sheet.judge, sheet.case) in filed:
            raise DuplicateSheet(f"round {round_.order}: two sheets of {sheet.judge} for case {sheet.case}")
        check_points(round_.criteria, sheet)
        filed[sheet.judge, sheet.case] = sheet
    return filed


def check_points(criteria: Sequence[Criterion], sheet: Sheet) -> None:
    """Raise a `SheetError` unless every entry is empty or within 0 and the maximum, with at most 2 places."""
    if len(sheet.points) != len(criteria):
        raise WrongNumberOfPoints(
            f"{len(sheet.points)} entries for {len(criteria)} criteria: {_named(sheet)}"
        )
    for criterion, points in zip(criteria, sheet.points, strict=True):
        if points is None:
            continue
        if not 0 <= points <= criterion.max:
            raise PointsOutOfRange(f"{criterion.name} takes 0 to {criterion.max}: {_named(sheet)}")
        if 100 % points.denominator:
            raise TooManyDecimals(f"{criterion.name} takes at most 2 decimal places: {_named(sheet)}")


def _named(sheet: Sheet) -> str:
    return f"{sheet.judge}, case {sheet.case}"


def _round_mark(
    round_: Round,
    case: str,
    judges: Sequence[str],
    filed: Mapping[tuple[str, str], Sheet],
    recused: set[tuple[str, str]],
) -> RoundMark:
    totals: list[JudgeTotal] = []
    left_out: list[LeftOut] = []
    for judge in judges:
        sheet = filed.get((judge, case))
        reason = _reason_to_leave_out(sheet, is_recused=(judge, case) in recused)
        if reason:
            left_out.append(LeftOut(judge, reason))
        elif sheet:
            totals.append(JudgeTotal(judge, sum((p for p in sheet.points if p is not None), Fraction(0))))
    high, low = trimmed(totals, round_.trim)
    counted = [entry.total for entry in totals if entry.judge not in (*high, *low)]
    mark = sum(counted, Fraction(0)) / len(counted) if counted else None
    return RoundMark(case, mark, tuple(totals), high, low, tuple(left_out))


def _reason_to_leave_out(sheet: Sheet | None, *, is_recused: bool) -> LeftOutReason | None:
    if is_recused:
        return LeftOutReason.RECUSED
    if sheet is None:
        return LeftOutReason.MISSING
    return LeftOutReason.INCOMPLETE if None in sheet.points else None


def trimmed(totals: Sequence[JudgeTotal], trim: Trim | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Judges whose highest and whose lowest totals do not count; `totals` in judge order.

    default of this portal: among equal extremes the judge first in the order counts as the trimmed one. The
    low end is taken from what the high end left, so all-equal totals still trim different judges.

    Totals 10, 9, 9, 7, 2 trimmed by one at each end leave 9, 9, 7: mark 25/3.
    """
    if trim is None or len(totals) < trim.from_totals:
        return (), ()
    # sorted() is stable: equal totals stay in judge order, at either end.
    high = sorted(totals, key=lambda entry: -entry.total)[: trim.high]
    rest = [entry for entry in totals if entry not in high]
    low = sorted(rest, key=lambda entry: entry.total)[: trim.low]
    return tuple(entry.judge for entry in high), tuple(entry.judge for entry in low)


def cut(marks: Marks, n: int | None, *, earlier: Sequence[Marks] = ()) -> tuple[str, ...]:
    """Those who go on, in natural order: the best `n` (1 or more) by exact mark; None: all with a mark.

    `earlier` are the marks of the rounds before, the nearest first: they decide at the line, and cases
    still equal all go on, so more than `n` may. A case without a mark never goes on; a missing earlier mark
    is below any mark.
    """
    standing = {
        case: tuple(_comparable(one.get(case)) for one in (marks, *earlier))
        for case, mark in marks.items()
        if mark is not None
    }
    line = sorted(standing.values(), reverse=True)[:n]
    return tuple(sorted((case for case, value in standing.items() if value >= line[-1]), key=natural_key))


def _comparable(mark: Fraction | None) -> tuple[bool, Fraction]:
    return (mark is not None, mark if mark is not None else Fraction(0))
