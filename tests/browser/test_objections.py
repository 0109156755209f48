"""An objection as a citizen files it: by keyboard and without script, the code read, the answer seen."""

import re

import pytest
from playwright.sync_api import expect

from awards.objections.answering import confirm_answer, draft_answer
from cases.models import Edition
from cases.staff.roles import AUDIT, LEAD
from tests.browser.test_pages import faults
from tests.browser.test_receipt import require_sound
from tests.cases.staff.accounts import make_account

LIST, NEW, ANSWER = "/2021/objections/", "/2021/objections/new/", "/2021/objections/answer/"
TEXT = "24번 사례의 2차 심사 점수를 다시 확인해 주세요.\n둘째 줄입니다."
TOLD = "채점표를 다시 확인했습니다. 점수는 채점표와 같습니다."
SUMMARY = "채점표를 다시 확인했고 점수는 그대로입니다."


def fill(page, text=TEXT):
    page.get_by_label("시민", exact=True).check()
    page.get_by_label("무엇에 대한 것인가요").select_option(label="심사와 점수")
    page.get_by_label("내용").fill(text)


def answer_newest(stored):
    with stored():
        objection = Edition.objects.get(slug="2021").objections.latest("number")
        tag = f"{objection.number}"
        lead, auditor = make_account(LEAD, name=f"총괄 {tag}"), make_account(AUDIT, name=f"감사 {tag}")
        told = {"outcome": "rejected", "answer": TOLD, "summary": SUMMARY, "reason": "채점표와 대조"}
        confirm_answer(act=draft_answer(objection=objection, by=lead, **told), by=auditor)


@pytest.mark.parametrize("has_script", [True, False])
def test_filed_read_and_answered(open_context, stored, has_script):
    page = open_context(java_script_enabled=has_script, width=360).new_page()
    page.goto("/2021/results/")
    page.get_by_role("link", name="이의신청").last.click()
    page.get_by_role("link", name="이의신청하기").click()
    fill(page)
    page.get_by_role("button", name="접수하기").click()
    expect(page.locator("h1")).to_have_text("이의신청을 접수했습니다")
    number = re.search(r"제\d+호", page.locator(".ticket .head").inner_text()).group()
    code = page.locator(".ticket .code strong").inner_text()
    assert code not in page.url + page.title()

    page.get_by_role("link", name="접수한 이의신청 보기").click()
    row = page.locator("li.state").filter(has_text=number)
    expect(row).to_contain_text("접수함")
    assert TEXT.split("\n")[0] not in page.content()

    answer_newest(stored)
    page.reload()
    expect(row).to_contain_text("답변함")
    expect(row).to_contain_text(SUMMARY)
    page.get_by_role("link", name="내 이의신청의 답변 보기").click()
    page.get_by_label("접수 확인번호").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="답변 보기").click()
    expect(page.locator("main")).to_contain_text(TOLD)
    expect(page.locator("main")).to_contain_text("둘째 줄입니다.")
    assert code not in page.url + page.content()


def test_faults_are_told_beside_their_fields_and_nothing_typed_is_lost(page):
    page.goto(NEW)
    page.get_by_label("내용").fill(TEXT)
    page.get_by_role("button", name="접수하기").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("오류: ")
    page.locator("#error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_filer_0"
    expect(page.get_by_label("내용")).to_have_value(TEXT)
    page.goto(ANSWER)
    page.get_by_label("접수 확인번호").fill("7KQ4-M2XR-9DTP-H3WN")
    page.get_by_role("button", name="답변 보기").click()
    expect(page.locator("#id_code_error")).to_contain_text("찾지 못했습니다")
    # Chromium reports the status of an answer that is not 2xx; everything else would be ours.
    assert [line for line in page.console if not line.startswith("Failed to load resource")] == []


def test_every_page_on_the_way_is_sound(open_context, stored):
    page = open_context(bypass_csp=True, width=360).new_page()
    page.goto(NEW)
    page.get_by_role("button", name="접수하기").click()
    require_sound(page)
    fill(page)
    page.get_by_role("button", name="접수하기").click()
    require_sound(page)
    code = page.locator(".ticket .code strong").inner_text()
    answer_newest(stored)
    page.goto(LIST)
    require_sound(page)
    page.goto(ANSWER)
    page.get_by_role("button", name="답변 보기").click()
    require_sound(page)
    page.get_by_label("접수 확인번호").fill(code)
    page.get_by_role("button", name="답변 보기").click()
    expect(page.locator("main")).to_contain_text(TOLD)
    require_sound(page)


def test_two_quick_presses_file_one(page, stored):
    page.goto(NEW)
    fill(page, "두 번 누릅니다.")
    page.get_by_role("button", name="접수하기").dblclick()
    expect(page.locator("h1")).to_have_text("이의신청을 접수했습니다")
    with stored():
        assert Edition.objects.get(slug="2021").objections.filter(text="두 번 누릅니다.").count() == 1


def test_page_of_an_objection_in_the_admin_has_no_fault(open_context, stored):
    with stored():
        account = make_account(LEAD, name="둘러보는 총괄", password="x")
        account.set_password("충분히 긴 비밀번호 123")
        account.save()
    page = open_context(bypass_csp=True).new_page()
    page.goto(NEW)
    fill(page, "직원 화면에서 봅니다.")
    page.get_by_role("button", name="접수하기").click()
    page.goto("/admin/login/?next=/admin/awards/objection/")
    page.fill("#id_username", "둘러보는 총괄")
    page.fill("#id_password", "충분히 긴 비밀번호 123")
    page.press("#id_password", "Enter")
    page.locator("#result_list tbody a").first.click()
    expect(page.locator(".steps")).to_contain_text("직원 화면에서 봅니다.")
    page.get_by_role("button", name="감사에게 확인 요청하기").click()
    expect(page.locator("#error-summary")).to_contain_text("판단을 골라 주세요.")
    found = faults(page)
    assert found == [], "\n".join(map(str, found))
