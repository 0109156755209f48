"""Rounds: who is in them, when they are complete, and the cut that ends them."""

from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from awards.arithmetic import scoring, terms
from awards.judging.completeness import (
    Reasons,
    RoundIncomplete,
    ScanMissing,
    keep_reasons,
    require_settled,
    require_valid_totals,
)
from awards.judging.entries import cases_in_round, judge_order, recusals_of, sheets_of
from awards.judging.models import RoundMark
from awards.rule.freezing import RuleChanged, frozen_rule
from awards.rule.models import Round
from cases.models import Edition
from cases.services import RuleBroken, database_now, mark_finalists
from cases.staff.acting import acting

__all__ = ["RoundClosed", "RoundIncomplete", "ScanMissing", "cases_in_round", "close_round"]


class RoundClosed(RuleBroken):
    """The round is closed; its scores are final."""


class RoundsLocked(RuleBroken):
    """The poll has opened: rounds are neither closed, reopened nor changed any more."""


def require_before_vote(edition: Edition) -> None:
    """Raise `RoundsLocked` once the poll has opened or a result was computed: rounds lock then."""
    # An edition without a poll has no opening; its result is what rounds may not change under.
    has_result = edition.published_at is not None or edition.results.exists()
    if has_result or edition.calendar.voting.has_begun(database_now()):
        raise RoundsLocked(_("시민투표가 시작된 뒤에는 심사를 마감하거나 다시 열거나 고칠 수 없습니다."))


def require_turn(round_: Round) -> None:
    """Raise `RoundClosed` or `RoundIncomplete` unless `round_` is the one that is judged now."""
    if round_.closed_at is not None:
        raise RoundClosed(_("이미 마감한 심사입니다."))
    if Round.objects.filter(edition=round_.edition_id, order__lt=round_.order, closed_at=None).exists():
        raise RoundIncomplete(_("앞 차례의 심사를 먼저 마감해 주세요."))


def rule_of_round(round_: Round) -> terms.Round:
    """What the frozen rule says of `round_`. Raises `RuleNotFrozen`, and `RuleChanged` when its rows differ by now.

    Criteria lock with the freeze, which comes before the first score.
    """
    by_order = {one.order: one for one in frozen_rule(round_.edition).rounds}
    rule_round = by_order.get(round_.order)
    frozen = [(criterion.name, criterion.max) for criterion in rule_round.criteria] if rule_round else None
    rows = [
        (name, Fraction(maximum))
        for name, maximum in round_.criteria.order_by("order").values_list("name", "maximum")
    ]
    if frozen != rows:
        raise RuleChanged(
            _("심사항목이 확정한 산정 규칙과 다릅니다. 심사항목은 규칙을 확정한 뒤 바꿀 수 없습니다.")
        )
    return rule_round


def close_round(*, round_: Round, by, without_scan: Reasons = "", excuses: Reasons = "") -> tuple[str, ...]:
    """End a round: check that every sheet is whole or excused, compute the marks, cut; return who goes on.

    `without_scan` says why a set has no scan, `excuses` why one has gaps: its sheets with gaps are left out.
    The last round that cuts names the finalists; a round after it keeps them all.
    Raises `RoundClosed`, `RoundIncomplete` (`NoValidTotal` for a case), `RoundsLocked`, `ScanMissing`.
    """
    rule = frozen_rule(round_.edition)
    with transaction.atomic(), acting(by=by):
        # The edition first, as the reopening does: no round closes while one before it is opened again.
        edition = Edition.objects.select_for_update(no_key=True).get(pk=round_.edition_id)
        round_ = Round.objects.select_for_update().get(pk=round_.pk)
        require_before_vote(edition)
        require_turn(round_)
        rule_round = rule_of_round(round_)
        marks, cases = _marks(round_, rule_round)
        require_settled(round_)
        keep_reasons(round_, marks, without_scan=without_scan, excuses=excuses)
        require_valid_totals(marks)
        exact = {number: mark.mark for number, mark in marks.items()}
        naming = naming_round(rule)
        passed = tuple(exact)
        if round_.order <= naming:
            passed = scoring.cut(exact, rule_round.cut, earlier=_earlier_marks(round_))
        _record(round_, cases, exact, passed, by)
        if round_.order == naming:
            mark_finalists(edition=round_.edition, numbers=passed)
    return passed


def _marks(round_, rule_round):
    """Marks and cases of the round by case number."""
    cases = {case.number: case for case in cases_in_round(round_)}
    judges = judge_order(round_)
    marks = scoring.round_marks(
        rule_round, sheets_of(round_), judges=judges, cases=cases, recusals=recusals_of(round_)
    )
    return marks, cases


def naming_round(rule: terms.Rule) -> int:
    """The order of the round that names the finalists: the last that cuts, else the last of all."""
    return max((one.order for one in rule.rounds if one.cut is not None), default=len(rule.rounds))


def _earlier_marks(round_):
    """Marks of the rounds before, the nearest first."""
    earlier = {order: {} for order in range(round_.order - 1, 0, -1)}
    rows = RoundMark.objects.filter(round__edition=round_.edition_id, round__order__lt=round_.order)
    for order, number, mark in rows.values_list("round__order", "case__number", "mark"):
        earlier[order][number] = Fraction(mark) if mark else None
    return list(earlier.values())


def _record(round_, cases, exact, passed, by):
    RoundMark.objects.bulk_create(
        RoundMark(
            round=round_,
            case=case,
            mark="" if exact[number] is None else str(exact[number]),
            has_passed=number in passed,
        )
        for number, case in cases.items()
    )
    round_.closed_at = database_now()
    round_.closed_by = by
    round_.save(update_fields=["closed_at", "closed_by"])
