"""From the sheets to the prize on the results page and the pages of its cases: ties, withdrawals, other rules."""

import re

import pytest
from django.utils.html import strip_tags

from awards.judging.models import Judge, Sheet
from awards.judging.models import Recusal as OrganisationRecusal
from awards.judging.rounds import close_round
from awards.models import Result
from awards.outcome.computing import compute_result
from awards.outcome.publication import approve, publish, request_approval
from awards.rule.freezing import freeze_rule
from cases.services import withdraw_case
from tests.awards.editions import (
    BALLOTS,
    JUDGES,
    NO_SCAN,
    fill_round,
    judge_all,
    make_contest,
    make_published,
    make_staff,
    rule_document,
    vote_and_seal,
)

pytestmark = pytest.mark.django_db

ALL_ALIKE = {"method": "rank_points", "table": ["1", "1", "1"]}


def text_of(client, slug="2026"):
    """The words of the page, blanks made one."""
    return " ".join(strip_tags(client.get(f"/{slug}/results/").content.decode()).split())


def text_of_case(client, number, query=""):
    return " ".join(strip_tags(client.get(f"/2026/results/cases/{number}/{query}").content.decode()).split())


def groups(experts, citizens, **changes):
    document = rule_document()
    first, second = document["groups"]
    return rule_document(
        groups=[first | {"conversion": experts}, second | {"conversion": citizens}], **changes
    )


def publish_result(edition, clerk, second):
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    return result


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("group:전문가 심사", "전문가 심사"),
        ("round:2", "2차 대면심사"),
        ("votes", "득표"),
        ("lot", "추첨"),
    ],
)
def test_tie_is_told_at_the_row_the_margin_and_the_case(client, step, words):
    ballots = (["1", "2"], ["1", "3"], ["1", "2"])
    make_published(ballots=ballots, document=groups(ALL_ALIKE, ALL_ALIKE, tie_chain=[step]))
    text = text_of(client)
    # Three rows, in the table and in the chart.
    assert text.count(f"동점, 순위를 가른 것: {words}") == 6
    assert text.count(f"합계가 같습니다. 순위를 가른 것: {words}.") == 2
    for number in "123":
        told = text_of_case(client, number)
        assert told.count(f"합계가 같은 사례가 있습니다. 순위를 가른 것: {words}.") == 1


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("group:전문가 심사", "이 사례: 88 (2위) 사례 1: 89 (1위) 사례 3: 87 (3위)"),
        ("round:2", "이 사례: 88 (2위) 사례 1: 89 (1위) 사례 3: 87 (3위)"),
        ("votes", "이 사례: 3 (1위) 사례 1: 2 (2위) 사례 3: 1 (3위)"),
    ],
)
def test_case_tells_the_values_that_broke_its_tie(client, step, words):
    ballots = (["1", "2"], ["2", "3"], ["1", "2"])
    make_published(ballots=ballots, document=groups(ALL_ALIKE, ALL_ALIKE, tie_chain=[step]))
    assert words in text_of_case(client, "2")


def test_case_with_a_tie_that_nothing_breaks_says_so(client):
    make_published(
        ballots=(["1", "2"], ["1", "3"], ["2", "3"]),
        document=groups(ALL_ALIKE, ALL_ALIKE, tie_chain=["votes"]),
    )
    text = text_of_case(client, "2")
    assert "이 사례 (1위) 사례 1 (1위) 사례 3 (1위)" in text
    assert "동점을 가르는 순서를 모두 견주어도 같아 같은 순위입니다." in text


def test_case_whose_tie_was_broken_by_the_lot_leads_to_the_rule(client):
    make_published(
        ballots=(["1", "2"], ["1", "3"], ["2", "3"]),
        document=groups(ALL_ALIKE, ALL_ALIKE, tie_chain=["lot"]),
    )
    html = client.get("/2026/results/cases/2/").content.decode()
    assert "누구나 다시 뽑아 볼 수 있습니다." in html
    assert html.count('href="/2026/rule/"') == 2


def test_tie_is_told_to_the_staff_who_approve(admin_client):
    edition = make_published(document=groups(ALL_ALIKE, ALL_ALIKE, tie_chain=["group:전문가 심사"]))
    html = admin_client.get(f"/admin/awards/closing/{edition.pk}/change/").content.decode()
    assert "동점 처리: ‘사례 1’ → 전문가 심사" in html


def test_withdrawn_finalist_keeps_its_votes_and_the_reason_it_had(client):
    clerk, second = make_staff("담당", "확인")
    edition = make_contest()
    judge_all(edition, clerk)
    vote_and_seal(edition, BALLOTS, clerk)
    case = edition.cases.get(number="1")
    withdraw_case(case=case, reason="사업을 그만두었습니다", by=clerk)
    publish_result(edition, clerk, second)
    edition.cases.filter(pk=case.pk).update(withdrawn_reason="나중에 고친 말")
    text = text_of(client)
    assert (
        "‘사례 1’(자치구 기관): 사업을 그만두었습니다. 받은 3표는 기록에 남기고 순위에서는 뺐습니다." in text
    )
    assert "나중에 고친 말" not in text
    assert "2건 가운데 1위." in text_of_case(client, "2")
    told = text_of_case(client, "1")
    assert "철회 사업을 그만두었습니다 받은 3표는 기록에 남기고 순위에서는 뺐습니다." in told
    assert "평균에 넣은 점수 4개의 합 356 ÷ 4 = 89" in told
    assert ("나중에 고친 말" in told, "환산하는 식" in told, "건 가운데 1위" in told) == (False, False, False)


def test_left_out_sheets_are_told_by_ground_and_nobody_is_named(client):
    clerk, second = make_staff("담당", "확인")
    edition = make_contest()
    freeze_rule(edition=edition, by=clerk)
    judge = Judge.objects.get(edition=edition, name=JUDGES[0])
    judge.name = "홍길동"
    judge.save()
    organisation = edition.cases.get(number="2").organisation
    OrganisationRecusal.objects.create(
        judge=judge, organisation=organisation, ground="회피", reason="친척이 근무합니다"
    )
    for round_ in edition.rounds.order_by("order"):
        fill_round(round_)
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN)
    vote_and_seal(edition, BALLOTS, clerk)
    publish_result(edition, clerk, second)
    text = text_of(client)
    # Four judges over five cases, then over four.
    assert "채점표 20장 가운데 19장을 썼습니다. 회피 1장." in text
    assert "채점표 16장 가운데 15장을 썼습니다. 회피 1장." in text
    told = text_of_case(client, "2")
    assert told.count("채점표 1장은 계산에서 뺐습니다. 평균에 넣은 점수 3개의 합 264 ÷ 3 = 88") == 2
    assert [word for word in ("홍길동", "친척") if word in text + told] == []


def test_result_without_a_poll_is_told_without_votes(client):
    clerk, second = make_staff("담당", "확인")
    document = rule_document(poll=None, tie_chain=["group:전문가 심사", "lot"])
    document["groups"] = [document["groups"][0] | {"weight": 100, "conversion": "as_scored"}]
    edition = make_contest(document=document)
    judge_all(edition, clerk)
    publish_result(edition, clerk, second)
    text = text_of(client)
    assert "합계 차이 1.000점" in text
    told = text_of_case(client, "1")
    assert "환산점수: 값 그대로 89" in told
    assert "89 × 100% = 89" in told
    assert re.findall(r"\d표", told) == []
    assert re.findall(r"\d표", text) == []
    assert 'id="sc"' not in client.get("/2026/results/").content.decode()


# Marks 89, 88, 87 and votes 3, 3, 2.
FORMULAS = {
    "standard": ("50 + 10 × (87 − 88) ÷ 0.816496… = 37.752551…", "50 + 10 × (2 − 2.666666…) ÷ 0.471404…"),
    "min_max": ("100 × (87 − 87) ÷ (89 − 87) = 0", "100 × (2 − 2) ÷ (3 − 2) = 0"),
    "share_of_leader": ("100 × 87 ÷ 89 = 97.752808…", "100 × 2 ÷ 3 = 66.666666…"),
    "share_of_total": ("100 × 87 ÷ 264 = 32.954545…", "100 × 2 ÷ 8 = 25"),
    "rank_points": ("100 × (3 − 3 + 1) ÷ 3 = 33.333333…", "(100 + 66.666666…) ÷ 2 = 83.333333…"),
    "as_scored": ("값 그대로 87", "값 그대로 2"),
}


@pytest.mark.parametrize("method", FORMULAS)
def test_formula_of_every_conversion_stands_on_the_page(client, method):
    make_published(document=groups(method, method))
    text = text_of_case(client, "3") + text_of_case(client, "2")
    assert [formula for formula in FORMULAS[method] if formula not in text] == []
    assert ("환산점수(평균 50점):" in text) == (method == "standard")


def test_table_of_points_and_a_group_that_decides_alone_are_told(client):
    table = {"method": "rank_points", "table": ["12", "10"]}
    make_published(document=groups(table, ALL_ALIKE))
    text = text_of(client)
    assert "순위 점수표에서 3위는 0점" in text_of_case(client, "3")
    assert "전문가 심사: 정한 비율 50%, 실제로 순위를 가른 비율 100.0%" in text
    assert "전문가 심사: 정한 비율은 50%인데 합계 차이의 100.0%를 이 평가가 갈랐습니다." in text


def test_result_frozen_before_the_working_was_says_nothing_of_it(client):
    edition = make_published()
    new = ("working", "margins", "ledger")
    summary = edition.results.get().summary
    for name in new:
        del summary[name]
    for one in summary["rounds"]:
        del one["line"], one["ledger"]
    for one in summary["groups"]:
        del one["scale"]
    Result.objects.update(summary=summary)
    text = text_of(client)
    words = ("한 사례씩 따라가 보기", "얼마나 차이 났나", "계산에서 뺀 것")
    assert [word for word in words if word in text] == []
    assert "정한 비율 50%, 실제로 순위를 가른 비율 50.0%" in text
    told = text_of_case(client, "1")
    assert ("3건 가운데 1위." in told, "이 화면을 읽는 법" in told) == (True, False)


def test_page_computes_nothing_from_what_is_stored_beside_the_result(client):
    edition = make_published()
    before = text_of(client), text_of_case(client, "1")
    for round_ in edition.rounds.all():
        round_.sheets.all().delete()
    assert (text_of(client), text_of_case(client, "1")) == before


def test_margins_are_told_in_totals_and_votes(client):
    make_published(document=groups("as_scored", "as_scored"))
    text = text_of(client)
    # (89 + 3)/2 = 46, (88 + 3)/2 = 45.5, (87 + 2)/2 = 44.5.
    assert "1위와 2위 사이 (최우수상 / 우수상) 합계 차이 0.500점. 표는 같습니다." in text
    assert "2위와 3위 사이 (우수상 / 장려상) 합계 차이 1.000점. 표는 2위가 1표 더 많습니다." in text
    assert "전문가 심사 평점 약 2.000점, 또는 시민 투표 약 2표" in text
    assert "가장 낮은 평점 86점, 통과하지 못한 사례 가운데 가장 높은 평점 85점. 차이 1점" in text


def test_excused_sheets_are_told_with_their_reason_and_without_a_judge(client):
    clerk, second = make_staff("담당", "확인")
    edition = make_contest()
    freeze_rule(edition=edition, by=clerk)
    for round_ in edition.rounds.order_by("order"):
        fill_round(round_)
        if round_.order == 2:
            Sheet.objects.filter(round=round_, judge__name__in="나다", case__number="1").delete()
        excuse = "심사 중에 입원하여 채점을 마치지 못했습니다."
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN, excuses=excuse)
    vote_and_seal(edition, BALLOTS, clerk)
    result = publish_result(edition, clerk, second)
    text = text_of(client)
    assert text.count(f"내지 않은 채점표 2장. 채우지 못한 사유: {excuse}") == 1
    assert text.count(excuse) == 1
    # A result that was frozen before sheets could be excused says nothing of it.
    for one in result.summary["rounds"]:
        del one["ledger"]["excuses"]
    Result.objects.filter(pk=result.pk).update(summary=result.summary)
    assert ("내지 않은 채점표 2장." in text_of(client), excuse in text_of(client)) == (True, False)
