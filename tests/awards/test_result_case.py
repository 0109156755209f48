"""The page of one finalist: whom it exists for, which version it tells, what it says of awards and prizes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from cases.services import withdraw_case
from tests.awards.editions import make_contest, make_published, rule_document
from tests.awards.outcome.test_revocation import DECISION, WHY, revoke
from tests.awards.outcome.test_versions import correct
from tests.awards.test_roles import declare_void

pytestmark = pytest.mark.django_db

CASE = "/2026/results/cases/1/"


def text_of(client, path=CASE):
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(strip_tags(answer.content.decode()).split())


def awards(*prizes):
    return [
        {"name": f"{place}번째 상", "kind": "ranked", "places": 1, "prize_krw": prize}
        for place, prize in enumerate(prizes, start=1)
    ]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("number", ["4", "99", "01", "1?version=2", "1?version=x"])
def test_only_finalists_of_a_public_version_have_a_page(client, prefix, number):
    make_published()
    number, _mark, query = number.partition("?")
    assert client.get(f"{prefix}/2026/results/cases/{number}/?{query}").status_code == 404


def test_there_is_no_page_before_publication_nor_in_an_unknown_edition(client):
    make_contest()
    make_published(slug="2027", at=timezone.now() + timedelta(hours=1))
    for path in (CASE, "/2027/results/cases/1/", "/2099/results/cases/1/"):
        assert client.get(path).status_code == 404


def test_there_is_no_page_of_a_void_vote(client):
    edition = make_published(at=timezone.now() + timedelta(hours=1))
    declare_void(edition)
    assert client.get(CASE).status_code == 404


def test_a_case_is_told_from_the_sheets_to_the_prize(client):
    make_published()
    text = text_of(client)
    for words in (
        "3건 가운데 1위. 합계 59.659점 (평균 50점, 100점 만점 아님) 최우수상, 지급액 200만 원",
        "심사위원 4명이 사례 5건을 채점해 4건이 통과했습니다. 이 사례가 받은 점수 4개: 89 89 89 89",
        "평점: 평균에 넣은 점수 4개의 합 356 ÷ 4 = 89",
        "통과: 통과한 사례 가운데 가장 낮은 평점 86점, 통과하지 못한 사례 가운데 가장 높은 평점 85점.",
        "평점: 89 × 50% + 89 × 50% = 89",
        "득표: 시민 3표 (투표자의 75.0%, 전체 표의 37.50%)",
        "소수점 아래 3자리로 한 번 반올림: 59.659점",
        "평균: 88 표준편차: 0.816496… 최종 후보 3건의 값으로 구했고, 표준편차는 사례 수(3)로 나누어 구했습니다.",
        "합계가 같은 사례는 없습니다. 최우수상: 1위가 받는 상입니다. 상금 200만 원을 모두 지급합니다.",
    ):
        assert words in text, words


def test_dropped_scores_are_told_with_the_rule_that_drops_them(client, replayed):
    make_published()
    sentence = "점수가 5개 이상이어서 가장 높은 점수 1개와 가장 낮은 점수 1개를 뺐습니다. 같은 점수가"
    assert text_of(client, "/2021/results/cases/24/").count(sentence) == 2
    assert sentence not in text_of(client)


def test_pages_of_a_result_lead_to_each_other(client):
    make_published()
    html = client.get("/2026/results/cases/2/").content.decode()
    for rel, number in (("prev", "1"), ("next", "3")):
        assert f'rel="{rel}" href="/2026/results/cases/{number}/"' in html
    for path in ("/2026/results/#tb", "/2026/rule/", "/2026/results/data/", "/2026/results/recount/"):
        assert f'href="{path}"' in html
    assert 'rel="prev"' not in client.get(CASE).content.decode()
    results = client.get("/2026/results/").content.decode()
    # On the card of its award, in the table and in the list.
    assert [results.count(f'href="/2026/results/cases/{n}/"') for n in "123"] == [3, 3, 3]


def test_a_finalist_leads_to_its_score_once_the_result_is_public(client):
    edition = make_published(at=timezone.now() + timedelta(hours=1))
    link = f'href="{CASE}"'
    assert link not in client.get("/2026/cases/1/").content.decode()
    for rows in (edition.results, type(edition).objects.filter(pk=edition.pk)):
        rows.update(published_at=timezone.now())
    assert link in client.get("/2026/cases/1/").content.decode()
    assert "/results/cases/4/" not in client.get("/2026/cases/4/").content.decode()


def test_each_version_tells_its_own_figures_and_leads_to_its_own_pages(client):
    edition = make_published()
    withdraw_case(case=edition.cases.get(number="1"), reason="제출 기관이 철회")
    correct(edition)
    assert "철회되어 순위에서 빠진 사례" in text_of(client)
    assert "3건 가운데 1위. 합계 59.659점" in text_of(client, f"{CASE}?version=1")
    html = client.get("/2026/results/cases/2/?version=1").content.decode()
    assert "이전 판(제1판)입니다." in html
    assert 'href="/2026/results/cases/1/?version=1"' in html
    assert 'href="/2026/results/?version=1#tb"' in html
    assert 'href="/2026/results/cases/1/?version=1"' in client.get("/2026/results/?version=1").text


def test_a_revoked_award_is_told_with_date_reason_and_decision(client):
    edition = make_published()
    revoke(edition)
    correct(edition)
    text = text_of(client)
    assert "3건 가운데 1위. 합계 59.659점 (평균 50점, 100점 만점 아님) 수상을 취소함" in text
    for words in (WHY, DECISION, "환수할 상금: 200만 원", "비워 둡니다."):
        assert words in text
    assert "받은 상은 없습니다." not in text


def test_certificate_only_is_told_with_the_law_where_the_law_says_so(client):
    make_published(winner_kind="투자출연기관")
    text = text_of(client)
    assert "상금 200만 원: 투자출연기관이라 공직선거법에 따라 상장만 받습니다." in text
    assert "최우수상, 공직선거법에 따라 상장만" in text
    assert "공직선거법" not in text_of(client, "/2026/results/cases/2/")


def test_an_award_without_a_prize_beside_others_is_a_certificate(client):
    make_published(document=rule_document(awards=awards(1_000_000, 0)))
    text = text_of(client, "/2026/results/cases/2/")
    assert "2번째 상: 2위가 받는 상입니다. 상금이 없는 상입니다." in text
    assert ("공직선거법" in text, "0원" in text.replace("100만 원", "")) == (False, False)
    assert "받은 상은 없습니다." in text_of(client, "/2026/results/cases/3/")


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("contest", {}, "상금은 없습니다."),
        (
            "replay",
            {"figures": {"value": "generated", "basis": "default"}},
            "상금은 발표되지 않았습니다.",
        ),
    ],
)
def test_a_rule_without_any_amount_shows_none(client, kind, facts, words):
    edition = make_published(kind=kind, document=rule_document(awards=awards(0, 0)))
    type(edition).objects.filter(pk=edition.pk).update(facts=facts)
    for path in ("/2026/results/", CASE):
        text = text_of(client, path)
        assert words in text
        assert [other for other in ("0원", "지급액", "상장만") if other in text] == []


def test_case_page_needs_few_queries_whatever_the_number_of_finalists(
    client, replayed, django_assert_num_queries
):
    make_published()
    for path in (CASE, "/2021/results/cases/24/"):
        with django_assert_num_queries(7):
            client.get(path)
