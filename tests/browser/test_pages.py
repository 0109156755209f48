"""Every public page as a citizen meets it: readable, quiet console, no sideways scroll, no fault for axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/",
    "/2021/results/",
    "/2021/results/data/",
    "/2021/cases/",
    "/2021/cases/?q=없는말",
    "/2021/cases/?type=district&page=2",
    "/2021/cases/24/",
    "/practice/cases/",
    "/practice/cases/1/",
    "/practice/results/",
    "/2022/results/",
    "/2022/cases/",
    "/2021/rule/",
    "/2021/results/cases/24/",
    "/editions/",
    "/2021/objections/",
    "/2021/objections/new/",
    "/2021/objections/answer/",
    "/en/2021/objections/new/",
    "/en/",
    "/en/2021/results/",
    "/en/2021/rule/",
    "/en/2021/results/cases/24/",
    "/en/editions/",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page):
    """What axe-core finds, as (rule, selector); the page must allow scripts of the test."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    return [(violation["id"], node["target"]) for violation in found for node in violation["nodes"]]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_context, path, width):
    page = open_context(width=width, bypass_csp=True).new_page()
    page.goto(path)
    assert faults(page) == []


def test_axe_finds_nothing_on_an_error_page(open_context):
    page = open_context(width=360, bypass_csp=True).new_page()
    assert page.goto("/nothing/").status == 404
    assert faults(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_page_leaves_the_console_empty_under_the_policy(page, path):
    answer = page.goto(path)
    page.wait_for_load_state("networkidle")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert page.console == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_page_does_not_scroll_sideways(open_context, path, width):
    page = open_context(width=width).new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_page_has_one_heading_of_the_first_level_and_the_language(page, path):
    page.goto(path)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == ("en" if path.startswith("/en/") else "ko")


def test_titles_are_unique(page):
    titles = [
        page.goto(path) and page.title()
        for path in ("/", *PAGES[1:3], *PAGES[5:7], "/editions/", "/2022/results/")
    ]
    assert len(set(titles)) == len(titles)


def test_skip_link_comes_first_and_moves_into_main(page):
    page.goto("/2021/results/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_search_works_without_script_and_by_keyboard(open_context):
    page = open_context(java_script_enabled=False).new_page()
    page.goto("/2021/cases/")
    page.locator("#id_q").fill("고독사")
    page.locator("#id_q").press("Enter")
    assert page.locator(".card h3").all_inner_texts() == ["고독사 예방 및 방지를 위한 똑똑문안서비스"]


def test_results_print_on_at_most_six_pages(page):
    page.goto("/2021/results/")
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 6


def test_a_case_prints_on_at_most_two_pages(page):
    page.goto("/2021/results/cases/24/")
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 2


def test_every_case_is_followed_from_the_results_page_without_script(open_context):
    page = open_context(width=320, java_script_enabled=False).new_page()
    page.goto("/2021/results/")
    page.locator("#fl ~ ul a").first.click()
    titles = [page.locator("h1").inner_text()]
    while page.locator("a[rel=next]").count():
        page.locator("a[rel=next]").click()
        titles.append(page.locator("h1").inner_text())
        assert page.locator(".work > li").count() == 6
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert len(set(titles)) == 9
    page.get_by_role("link", name="전체 점수표").click()
    assert page.url.endswith("/2021/results/#tb")


def test_pages_are_small(page):
    for path in PAGES:
        sizes = []
        page.on("response", lambda answer, sizes=sizes: sizes.append(answer))
        answer = page.goto(path)
        assert len(answer.body()) <= 50_000, path
        # The icon is an address that holds the picture; the browser lists it, and asks nobody for it.
        assert len({one.url for one in sizes if not one.url.startswith("data:")}) <= 4, path
