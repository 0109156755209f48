"""What the recount in the browser says of a result that is not as it should be: where, which case, both values."""

import pytest
from playwright.sync_api import expect

from tests.browser import recount_results as results
from tests.browser.recount_bundles import canonical, sha256, won
from tests.browser.test_recount import DATA, PAGE, STOPPED, recount

DIFFERENT = "공개된 결과와 다른 값이 있습니다."
PHONE = "감사부서 전화(00-0000-0000)로 알려 주세요."


def first_difference(verdict):
    """(step, case, published, recomputed) as the last section says it."""
    return tuple(verdict.locator("dd").all_inner_texts())


def put(*path):
    """Return a function that sets what lies under these keys to the last argument."""
    *keys, last, value = path

    def change(bundle):
        place = bundle
        for key in keys:
            place = place[key]
        place[last] = value

    return change


def ballots(change):
    return lambda bundle: change(bundle["ballots"])


def lose(*path):
    *keys, last = path

    def change(bundle):
        place = bundle
        for key in keys:
            place = place[key]
        del place[last]

    return change


TITLE_2, TITLE_10, TITLE_24 = "2 사례 2의 이름", "10 사례 10의 이름", "24 사례 24의 이름"
ROW = ("result", "rows", 0)
CHANGES = {
    "rule": (put("rule", "decimals", 4), ("산정 규칙", "산정 규칙")),
    "ballot more": (
        ballots(lambda cast: cast.append("2,10")),
        ("시민투표의 표", "봉인한 표의 수", "30", "31"),
    ),
    "ballots unsorted": (
        ballots(list.reverse),
        ("시민투표의 표", "줄의 차례가 어긋난 표", "0장", "1장 (10,24)"),
    ),
    "ballot not canonical": (
        ballots(lambda cast: cast.__setitem__(-1, "24,10")),
        ("시민투표의 표", "적는 방법이 다르거나 한 사례를 두 번 고른 표", "0장", "1장 (24,10)"),
    ),
    "ballot with a case twice": (
        ballots(lambda cast: cast.__setitem__(-1, "2,2")),
        ("시민투표의 표", "적는 방법이 다르거나 한 사례를 두 번 고른 표", "0장", "1장 (2,2)"),
    ),
    "ballot with too few": (
        ballots(lambda cast: cast.__setitem__(-1, "24")),
        ("시민투표의 표", "고른 사례의 수가 맞지 않는 표", "0장", "1장 (24)"),
    ),
    "ballot with a stranger": (
        ballots(lambda cast: cast.__setitem__(-1, "24,31")),
        ("시민투표의 표", "투표용지에 없는 사례를 고른 표", "0장", "1장 (24,31)"),
    ),
    "ballot for another": (
        ballots(lambda cast: cast.__setitem__(-1, "2,24")),
        ("득표", TITLE_10, "30", "29"),
    ),
    "votes": (put("votes", "24", 21), ("득표", TITLE_24, "21", "20")),
    "votes of a stranger": (put("votes", "31", 1), ("득표", "31", "1", "없음")),
    "votes of the row": (put(*ROW, "votes", 31), ("득표", TITLE_10, "31", "30")),
    "judge's total": (put("rounds", 0, "totals", "2", 0, "94.97"), ("심사 평점", TITLE_2, "91", "90.99")),
    "judge lost": (
        lambda b: b["rounds"][0]["totals"]["10"].pop(),
        ("심사 평점", TITLE_10, "4", "심사위원 5명, 소수점 아래 두 자리까지"),
    ),
    "mark": (put("rounds", 0, "marks", "24", "269/3"), ("심사 평점", TITLE_24, "269/3", "89")),
    "others' mark": (
        put("others", 1, 0, "89.01"),
        ("최종 후보", TITLE_24, "나아감", "나아가지 못함"),
    ),
    "others' equal mark": (
        put("others", 1, 0, "89"),
        ("최종 후보", "이름 없는 사례", "0", "1"),
    ),
    "other lost": (lambda b: b["others"].pop(), ("최종 후보", "이름 없는 사례", "1", "2")),
    "finalists": (lambda b: b["result"]["finalists"].pop(), ("최종 후보", "최종 후보", "2, 10", "2, 10, 24")),
    "exact value": (put(*ROW, "groups", 0, "exact", "901/10"), ("환산 전 값", TITLE_10, "901/10", "90")),
    "value": (put(*ROW, "groups", 0, "value", "90.1"), ("환산 전 값", TITLE_10, "90.1", "90")),
    "converted": (put(*ROW, "groups", 1, "converted", "62.248"), ("환산점수", TITLE_10, "62.248", "62.247")),
    "weighted": (put(*ROW, "groups", 1, "weighted", "31.123"), ("반영 점수", TITLE_10, "31.123", "31.124")),
    "total": (put(*ROW, "total", "56.125"), ("합계", TITLE_10, "56.125", "56.124")),
    "rank": (put(*ROW, "rank", 2), ("순위", TITLE_10, "2위", "1위")),
    "tie step": (put(*ROW, "tie_step", "lot"), ("순위", TITLE_10, "1위 · 추첨", "1위")),
    "order of the rows": (
        lambda b: b["result"]["rows"].reverse(),
        ("순위", "표의 차례", "24, 2, 10", "10, 2, 24"),
    ),
    "row lost": (lambda b: b["result"]["rows"].pop(), ("환산 전 값", TITLE_24, "없음", "89")),
    "winner": (
        put("result", "awards", 0, "number", "24"),
        ("상", "10 최우수상 · 사례 10의 이름", "없음", "상금 2,000,000원, 지급액 2,000,000원"),
    ),
    "award too many": (
        lambda b: b["result"]["awards"].append(won("31", "우수상", "ranked", 1, 1)),
        ("상", "31 우수상 · 사례 31의 이름", "상금 1원, 지급액 1원", "없음"),
    ),
    "payout": (
        put("result", "awards", 1, "payout_krw", 1_000_000),
        (
            "상",
            "2 우수상 · 사례 2의 이름",
            "상금 1,000,000원, 지급액 1,000,000원",
            "상금 1,000,000원, 지급액 0원",
        ),
    ),
    "sum of prizes": (put("result", "sums", "prizes_krw", 1), ("상금 합계", "총 상금", "1원", "4,000,000원")),
    "sum of payouts": (
        put("result", "sums", "payouts_krw", 1),
        ("상금 합계", "지급액", "1원", "3,000,000원"),
    ),
    "nominal weight": (
        put("result", "weights", 0, "nominal", "40"),
        ("실제 반영 비율", "심사", "정한 비율 40%", "정한 비율 50%"),
    ),
    "effective weight": (
        put("result", "weights", 1, "effective", "50.1"),
        ("실제 반영 비율", "시민투표", "50.1%", "50.0%"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_single_change_is_found(page, name):
    change, told = CHANGES[name]
    bundle = results.standard()
    change(bundle)
    verdict = recount(page, bundle)

    expect(verdict.locator("h2")).to_have_text(DIFFERENT)
    expect(page.get_by_role("status")).to_contain_text(DIFFERENT)
    assert first_difference(verdict)[: len(told)] == told
    assert PHONE in verdict.inner_text()
    assert page.console == []


OTHER_CHANGES = {
    "mark of a round not entered": (
        results.two_rounds,
        put("others", 0, 1, "50"),
        ("최종 후보", "이름 없는 사례", "1", "0"),
    ),
    "line parted by the first round": (
        results.two_rounds,
        put("others", 1, 0, "70"),
        ("최종 후보", "이름 없는 사례", "0", "1"),
    ),
    "bonus over the cap": (
        results.two_rounds,
        put("bonus", "2", "1.4"),
        ("합계", TITLE_2, "41.5", "41.4"),
    ),
    "more votes than ballots": (
        results.two_rounds,
        put("votes", "1", 151),
        ("시민투표의 표", "득표의 합", "306", "많아야 300"),
    ),
    "withdrawn case placed": (
        results.two_rounds,
        put("result", "rows", 3, "rank", 4),
        ("순위", "3 사례 3의 이름", "4위", "순위 없음"),
    ),
    "committee": (
        results.two_rounds,
        put("committee", "동행상", ["1"]),
        ("상", "1 동행상 · 사례 1의 이름", "없음", "상금 300,000원, 지급액 300,000원"),
    ),
    "shared place": (
        results.shared,
        put("result", "rows", 2, "rank", 3),
        ("순위", "3 사례 3의 이름", "3위", "2위"),
    ),
    "effective weight where totals are equal": (
        results.marks_only,
        put("result", "weights", 0, "effective", "100.0"),
        ("실제 반영 비율", "심사", "100.0%", "없음"),
    ),
}


@pytest.mark.parametrize("name", OTHER_CHANGES)
def test_single_change_of_another_result_is_found(page, name):
    make, change, told = OTHER_CHANGES[name]
    bundle = make()
    change(bundle)
    verdict = recount(page, bundle)

    expect(verdict.locator("h2")).to_have_text(DIFFERENT)
    assert first_difference(verdict) == told


def test_lot_drawn_otherwise_is_found(page):
    bundle = results.ties()
    rows = bundle["result"]["rows"]
    rows[3]["rank"], rows[4]["rank"] = 5, 4
    rows[3], rows[4] = rows[4], rows[3]

    assert first_difference(recount(page, bundle)) == ("순위", "4 사례 4의 이름", "5위 · 추첨", "4위 · 추첨")


def test_other_file_than_the_page_names_is_found(page):
    text = canonical(results.standard())
    verdict = recount(page, text, digest="0" * 64)

    assert first_difference(verdict) == ("파일", "파일", "0" * 64, sha256(text))


def test_file_with_blanks_is_found(page):
    verdict = recount(page, canonical(results.standard()).replace(":", ": ", 1))

    assert first_difference(verdict) == ("파일", "파일", "정해진 형식", "정해진 형식과 다름")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<html>", "파일: 파일이 JSON 형식이 아니어서 읽을 수 없습니다."),
        ("", "파일: 파일이 JSON 형식이 아니어서 읽을 수 없습니다."),
        ("null", "파일: 파일의 형식이 ‘award-bundle 1’이 아닙니다."),
        ('{"format":"award-bundle 2"}', "파일: 파일의 형식이 ‘award-bundle 1’이 아닙니다."),
        ('{"format":"award-bundle 1"}', "파일: 파일의 내용이 공개 자료 설명서와 달라 계산할 수 없습니다."),
    ],
)
def test_garbage_is_told_in_words(page, text, words):
    verdict = recount(page, text)

    expect(verdict.locator("h2")).to_have_text(STOPPED)
    assert words in verdict.inner_text()
    assert PHONE in verdict.inner_text()
    assert page.console == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("rounds", 0, "totals", "2", 0, "많음"), "심사 평점: 파일의 내용이 공개 자료 설명서와 달라"),
        (put("rule", "groups", 0, "conversion", "guess"), "환산점수: 파일의 내용이 공개 자료 설명서와 달라"),
        (
            put("rounds", 0, {"order": 1, "judges": 0, "totals": {}, "marks": {}}),
            "환산 전 값: 사례 2: 계산에 필요한",
        ),
        (lose("result", "sums"), "상금 합계: 파일의 내용이 공개 자료 설명서와 달라"),
    ],
)
def test_step_that_cannot_be_worked_out_is_named(page, change, words):
    bundle = results.standard()
    change(bundle)

    assert words in recount(page, bundle).inner_text()


def test_file_that_cannot_be_fetched_is_told(page):
    page.route(DATA, lambda route: route.fulfill(status=503))
    page.goto(PAGE)

    expect(page.get_by_role("status")).to_have_text(
        "파일을 받지 못했습니다. 잠시 뒤에 이 화면을 다시 열어 주세요."
    )
