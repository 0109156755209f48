"""Corrections: a new version with its reason, all versions readable, the difference shown."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from awards.models import Result
from awards.outcome.computing import AlreadyPublished, compute_result
from awards.outcome.publication import NotAhead, approve, publish, published_result, request_approval
from awards.outcome.versions import told_versions, versions_page
from cases.services import withdraw_case
from tests.awards.editions import make_published, make_staff

pytestmark = pytest.mark.django_db

WHY = "수상 기관이 제출을 철회했습니다."


def correct(edition, reason=WHY):
    """A correction by two people."""
    clerk, second = make_staff("담당", "확인")
    result = compute_result(edition=edition, by=clerk, reason=reason)
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    return result


@pytest.fixture
def corrected():
    """Its winner was withdrawn after the publication."""
    edition = make_published()
    withdraw_case(case=edition.cases.get(number="1"), reason="제출 기관이 철회")
    correct(edition)
    edition.refresh_from_db()
    return edition


def test_a_correction_is_public_at_once_and_the_first_moment_stays(corrected):
    now = timezone.now()
    first, second = corrected.results.order_by("version")
    assert published_result(corrected, now) == second
    assert [one.version for one in told_versions(corrected, now)] == [2, 1]
    assert corrected.published_at == first.published_at < second.published_at <= now
    assert (first.reason, second.reason) == ("", WHY)


def test_a_correction_without_a_reason_is_refused():
    edition = make_published()
    with pytest.raises(AlreadyPublished):
        compute_result(edition=edition, by=make_staff("담당")[0], reason="  ")
    assert edition.results.count() == 1


def test_a_correction_has_no_moment_of_its_own():
    edition, (clerk,) = make_published(), make_staff("담당")
    result = compute_result(edition=edition, by=clerk, reason=WHY)
    with pytest.raises(NotAhead):
        request_approval(result=result, by=clerk, at=timezone.now() + timedelta(days=1))


def test_a_correction_that_nobody_approved_shows_nowhere(client):
    edition, (clerk,) = make_published(), make_staff("담당")
    withdraw_case(case=edition.cases.get(number="1"), reason="제출 기관이 철회")
    compute_result(edition=edition, by=clerk, reason=WHY)
    assert [one.version for one in told_versions(edition, timezone.now())] == [1]
    assert client.get("/2026/results/?version=2").status_code == 404
    assert WHY not in client.get("/2026/results/versions/").content.decode()


def test_an_earlier_version_is_not_published_again(corrected):
    with pytest.raises(AlreadyPublished):
        publish(result=corrected.results.get(version=1), by=make_staff("담당")[0])


def test_badges_follow_the_newest_version(corrected):
    badges = corrected.cases.finalists().in_natural_order().values_list("number", "award_name")
    assert list(badges) == [("1", ""), ("2", "최우수상"), ("3", "우수상")]


def test_the_difference_names_case_value_before_and_after(corrected):
    newest, oldest = versions_page(told_versions(corrected, timezone.now()))
    told = {
        (case.title, str(change.name)): (change.before, change.after)
        for case in newest.cases
        for change in case.changes
        if change.name in ("순위", "상", "지급액")
    }
    assert told == {
        ("사례 1", "순위"): ("1", ""),
        ("사례 1", "상"): ("최우수상", ""),
        ("사례 1", "지급액"): ("200만 원", ""),
        ("사례 2", "순위"): ("2", "1"),
        ("사례 2", "상"): ("우수상", "최우수상"),
        ("사례 2", "지급액"): ("150만 원", "200만 원"),
        ("사례 3", "순위"): ("3", "2"),
        ("사례 3", "상"): ("장려상", "우수상"),
        ("사례 3", "지급액"): ("50만 원", "150만 원"),
    }
    assert [(str(one.name), one.before, one.after) for one in newest.sums] == [
        ("총 상금", "400만 원", "350만 원"),
        ("총 지급액", "400만 원", "350만 원"),
    ]
    assert (oldest.cases, oldest.sums) == ([], [])


def test_the_page_says_on_top_that_it_was_corrected_and_why(corrected, client):
    html = client.get("/2026/results/").content.decode()
    assert html.index("정정한 결과입니다.") < html.index(WHY) < html.index("<table")
    assert "발표한 뒤 정정 없음" not in html
    html = client.get("/en/2026/results/").content.decode()
    assert WHY in html


def test_an_earlier_version_stays_readable_and_says_what_it_is(corrected, client):
    html = client.get("/2026/results/?version=1").content.decode()
    assert "이전 판(제1판)입니다." in html
    assert "최우수상" in html
    assert 'href="/2026/results/data/?version=1"' in html
    lines = client.get("/2026/results/results.csv?version=1").content.decode().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["1", "2", "3"]
    lines = client.get("/2026/results/results.csv").content.decode().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["2", "3", "1"]


def test_every_version_keeps_its_open_data(corrected, client):
    answers = [
        client.get(f"/2026/results/data/bundle.json{query}") for query in ("?version=1", "?version=2", "")
    ]
    assert [json.loads(answer.getvalue())["version"] for answer in answers] == [1, 2, 2]


def test_a_result_never_corrected_says_so(client):
    make_published()
    assert "발표한 뒤 정정 없음" in client.get("/2026/results/").content.decode()
    assert "정정한 적이 없습니다." in client.get("/2026/results/versions/").content.decode()


def test_versions_before_publication_are_nowhere(client):
    make_published(at=timezone.now() + timedelta(days=1))
    assert client.get("/2026/results/versions/").status_code == 404
    assert Result.objects.exclude(published_at=None).count() == 1


@pytest.mark.parametrize("corrections", [0, 2])
def test_versions_page_queries_do_not_grow(corrections, client, django_assert_num_queries):
    edition = make_published()
    for n in range(corrections):
        correct(edition, reason=f"{n}번째 정정")
    with django_assert_num_queries(7):
        client.get("/2026/results/versions/")
