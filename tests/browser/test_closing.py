"""From the open vote to the published result in the admin: two people do it, one alone cannot."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from awards.rehearsal.demonstration import staff_logins
from cases.models import Edition
from tests.awards.editions import DAY, judge_all, make_contest, make_staff
from tests.browser.conftest import is_complaint
from voting.ballot_box import cast_ballot, check_choices, numbers_on_the_ballot
from voting.commitments import voter_key

BALLOTS = (["1", "2"], ["1", "3"], ["1", "2"], ["2", "3"], ["1", "2"])


@pytest.fixture
def edition(stored):
    """A practice edition of its own with an open vote and five ballots; committed, beside the demonstration."""
    with stored():
        edition = make_contest(slug=f"closing-{timezone.now():%H%M%S%f}", kind="practice")
        judge_all(edition, make_staff("심사 마감")[0])
        now = timezone.now()
        Edition.objects.filter(pk=edition.pk).update(
            submissions_open_at=now - 5 * DAY,
            submissions_close_at=now - 4 * DAY,
            judging_open_at=now - 4 * DAY,
            judging_close_at=now - 3 * DAY,
            voting_open_at=now - timedelta(hours=2),
            voting_close_at=now + DAY,
        )
        edition.refresh_from_db()
        for voter, numbers in enumerate(BALLOTS):
            cast_ballot(
                poll=edition.poll,
                voter_key=voter_key(edition.poll.secret, str(voter)),
                method="test",
                choices=check_choices(edition.poll, numbers, numbers_on_the_ballot(edition.poll)),
                ballot_id=uuid4(),
                positions="1,2",
            )
    yield edition
    # The home page of the demonstration is its own open practice vote again.
    with stored():
        Edition.objects.filter(pk=edition.pk, published_at=None).update(voting_close_at=timezone.now())


@pytest.fixture
def sign_in(open_context, stored):
    def one(number):
        with stored():
            name, password = staff_logins()[number]
        page = open_context().new_page()
        page.console = []
        page.on("console", lambda message: is_complaint(message) and page.console.append(message.text))
        page.goto("/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", password)
        page.press("#id_password", "Enter")
        page.wait_for_url("**/admin/")
        return page

    return one


def open_steps(page, edition):
    page.goto("/admin/")
    page.get_by_role("link", name="마감과 발표").first.click()
    page.get_by_role("link", name=edition.title).click()


def test_two_people_take_the_practice_edition_from_the_open_vote_to_the_published_result(
    edition, sign_in, open_context
):
    clerk, second = sign_in(0), sign_in(1)
    open_steps(clerk, edition)
    expect(clerk.locator(".results")).to_have_count(0)
    clerk.get_by_label("사유").fill("연습을 일찍 마칩니다.")
    clerk.get_by_role("button", name="지금 마감하기").click()
    expect(clerk.locator(".messagelist")).to_contain_text("투표를 마감했습니다.")
    expect(clerk.locator(".steps")).to_contain_text("참여 5건 = 투표지 5장")
    clerk.get_by_role("button", name="대조하고 봉인하기").click()
    expect(clerk.locator(".steps")).to_contain_text("참여 5건 = 투표지 5장 = 확인값 5건, 선택 10표")
    clerk.get_by_role("link", name="자리별 선택").click()
    expect(clerk.locator(".results tbody th")).to_have_text(["1번째", "2번째", "3번째 범위 밖"])
    clerk.go_back()
    clerk.get_by_role("button", name="집계하고 산정하기").click()
    expect(clerk.locator(".results tbody tr")).to_have_count(3)
    clerk.get_by_role("button", name="승인 요청하기").click()

    expect(clerk.locator(".steps .now")).to_contain_text("승인을 요청한 사람은 승인할 수 없습니다.")
    expect(clerk.get_by_role("button", name="승인하기")).to_have_count(0)

    visitor = open_context().new_page()
    visitor.goto(f"/{edition.slug}/results/")
    expect(visitor.locator("h1")).to_have_text("점수를 확인하고 있습니다")

    open_steps(second, edition)
    second.get_by_role("button", name="승인하기").click()
    expect(second.get_by_role("button", name="발표하기")).to_have_count(0)
    clerk.reload()
    clerk.get_by_role("button", name="발표하기").click()
    clerk.get_by_role("link", name="공개된 결과 보기").click()
    expect(clerk.locator(".gold h2")).to_have_text("사례 1")

    visitor.reload()
    expect(visitor.locator(".gold .badge")).to_have_text("최우수상")
    visitor.goto(f"/{edition.slug}/cases/1/")
    expect(visitor.locator("main")).to_contain_text("최우수상")
    assert clerk.console == []
    assert second.console == []


def test_a_page_left_open_does_not_repeat_a_step(edition, sign_in):
    clerk = sign_in(0)
    open_steps(clerk, edition)
    address = clerk.url
    other = clerk.context.new_page()
    other.goto(address)
    for page in (clerk, other):
        page.get_by_label("사유").fill("연습을 일찍 마칩니다.")
    clerk.get_by_role("button", name="지금 마감하기").click()
    other.get_by_role("button", name="지금 마감하기").click()
    expect(other.locator(".messagelist")).to_contain_text("지금 할 단계가 아닙니다.")
