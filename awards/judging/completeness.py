"""When a round may end: entries agree, every sheet is whole or excused, every set has its scan or says why not."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from awards.arithmetic.scoring import LeftOutReason, RoundMark
from awards.judging.models import Judge
from awards.judging.papers import Scan, SheetSet
from awards.judging.table import RoundTable
from awards.rule.models import Round
from cases.services import RuleBroken
from cases.staff.history import record_created, recorded

Reasons = str | Mapping[int, str]
"""One reason for all, or {primary key of the judge: reason}."""

GAPS = frozenset({LeftOutReason.MISSING, LeftOutReason.INCOMPLETE})


class RoundIncomplete(RuleBroken):
    """Sheets or criteria are missing without an excuse, two entries differ, or the round before is still open."""


class NoValidTotal(RoundIncomplete):
    """Nothing would be left of a case to make a mark of."""


class ScanMissing(RuleBroken):
    """A judge's set has neither a scan nor a reason why there is none."""


def require_settled(round_: Round) -> None:
    """Raise `RoundIncomplete` while two entries differ, or only one of two people typed a cell.

    An excuse is for what the paper lacks, never for what somebody did not type.
    """
    if not round_.is_double_entry:
        return
    table = RoundTable(round_)
    open_differences = sum(len(table.open_differences(judge)) for judge in table.judges)
    if open_differences:
        raise RoundIncomplete(
            _("두 입력이 다른 칸이 %(n)s개 있습니다. 종이 채점표를 보고 정리한 뒤 마감해 주세요.")
            % {"n": open_differences}
        )
    half_typed = sum(len(table.half_typed(judge)) for judge in table.judges)
    if half_typed:
        raise RoundIncomplete(
            _("한 사람만 입력한 칸이 %(n)s개 있습니다. 다른 사람도 입력한 뒤 마감해 주세요.")
            % {"n": half_typed}
        )


def gaps_of(marks: Mapping[str, RoundMark]) -> list[tuple[str, str]]:
    """(case number, name of the judge) for every sheet that is missing or has an empty criterion."""
    return [
        (number, left.judge)
        for number, mark in marks.items()
        for left in mark.left_out
        if left.reason in GAPS
    ]


def require_valid_totals(marks: Mapping[str, RoundMark]) -> None:
    """Raise `NoValidTotal` unless every case keeps at least one total that counts."""
    number = next((number for number, mark in marks.items() if not mark.totals), None)
    if number is not None:
        raise NoValidTotal(
            _(
                "사례 %(number)s번에는 셀 수 있는 채점표가 한 장도 없습니다. "
                "채점표를 받아 입력하거나 심사위원을 더해 주세요."
            )
            % {"number": number}
        )


def keep_reasons(
    round_: Round, marks: Mapping[str, RoundMark], *, without_scan: Reasons, excuses: Reasons
) -> None:
    """Keep why sets have gaps or no scan, in the history too; where nothing is lacking no excuse stays.

    Raises `RoundIncomplete`, `ScanMissing` where a reason is lacking.
    """
    judges = list(round_.judges.order_by("order"))
    scanned = set(Scan.objects.filter(sheet_set__round=round_).values_list("sheet_set__judge", flat=True))
    no_scan = {judge: _said(without_scan, judge) for judge in judges if judge.pk not in scanned}
    gaps = gaps_of(marks)
    lacking = {name for _number, name in gaps}
    excused = {judge: _said(excuses, judge) for judge in judges if judge.name in lacking}
    _require_excused(gaps, excused)
    _require_explained(no_scan)
    kept = {one.judge_id: one for one in SheetSet.objects.filter(round=round_)}
    sets = [kept.get(judge.pk) or SheetSet(round=round_, judge=judge) for judge in judges]
    for one in sets:
        one.no_scan_reason = no_scan.get(one.judge, one.no_scan_reason)
        one.gap_reason = excused.get(one.judge, "")
    _store(sets)


def _said(reasons: Reasons, judge: Judge) -> str:
    return (reasons if isinstance(reasons, str) else reasons.get(judge.pk, "")).strip()


def _require_excused(gaps, excused):
    silent = {judge.name for judge, reason in excused.items() if not reason}
    open_gaps = [(number, name) for number, name in gaps if name in silent]
    if open_gaps:
        number, judge = open_gaps[0]
        raise RoundIncomplete(
            _(
                "빈 채점표가 %(n)s장 있습니다. 첫 번째: 사례 %(number)s번, %(judge)s. "
                "모두 채우거나, 채울 수 없는 사유를 적어 마감해 주세요."
            )
            % {"n": len(open_gaps), "number": number, "judge": judge}
        )


def _require_explained(no_scan):
    silent = [judge.name for judge, reason in no_scan.items() if not reason]
    if silent:
        raise ScanMissing(
            _("서명한 채점표의 스캔이 없습니다: %(judges)s. 스캔을 첨부하거나 없는 사유를 적어 주세요.")
            % {"judges": ", ".join(silent)}
        )


def _store(sets):
    new = [one for one in sets if one.pk is None]
    old = [one for one in sets if one.pk is not None]
    fields = ["no_scan_reason", "gap_reason"]
    SheetSet.objects.bulk_create(new)
    record_created(new)
    with recorded(SheetSet.objects.filter(pk__in=[one.pk for one in old]), fields):
        SheetSet.objects.bulk_update(old, fields)
