"""After the publication, in the browser: an award is revoked and the result corrected by two people, in plain sight."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from awards.outcome.publication import review
from awards.rehearsal.loading import discard_edition
from cases.staff.roles import AUDIT, LEAD, SECOND, VOTE
from tests.awards.editions import make_published, make_staff
from tests.browser.conftest import is_complaint
from tests.browser.test_pages import faults
from tests.cases.staff.accounts import PASSWORD, make_account

WHY = "다른 기관의 사례를 그대로 옮긴 것으로 확인되었습니다."


@pytest.fixture
def edition(stored):
    """A published practice edition of its own, with the word of 감사."""
    slug = f"corrected-{timezone.now():%H%M%S%f}"
    with stored():
        edition = make_published(slug=slug, kind="practice")
        review(
            result=edition.results.get(),
            verdict="confirmed",
            reason="채점표와 스캔을 모두 대조했습니다.",
            by=make_staff("감사 시험")[0],
        )
    yield edition
    with stored():
        discard_edition(edition)


@pytest.fixture
def sign_in(open_context, stored, edition):
    def one(*roles, width=1280):
        name = f"{'·'.join(roles)} {edition.slug} {width}"
        with stored():
            make_account(*roles, name=name)
        page = open_context(width=width, bypass_csp=True).new_page()
        page.console = []
        page.on("console", lambda message: is_complaint(message) and page.console.append(message.text))
        page.goto("/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url("**/admin/")
        return page

    return one


def closing(edition, name="change"):
    page = "change" if name == "change" else name
    return f"/admin/awards/closing/{edition.pk}/{page}/"


def look(page, name):
    """A picture of the page where somebody asks for them; and what axe says of it."""
    if folder := os.environ.get("PICTURES"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_two_people_revoke_an_award_and_correct_the_result(edition, sign_in, open_context):
    lead, auditor, second = sign_in(LEAD, VOTE), sign_in(AUDIT), sign_in(SECOND)
    lead.goto(closing(edition, "revocations"))
    lead.get_by_text("수상 취소 요청하기").first.click()
    lead.get_by_label("사례").select_option(index=1)
    lead.get_by_label("결정한 날").fill(f"{timezone.localdate():%Y-%m-%d}")
    lead.get_by_label("결정", exact=True).fill("2027년 제1차 시상심의위원회 의결")
    lead.get_by_role("button", name="수상 취소 요청하기").click()
    expect(lead.locator(".errsum")).to_contain_text("취소 사유를 적어 주세요.")
    look(lead, "revocation-refused")
    lead.get_by_label("취소 사유").fill(WHY)
    lead.get_by_role("button", name="수상 취소 요청하기").click()
    expect(lead.locator(".messagelist")).to_contain_text("수상 취소를 요청했습니다.")

    auditor.goto(closing(edition, "revocations"))
    auditor.get_by_role("button", name="수상 취소 확인하기").click()
    expect(auditor.locator(".messagelist")).to_contain_text("수상 취소를 확인했습니다.")
    look(auditor, "revocation-confirmed")

    lead.goto(closing(edition))
    expect(lead.locator("#content-main")).to_contain_text("공개한 결과에 아직 없는 것이 있습니다.")
    lead.get_by_text("정정", exact=True).click()
    lead.get_by_label("정정하는 사유").fill("수상을 취소한 사례를 반영합니다.")
    look(lead, "closing-correcting")
    lead.get_by_role("button", name="정정하는 판 산정하기").click()
    expect(lead.locator(".messagelist")).to_contain_text("정정하는 판을 산정했습니다.")
    lead.get_by_role("button", name="승인 요청하기").click()
    visitor = open_context(width=360, bypass_csp=True).new_page()
    visitor.goto(f"/{edition.slug}/results/")
    expect(visitor.get_by_text(WHY)).to_have_count(0)

    second.goto(closing(edition))
    second.get_by_role("button", name="승인하기").click()
    lead.reload()
    lead.get_by_role("button", name="발표하기").click()
    expect(lead.locator(".messagelist")).to_contain_text("발표했습니다.")

    auditor.goto(closing(edition))
    auditor.get_by_text("감사 의견", exact=True).click()
    auditor.get_by_label("이의").check()
    auditor.get_by_role("button", name="감사 의견 남기기").click()
    expect(auditor.locator(".errorlist").first).to_contain_text("이의가 있는 사유를 적어 주세요.")
    look(auditor, "closing-review")
    auditor.get_by_label("확인", exact=True).check()
    auditor.get_by_role("button", name="감사 의견 남기기").click()
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="감사 자료 내려받기").click()
    assert download.value.suggested_filename.startswith(f"audit-{edition.slug}-")

    visitor.reload()
    expect(visitor.locator("main")).to_contain_text("정정한 결과입니다.")
    expect(visitor.locator("main")).to_contain_text(WHY)
    for width in (360, 1280):
        visitor = open_context(width=width, bypass_csp=True).new_page()
        visitor.goto(f"/{edition.slug}/results/")
        look(visitor, "corrected-result")
        visitor.get_by_role("link", name="달라진 점과 이전 판 보기").click()
        expect(visitor.locator("h1")).to_have_text("결과의 모든 판")
        look(visitor, "versions")
        visitor.get_by_role("link", name="이 판의 결과 보기").click()
        expect(visitor.locator("main")).to_contain_text("이전 판(제1판)입니다.")
        look(visitor, "earlier-result")
        visitor.goto(f"/{edition.slug}/results/recount/")
        expect(visitor.locator("[data-recount]")).to_contain_text("일치")
    assert [page.console for page in (lead, auditor, second)] == [[], [], []]
