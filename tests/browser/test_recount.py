"""The recount in the citizen's browser: hand-made bundles agree, every change is found, and the page stays itself."""

import hashlib
import itertools
import random
import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser import recount_bundles as bundles
from tests.browser import recount_results as results
from tests.browser.recount_bundles import canonical
from tests.browser.test_pages import faults
from tests.portal_server import ROOT

PAGE = "/2021/results/recount/"
DATA = "**/2021/results/data/bundle.json*"
SAME = "공개된 결과와 일치합니다."
STOPPED = "끝까지 계산하지 못했습니다."
SHA256 = re.compile(r'data-sha256="[^"]*"')


def written(bundle):
    """The bundle as a file: a dict is written down canonically with the hash of its rule, a text stays as it is."""
    return (bundle if isinstance(bundle, str) else canonical(bundle)).encode()


def tell_hash(page, digest):
    """Let the page name this hash instead of that of the bundle the portal serves."""

    def answer(route):
        fetched = route.fetch()
        route.fulfill(response=fetched, body=SHA256.sub(f'data-sha256="{digest}"', fetched.text()))

    page.route(f"**{PAGE}", answer)


def recount(page, bundle, *, path=PAGE, digest=None):
    """Open the page on this bundle and return the section with the verdict."""
    body = written(bundle)
    tell_hash(page, hashlib.sha256(body).hexdigest() if digest is None else digest)
    page.route(DATA, lambda route: route.fulfill(body=body, content_type="application/json"))
    page.goto(path)
    verdict = page.locator("section[aria-labelledby=verdict]")
    verdict.wait_for()
    return verdict


@pytest.mark.parametrize("make", results.ALL, ids=lambda make: make.__name__)
def test_hand_made_result_agrees(page, make):
    verdict = recount(page, make())

    expect(verdict.locator("h2")).to_have_text(SAME)
    expect(page.get_by_role("status")).to_contain_text(SAME)
    expect(page.locator("[data-recount] h2")).to_have_count(15)
    assert "다른 값 0개" in verdict.inner_text()
    assert page.locator("td.err").count() == 0
    assert page.console == []


def test_step_shows_from_what_it_was_computed(page):
    recount(page, results.standard())

    def row(step, case):
        cells = page.locator(f"section[aria-labelledby=step-{step}] tbody tr", has_text=f"사례 {case}의 이름")
        return [text.strip() for text in cells.locator("td").all_inner_texts()]

    assert row("marks", 2) == ["95 · 90 · 88 · (99) · (80)", "91", "91", "✓ 같음"]
    assert row("marks", 24) == ["85 · 89 · – · 91 · 91", "89", "89", "✓ 같음"]
    assert row("cut", 24) == ["평점 89, 5건 가운데 3번째", "나아감", "나아감", "✓ 같음"]
    assert row("totals", 10) == ["25.000 + 31.124", "56.124", "56.124", "✓ 같음"]
    assert row("places", 10) == ["합계 56.124", "1위", "1위", "✓ 같음"]


def test_step_names_what_parted_equal_totals(page):
    recount(page, results.ties())
    places = page.locator("section[aria-labelledby=step-places] tbody tr")

    assert [row.locator("td").nth(1).inner_text() for row in places.all()] == [
        "1위 · 가",
        "2위 · 3차 심사",
        "3위 · 득표",
        "4위 · 추첨",
        "5위 · 추첨",
        "6위",
        "1, 2, 3, 4, 5, 6",
    ]
    expect(places.nth(3)).to_contain_text(
        "합계 80.00 · 가 80 · 3차 심사 90 · 득표 5 · 추첨 SHA-256 090a6751230b…"
    )


def test_browser_without_subtle_crypto_says_so_and_how_to_do_it(page):
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    verdict = recount(page, results.standard())

    expect(verdict.locator("h2")).to_have_text(SAME)
    assert "견줄 값이 없는 것 2개" in verdict.inner_text()
    expect(page.locator("section[aria-labelledby=step-file]")).to_contain_text("shasum -a 256 bundle.json")


def test_browser_without_subtle_crypto_draws_no_lots(page):
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    verdict = recount(page, results.ties())

    expect(verdict.locator("h2")).to_have_text(STOPPED)
    assert "순위: 동점을 추첨으로 가리려면 SHA-256이 필요한데" in verdict.inner_text()


def hundred_thousand_ballots():
    """Twenty cases of equal marks, and a ballot of three cases for each of 100,000 citizens."""
    draw = random.Random(7)
    numbers = [str(number) for number in range(101, 121)]
    choices = [",".join(three) for three in itertools.combinations(numbers, 3)]
    cast = sorted(draw.choices(choices, k=100_000))
    votes = Counter(number for ballot in cast for number in ballot.split(","))
    expert = {"심사": ("50", "50", "50.000", "50.000")}
    return bundles.bundle(
        bundles.rule(
            [bundles.group("심사", 100, "as_scored", ("round", 1, 100))],
            [bundles.round_rule(1)],
            [],
            poll={"choices": "exactly", "k": 3},
        ),
        [bundles.case(number) for number in numbers],
        [bundles.judged(1, {n: ["50"] * 7 for n in numbers}, dict.fromkeys(numbers, "50"))],
        [bundles.row(n, 1, votes[n], "50.000", expert) for n in numbers],
        [],
        {"심사": ("100", None)},
        (0, 0),
        ballots=cast,
        votes=dict(votes),
        seal=bundles.seal(len(cast)),
    )


def test_hundred_thousand_ballots_take_less_than_three_seconds(page, record_property):
    verdict = recount(page, hundred_thousand_ballots())

    expect(verdict.locator("h2")).to_have_text(SAME)
    milliseconds = page.evaluate("performance.getEntriesByName('recounted')[0].startTime")
    record_property("milliseconds", milliseconds)
    print(f"100,000 ballots: {milliseconds:.0f} ms")
    assert milliseconds < 3000


def test_modules_are_served_under_hashed_names(page):
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    recount(page, results.standard())
    modules = [address.rsplit("/", 1)[1] for address in addresses if "/js/recount/" in address]

    assert len(modules) == len(list((ROOT / "static/js/recount").glob("*.js")))
    assert all(len(name.split(".")) == 3 and len(name.split(".")[1]) == 12 for name in modules)


def test_english_page_says_the_same(page):
    verdict = recount(page, results.standard(), path=f"/en{PAGE}")

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("tbody th span[lang=ko]").first.inner_text() == "사례 2의 이름"
    assert verdict.locator("h2").inner_text()


@pytest.mark.parametrize("path", [PAGE, f"/en{PAGE}"])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_page_is_sound_at_every_width(open_context, path, width):
    page = open_context(width=width, bypass_csp=True).new_page()
    bundle = results.two_rounds()
    for change in ({}, {"votes": bundle["votes"] | {"2": 99}}):
        recount(page, bundle | change, path=path)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults(page) == []


def test_page_without_script_leads_to_the_other_ways(open_context):
    page = open_context(java_script_enabled=False).new_page()
    text = page.goto(PAGE).text()

    # Playwright's Chromium parses as if scripts ran, so that it does not draw what stands in here.
    assert "이 화면에는 자바스크립트가 필요합니다." in text.split("<noscript>")[1].split("</noscript>")[0]
    expect(page.locator("main")).to_contain_text("python3 recount.py bundle.json --sha256")
    expect(page.locator("main a[href^='/2021/results/data/bundle.json']")).to_be_visible()
    expect(page.locator("main a[href='/2021/results/data/']")).to_be_visible()


@pytest.mark.parametrize("slug", ["practice", "2022", "nothing"])
def test_edition_without_a_published_result_has_no_recount(page, slug):
    assert page.goto(f"/{slug}/results/recount/").status == 404
