"""From a sealed box to a published result: computed once, by two people, at a moment the clock reads."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.models import AwardTier, Result, Rule
from awards.outcome.computing import AlreadyPublished, FinalistsDiffer, NotReady, compute_result
from awards.outcome.publication import (
    NotApproved,
    NotRequested,
    SamePerson,
    approve,
    publish,
    published_result,
    request_approval,
)
from awards.rule.freezing import RuleChanged
from cases.services import mark_finalists, withdraw_case
from tests.awards.editions import BALLOTS, judge_all, make_contest, make_published, make_staff, vote_and_seal
from tests.voting.polls import add_ballot
from voting.box_sql import guards_lifted
from voting.sealing import BoxDoesNotReconcile, PollStillOpen

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_staff("담당", "확인")


@pytest.fixture
def counted(staff):
    edition = make_contest()
    judge_all(edition, staff[0])
    vote_and_seal(edition, BALLOTS, staff[0])
    return edition


def test_compute_result_freezes_rows_awards_and_summary(counted, staff):
    result = compute_result(edition=counted, by=staff[0])
    rows = [(row.rank, row.case.number, row.votes, row.total) for row in result.rows.all()]
    assert rows == [(1, "1", 3, "59.659"), (2, "2", 3, "53.536"), (3, "3", 2, "36.805")]
    awards = [
        (award.row.case.number, award.name, award.prize_krw, award.payout_krw)
        for award in result.awards.all()
    ]
    assert awards == [
        ("1", "최우수상", 2_000_000, 2_000_000),
        ("2", "우수상", 1_500_000, 1_500_000),
        ("3", "장려상", 500_000, 500_000),
    ]
    assert {name: result.summary[name] for name in ("cases", "voters", "votes", "judges", "prizes_krw")} == {
        "cases": 5,
        "voters": 4,
        "votes": 8,
        "judges": 4,
        "prizes_krw": 4_000_000,
    }


def test_compute_result_pays_no_cash_to_an_invested_body(staff):
    edition = make_published(winner_kind="투자출연기관")
    result = edition.results.get()
    award = result.awards.get(name="최우수상")
    assert (award.prize_krw, award.payout_krw) == (2_000_000, 0)
    assert (result.summary["prizes_krw"], result.summary["payouts_krw"]) == (4_000_000, 2_000_000)


def test_compute_result_keeps_a_withdrawn_finalist_on_record_without_a_rank(counted, staff):
    withdraw_case(case=counted.cases.get(number="1"), reason="제출 기관이 철회")
    rows = compute_result(edition=counted, by=staff[0]).rows.all()
    assert {(row.rank, row.case.number, row.votes) for row in rows} == {
        (1, "2", 3),
        (2, "3", 2),
        (None, "1", 3),
    }


def test_compute_result_before_the_seal_is_refused(staff):
    edition = make_contest()
    judge_all(edition, staff[0])
    with pytest.raises(PollStillOpen):
        compute_result(edition=edition, by=staff[0])
    assert Result.objects.count() == 0


def test_compute_result_with_an_open_round_is_refused(counted, staff):
    counted.rounds.filter(order=2).update(closed_at=None)
    with pytest.raises(NotReady):
        compute_result(edition=counted, by=staff[0])


def test_compute_result_with_other_finalists_than_the_sheets_say_is_refused(counted, staff):
    mark_finalists(edition=counted, numbers=["1", "2", "4"])
    with pytest.raises(FinalistsDiffer):
        compute_result(edition=counted, by=staff[0])
    assert Result.objects.count() == 0


def test_compute_result_again_is_a_new_version(counted, staff):
    versions = [compute_result(edition=counted, by=staff[0]).version for _ in range(2)]
    assert versions == [1, 2]


def test_publish_needs_the_approval_of_a_second_person(counted, staff):
    clerk, second = staff
    result = compute_result(edition=counted, by=clerk)
    with pytest.raises(NotRequested):
        approve(result=result, by=second)
    request_approval(result=result, by=clerk)
    with pytest.raises(SamePerson):
        approve(result=result, by=clerk)
    with pytest.raises(NotApproved):
        publish(result=result, by=clerk)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    counted.refresh_from_db()
    assert published_result(counted, timezone.now()) == result


def test_two_people_are_guarded_by_the_database(counted, staff):
    result = compute_result(edition=counted, by=staff[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(pk=result.pk).update(requested_by=staff[0], approved_by=staff[0])


def test_publish_at_a_later_moment_shows_nothing_before_it(staff):
    later = timezone.now() + timedelta(days=2)
    edition = make_published(at=later)
    assert published_result(edition, later - timedelta(seconds=1)) is None
    assert published_result(edition, later) == edition.results.get()


def test_publish_twice_is_refused(staff):
    edition = make_published()
    with pytest.raises(AlreadyPublished):
        publish(result=edition.results.get(), by=staff[0])


def test_compute_result_after_publication_is_refused(staff):
    with pytest.raises(AlreadyPublished):
        compute_result(edition=make_published(), by=staff[0])


def test_publish_marks_the_badges(staff):
    edition = make_published()
    assert list(edition.cases.finalists().in_natural_order().values_list("award_rank", "award_name")) == [
        (1, "최우수상"),
        (2, "우수상"),
        (3, "장려상"),
    ]


def test_publish_after_the_rule_was_changed_is_refused(counted, staff):
    result = approved(counted, staff)
    Rule.objects.filter(edition=counted).update(document="{}")
    with pytest.raises(RuleChanged):
        publish(result=result, by=staff[0])


def test_publish_with_a_box_that_does_not_reconcile_is_refused(counted, staff):
    result = approved(counted, staff)
    with guards_lifted():
        add_ballot(counted.poll, "1,2")
    with pytest.raises(BoxDoesNotReconcile):
        publish(result=result, by=staff[0])
    counted.refresh_from_db()
    assert counted.published_at is None


def test_published_result_does_not_follow_later_changes_of_the_rows(staff):
    edition = make_published()
    AwardTier.objects.filter(edition=edition).update(prize_krw=1)
    edition.cases.filter(number="1").update(title="고친 제목")
    row = edition.results.get().rows.get(rank=1)
    assert (row.title, row.awards.get().prize_krw) == ("사례 1", 2_000_000)


def approved(edition, staff):
    clerk, second = staff
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    return result
