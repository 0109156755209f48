"""The receipt as a citizen meets it: read after the vote, printed, and looked up once the box is sealed."""

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.citizen import Citizen
from tests.browser.test_pages import faults
from tests.browser.test_vote import PHONE
from tests.voting.boxes import fill
from tests.voting.polls import end_window
from voting.sealing import seal_box

START, CHECK = "/closing-vote/vote/", "/closing-vote/receipt/"
FOUND, NOT_FOUND = "투표함에 들어 있습니다.", "투표 확인번호를 찾지 못했습니다."
WIDTHS = (320, 360, 1280)


@pytest.fixture
def close(own_poll, stored):
    """Return a function that ends the vote and seals its box."""

    def end_and_seal():
        with stored():
            end_window(own_poll)
            seal_box(poll=own_poll, by=None)

    return end_and_seal


def look_up(page, code):
    page.fill("#id_code", code)
    with page.expect_navigation():
        page.get_by_role("button", name="확인하기").click()


def require_sound(page):
    """Axe finds nothing, and nothing has to be scrolled sideways at any width; the window stays as it was."""
    before = page.viewport_size
    assert faults(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": before["height"]})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size(before)


def test_code_read_after_the_vote_is_found_after_the_close(open_context, close):
    page = open_context(bypass_csp=True, **PHONE).new_page()
    citizen = Citizen(page, start=START)
    citizen.vote()
    code = page.locator(".ticket .code strong").inner_text()
    require_sound(page)
    page.locator(f".ticket a[href='{CHECK}']").tap()
    expect(page.locator(".lead")).to_have_text("투표가 끝난 뒤 확인할 수 있습니다.")
    expect(page.locator("#id_code")).to_have_count(0)
    require_sound(page)

    close()
    page.reload()
    require_sound(page)
    look_up(page, code.lower().replace("-", " "))
    expect(page.get_by_role("status")).to_contain_text(FOUND)
    expect(page.locator("#id_code")).to_have_value(code.lower().replace("-", " "))
    assert code not in page.url + page.title()
    require_sound(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="확인번호 목록 내려받기").tap()
    listed = Path(download.value.path()).read_bytes()
    assert f"\n{code} " in listed.decode()
    expect(page.locator("main")).to_contain_text(f"SHA-256 {hashlib.sha256(listed).hexdigest()}")


def test_code_that_is_wrong_is_told_beside_its_field(page, own_poll, stored, close):
    with stored():
        fill(own_poll, 2)
    close()
    page.goto(CHECK)
    for typed, words in (("7KQ4-M2XR-9DTP", NOT_FOUND), ("7KQ4-M2XR-9DT0", "숫자 0, 1은 쓰지 않습니다")):
        look_up(page, typed)
        expect(page.locator("#error-summary")).to_be_focused()
        expect(page.locator("#id_code_error")).to_contain_text(words)
        expect(page.locator("#id_code")).to_have_value(typed)
        assert page.title().startswith("오류: ")
    # Chromium reports the status of an answer that is not 2xx; everything else would be ours.
    assert [line for line in page.console if not line.startswith("Failed to load resource")] == []


def test_pages_of_errors_are_sound(open_context, own_poll, stored, close):
    close()
    page = open_context(bypass_csp=True, width=360).new_page()
    page.goto(CHECK)
    for typed in ("7KQ4-M2XR-9DTP", "?"):
        look_up(page, typed)
        require_sound(page)


def test_end_of_the_vote_prints_on_one_page_with_code_and_address(page):
    Citizen(page).vote()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    expect(page.locator(".ticket .code strong")).to_be_visible()
    expect(page.locator(".ticket a[href='/practice/receipt/']")).to_be_visible()
    expect(page.get_by_role("button", name="확인번호 인쇄")).to_be_hidden()
