"""확인 or 이의 of 감사: shown with the result, and where the edition says so a condition of its publication."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.models import Review
from awards.outcome.computing import compute_result
from awards.outcome.publication import (
    NoReason,
    NothingWaits,
    approve,
    publish,
    request_approval,
    review,
    take_back_publication,
)
from awards.outcome.reviews import NotReviewed, ReasonMissing
from cases.models import Edition
from tests.awards.editions import BALLOTS, judge_all, make_contest, make_published, make_staff, vote_and_seal
from voting.turnout.counts import PublicationWaits, enter_provider_count

pytestmark = pytest.mark.django_db

WHY = "채점표 2장의 서명을 확인하지 못했습니다."
CONFIRMED, OBJECTED = Review.Verdict.CONFIRMED, Review.Verdict.OBJECTED


@pytest.fixture
def auditor():
    return make_staff("감사")[0]


def approved(*, is_audit_required):
    clerk, second = make_staff("담당", "확인")
    edition = make_contest()
    judge_all(edition, clerk)
    vote_and_seal(edition, BALLOTS, clerk)
    Edition.objects.filter(pk=edition.pk).update(is_audit_required=is_audit_required)
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    return result, clerk


def test_where_it_is_a_condition_nothing_is_published_without_it(auditor):
    result, clerk = approved(is_audit_required=True)
    with pytest.raises(NotReviewed, match="아직 없습니다"):
        publish(result=result, by=clerk)
    review(result=result, verdict=OBJECTED, reason=WHY, by=auditor)
    with pytest.raises(NotReviewed, match=WHY):
        publish(result=result, by=clerk)
    review(result=result, verdict=CONFIRMED, reason="서명을 확인했습니다.", by=auditor)
    publish(result=result, by=clerk)
    result.refresh_from_db()
    assert result.published_at is not None


def test_where_it_is_none_an_objection_is_shown_with_the_result(auditor, client):
    result, clerk = approved(is_audit_required=False)
    review(result=result, verdict=OBJECTED, reason=WHY, by=auditor)
    publish(result=result, by=clerk)
    for address in ("/2026/results/", "/2026/results/versions/"):
        html = client.get(address).content.decode()
        assert "감사 의견" in html
        assert f"<span>{WHY}</span>" in html or WHY in html


def test_an_objection_without_a_reason_is_refused(auditor):
    result, _clerk = approved(is_audit_required=False)
    with pytest.raises(ReasonMissing):
        review(result=result, verdict=OBJECTED, reason=" ", by=auditor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            result=result, verdict=OBJECTED, reviewed_by=auditor, reviewed_at=timezone.now()
        )


def test_every_word_of_the_auditor_stays_and_the_newest_holds(auditor):
    result, _clerk = approved(is_audit_required=False)
    review(result=result, verdict=OBJECTED, reason=WHY, by=auditor)
    review(result=result, verdict=CONFIRMED, reason="", by=auditor)
    assert list(result.reviews.values_list("verdict", flat=True)) == [OBJECTED, CONFIRMED]
    assert result.review.verdict == CONFIRMED


def test_an_objection_stops_a_publication_that_waits_where_it_is_a_condition(auditor):
    edition = make_published(at=timezone.now() + timedelta(days=1))
    Edition.objects.filter(pk=edition.pk).update(is_audit_required=True)
    review(result=edition.results.get(), verdict=OBJECTED, reason=WHY, by=auditor)
    edition.refresh_from_db()
    assert edition.published_at is None


def test_a_publication_that_waits_is_taken_back_whole(auditor, client):
    edition = make_published(at=timezone.now() + timedelta(days=1))
    with pytest.raises(NoReason):
        take_back_publication(edition=edition, by=auditor, reason="")
    take_back_publication(edition=edition, by=auditor, reason="발표 행사가 미뤄졌습니다.")
    edition.refresh_from_db()
    result = edition.results.get()
    assert (edition.published_at, result.published_at, result.published_by) == (None, None, None)
    assert not hasattr(result, "bundle")
    assert set(edition.cases.values_list("award_name", flat=True)) == {""}
    publish(result=result, by=make_staff("담당")[0])
    edition.refresh_from_db()
    # The moment that was approved with it still holds.
    assert edition.published_at == result.planned_at > timezone.now()


def test_what_is_public_is_not_taken_back(auditor):
    edition = make_published()
    with pytest.raises(NothingWaits):
        take_back_publication(edition=edition, by=auditor, reason="되돌립니다.")


def test_a_provider_count_waits_for_a_publication_that_waits(auditor):
    edition = make_published(at=timezone.now() + timedelta(days=1))
    with pytest.raises(PublicationWaits):
        enter_provider_count(poll=edition.poll, method="sms", count=1, note="공문", by=auditor)
