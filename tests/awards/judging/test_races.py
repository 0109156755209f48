"""Real connections that save one set at once, and a round that is closed or reopened while somebody saves."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from awards.judging.models import Score
from awards.judging.papers import Turn
from awards.judging.reopening import confirm_reopening, request_reopening
from awards.judging.rounds import RoundClosed, close_round
from awards.judging.sets import begin_turn, enter_scores, open_cells
from awards.rule.freezing import freeze_rule
from awards.rule.models import Round
from cases.services import RuleBroken
from tests.awards.editions import NO_SCAN, fill_round, judge_all, make_contest, make_staff

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
