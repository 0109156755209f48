"""The page of the turnout: hours, methods and ways of failing; nobody and nothing chosen."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.staff.roles import AUDIT, LEAD, ROLES, VOTE
from tests.awards.editions import make_staff
from tests.cases.staff.accounts import sign_in
from tests.voting.polls import HOUR, cast, end_window, make_poll
from tests.voting.turnout.watching import take_part, this_hour
from voting.models import Failure, MessageDay, Participation
from voting.turnout.counts import enter_provider_count
from voting.turnout.digests import make_digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make_poll(opened=30 * HOUR)


def path(poll):
    return reverse("admin:voting_turnout_change", args=[poll.edition_id])


def fill(poll, hours):
    for n in range(1, hours + 1):
        take_part(poll, 2, hours_ago=n)
        take_part(poll, 1, hours_ago=n, method="rehearsal")
        Failure.objects.create(poll=poll, hour=this_hour() - n * HOUR, kind="altered", count=n)


def cells(html):
    """The rows of the tables of hours as lists of texts, without the times of day."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    return [re.findall(r"<td>(?:<b>)?([\d,]+)(?:</b>)?</td>", row) for row in rows]


def test_only_총괄_투표_and_감사_look(poll):
    statuses = {role: sign_in(role).get(path(poll)).status_code for role in ROLES}
    assert statuses == {role: 200 if role in (LEAD, VOTE, AUDIT) else 403 for role in ROLES}


def test_nobody_posts_to_it(poll):
    assert sign_in(AUDIT).post(path(poll), {"act": "x"}).status_code == 403


def test_page_of_nothing_is_not_found(poll):
    assert sign_in(AUDIT).get(path(poll).replace(str(poll.edition_id), "999999")).status_code == 404


def test_numbers_by_hour_method_and_kind(poll):
    take_part(poll, 3, hours_ago=2)
    take_part(poll, 1204, hours_ago=1)
    take_part(poll, 2, hours_ago=1, method="rehearsal")
    Failure.objects.create(poll=poll, hour=this_hour() - HOUR, kind="wrong_code", count=41)
    html = sign_in(AUDIT).get(path(poll)).text
    for words in ("문자 인증", "예행연습", "틀린 인증번호", "모두 1,209건", "모두 41건"):
        assert words in html
    assert [row for row in cells(html) if row] == [
        ["1,207", "2", "1,209"],
        ["1,204", "2", "1,206"],
        ["3", "0", "3"],
        ["41", "41"],
        ["41", "41"],
    ]
    assert html.count("<rect") == 2
    assert "style=" not in html.split('id="content-main"')[1]


def test_messages_of_the_day_are_told_beside_the_budget(poll, settings):
    settings.MESSAGES_A_DAY = 1000
    for day, sent in ((1, 12), (2, 800), (3, 1000)):
        MessageDay.objects.create(day=date(2026, 11, day), sent=sent)
    html = sign_in(AUDIT).get(path(poll)).text
    assert "12건 · 한도 1,000건의 1%</li>" in html
    assert "800건 · 한도 1,000건의 80% · <b>한도에 가깝습니다.</b></li>" in html
    assert "1,000건 · 한도 1,000건의 100% · <b>한도를 다 썼습니다.</b></li>" in html
    settings.MESSAGES_A_DAY = 0
    assert (
        "한도 "
        not in sign_in(LEAD)
        .get(path(poll))
        .text.split("인증번호를 보낸 건수")[1]
        .split("</ul>")[0]
        .split("<ul>")[1]
    )


def test_a_burst_is_marked_in_words_and_its_rule_is_told(poll):
    for n in range(2, 8):
        take_part(poll, 5, hours_ago=n)
    html = sign_in(AUDIT).get(path(poll)).text
    assert "30건 이상이면서" in html
    assert "가운데 값의 3배를 넘으면" in html
    assert "몰린 시간대" not in html
    take_part(poll, 40, hours_ago=1)
    html = sign_in(AUDIT, name="감사 둘").get(path(poll)).text
    assert "몰린 시간대" in html
    assert html.count("<small>몰림</small>") == 1
    assert html.count('class="burst"') == 1


def test_the_hour_that_runs_is_marked_and_no_burst(poll):
    for n in range(1, 8):
        take_part(poll, 5, hours_ago=n)
    take_part(poll, 40, hours_ago=0)
    html = sign_in(AUDIT).get(path(poll)).text
    assert html.count("<small>진행 중</small>") == 1
    assert "몰린 시간대" not in html


def test_an_empty_vote_says_so(poll):
    html = sign_in(VOTE).get(path(poll)).text
    for words in ("아직 참여가 없습니다.", "실패한 시도가 없습니다.", "아직 만든 요약값이 없습니다."):
        assert words in html
    assert "업체가 센 건수와 대조" not in html


def test_it_names_no_voter_key_and_no_case(poll):
    for n in range(3):
        cast(poll, f"voter {n}")
    make_digest(poll=poll)
    end_window(poll)
    html = sign_in(AUDIT).get(path(poll)).text
    for key in Participation.objects.values_list("pk", flat=True):
        assert key.hex not in html
        assert str(key) not in html
    assert "사례 1" not in html


def test_digests_and_counts_are_shown_and_감사_is_led_to_the_form(poll):
    take_part(poll, 6)
    digest = make_digest(poll=poll)
    end_window(poll)
    auditor = sign_in(AUDIT)
    enter_provider_count(poll=poll, method="sms", count=5, note="공문", by=make_staff("감사관")[0])
    html = auditor.get(path(poll)).text
    assert digest.sha256 in html
    assert "참여 6건이 업체가 센 인증 5건보다 많습니다." in html
    address = f"{reverse('admin:voting_providercount_add')}?poll={poll.pk}"
    assert address in html
    assert address not in sign_in(LEAD).get(path(poll)).text


def test_queries_do_not_grow():
    client = sign_in(AUDIT)
    counts = []
    for hours in (1, 9):
        poll = make_poll(slug=f"203{hours}", opened=30 * HOUR)
        fill(poll, hours)
        client.get(path(poll))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path(poll)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
