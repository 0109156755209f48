"""Rounds: who is in them, when they are complete, and the cut that ends them."""

from fractions import Fraction

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from awards.arithmetic import scoring
from awards.judging.entries import judge_order, recusals_of, sheets_of
from awards.judging.models import RoundMark
from awards.rule.freezing import frozen_rule
from awards.rule.models import Round
from cases.models import Case
from cases.services import RuleBroken, database_now, mark_finalists
from cases.staff.acting import acting


class RoundClosed(RuleBroken):
    """The round is closed; its scores are final."""


class RoundIncomplete(RuleBroken):
    """Sheets or criteria are missing, or the round before is still open."""


def cases_in_round(round_: Round) -> QuerySet[Case]:
    """The cases a round judges: all of the edition, from the second round on those that passed the one before."""
    cases = Case.objects.competing().filter(edition=round_.edition_id)
    if round_.order == 1:
        return cases
    before = RoundMark.objects.filter(
        round__edition=round_.edition_id, round__order=round_.order - 1, has_passed=True
    )
    return cases.filter(pk__in=before.values("case"))


def close_round(*, round_: Round, by) -> tuple[str, ...]:
    """End a round: check that every sheet is complete, compute the marks, cut; return who goes on.

    The last round that cuts names the finalists; a round after it keeps them all.
    Raises `RoundClosed`, `RoundIncomplete`.
    """
    rule = frozen_rule(round_.edition)
    with transaction.atomic(), acting(by=by):
        round_ = Round.objects.select_for_update().get(pk=round_.pk)
        _require_turn(round_)
        cases = {case.number: case for case in cases_in_round(round_)}
        rule_round = rule.rounds[round_.order - 1]
        marks = scoring.round_marks(
            rule_round,
            sheets_of(round_),
            judges=judge_order(round_),
            cases=cases,
            recusals=recusals_of(round_),
        )
        _require_complete(marks)
        exact = {number: mark.mark for number, mark in marks.items()}
        naming = _naming_round(rule)
        passed = tuple(exact)
        if round_.order <= naming:
            passed = scoring.cut(exact, rule_round.cut, earlier=_earlier_marks(round_))
        _record(round_, cases, exact, passed, by)
        if round_.order == naming:
            mark_finalists(edition=round_.edition, numbers=passed)
    return passed


def _naming_round(rule):
    """The order of the round that names the finalists: the last that cuts, else the last of all."""
    return max((one.order for one in rule.rounds if one.cut is not None), default=len(rule.rounds))


def _require_turn(round_):
    if round_.closed_at is not None:
        raise RoundClosed(_("이미 마감한 심사입니다."))
    if Round.objects.filter(edition=round_.edition_id, order__lt=round_.order, closed_at=None).exists():
        raise RoundIncomplete(_("앞 차례의 심사를 먼저 마감해 주세요."))


def _require_complete(marks):
    reasons = {scoring.LeftOutReason.MISSING, scoring.LeftOutReason.INCOMPLETE}
    gaps = [
        (number, left.judge)
        for number, mark in marks.items()
        for left in mark.left_out
        if left.reason in reasons
    ]
    if gaps:
        number, judge = gaps[0]
        raise RoundIncomplete(
            _(
                "빈 채점표가 %(n)s장 있습니다. 첫 번째: 사례 %(number)s번, %(judge)s. 모두 채운 뒤 마감해 주세요."
            )
            % {"n": len(gaps), "number": number, "judge": judge}
        )


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
