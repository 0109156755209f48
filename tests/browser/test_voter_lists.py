"""총괄 imports a list after mending it, 감사 confirms; who is listed votes, who is not is told after the code."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Edition
from tests.browser.citizen import Citizen
from tests.browser.conftest import is_complaint
from tests.browser.test_import import file_of as sheet
from tests.cases.sheets.workbooks import xlsx
from tests.cases.staff.accounts import PASSWORD, make_account
from tests.voting.eligibility.lists import open_now
from tests.voting.polls import HOUR, make_poll
from voting.discarding import discard_box
from voting.models import VoterList

LISTED, UNLISTED = "010-7411-0001", "010-7411-0009"
WRONG = [["김", LISTED], ["이", "02-123-4567"], ["박", None]]
MENDED = [["김", LISTED], ["이", "010-7411-0002"], ["박", LISTED.replace("-", "")]]
BASIS, NOTE = "개인정보 보호법 제15조제1항제3호", "명부에 있는 분만 투표하실 수 있습니다."


@pytest.fixture
def poll(stored):
    """A vote of its own that has not begun; gone at the end."""
    with stored():
        poll = make_poll(slug=f"lists-{timezone.now():%H%M%S%f}", opened=-HOUR, closes=2 * HOUR)
    yield poll
    with stored():
        discard_box(poll.edition)
        poll.edition.cases.all().delete()
        Edition.objects.filter(pk=poll.edition_id).delete()


@pytest.fixture
def sign_in(open_context, stored):
    def one(role):
        name = f"{role}-{timezone.now():%H%M%S%f}"
        with stored():
            make_account(role, name=name)
        page = open_context().new_page()
        page.console = []
        page.on("console", lambda message: is_complaint(message) and page.console.append(message.text))
        page.goto("/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url("**/admin/")
        return page

    return one


def file_of(rows):
    return sheet([]) | {"buffer": xlsx([["이름", "휴대전화 번호"], *rows]).getvalue()}


def upload(page, rows):
    page.set_input_files("#id_file", file_of(rows))
    page.get_by_role("button", name="명부 올리기").click()


def test_a_list_is_mended_confirmed_and_decides_who_votes(poll, sign_in, stored, open_context):
    lead, auditor = sign_in("총괄"), sign_in("감사")
    lead.goto(f"/admin/voting/poll/{poll.pk}/change/")
    lead.select_option("#id_eligibility", "listed")
    lead.locator("[name=_continue]").click()
    expect(lead.locator(".missing")).to_contain_text("확정된 명부가 없습니다.")
    lead.locator("#content").get_by_role("link", name="명부 올리기").click()

    lead.select_option("#id_poll", str(poll.pk))
    lead.check("input[name=kind][value=eligible]")
    lead.fill("#id_legal_basis", BASIS)
    lead.fill("#id_note", NOTE)
    upload(lead, WRONG)
    problems = lead.get_by_role("alert")
    places = [row.locator("td").all_inner_texts()[:3] for row in problems.locator("tbody tr").all()]
    assert places == [["3", "휴대전화 번호", "02-123-4567"], ["4", "휴대전화 번호", "–"]]
    expect(lead.locator("#id_legal_basis")).to_have_value(BASIS)
    expect(lead.locator("#id_note")).to_have_value(NOTE)
    upload(lead, MENDED)
    expect(lead.locator(".messagelist")).to_contain_text("3줄을 읽어 2명을 올렸습니다.")
    expect(lead.get_by_role("button", name="명부 확인하기")).to_have_count(0)

    with stored():
        address = f"/admin/voting/voterlist/{VoterList.objects.get(poll=poll).pk}/change/"
    auditor.goto(address)
    auditor.get_by_role("button", name="명부 확인하기").click()
    expect(auditor.locator(".messagelist")).to_contain_text("명부를 확정했습니다.")
    assert lead.console == auditor.console == []

    with stored():
        open_now(poll)
    start = f"/{poll.edition.slug}/vote/"
    listed = Citizen(open_context(width=360).new_page(), LISTED, start=start)
    listed.vote()
    assert listed.heading == "투표를 마쳤습니다"

    unlisted = Citizen(open_context(width=360).new_page(), UNLISTED, start=start)
    unlisted.consent()
    unlisted.ask()
    assert "인증번호" in unlisted.heading
    unlisted.enter()
    assert unlisted.heading == "이번 투표에는 참여하실 수 없습니다"
    expect(unlisted.page.locator(".lead")).to_have_text(NOTE)
    assert "__Host-vote" not in unlisted.cookies
    assert "vote" not in unlisted.cookies
    unlisted.page.goto(start)
    expect(unlisted.page.locator("main")).to_contain_text("지금까지 1번")
