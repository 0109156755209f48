"""Nobody is told before the code was entered whether a number is listed, excluded or has voted."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.voting.eligibility.lists import BASIS, NOTE, make_list, only_listed
from tests.voting.polls import cast, make_poll
from tests.voting.voter import Voter, shown_code, wrong
from voting.models import Ballot, Failure, OneTimeCode, Participation

pytestmark = pytest.mark.django_db

EXCLUDED, LISTED, UNLISTED, VOTED = (f"010-1111-000{n}" for n in range(1, 5))
E164 = {number: f"+82{number.replace('-', '')[1:]}" for number in (EXCLUDED, LISTED, UNLISTED, VOTED)}
HEADING = "<h1 data-clear>이번 투표에는 참여하실 수 없습니다</h1>"


@pytest.fixture
def poll():
    poll = only_listed(make_poll())
    make_list(poll, E164[LISTED], E164[VOTED], kind="eligible", note="명부에 있는 분만 투표하실 수 있습니다.")
    make_list(poll, E164[EXCLUDED])
    cast(poll, E164[VOTED])
    return poll


def failures():
    return dict(Failure.objects.values_list("kind", "count"))


def without_what_differs(text, voter):
    """The page without number, challenge, code and tokens."""
    text = text.replace(voter.number, "NUMBER").replace(voter.challenge, "CHALLENGE")
    text = re.sub(r'(name="consent" value=")[^"]*', r"\1", text)
    return re.sub(r"(csrfmiddlewaretoken\" value=\")[^\"]*|\b\d{6}\b", "", text)


def until_the_code(poll, number):
    """All pages and statements up to a wrong code."""
    voter = Voter(poll, number)
    voter.consent()
    with CaptureQueriesContext(connection) as queries:
        page = voter.ask_again()
        again = voter.ask_again()
        mistake = voter.enter(wrong(shown_code(page)))
    statements = [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "?", query["sql"]) for query in queries]
    # A try on the clock's stroke tells the same in another minute.
    pages = [without_what_differs(one.text, voter) for one in (page, again, mistake)]
    return [re.sub(r"(오전|오후)? ?\d+:\d\d", "", page) for page in pages], statements


def test_before_the_code_all_numbers_meet_the_same(poll):
    seen = [until_the_code(poll, number) for number in E164]
    assert [one[0] for one in seen[1:]] == [seen[0][0]] * 3
    assert [one[1] for one in seen[1:]] == [seen[0][1]] * 3
    assert "not_eligible" not in failures()


@pytest.mark.parametrize(
    ("number", "reason"), [(EXCLUDED, NOTE), (UNLISTED, "명부에 있는 분만 투표하실 수 있습니다.")]
)
def test_after_the_code_the_reason_is_told_and_counted(poll, number, reason):
    voter = Voter(poll, number)
    answer = voter.verify()
    assert (answer.status_code, failures()) == (403, {"not_eligible": 1})
    assert HEADING in answer.text
    assert f'<p class="lead">{reason}</p>' in answer.text
    assert number not in answer.text
    assert voter.client.cookies["vote"].value == ""
    assert OneTimeCode.objects.count() == 0


def test_a_listed_number_goes_on(poll):
    voter = Voter(poll, LISTED)
    assert voter.verify().status_code == 303
    assert "투표 확인번호" in voter.vote().text
    assert Participation.objects.count() == 2


def test_who_has_voted_is_told_that_first(poll):
    make_poll(slug="2025")
    answer = Voter(poll, VOTED).verify()
    assert (answer.status_code, failures()) == (409, {"already_voted": 1})


def test_a_credential_from_before_does_not_help(poll):
    voter = Voter(poll, EXCLUDED).hold_credential()
    voter.review()
    answer = voter.cast()
    assert (answer.status_code, failures()) == (403, {"not_eligible": 1})
    assert HEADING in answer.text
    assert voter.client.cookies["vote"].value == ""
    assert Ballot.objects.count() == 1


class TestPublic:
    def test_consent_page_says_who_may_vote(self, poll):
        Voter(poll, EXCLUDED).verify()
        text = " ".join(re.sub(r"<br>|</?d[tdlv]>", " ", Voter(poll).get("start").text).split())
        text = re.sub(r"<[^>]*>", "", text)
        assert "만 14세 이상으로 명부에 있는 사람" in text
        assert f"명부 2명. 명부에 있는 분만 투표하실 수 있습니다. 법적 근거: {BASIS}" in text
        assert f"제외 명부 1명. {NOTE} 법적 근거: {BASIS}" in text
        assert "지금까지 1번, 인증한 분께 참여하실 수 없다고 안내했습니다." in text

    def test_consent_page_of_a_poll_for_everybody(self):
        text = Voter(make_poll(slug="everyone")).get("start").text
        assert "만 14세 이상입니다." in text
        assert ("누가 투표할 수 있나요" in text, "법적 근거" in text) == (False, False)

    def test_a_poll_without_its_list_says_that_nobody_can_vote(self):
        poll = only_listed(make_poll(slug="bare"))
        assert "지금은 아무도 투표할 수 없습니다." in Voter(poll).get("start").text

    def test_results_page_says_it_too(self, client):
        from tests.awards.editions import make_published

        edition = make_published()
        make_list(edition.poll)
        text = client.get(reverse("awards:results", args=[edition.slug])).text
        assert "누가 투표할 수 있나요" in text
        assert "지금까지 0번" in text
