"""The citizens' vote as a citizen meets it: on a phone without script, by keyboard, and when things go wrong."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.browser.citizen import START, Citizen, cutting_line
from tests.browser.test_pages import faults
from tests.voting.polls import end_window
from voting.commitments import voter_key
from voting.identity.numbers import to_e164
from voting.models import Ballot, Participation, Poll

PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
BARE_PHONE = PHONE | {"java_script_enabled": False}
WIDTHS = (320, 360, 1280)
MOST_TAPS = 10
DONE, ALREADY = "투표를 마쳤습니다", "이 번호로 이미 투표했습니다"


@pytest.fixture
def box(stored):
    """Return a function that tells what is in the box of a citizen: (their participations, all ballots)."""

    def contents(citizen):
        with stored():
            poll = Poll.objects.get(edition__slug=citizen.start.split("/")[1])
            key = voter_key(poll.secret, to_e164(citizen.number))
            own = Participation.objects.filter(pk=key).count()
            return own, Ballot.objects.filter(poll=poll).count()

    return contents


@pytest.fixture
def on_the_phone(open_context):
    """A citizen with a phone whose browser runs no script."""
    return Citizen(open_context(**BARE_PHONE).new_page())


def test_vote_on_a_phone_without_script_takes_at_most_ten_taps(on_the_phone, box):
    citizen, page = on_the_phone, on_the_phone.page
    before = box(citizen)[1]
    page.goto(START)
    assert citizen.cookies == set()
    citizen.verify()
    assert citizen.cookies == {"csrftoken", "vote"}
    assert citizen.heading == "마음에 드는 사례 3건을 골라 주세요"
    citizen.review()
    assert box(citizen) == (0, before)
    citizen.press("투표하기")
    assert citizen.heading == DONE
    assert citizen.cookies == {"csrftoken", "voted"}
    assert citizen.taps <= MOST_TAPS
    assert box(citizen) == (1, before + 1)


def test_home_leads_to_the_vote(on_the_phone):
    on_the_phone.page.goto("/")
    with on_the_phone.page.expect_navigation():
        on_the_phone.tap("main a:text-is('투표하러 가기')")
    assert on_the_phone.heading == "개인정보 수집·이용에 동의해 주세요"


def test_count_bar_counts_without_script(on_the_phone):
    on_the_phone.verify()
    on_the_phone.choose(0, 4)
    counted = "getComputedStyle(document.querySelector('#n'), '::before').content"
    assert on_the_phone.page.evaluate(counted) == "counter(picked)"
    assert on_the_phone.page.locator("[name=case]:checked").count() == 2


def test_second_try_of_a_number_is_told_that_the_first_vote_stands(on_the_phone, open_context, box):
    on_the_phone.vote()
    before = box(on_the_phone)
    second = Citizen(open_context(**BARE_PHONE).new_page(), on_the_phone.number)
    second.verify()
    assert second.heading == ALREADY
    expect(second.page.locator(".lead")).to_have_text("먼저 한 투표가 유효합니다.")
    assert box(second) == before


@pytest.mark.parametrize("options", [BARE_PHONE, PHONE], ids=["without script", "with script"])
def test_double_click_casts_one_ballot_and_ends_well(open_context, box, options):
    citizen = Citizen(open_context(**options).new_page())
    before = box(citizen)[1]
    citizen.verify()
    citizen.review()
    citizen.page.locator("button:text-is('투표하기')").dblclick()
    expect(citizen.page.locator("h1")).to_have_text(DONE)
    assert box(citizen) == (1, before + 1)


def test_back_and_reload_after_the_end_never_vote_twice(on_the_phone, box):
    on_the_phone.vote()
    page, before = on_the_phone.page, box(on_the_phone)
    page.reload()
    assert on_the_phone.heading == DONE
    # Chromium asks before it sends a form again; the reload is the citizen's yes.
    with suppress(Error):
        page.go_back()
    page.wait_for_load_state("networkidle")
    page.reload()
    assert on_the_phone.heading == ALREADY
    page.goto(f"{START}choose/")
    assert on_the_phone.heading == ALREADY
    assert box(on_the_phone) == before


def test_back_to_the_ballot_keeps_the_ticks(on_the_phone):
    on_the_phone.verify()
    on_the_phone.review(1, 3, 8)
    on_the_phone.press("선택 바꾸기")
    ticked = on_the_phone.page.locator("[name=case]:checked").evaluate_all("all => all.map(box => box.id)")
    assert ticked == ["id_case_1", "id_case_3", "id_case_8"]


def test_lost_answer_is_found_again(browser, open_context, server, box):
    with cutting_line(server) as line:
        context = browser.new_context(base_url=line.address, java_script_enabled=False)
        citizen = Citizen(context.new_page())
        before = box(citizen)[1]
        citizen.verify()
        citizen.review()
        with pytest.raises(Error, match="ERR_"):
            citizen.press("투표하기")
        assert line.lost > 0
        assert box(citizen) == (1, before + 1)
        line.cuts = False
        # The browser's own page for a broken connection has to stand before it can be asked again.
        citizen.page.wait_for_url("chrome-error://**")
        citizen.page.reload()
        assert citizen.heading == DONE
        assert box(citizen) == (1, before + 1)
        context.close()


def test_late_ballot_says_that_it_is_not_in(open_context, own_poll, stored, box):
    citizen = Citizen(open_context(**BARE_PHONE).new_page(), start="/closing-vote/vote/")
    citizen.verify()
    citizen.review()
    with stored():
        end_window(own_poll)
    citizen.press("투표하기")
    assert citizen.heading == "시민투표가 끝났습니다"
    expect(citizen.page.locator("main")).to_contain_text("방금 보내신 표는 투표함에 들어가지 않았습니다.")
    assert box(citizen) == (0, 0)


def test_leaving_forgets(open_context):
    citizen = Citizen(open_context(**PHONE).new_page())
    citizen.verify()
    citizen.choose(0, 1)
    with citizen.page.expect_navigation():
        citizen.tap("header button")
    assert citizen.cookies == {"csrftoken"}
    assert citizen.page.evaluate("sessionStorage.length") == 0


def test_vote_by_keyboard_alone(page, box):
    citizen = Citizen(page)

    def tab_to(selector):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    def enter():
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto(START)
    for box_id in ("#id_agree", "#id_age"):
        tab_to(box_id)
        page.keyboard.press("Space")
    enter()
    tab_to("#id_number")
    page.keyboard.type(citizen.number)
    enter()
    code = citizen.shown_code
    tab_to("#id_code")
    page.keyboard.type(code)
    enter()
    for place in range(3):
        tab_to(f"#id_case_{place}")
        page.keyboard.press("Space")
    enter()
    tab_to("form[action$='/cast/'] button")
    enter()
    expect(page.locator("h1")).to_have_text(DONE)
    assert box(citizen)[0] == 1
    assert page.console == []


def test_focus_is_never_hidden_behind_the_count_bar(open_context):
    page = open_context(width=360, height=640).new_page()
    Citizen(page).verify()
    covered = """() => {
        const part = document.activeElement.closest(".pick, .tally, header, footer, .note, .skip");
        if (!part?.matches(".pick")) return false;
        const [own, bar] = [document.activeElement, document.querySelector(".tally")];
        const box = own.getBoundingClientRect();
        return box.bottom > bar.getBoundingClientRect().top || box.top < 0;
    }"""
    reached = set()
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
        page.keyboard.press(key)
        reached.add(page.evaluate("document.activeElement.id"))
        assert not page.evaluate(covered), page.evaluate("document.activeElement.outerHTML")
    assert {f"id_case_{place}" for place in range(9)} <= reached


def test_count_is_told_and_kept_in_this_tab_only(open_context):
    context = open_context(**PHONE)
    citizen = Citizen(context.new_page())
    page = citizen.page
    citizen.verify()
    bar = page.locator(".tally .n")
    expect(bar).to_have_text("0건 선택3건을 더 골라 주세요")
    citizen.choose(0, 1)
    expect(page.locator("#live")).to_have_text("2건 선택. 1건을 더 골라 주세요.")
    citizen.choose(2)
    expect(bar).to_have_text("3건 선택모두 고르셨습니다")
    citizen.choose(3)
    expect(bar).to_have_text("4건 선택1건을 빼 주세요")
    page.reload()
    expect(bar).to_have_text("4건 선택1건을 빼 주세요")
    assert context.new_page().goto(START).ok
    citizen.press("선택 확인하기")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#error-summary a")).to_have_text(
        "3건을 골라 주세요. 지금은 4건을 고르셨습니다. 1건을 빼 주세요."
    )
    citizen.choose(3)
    citizen.press("선택 확인하기")
    citizen.press("투표하기")
    expect(page.locator("h1")).to_have_text(DONE)
    assert page.evaluate("sessionStorage.length") == 0


def every_page(citizen):
    """Walk through every step and state of the vote and stop at each with its name."""
    page = citizen.page
    page.goto(citizen.start)
    yield "consent"
    citizen.press("동의하고 계속하기")
    yield "consent refused"
    citizen.consent()
    yield "number"
    page.fill("#id_number", "02-120")
    citizen.press("인증번호 받기")
    yield "number refused"
    citizen.ask()
    yield "code"
    code = citizen.shown_code
    citizen.enter(f"{(int(code) + 1) % 1_000_000:06}")
    yield "code wrong"
    citizen.press("인증번호 다시 받기")
    yield "code too soon"
    citizen.press("번호 고치기")
    yield "number to be mended"
    citizen.ask()
    citizen.enter(code)
    yield "ballot"
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    citizen.choose(0, 1, 2, 3)
    citizen.press("선택 확인하기")
    yield "ballot refused"
    citizen.choose(3)
    citizen.press("선택 확인하기")
    yield "review"
    nonce = page.locator("[name=nonce]")
    nonce.evaluate("one => one.value = 'altered'")
    citizen.press("투표하기")
    yield "altered page"
    # The ticks are still in this tab.
    page.goto(f"{citizen.start}choose/")
    citizen.press("선택 확인하기")
    citizen.press("투표하기")
    yield "done"
    page.goto(f"{citizen.start}choose/")
    yield "already"
    page.goto("/2021/vote/")
    yield "closed"


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(open_context, width):
    page = open_context(width=width, bypass_csp=True).new_page()
    titles = {}
    for name in every_page(Citizen(page)):
        assert faults(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.locator("h1").count() == 1, name
        titles[name] = page.title()
    for name, title in titles.items():
        assert title.startswith("오류: ") is (name.endswith("refused") or name == "code wrong"), title


def test_every_page_leaves_the_console_empty_under_the_policy(page):
    heard = {}
    for name in every_page(Citizen(page)):
        page.wait_for_load_state("networkidle")
        # Chromium reports the status of an answer that is not 2xx; everything else would be ours.
        heard[name] = [line for line in page.console if not line.startswith("Failed to load resource")]
    assert [name for name, lines in heard.items() if lines] == []


def test_every_page_is_small(page):
    answers = []
    page.on("response", lambda answer: answer.request.is_navigation_request() and answers.append(answer))
    sizes = {}
    for name in every_page(Citizen(page)):
        sizes[name] = len(answers[-1].body())
    assert max(sizes.values()) <= 50_000, sizes
