"""The two cookies: what they carry, how long, and whom they are good for."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.utils import timezone

from tests.voting.polls import make_poll
from voting import credentials
from voting.credentials import code_of, credential_of, grant, mark_done, withdraw

pytestmark = pytest.mark.django_db

KEY = UUID(int=7)
CODE = "7KQ4-M2XR-9DTP"


def request_with(response):
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    return request


@pytest.fixture
def poll():
    return make_poll()


@pytest.fixture
def granted(poll):
    response = HttpResponse()
    grant(response, poll=poll, voter_key=KEY, method="sms")
    return response


def test_credential_is_read_back(poll, granted):
    credential = credential_of(request_with(granted), poll)
    assert (credential.poll_id, credential.voter_key, credential.method) == (poll.pk, KEY, "sms")
    left = credential.expires_at - timezone.now()
    assert timedelta(minutes=29, seconds=58) < left <= timedelta(minutes=30)


def test_credential_carries_these_five_facts_only(granted):
    payload = granted.cookies["vote"].value.split(":")[0]
    assert set(json.loads(signing.b64_decode(payload.encode()))) == {
        "poll",
        "key",
        "method",
        "until",
        "order",
    }


@pytest.mark.parametrize(("https", "name", "secure"), [(True, "__Host-vote", True), (False, "vote", "")])
def test_cookie_is_bound_to_the_host_wherever_there_is_https(poll, https, name, secure):
    response = HttpResponse()
    with override_settings(HTTPS=https):
        grant(response, poll=poll, voter_key=KEY, method="sms")
        cookie = response.cookies[name]
        assert credential_of(request_with(response), poll).voter_key == KEY
    told = {part: cookie[part] for part in ("secure", "httponly", "path", "samesite", "max-age", "domain")}
    assert told == {
        "secure": secure,
        "httponly": True,
        "path": "/",
        "samesite": "Lax",
        "max-age": 1800,
        "domain": "",
    }


@override_settings(HTTPS=True)
def test_cookie_is_taken_back_under_the_same_conditions():
    response = HttpResponse()
    withdraw(response)
    cookie = response.cookies["__Host-vote"]
    assert (cookie.value, cookie["max-age"], cookie["path"], cookie["secure"]) == ("", 0, "/", True)


@pytest.mark.parametrize("change", ["", "x", "{}:x", "a:b:c", "\x00"])
def test_altered_credential_is_none(poll, granted, change):
    granted.cookies["vote"] = change
    assert credential_of(request_with(granted), poll) is None


def test_credential_of_another_poll_is_none(granted):
    assert credential_of(request_with(granted), make_poll(slug="2025")) is None


def test_mark_of_the_end_is_no_credential(poll):
    response = HttpResponse()
    mark_done(response, poll=poll, code=CODE)
    response.cookies["vote"] = response.cookies["voted"].value
    assert credential_of(request_with(response), poll) is None


def signed(salt, **facts):
    """A cookie of our own making whose time is over."""
    return signing.Signer(salt=salt).sign_object(facts | {"until": int(timezone.now().timestamp()) - 1})


def test_credential_expires_also_when_the_browser_keeps_the_cookie(poll, granted):
    granted.cookies["vote"] = signed(credentials.SALT, poll=poll.pk, key=KEY.hex, method="sms")
    assert credential_of(request_with(granted), poll) is None


def test_end_is_known_for_ten_minutes_for_its_poll_alone(poll):
    response = HttpResponse()
    mark_done(response, poll=poll, code=CODE)
    request = request_with(response)
    assert code_of(request, poll) == CODE
    assert code_of(request, make_poll(slug="2025")) is None
    assert response.cookies["vote"].value == ""
    assert response.cookies["voted"]["max-age"] == 600
    request.COOKIES["voted"] = signed(credentials.DONE_SALT, poll=poll.pk, code=CODE)
    assert code_of(request, poll) is None


def test_new_credential_forgets_the_end_of_somebody_before(granted):
    assert granted.cookies["voted"].value == ""
