"""The cast, the end and leaving: each says truthfully whether a vote counts."""

import pytest
from django.test import Client, override_settings

from cases.models import Edition
from cases.services import withdraw_case
from tests.voting.ends import ALREADY, DONE, NOT_IN, code_on, in_the_box
from tests.voting.polls import cast, make_poll
from tests.voting.voter import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make_poll()


@pytest.fixture
def voter(poll):
    return Voter(poll).hold_credential()


class TestCast:
    def test_page_sent_twice_ends_the_same(self, voter):
        voter.review()
        assert voter.cast().status_code == 303
        voter.hold_credential()
        assert voter.cast().status_code == 303
        assert in_the_box() == (1, ["1,2,3"])

    def test_page_sent_again_without_credential_ends_the_same(self, voter):
        voter.vote()
        response = voter.cast()
        assert response.status_code == 303
        assert DONE in voter.client.get(response["Location"]).text
        assert in_the_box() == (1, ["1,2,3"])

    def test_page_sent_again_after_a_case_was_withdrawn_still_tells_the_truth(self, poll, voter):
        voter.review()
        voter.cast()
        voter.hold_credential()
        withdraw_case(case=poll.edition.cases.get(number="2"), reason="제출 기관이 철회")
        assert voter.cast().status_code == 303

    def test_case_withdrawn_since_the_review_leads_back_to_the_ballot(self, poll, voter):
        voter.review()
        withdraw_case(case=poll.edition.cases.get(number="2"), reason="제출 기관이 철회")
        response = voter.cast()
        assert response.status_code == 422
        assert "투표지에 없는 사례가 들어 있습니다." in response.text
        assert response.text.count(" checked") == 2
        assert in_the_box() == (0, [])

    def test_second_page_of_the_voter_leaves_the_first_ballot(self, voter):
        voter.review()
        voter.cast()
        voter.hold_credential()
        voter.hold_page()
        response = voter.cast("4", "5", "6")
        assert response.status_code == 409
        assert ALREADY in response.text
        assert in_the_box() == (1, ["1,2,3"])

    @pytest.mark.parametrize("name", ["choose", "review"])
    def test_whoever_has_voted_is_told_before_choosing_again(self, poll, voter, name):
        cast(poll, "+821012345678")
        response = voter.post(name, case=["1", "2", "3"])
        assert response.status_code == 409
        assert ALREADY in response.text
        assert response.cookies["vote"].value == ""

    @pytest.mark.parametrize("name", ["choose", "review"])
    def test_back_after_the_end_says_that_the_number_has_voted(self, voter, name):
        voter.vote()
        response = voter.post(name, case=["4", "5", "6"])
        assert ALREADY in response.text
        assert "먼저 한 투표가 유효합니다." in response.text

    def test_without_credential_says_that_the_ballot_is_not_in(self, voter):
        voter.review()
        voter.client.cookies.clear()
        response = voter.cast()
        assert response.status_code == 403
        assert NOT_IN in response.text
        assert "처음부터 다시 투표하기" in response.text
        assert in_the_box() == (0, [])

    def test_credential_of_another_poll_is_none(self, poll):
        voter = Voter(poll).hold_credential(poll=make_poll(slug="2025"))
        voter.hold_page()
        assert voter.cast().status_code == 403
        assert in_the_box() == (0, [])

    @pytest.mark.parametrize(
        "nonce", ["", "short", "x" * 22, "x" * 45, "한" * 44, "../" * 14 + "xx", "x" * 43 + "\n"]
    )
    def test_altered_nonce_writes_nothing(self, voter, nonce):
        voter.nonce = nonce
        response = voter.cast()
        assert response.status_code == 409
        assert NOT_IN in response.text
        assert in_the_box() == (0, [])

    def test_page_of_somebody_else_writes_nothing_and_says_so(self, poll, voter):
        voter.vote()
        thief = Voter(poll, "010-9999-8888").hold_credential()
        thief.nonce = voter.nonce
        response = thief.cast("4", "5", "6")
        assert response.status_code == 409
        assert NOT_IN in response.text
        assert in_the_box() == (1, ["1,2,3"])

    @pytest.mark.parametrize("numbers", [["1", "2"], ["1", "2", "77"], list("1234"), ["1,2", "3", "4"]])
    def test_altered_choice_writes_nothing(self, voter, numbers):
        voter.review()
        response = voter.cast(*numbers)
        assert response.status_code == 422
        assert in_the_box() == (0, [])

    def test_form_without_its_token_is_refused(self, poll, voter):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = voter.client.cookies
        voter.review()
        voter.client = strict
        for name in ("number", "code", "choose", "review", "cast", "leave"):
            assert voter.post(name, nonce=voter.nonce, case=["1", "2", "3"]).status_code == 403
        assert in_the_box() == (0, [])


class TestSharedBrowser:
    """The first stands at the review page; the second verifies in another tab, which replaces the credential."""

    @pytest.fixture
    def first(self, voter):
        voter.review()
        return voter

    @pytest.fixture
    def second(self, poll, first):
        return Voter(poll, "010-9999-8888", client=first.client)

    def test_choices_of_the_first_are_not_cast_by_the_second(self, first, second):
        second.verify()
        response = first.cast()
        assert response.status_code == 409
        assert NOT_IN in response.text
        assert "이 화면은 다른 인증으로 열었던 화면입니다." in response.text
        assert in_the_box() == (0, [])
        assert DONE in second.vote("4", "5", "6").text
        assert in_the_box() == (1, ["4,5,6"])

    def test_page_of_the_first_that_was_cast_before_ends_as_it_did(self, first, second):
        code = code_on(first.client.get(first.cast()["Location"]))
        second.verify()
        assert code_on(first.client.get(first.cast()["Location"])) == code
        assert in_the_box() == (1, ["1,2,3"])
        assert DONE in second.vote("4", "5", "6").text
        assert in_the_box()[0] == 2


class TestDone:
    def test_claims_no_vote_where_none_was_cast(self, poll, voter):
        response = voter.get("done")
        assert (response.status_code, response["Location"]) == (302, voter.url("start"))

    def test_claims_no_vote_in_another_poll(self, voter):
        voter.vote()
        other = Voter(make_poll(slug="2025"), client=voter.client)
        assert other.get("done")["Location"] == other.url("start")

    def test_tells_neither_choice_nor_time(self, voter):
        Edition.objects.update(results_planned_at=None)
        text = voter.vote().text
        assert "사례 1" not in text
        # The one moment is the end of the vote, none is that of the cast.
        assert text.count("<time") == 1
        assert "data-clear" in text

    def test_has_the_usual_header_with_the_vote_marked(self, voter):
        assert f'<a href="{voter.url("start")}" aria-current="true">시민투표</a>' in voter.vote().text

    def test_somebody_new_at_the_same_browser_begins_afresh(self, poll, voter):
        voter.vote()
        second = Voter(poll, "010-2222-3333", client=voter.client)
        assert second.verify()["Location"] == second.url("choose")
        assert second.get("choose").status_code == 200
        assert DONE in second.vote("4", "5", "6").text
        assert in_the_box()[0] == 2


def test_leaving_gives_the_credential_back_and_stores_nothing(voter):
    response = voter.post("leave")
    assert (response.status_code, response["Location"]) == (303, "/")
    assert response.cookies["vote"].value == ""
    assert voter.get("choose")["Location"] == voter.url("start")
    assert in_the_box() == (0, [])


@override_settings(HTTPS=True, SECURE_SSL_REDIRECT=False)
def test_whole_way_over_https_uses_cookies_bound_to_the_host(poll):
    voter = Voter(poll)
    assert voter.verify().cookies["__Host-vote"]["secure"] is True
    assert DONE in voter.vote().text
    assert "__Host-voted" in voter.client.cookies
    assert "vote" not in voter.client.cookies
