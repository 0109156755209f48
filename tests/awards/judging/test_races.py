"""Real connections that save one set at once, and a round that is closed or reopened while somebody saves."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from threading import Barrier

import pytest
from django.db import connection

from awards.judging.corrections import LateCorrection
from awards.judging.late import (
    CutWouldChange,
    ResultWaits,
    audit_late_correction,
    confirm_late_correction,
)
from awards.judging.models import Score
from awards.judging.papers import Turn
from awards.judging.reopening import confirm_reopening, request_reopening
from awards.judging.rounds import RoundClosed, close_round
from awards.judging.sets import begin_turn, enter_scores, open_cells
from awards.outcome.computing import compute_result
from awards.outcome.opendata.bundle import ResultOutdated
from awards.outcome.publication import request_approval
from awards.outcome.steps import why_outdated
from awards.rule.freezing import freeze_rule
from awards.rule.models import Round
from cases.services import RuleBroken
from tests.awards.editions import (
    BALLOTS,
    NO_SCAN,
    fill_round,
    judge_all,
    make_contest,
    make_staff,
    vote_and_seal,
)
from tests.awards.judging.late import People, ask, cell_of, voted_on
from tests.cases.staff.accounts import make_account

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts):
    """Run the acts in threads of their own that start together; return what each returned or was refused with."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=30)
            return act()
        except RuleBroken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def round_():
    edition = make_contest()
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    return edition.rounds.get(order=1)


def saving(round_, cells, *, shown=None, by=None):
    return lambda: enter_scores(
        round_=round_,
        judge=round_.edition.judges.first(),
        turn=Turn.FIRST,
        typed=cells,
        shown=shown or {},
        by=by,
    )


def test_ten_people_who_save_a_cell_each_at_once_lose_nothing(round_):
    cells = list(open_cells(round_, round_.edition.judges.first()))
    outcomes = at_once([saving(round_, {cell: str(n)}) for n, cell in enumerate(cells)])
    assert [len(outcome.writes) for outcome in outcomes] == [1] * 10
    assert Score.objects.count() == 10


def test_ten_people_who_save_one_cell_at_once_leave_one_value_and_nine_conflicts(round_):
    cell = next(iter(open_cells(round_, round_.edition.judges.first())))
    outcomes = at_once([saving(round_, {cell: str(n)}) for n in range(10)])
    assert sorted(len(outcome.conflicts) for outcome in outcomes) == [0] + [1] * 9
    assert Score.objects.count() == 1


def test_a_save_beside_the_close_is_in_the_mark_or_refused(round_):
    clerk = make_staff("담당")[0]
    fill_round(round_, {str(n): (50, 30) for n in range(1, 6)})
    case = round_.edition.cases.get(number="1")
    criterion = round_.criteria.get(name="창의성")
    save = saving(round_, {(case.pk, criterion.pk): "54"}, shown={(case.pk, criterion.pk): "50"})
    saved, _passed = at_once([save, lambda: close_round(round_=round_, by=clerk, without_scan=NO_SCAN)])
    mark = round_.marks.get(case=case).mark
    assert mark == ("80" if isinstance(saved, RoundClosed) else "81")


def test_one_person_who_begins_both_turns_at_once_gets_one(round_):
    clerk = make_staff("담당")[0]
    Round.objects.filter(pk=round_.pk).update(is_double_entry=True)
    judge = round_.edition.judges.first()
    outcomes = at_once(
        [
            lambda turn=turn: begin_turn(round_=round_, judge=judge, turn=turn, by=clerk)
            for turn in (Turn.FIRST, Turn.SECOND)
        ]
    )
    assert sum(isinstance(outcome, RuleBroken) for outcome in outcomes) == 1


def test_no_round_is_closed_after_an_open_one(round_):
    """The first round is opened again while the second is being closed."""
    clerk, second = make_staff("담당", "확인")
    edition = make_contest(slug="2027")
    judge_all(edition, clerk)
    first, last = edition.rounds.order_by("order")
    request_reopening(round_=last, by=clerk, reason="사유")
    confirm_reopening(round_=last, by=second)
    request_reopening(round_=first, by=clerk, reason="사유")
    at_once(
        [
            lambda: confirm_reopening(round_=first, by=second),
            lambda: close_round(round_=last, by=clerk, without_scan=NO_SCAN),
        ]
    )
    assert edition.rounds.filter(closed_at=None).count() == 2
    assert edition.cases.finalists().count() == 0


@pytest.fixture
def people():
    """Three accounts; between tests with real transactions the groups are emptied."""
    names = ("심사 담당", "확인 담당", "감사 담당")
    return People(*(make_account(name=name, is_superuser=True) for name in names))


def signable(edition, people, number="1", points=57, **cell):
    correction = ask(cell_of(edition, number, **cell), Decimal(points), people.asking)
    confirm_late_correction(correction=correction, by=people.second)
    return correction


def test_one_cell_asked_for_by_two_people_at_once_waits_once(people):
    edition, other = voted_on(), make_account(name="다른 심사", is_superuser=True)
    cell = cell_of(edition, "1")
    outcomes = at_once(
        [
            lambda: ask(cell, Decimal(57), people.asking),
            lambda: ask(cell, Decimal(56), other),
        ]
    )
    assert sum(isinstance(outcome, RuleBroken) for outcome in outcomes) == 1
    assert LateCorrection.objects.count() == 1


def test_two_signatures_at_once_that_together_would_change_the_cut_are_one(people):
    edition = voted_on()
    corrections = [signable(edition, people, "5", judge=judge) for judge in ("가", "나")]
    outcomes = at_once(
        [lambda one=one: audit_late_correction(correction=one, by=people.auditor) for one in corrections]
    )
    assert sum(isinstance(outcome, CutWouldChange) for outcome in outcomes) == 1
    assert edition.rounds.get(order=1).marks.get(case__number="5").mark == "171/2"


def test_a_signature_beside_the_request_for_approval_is_in_the_result_or_refused(people):
    """Nobody approves a result that lacks a correction, and none takes effect under one."""
    edition, clerk = voted_on(), make_staff("담당")[0]
    vote_and_seal(edition, BALLOTS, clerk)
    result, correction = compute_result(edition=edition, by=clerk), signable(edition, people)
    signed, asked = at_once(
        [
            lambda: audit_late_correction(correction=correction, by=people.auditor),
            lambda: request_approval(result=result, by=clerk),
        ]
    )
    assert isinstance(signed, ResultWaits) != isinstance(asked, ResultOutdated)


def test_a_signature_beside_the_computation_is_in_its_figures_and_its_ledger_or_in_neither(people):
    edition, clerk = voted_on(), make_staff("담당")[0]
    vote_and_seal(edition, BALLOTS, clerk)
    correction = signable(edition, people)
    _signed, result = at_once(
        [
            lambda: audit_late_correction(correction=correction, by=people.auditor),
            lambda: compute_result(edition=edition, by=clerk),
        ]
    )
    first = result.rows.get(case__number="1").groups[0]
    is_told = bool(result.summary["ledger"]["late"])
    assert Fraction(first["exact"]) == (Fraction(355, 4) if is_told else Fraction(89))
    assert (why_outdated(result) == "") == is_told
