"""Scores as two clerks really enter them: twice with typos, at once, by keyboard alone; a round closed and reopened."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from awards.judging.models import Score
from awards.judging.papers import SecondScore, Settlement
from awards.rehearsal.demonstration import staff_logins
from awards.rule.freezing import freeze_rule
from awards.rule.models import Round
from tests.awards.editions import fill_round, make_contest, make_staff
from tests.browser.test_pages import faults

PAPER = [["50", "31"], ["49", "32.5"], ["48", "33"], ["47", "0"], ["46", "35"]]


@pytest.fixture
def contest(stored):
    """Return a maker of contests whose judging is open; committed, beside the demonstration."""

    def make(*, is_double=False):
        with stored():
            edition = make_contest(slug=f"scores-{timezone.now():%H%M%S%f}", kind="practice")
            edition.rounds.update(is_double_entry=is_double)
            freeze_rule(edition=edition, by=make_staff("규칙 확정")[0])
            return edition.rounds.get(order=1)

    return make


@pytest.fixture
def sign_in(open_context, stored):
    def one(number, **options):
        with stored():
            name, password = staff_logins()[number]
        page = open_context(**options).new_page()
        page.console = []
        page.on("console", lambda message: message.type != "debug" and page.console.append(message.text))
        page.on("pageerror", lambda error: page.console.append(str(error)))
        page.goto("/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", password)
        page.press("#id_password", "Enter")
        page.wait_for_url("**/admin/")
        return page

    return one


def desk(page, round_):
    page.goto(f"/admin/awards/judging/{round_.edition_id}/change/")
    return page


def open_set(page, round_, judge="가"):
    desk(page, round_).get_by_role("link", name=judge, exact=True).click()
    expect(page.locator("h1")).to_contain_text("채점표")


def type_paper(page, rows):
    """Type down the columns as the keyboard leads: Enter below, from column to column by the mouse."""
    inputs = page.locator(".grid input")
    width = len(rows[0])
    for column in range(width):
        inputs.nth(column).click()
        for row in rows:
            page.keyboard.type(row[column])
            page.keyboard.press("Enter")
    page.get_by_role("button", name="저장하기").click()
    expect(page.locator(".messagelist")).to_contain_text("저장했습니다.")


def points(model, round_):
    rows = model.objects.filter(sheet__round=round_, sheet__judge__name="가")
    flat = rows.order_by("sheet__case__number_key", "criterion__order").values_list("points", flat=True)
    return [f"{value.normalize():f}" for value in flat]


def test_two_clerks_enter_a_set_twice_and_three_typos_are_listed_and_settled(contest, sign_in, stored):
    round_ = contest(is_double=True)
    typed = [list(row) for row in PAPER]
    typed[0][0], typed[2][1], typed[4][0] = "5", "3.3", "56"
    clerk, second = sign_in(0), sign_in(1)
    open_set(clerk, round_)
    clerk.get_by_role("button", name="첫 번째 입력 시작하기").click()
    type_paper(clerk, PAPER)

    open_set(second, round_)
    second.get_by_role("button", name="두 번째 입력 시작하기").click()
    assert [one.input_value() for one in second.locator(".grid input").all()] == [""] * 10
    type_paper(second, typed)

    second.goto(desk(second, round_).get_by_role("link", name="두 입력의 차이").first.get_attribute("href"))
    rows = second.locator(".grid tbody tr")
    expect(rows).to_have_count(3)
    shown = [[cell.inner_text().split("\n")[0] for cell in row.locator("td").all()] for row in rows.all()]
    assert [[row[1], row[3], row[4]] for row in shown] == [
        ["1", "50", "5"],
        ["3", "33", "3.3"],
        ["5", "46", "56"],
    ]
    for field, value in zip(second.locator(".grid input").all(), ("50", "33", "46"), strict=True):
        field.fill(value)
    second.get_by_role("button", name="정리하기").click()
    expect(second.locator(".messagelist")).to_contain_text("두 입력의 차이 3칸을 정리했습니다.")
    expect(second.locator("#content-main")).to_contain_text("정리할 차이가 없습니다.")
    with stored():
        assert points(Score, round_) == [text for row in PAPER for text in row]
        assert points(SecondScore, round_) == [text for row in typed for text in row]
        settled = Settlement.objects.filter(sheet__round=round_)
        assert {(one.settled_by.username, int(one.points)) for one in settled} == {
            ("확인", 50),
            ("확인", 33),
            ("확인", 46),
        }
    assert (clerk.console, second.console) == ([], [])


def test_two_clerks_save_different_cells_of_one_set_at_once_and_lose_nothing(contest, sign_in, stored):
    round_ = contest()
    clerk, second = sign_in(0), sign_in(1)
    open_set(clerk, round_)
    open_set(second, round_)
    for n in range(5):
        clerk.locator(".grid input").nth(2 * n).fill(PAPER[n][0])
        second.locator(".grid input").nth(2 * n + 1).fill(PAPER[n][1])
    clerk.get_by_role("button", name="저장하기").click()
    second.get_by_role("button", name="저장하기").click()
    for page in (clerk, second):
        expect(page.locator(".messagelist")).to_contain_text("5칸을 저장했습니다.")
    with stored():
        assert points(Score, round_) == [text for row in PAPER for text in row]
    assert (clerk.console, second.console) == ([], [])


def test_a_cell_both_changed_is_shown_yours_and_theirs(contest, sign_in, stored):
    round_ = contest()
    clerk, second = sign_in(0), sign_in(1)
    open_set(clerk, round_)
    open_set(second, round_)
    clerk.locator(".grid input").nth(0).fill("50")
    clerk.get_by_role("button", name="저장하기").click()
    second.locator(".grid input").nth(0).fill("51")
    second.locator(".grid input").nth(1).fill("40")
    second.get_by_role("button", name="저장하기").click()
    expect(second.locator(".clash")).to_contain_text("내 값 51")
    expect(second.locator(".clash")).to_contain_text("저장된 값 50")
    expect(second.locator("#error-summary")).to_be_focused()
    with stored():
        assert points(Score, round_) == ["50", "40"]
    second.locator("#error-summary a").click()
    expect(second.locator(".grid input").nth(0)).to_be_focused()
    assert second.console == []


def test_points_above_the_maximum_are_refused_at_their_cell_and_kept(contest, sign_in, stored):
    round_ = contest()
    clerk = sign_in(0)
    open_set(clerk, round_)
    clerk.get_by_label("1번 사례 1, 창의성").fill("61")
    clerk.get_by_label("1번 사례 1, 효용성").fill("40")
    clerk.get_by_role("button", name="저장하기").click()
    expect(clerk.locator(".bad")).to_contain_text("0점에서 60점까지 적어 주세요.")
    expect(clerk.get_by_label("1번 사례 1, 창의성")).to_have_value("61")
    assert clerk.title().startswith("오류: ")
    clerk.get_by_label("1번 사례 1, 창의성").fill("60")
    clerk.get_by_role("button", name="저장하기").click()
    expect(clerk.locator("tbody tr").first.locator("output")).to_have_text("100")
    with stored():
        assert points(Score, round_) == ["60", "40"]


def test_a_set_is_typed_and_saved_by_keyboard_alone(contest, sign_in, stored):
    round_ = contest()
    clerk = sign_in(0)
    open_set(clerk, round_)
    first = clerk.locator(".grid input").first
    for _step in range(40):
        if first.evaluate("one => one === document.activeElement"):
            break
        clerk.keyboard.press("Tab")
    expect(first).to_be_focused()
    for row in PAPER:
        clerk.keyboard.type(row[0])
        clerk.keyboard.press("Tab")
        clerk.keyboard.type(row[1])
        clerk.keyboard.press("Tab")
    expect(clerk.locator("tbody tr").nth(1).locator("output")).to_have_text("81.5")
    expect(clerk.get_by_role("button", name="저장하기")).to_be_focused()
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".messagelist")).to_contain_text("10칸을 저장했습니다.")
    with stored():
        assert points(Score, round_) == [text for row in PAPER for text in row]


def test_a_focused_cell_is_never_hidden_behind_the_head_or_the_save_bar(contest, sign_in):
    round_ = contest()
    clerk = sign_in(0, height=420)
    open_set(clerk, round_)
    bar = clerk.locator(".savebar")
    for field in clerk.locator(".grid input").all():
        field.focus()
        assert field.bounding_box()["y"] + 36 <= bar.bounding_box()["y"] + 1
        assert field.bounding_box()["y"] >= 0


def test_leaving_a_set_with_unsaved_cells_asks_first(contest, sign_in):
    round_ = contest()
    clerk = sign_in(0)
    asked = []
    clerk.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    open_set(clerk, round_)
    clerk.get_by_label("1번 사례 1, 창의성").fill("50")
    clerk.get_by_role("button", name="저장하기").click()
    expect(clerk.locator(".messagelist")).to_contain_text("저장했습니다.")
    desk(clerk, round_)
    assert asked == []
    open_set(clerk, round_)
    clerk.get_by_label("1번 사례 1, 창의성").click()
    clerk.keyboard.type("9")
    clerk.get_by_role("link", name="심사 진행").click()
    clerk.wait_for_url("**/admin/awards/judging/")
    assert asked == ["beforeunload"]


def test_a_set_is_typed_without_script(contest, sign_in, stored):
    round_ = contest()
    clerk = sign_in(0, java_script_enabled=False)
    open_set(clerk, round_)
    clerk.get_by_label("1번 사례 1, 창의성").fill("50")
    clerk.get_by_label("1번 사례 1, 창의성").press("Enter")
    expect(clerk.locator(".messagelist")).to_contain_text("1칸을 저장했습니다.")
    with stored():
        assert points(Score, round_) == ["50"]


def test_a_round_is_closed_reopened_by_two_people_and_closed_again(contest, sign_in, stored):
    round_ = contest()
    with stored():
        fill_round(round_)
    clerk, second = sign_in(0), sign_in(1)

    def close():
        for field in desk(clerk, round_).locator(".stacked input[type=text]").all():
            field.fill("종이 채점표는 문서고에 있습니다.")
        clerk.get_by_role("button", name="마감하기").click()
        expect(clerk.locator(".messagelist")).to_contain_text("심사를 마감했습니다.")

    close()
    clerk.locator("summary").click()
    clerk.get_by_label("다시 여는 사유").fill("3번 사례를 잘못 옮겼습니다.")
    clerk.get_by_role("button", name="다시 열기 요청하기").click()
    expect(clerk.locator(".steps")).to_contain_text("요청한 사람은 확인할 수 없습니다.")
    expect(clerk.get_by_role("button", name="다시 열기 확인하기")).to_have_count(0)

    desk(second, round_).get_by_role("button", name="다시 열기 확인하기").click()
    expect(second.locator(".messagelist")).to_contain_text("심사를 다시 열었습니다.")
    open_set(clerk, round_)
    clerk.get_by_label("3번 사례 3, 창의성").fill("60")
    clerk.get_by_role("button", name="저장하기").click()
    expect(clerk.locator(".messagelist")).to_contain_text("1칸을 저장했습니다.")
    close()
    with stored():
        closed = Round.objects.get(pk=round_.pk)
        assert (closed.closed_by.username, closed.marks.get(case__number="3").mark) == ("담당", "351/4")
    assert (clerk.console, second.console) == ([], [])


@pytest.mark.parametrize("name", ["", "rounds/{}/", "rounds/{}/printed/", "rounds/{}/differences/"])
def test_pages_of_the_desk_are_accessible_and_quiet(contest, sign_in, stored, name):
    round_ = contest(is_double=True)
    with stored():
        fill_round(round_)
    page = sign_in(0, bypass_csp=True)
    path = name.format(round_.pk) if name else "change/"
    page.goto(f"/admin/awards/judging/{round_.edition_id}/{path}")
    assert faults(page) == []


def test_the_page_of_a_set_has_no_fault_for_axe(contest, sign_in):
    round_ = contest()
    page = sign_in(0, bypass_csp=True)
    open_set(page, round_)
    page.locator(".grid input").first.fill("99")
    page.get_by_role("button", name="저장하기").click()
    expect(page.locator(".bad")).to_have_count(1)
    assert faults(page) == []


def test_blank_sheets_print_a_page_a_judge(contest, sign_in):
    round_ = contest()
    page = sign_in(0)
    page.goto(f"/admin/awards/judging/{round_.edition_id}/rounds/{round_.pk}/printed/")
    expect(page.get_by_role("button", name="인쇄하기")).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 4
    assert page.console == []
