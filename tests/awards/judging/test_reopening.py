"""A closed round opened again: two people, a reason, later rounds and finalists with it, only before the poll."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from awards.judging.models import RoundMark, Score, Sheet
from awards.judging.papers import Reopening
from awards.judging.reopening import (
    AlreadyRequested,
    NotRequested,
    RoundOpen,
    SamePerson,
    confirm_reopening,
    request_reopening,
)
from awards.judging.rounds import RoundIncomplete, RoundsLocked, close_round
from awards.judging.sets import require_writable
from awards.rule.freezing import freeze_rule
from cases.models import Edition
from cases.services import WindowClosed
from tests.awards.editions import NO_SCAN, fill_round, judge_all, make_contest, make_staff

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
REASON = "3번 사례의 점수를 잘못 옮겼습니다."


@pytest.fixture
def people():
    return make_staff("담당", "확인")


@pytest.fixture
def edition(people):
    """Both rounds closed, three finalists."""
    edition = make_contest()
    judge_all(edition, people[0])
    return edition


def reopen(round_, people):
    request_reopening(round_=round_, by=people[0], reason=REASON)
    return confirm_reopening(round_=round_, by=people[1])


def test_reopening_the_first_round_opens_the_second_and_undoes_marks_and_finalists(edition, people):
    first, second = edition.rounds.order_by("order")
    assert edition.cases.finalists().count() == 3
    assert reopen(first, people) == (first, second)
    assert set(edition.rounds.values_list("closed_at", "closed_by")) == {(None, None)}
    assert (RoundMark.objects.count(), edition.cases.finalists().count()) == (0, 0)
    assert Score.objects.count() == 2 * 4 * (5 + 4)


def test_reopening_records_who_asked_who_confirmed_when_and_why(edition, people):
    reopen(edition.rounds.get(order=1), people)
    record = Reopening.objects.get()
    assert (record.reason, record.requested_by, record.confirmed_by) == (REASON, *people)
    assert record.requested_at <= record.confirmed_at


def test_reopening_the_last_round_leaves_the_first_closed(edition, people):
    first, second = edition.rounds.order_by("order")
    assert reopen(second, people) == (second,)
    first.refresh_from_db()
    assert first.closed_at is not None
    assert first.marks.count() == 5


def test_a_round_closes_again_with_another_outcome_and_sheets_that_fell_out_wait(edition, people):
    first, second = edition.rounds.order_by("order")
    reopen(first, people)
    Score.objects.filter(sheet__round=first, sheet__case__number="5", criterion__name="창의성").update(
        points=60
    )
    assert close_round(round_=first, by=people[0], without_scan=NO_SCAN) == ("1", "2", "3", "5")
    with pytest.raises(RoundIncomplete, match="사례 5번"):
        close_round(round_=second, by=people[0], without_scan=NO_SCAN)
    for judge in second.judges.all():
        sheet = Sheet.objects.create(round=second, judge=judge, case=edition.cases.get(number="5"))
        for criterion, points in zip(second.criteria.order_by("order"), (60, 40), strict=True):
            Score.objects.create(sheet=sheet, criterion=criterion, points=points)
    assert close_round(round_=second, by=people[0], without_scan=NO_SCAN) == ("1", "2", "5")
    assert [case.number for case in edition.cases.finalists().in_natural_order()] == ["1", "2", "5"]
    assert Sheet.objects.filter(round=second, case__number="4").count() == 4


def test_the_person_who_asked_cannot_confirm(edition, people):
    first = edition.rounds.get(order=1)
    request_reopening(round_=first, by=people[0], reason=REASON)
    with pytest.raises(SamePerson):
        confirm_reopening(round_=first, by=people[0])
    assert edition.rounds.filter(closed_at=None).count() == 0


def test_the_database_itself_refuses_one_person_for_both(edition, people):
    now = timezone.now()
    with pytest.raises(IntegrityError):
        Reopening.objects.create(
            round=edition.rounds.first(),
            reason=REASON,
            requested_by=people[0],
            requested_at=now,
            confirmed_by=people[0],
            confirmed_at=now,
        )


def test_nothing_is_confirmed_that_nobody_asked_for(edition, people):
    with pytest.raises(NotRequested):
        confirm_reopening(round_=edition.rounds.get(order=1), by=people[1])


def test_asking_twice_is_refused(edition, people):
    first = edition.rounds.get(order=1)
    request_reopening(round_=first, by=people[0], reason=REASON)
    with pytest.raises(AlreadyRequested):
        request_reopening(round_=first, by=people[1], reason=REASON)


def test_an_open_round_cannot_be_reopened(people):
    edition = make_contest(slug="2027")
    freeze_rule(edition=edition, by=people[0])
    with pytest.raises(RoundOpen):
        request_reopening(round_=edition.rounds.get(order=1), by=people[0], reason=REASON)


def test_a_request_for_a_later_round_is_answered_by_opening_an_earlier_one(edition, people):
    first, second = edition.rounds.order_by("order")
    request_reopening(round_=second, by=people[0], reason=REASON)
    reopen(first, people)
    assert Reopening.objects.filter(confirmed_at=None).count() == 0


def test_reopening_ends_when_the_poll_opens(edition, people):
    first = edition.rounds.get(order=1)
    request_reopening(round_=first, by=people[0], reason=REASON)
    now = timezone.now()
    Edition.objects.update(judging_close_at=now - timedelta(hours=1), voting_open_at=now - SECOND)
    with pytest.raises(RoundsLocked):
        confirm_reopening(round_=first, by=people[1])
    with pytest.raises(RoundsLocked):
        request_reopening(round_=edition.rounds.get(order=2), by=people[0], reason=REASON)
    assert edition.cases.finalists().count() == 3


def test_no_round_closes_once_the_poll_has_opened(people):
    edition = make_contest(slug="2027")
    freeze_rule(edition=edition, by=people[0])
    first = edition.rounds.get(order=1)
    fill_round(first)
    now = timezone.now()
    Edition.objects.update(judging_close_at=now - timedelta(hours=1), voting_open_at=now - SECOND)
    with pytest.raises(RoundsLocked):
        close_round(round_=first, by=people[0], without_scan=NO_SCAN)


def test_a_reopened_round_is_typed_also_after_the_window_of_judging(edition, people):
    first = edition.rounds.get(order=1)
    now = timezone.now()
    Edition.objects.update(judging_close_at=now - timedelta(hours=1), voting_open_at=now + timedelta(hours=1))
    reopen(first, people)
    first.refresh_from_db()
    require_writable(first)
    Reopening.objects.all().delete()
    with pytest.raises(WindowClosed):
        require_writable(first)
