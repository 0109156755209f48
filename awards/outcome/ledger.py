"""Everything that does not count, by kind and number: frozen with the result, nobody named.

A ground for stepping back is told as the kind the law names and how often, never with the case or a reason.
Why sheets were excused is told in words that were written to be public, each once and in no judge's order.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from awards.arithmetic.computation import ContestInput, RoundOutcome
from awards.arithmetic.scoring import LeftOutReason
from awards.judging.completeness import gaps_of
from awards.judging.corrections import LateCorrection
from awards.judging.merging import plain
from awards.judging.papers import Reopening, SheetSet
from cases.models import Edition


def excuses_of(edition: Edition) -> dict[int, dict[str, str]]:
    """{order of the round: {name of the judge: why the set has gaps}}. One query."""
    found: dict[int, dict[str, str]] = {}
    sets = SheetSet.objects.filter(round__edition=edition).exclude(gap_reason="").order_by()
    for order, judge, reason in sets.values_list("round__order", "judge__name", "gap_reason"):
        found.setdefault(order, {})[judge] = reason
    return found


def round_ledger(
    entries: ContestInput, outcome: RoundOutcome, excuses: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return of one round: sheets due, those that count, those left out by kind and why, totals that were trimmed."""
    grounds = {(one.judge, one.case): str(one.ground) for one in entries.recusals.get(outcome.order, ())}
    reasons, by_ground = Counter(), Counter()
    for case, mark in outcome.marks.items():
        reasons.update(one.reason for one in mark.left_out)
        by_ground.update(
            grounds[one.judge, case] for one in mark.left_out if one.reason == LeftOutReason.RECUSED
        )
    marks = outcome.marks.values()
    with_gaps = {judge for _number, judge in gaps_of(outcome.marks)}
    return {
        "due": len(entries.judges[outcome.order]) * len(outcome.marks),
        "counted": sum(len(mark.totals) for mark in marks),
        "recused": dict(sorted(by_ground.items())),
        "incomplete": reasons[LeftOutReason.INCOMPLETE],
        "missing": reasons[LeftOutReason.MISSING],
        "excuses": sorted({reason for judge, reason in (excuses or {}).items() if judge in with_gaps}),
        "trimmed_high": sum(len(mark.trimmed_high) for mark in marks),
        "trimmed_low": sum(len(mark.trimmed_low) for mark in marks),
    }


def edition_ledger(edition: Edition) -> dict[str, Any]:
    """Return the withdrawals with their public reasons, how often each round was opened again, late corrections."""
    gone = edition.cases.exclude(withdrawn_at=None)
    reopened = Counter(
        Reopening.objects.filter(round__edition=edition)
        .exclude(confirmed_at=None)
        .order_by()
        .values_list("round__order", flat=True)
    )
    return {
        "withdrawn": {case.number: case.withdrawn_reason for case in gone.finalists()},
        "withdrawn_before": gone.filter(is_finalist=False).count(),
        "reopened": {str(order): times for order, times in sorted(reopened.items())},
        "late": late_corrections(edition),
    }


def late_corrections(edition: Edition) -> list[dict[str, Any]]:
    """Every keying error that was corrected since the poll opened; `number` None of a case that is no finalist.

    Points as text, None for an empty cell; nobody is named. One query.
    """
    found = LateCorrection.objects.in_effect().filter(sheet__round__edition=edition).with_cells()
    return [
        {
            "round": one.sheet.round.name,
            "number": one.sheet.case.number if one.sheet.case.is_finalist else None,
            "criterion": one.criterion.name,
            "was": plain(one.was) or None,
            "points": plain(one.points) or None,
            "reason": one.reason,
            "on": timezone.localdate(one.audited_at).isoformat(),
        }
        for one in found
    ]
