"""The code in the browser that has just voted: for ten minutes, for nobody else, not for the next voter."""

import pytest
from django.core.signing import Signer
from django.test import override_settings
from django.utils import timezone

from tests.voting.ends import code_on
from tests.voting.polls import HOUR, end_window, make_poll
from tests.voting.voter import Voter
from voting import credentials
from voting.sealing import is_in_the_sealed_box, seal_box

pytestmark = pytest.mark.django_db

CODE, PAGE = "7KQ4-M2XR-9DTP", "/2026/receipt/"


@pytest.fixture
def poll():
    return make_poll()


@pytest.fixture
def voter(poll):
    return Voter(poll).hold_credential()


@override_settings(HTTPS=True, SECURE_SSL_REDIRECT=False)
def test_cookie_is_bound_to_this_host_and_ten_minutes(voter):
    voter.hold_credential().review()
    cookie = voter.cast().cookies["__Host-voted"]
    told = ("secure", "httponly", "samesite", "path", "max-age", "domain")
    assert {part: cookie[part] for part in told} == {
        "secure": True,
        "httponly": True,
        "samesite": "Lax",
        "path": "/",
        "max-age": 600,
        "domain": "",
    }


def test_end_shows_the_code_again_when_its_page_was_lost(poll, voter):
    first = code_on(voter.vote())
    assert code_on(voter.get("done")) == code_on(voter.get("done")) == first
    end_window(poll)
    seal_box(poll=poll, by=None)
    assert code_on(voter.get("done")) == first
    assert is_in_the_sealed_box(poll, first)


def test_cast_sent_again_shows_the_same_code_when_its_answer_was_lost(voter):
    voter.review()
    code = code_on(voter.client.get(voter.cast()["Location"]))
    # The browser never saw the answer, so it has the credential and no mark of the end.
    voter.client.cookies.clear()
    voter.hold_credential()
    assert code_on(voter.client.get(voter.cast()["Location"])) == code


def test_nothing_after_ten_minutes_whatever_the_browser_keeps(poll, voter):
    code = code_on(voter.vote())

    def keep(seconds):
        facts = {"poll": poll.pk, "until": int(timezone.now().timestamp()) + seconds, "code": code}
        voter.client.cookies["voted"] = Signer(salt=credentials.DONE_SALT).sign_object(facts)

    keep(seconds=5)
    assert code_on(voter.get("done")) == code
    keep(seconds=0)
    answer = voter.get("done")
    assert (answer.status_code, answer["Location"]) == (302, voter.url("start"))
    assert credentials.DONE_LIFE == HOUR / 6


def test_every_browser_sees_its_own_code_alone(poll, voter):
    own, other = code_on(voter.vote()), Voter(poll, "010-2222-3333").hold_credential()
    foreign = code_on(other.vote("4", "5", "6"))
    assert own != foreign
    assert code_on(voter.get("done")) == own
    assert Voter(poll, "010-4444-5555").get("done")["Location"] == voter.url("start")


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value[:-1] + ("A" if value[-1] != "A" else "B"),
        lambda value: f"x{value}",
        lambda value: value.rsplit(":", 1)[0],
        lambda value: f"{Signer(salt='another').sign_object({'code': CODE})}",
        lambda value: "",
    ],
    ids=["signature", "facts", "unsigned", "other salt", "empty"],
)
def test_altered_cookie_shows_nothing(voter, change):
    voter.vote()
    voter.client.cookies["voted"] = change(voter.client.cookies["voted"].value)
    answer = voter.get("done")
    assert (answer.status_code, answer["Location"]) == (302, voter.url("start"))


def test_credential_in_its_place_shows_nothing(voter):
    voter.client.cookies["voted"] = voter.client.cookies["vote"].value
    assert voter.get("done")["Location"] == voter.url("start")


def test_next_voter_at_a_shared_device_does_not_meet_it(poll, voter):
    code = code_on(voter.vote())
    following = Voter(poll, "010-2222-3333", client=voter.client)
    answer = following.consent()
    cookie = answer.cookies["voted"]
    assert (cookie.value, cookie["max-age"]) == ("", 0)
    assert code not in answer.text
    assert following.get("done")["Location"] == following.url("start")
    assert code_on(following.hold_credential().vote("4", "5", "6")) != code


def test_next_voter_whose_number_has_voted_does_not_meet_it_either(poll, voter):
    elsewhere = Voter(poll, "010-2222-3333").hold_credential()
    elsewhere.vote("4", "5", "6")
    code = code_on(voter.vote())
    following = Voter(poll, "010-2222-3333", client=voter.client)
    assert code not in following.verify().text
    assert following.get("done")["Location"] == following.url("start")


def test_look_at_the_first_page_and_a_refusal_leave_it(voter):
    """Whoever lost the last page may have come back by the front door."""
    code = code_on(voter.vote())
    assert not voter.get("start").cookies
    assert voter.post("start").status_code == 422
    assert code_on(voter.get("done")) == code


def test_end_names_the_address_where_the_code_is_checked(voter):
    text = voter.vote().text
    assert f'<a href="{PAGE}">testserver{PAGE}</a>' in text
    assert f"testserver/en{PAGE}</a>" in voter.client.get(f"/en{voter.url('done')}").text
