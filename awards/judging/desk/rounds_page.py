"""The rounds of an edition as the leading page shows them: what is done, what is missing, what can be done now."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from awards.judging.desk.access import is_writable, why_not_writable
from awards.judging.desk.grid import cell_name
from awards.judging.desk.overview import progress_of
from awards.judging.papers import Reopening, SheetSet
from awards.judging.table import RoundTable

GAPS_NAMED = 5


class Act(StrEnum):
    """What staff can do on the page; the value is the codename of the permission it needs."""

    CLOSE = "close_round"
    REQUEST = "request_reopen"
    CONFIRM = "confirm_reopen"

    @property
    def permission(self) -> str:
        return f"awards.{self.value}"


@dataclass(frozen=True)
class Gap:
    """An empty cell and where it is filled."""

    words: str
    judge: object
    anchor: str


@dataclass
class SetState:
    """One judge's set: progress, scans or the reason why there is none, the first empty cells or their excuse."""

    progress: object
    scans: list
    no_scan_reason: str
    gap_reason: str = ""
    has_gaps: bool = False
    gaps: list[Gap] = field(default_factory=list)

    @property
    def judge(self):
        return self.progress.judge


@dataclass
class RoundState:
    """One round: `missing` says what keeps it from being closed, `excusable` what a reason makes up for."""

    round: object
    sets: list[SetState]
    missing: list[str]
    excusable: list[str]
    passed: int
    finished: list
    request: object = None
    is_now: bool = False
    is_locked: bool = False
    why_not_writable: str = ""

    @property
    def is_done(self):
        return self.round.closed_at is not None

    @property
    def can_close(self):
        return self.is_now and not self.missing and not self.is_locked

    @property
    def with_gaps(self):
        """The judges whose sets have empty cells."""
        return [one.judge for one in self.sets if one.has_gaps]


def states_of(rounds, *, is_locked) -> list[RoundState]:
    """The state of every round in order; `is_locked`: the poll has opened, nothing can be done any more."""
    found = []
    for round_ in rounds:
        table = RoundTable(round_)
        sets = _sets(round_, table)
        reopenings = list(
            Reopening.objects.filter(round=round_).select_related("requested_by", "confirmed_by")
        )
        state = RoundState(
            round=round_,
            sets=sets,
            missing=_missing(round_, table, sets),
            excusable=_excusable(table),
            passed=round_.marks.filter(has_passed=True).count(),
            finished=[one for one in reopenings if one.confirmed_at],
            request=next((one for one in reopenings if not one.confirmed_at), None),
            is_locked=is_locked,
            why_not_writable="" if is_writable(round_) else why_not_writable(round_),
        )
        state.is_now = not state.is_done and all(one.is_done for one in found)
        found.append(state)
    return found


def _sets(round_, table):
    kept = {
        one.judge_id: one
        for one in SheetSet.objects.filter(round=round_).prefetch_related("scans__attached_by")
    }
    states = []
    for progress in progress_of(table):
        sheet_set = kept.get(progress.judge.pk)
        state = SetState(
            progress,
            list(sheet_set.scans.all()) if sheet_set else [],
            sheet_set.no_scan_reason if sheet_set else "",
            sheet_set.gap_reason if sheet_set else "",
            bool(table.missing(progress.judge)),
        )
        if not round_.is_double_entry and any(n for _turn, n in progress.turns):
            state.gaps = [_gap(spot, progress.judge) for spot in table.missing(progress.judge)[:GAPS_NAMED]]
        states.append(state)
    return states


def _gap(spot, judge):
    words = _("%(number)s번 %(criterion)s") % {"number": spot.case.number, "criterion": spot.criterion.name}
    return Gap(words, judge, f"id_{cell_name((spot.case.pk, spot.criterion.pk))}")


def _missing(round_, table, sets):
    missing = []
    if not round_.edition.rule.frozen_at:
        missing.append(_("산정 규칙이 확정되지 않았습니다."))
    if not sets:
        missing.append(_("이 심사를 맡은 심사위원이 없습니다."))
    differences = sum(one.progress.open_differences for one in sets)
    if differences:
        missing.append(_("두 입력이 다른 칸이 %(n)s개 있습니다.") % {"n": differences})
    half_typed = sum(len(table.half_typed(judge)) for judge in table.judges)
    if half_typed:
        missing.append(_("한 사람만 입력한 칸이 %(n)s개 있습니다.") % {"n": half_typed})
    bare = [case for case in table.cases if all(table.total(judge, case) is None for judge in table.judges)]
    if sets and bare:
        missing.append(_("채점표가 한 장도 채워지지 않은 사례가 %(n)s건 있습니다.") % {"n": len(bare)})
    return missing


def _excusable(table):
    empty = sum(len(table.missing(judge)) for judge in table.judges)
    return [_("아직 입력하지 않은 칸이 %(n)s개 있습니다.") % {"n": empty}] if empty else []
