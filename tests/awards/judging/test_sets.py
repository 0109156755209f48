"""Saving a set: one transaction, few statements, two people at once, two turns of different people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.judging.models import Recusal, Score, Sheet
from awards.judging.papers import Entrant, SecondScore, Turn
from awards.judging.rounds import RoundClosed, RoundIncomplete, RoundsLocked, close_round
from awards.judging.sets import (
    NotStarted,
    NotTheirs,
    OtherTurn,
    begin_turn,
    enter_scores,
    open_cells,
    stored_points,
)
from awards.rule.freezing import RuleChanged, RuleNotFrozen, freeze_rule
from awards.rule.models import Round
from cases.models import Edition
from cases.services import WindowClosed
from tests.awards.editions import NO_SCAN, fill_round, make_contest, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_staff("김 담당", "이 담당", "박 담당")


@pytest.fixture
def round_(people):
    edition = make_contest()
    freeze_rule(edition=edition, by=people[0])
    return edition.rounds.get(order=1)


@pytest.fixture
def double(round_):
    Round.objects.filter(pk=round_.pk).update(is_double_entry=True)
    round_.refresh_from_db()
    return round_


def judge_of(round_, name="가"):
    return round_.edition.judges.get(name=name)


def key_of(round_, number, criterion):
    return (
        round_.edition.cases.get(number=number).pk,
        round_.criteria.get(name=criterion).pk,
    )


def save(round_, person, cells, *, shown=None, turn=Turn.FIRST, judge=None):
    """Save `cells` {(number, criterion): text} as typed on a page that showed `shown`, all empty by default."""
    keyed = {key_of(round_, *place): text for place, text in cells.items()}
    seen = {key_of(round_, *place): text for place, text in (shown or {}).items()}
    judge = judge or judge_of(round_)
    return enter_scores(round_=round_, judge=judge, turn=turn, typed=keyed, shown=seen, by=person)


def points(round_, turn=Turn.FIRST):
    found = stored_points(round_, judge_of(round_), turn)
    numbers = dict(round_.edition.cases.values_list("pk", "number"))
    names = dict(round_.criteria.values_list("pk", "name"))
    return {(numbers[case], names[criterion]): value for (case, criterion), value in found.items()}


def test_a_save_writes_points_and_leaves_empty_cells_without_a_row(round_, people):
    save(round_, people[0], {("1", "창의성"): "50", ("1", "효용성"): "", ("2", "효용성"): "0"})
    assert points(round_) == {("1", "창의성"): Decimal(50), ("2", "효용성"): Decimal(0)}
    assert Sheet.objects.count() == 2


def test_a_refused_cell_keeps_the_others_from_being_lost(round_, people):
    outcome = save(round_, people[0], {("1", "창의성"): "61", ("1", "효용성"): "40", ("2", "창의성"): "열"})
    assert set(outcome.refused) == {key_of(round_, "1", "창의성"), key_of(round_, "2", "창의성")}
    assert points(round_) == {("1", "효용성"): Decimal(40)}


def test_two_people_who_save_different_cells_at_once_lose_nothing(round_, people):
    kim, lee, _park = people
    save(round_, kim, {("1", "창의성"): "50", ("2", "창의성"): ""})
    save(round_, lee, {("1", "창의성"): "", ("2", "창의성"): "40"})
    assert points(round_) == {("1", "창의성"): Decimal(50), ("2", "창의성"): Decimal(40)}


def test_a_stale_save_of_the_same_cell_is_a_conflict_and_keeps_the_rest(round_, people):
    kim, lee, _park = people
    save(round_, kim, {("1", "창의성"): "50"})
    outcome = save(round_, lee, {("1", "창의성"): "51", ("1", "효용성"): "30"})
    assert [(one.yours, one.theirs) for one in outcome.conflicts.values()] == [("51", Decimal(50))]
    assert points(round_) == {("1", "창의성"): Decimal(50), ("1", "효용성"): Decimal(30)}


def test_emptying_the_last_cell_of_a_sheet_takes_the_sheet_away(round_, people):
    save(round_, people[0], {("1", "창의성"): "50"})
    save(round_, people[0], {("1", "창의성"): ""}, shown={("1", "창의성"): "50"})
    assert (Sheet.objects.count(), Score.objects.count()) == (0, 0)


def test_emptying_keeps_a_sheet_with_a_comment(round_, people):
    save(round_, people[0], {("1", "창의성"): "50"})
    Sheet.objects.update(comment="훌륭합니다.")
    save(round_, people[0], {("1", "창의성"): ""}, shown={("1", "창의성"): "50"})
    assert (Sheet.objects.count(), Score.objects.count()) == (1, 0)


def test_cases_the_judge_steps_back_from_have_no_cells(round_, people):
    case = round_.edition.cases.get(number="2")
    Recusal.objects.create(judge=judge_of(round_), organisation=case.organisation, ground="기피")
    save(round_, people[0], {("2", "창의성"): "50"})
    assert Score.objects.count() == 0
    assert case.pk not in {key[0] for key in open_cells(round_, judge_of(round_))}


def test_a_judge_of_another_round_has_no_set(round_, people):
    judge = judge_of(round_)
    judge.rounds.remove(round_)
    with pytest.raises(NotTheirs):
        save(round_, people[0], {("1", "창의성"): "50"})


def test_before_the_freeze_nothing_is_saved(people):
    round_ = make_contest(slug="2027").rounds.get(order=1)
    with pytest.raises(RuleNotFrozen):
        save(round_, people[0], {("1", "창의성"): "50"})


def test_criteria_changed_after_the_freeze_stop_every_save_and_the_close(round_, people):
    fill_round(round_)
    round_.criteria.filter(name="창의성").update(maximum=50)
    with pytest.raises(RuleChanged):
        save(round_, people[0], {("1", "창의성"): "50"})
    with pytest.raises(RuleChanged):
        close_round(round_=round_, by=people[0], without_scan=NO_SCAN)


def test_outside_the_window_of_judging_nothing_is_saved(round_, people):
    Edition.objects.update(judging_close_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(WindowClosed):
        save(round_, people[0], {("1", "창의성"): "50"})


def test_after_the_opening_of_the_poll_nothing_is_saved(round_, people):
    now = timezone.now()
    Edition.objects.update(judging_close_at=now - timedelta(hours=2), voting_open_at=now - timedelta(hours=1))
    with pytest.raises(RoundsLocked):
        save(round_, people[0], {("1", "창의성"): "50"})


def test_a_closed_round_and_one_whose_turn_has_not_come_refuse(round_, people):
    second = round_.edition.rounds.get(order=2)
    with pytest.raises(RoundIncomplete):
        save(second, people[0], {("1", "창의성"): "50"})
    fill_round(round_)
    close_round(round_=round_, by=people[0], without_scan=NO_SCAN)
    with pytest.raises(RoundClosed):
        save(round_, people[0], {("1", "창의성"): "50"})


def test_a_save_needs_as_many_queries_for_many_cells_as_for_few(people):
    counts = []
    for slug, cases in (("2031", 3), ("2032", 12)):
        edition = make_contest(slug=slug, cases=cases)
        freeze_rule(edition=edition, by=people[0])
        round_ = edition.rounds.get(order=1)
        everything = {
            (case.number, name): "30" for case in edition.cases.all() for name in ("창의성", "효용성")
        }
        with CaptureQueriesContext(connection) as queries:
            enter_scores(
                round_=round_,
                judge=edition.judges.first(),
                turn=Turn.FIRST,
                typed={key_of(round_, *place): text for place, text in everything.items()},
                shown={},
                by=people[0],
            )
        look_ups = 2 * len(everything)
        counts.append(len(queries) - look_ups)
        assert Score.objects.filter(sheet__round=round_).count() == len(everything)
    assert counts[0] == counts[1]


def test_two_turns_are_kept_apart_and_the_second_does_not_touch_the_first(double, people):
    kim, lee, _park = people
    begin_turn(round_=double, judge=judge_of(double), turn=Turn.FIRST, by=kim)
    begin_turn(round_=double, judge=judge_of(double), turn=Turn.SECOND, by=lee)
    save(double, kim, {("1", "창의성"): "50"})
    save(double, lee, {("1", "창의성"): "51"}, turn=Turn.SECOND)
    assert points(double) == {("1", "창의성"): Decimal(50)}
    assert points(double, Turn.SECOND) == {("1", "창의성"): Decimal(51)}


def test_one_person_cannot_take_both_turns_of_a_set(double, people):
    kim = people[0]
    judge = judge_of(double)
    begin_turn(round_=double, judge=judge, turn=Turn.FIRST, by=kim)
    begin_turn(round_=double, judge=judge, turn=Turn.FIRST, by=kim)
    with pytest.raises(OtherTurn):
        begin_turn(round_=double, judge=judge, turn=Turn.SECOND, by=kim)
    with pytest.raises(OtherTurn):
        save(double, kim, {("1", "창의성"): "50"}, turn=Turn.SECOND)
    assert SecondScore.objects.count() == 0


def test_the_database_itself_refuses_one_person_in_both_turns(double, people):
    begin_turn(round_=double, judge=judge_of(double), turn=Turn.FIRST, by=people[0])
    entrant = Entrant.objects.get()
    with pytest.raises(IntegrityError):
        Entrant.objects.create(
            sheet_set=entrant.sheet_set, person=people[0], turn=2, started_at=timezone.now()
        )


def test_nobody_saves_a_turn_that_was_not_begun(double, people):
    with pytest.raises(NotStarted):
        save(double, people[0], {("1", "창의성"): "50"})


def test_the_same_person_may_take_another_turn_of_another_set(double, people):
    begin_turn(round_=double, judge=judge_of(double, "가"), turn=Turn.FIRST, by=people[0])
    begin_turn(round_=double, judge=judge_of(double, "나"), turn=Turn.SECOND, by=people[0])
    assert Entrant.objects.count() == 2


def test_emptying_the_first_entry_keeps_the_sheet_of_the_second(double, people):
    kim, lee, _park = people
    judge = judge_of(double)
    begin_turn(round_=double, judge=judge, turn=Turn.FIRST, by=kim)
    begin_turn(round_=double, judge=judge, turn=Turn.SECOND, by=lee)
    save(double, kim, {("1", "창의성"): "50"})
    save(double, lee, {("1", "창의성"): "50"}, turn=Turn.SECOND)
    save(double, kim, {("1", "창의성"): ""}, shown={("1", "창의성"): "50"})
    assert points(double, Turn.SECOND) == {("1", "창의성"): Decimal(50)}
