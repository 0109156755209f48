"""The way to the provider and back: what travels, what is asked, who is let in."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.voting.identity.sign_on.signing import SigningVoter
from tests.voting.polls import cast, end_window, make_poll
from tests.voting.voter import Voter
from voting import credentials
from voting.commitments import voter_key
from voting.identity.sign_on import cookies
from voting.models import Failure, Participation

E164 = "+821012345678"
CALLBACK = "/sign-on/callback/"


def asked_of(response):
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


class TestButton:
    def test_stands_on_the_page_of_the_number_where_the_poll_offers_it(self, voter):
        page = voter.consent()
        assert '<button class="btn lg">통합 로그인으로 인증</button>' in page.text
        assert "그곳에 등록된 휴대전화 번호로 확인하며" in page.text

    def test_names_the_provider_as_the_operator_does(self, voter, settings):
        settings.OIDC_NAME = "시민 로그인"
        assert '<button class="btn lg">통합 로그인으로 인증 (시민 로그인)</button>' in voter.consent().text

    @pytest.mark.parametrize(
        ("by_sign_on", "changes"),
        [
            (False, {}),
            (True, {"OIDC_ISSUER": ""}),
            (True, {"OIDC_CLAIM": "email"}),
            (True, {"OIDC_CLAIM": "sub"}),
        ],
        ids=["not offered", "no provider", "other identity", "member"],
    )
    def test_stands_nowhere_else(self, voter, poll, settings, by_sign_on, changes):
        poll.by_sign_on = by_sign_on
        poll.save()
        for name, value in changes.items():
            setattr(settings, name, value)
        page = voter.consent()
        assert "sign-on/" not in page.text
        assert "form-action 'self';" in page.headers["Content-Security-Policy"] + ";"
        assert voter.post("sign_on", consent=voter.slip).status_code == 404

    def test_page_asks_the_provider_nothing(self, voter, provider):
        provider.control(fault="500 /.well-known/openid-configuration")
        assert "통합 로그인으로 인증" in voter.consent().text
        assert "통합 로그인으로 인증" in voter.post("number", consent=voter.slip, number="12").text


class TestPolicy:
    def form_action(self, response):
        policy = response.headers["Content-Security-Policy"]
        return next(part.split()[1:] for part in policy.split("; ") if part.startswith("form-action"))

    def test_pages_with_the_button_alone_let_the_form_lead_to_the_provider(self, voter, provider):
        with_button = [voter.consent(), voter.post("number", consent=voter.slip, number="12"), voter.ask()]
        with_button.append(voter.sign_on("cancel"))
        assert [self.form_action(page) for page in with_button] == [["'self'", provider.issuer]] * 4
        without = [
            voter.get("start"),
            voter.sign_on(),
            voter.get("choose"),
            voter.client.get("/"),
        ]
        assert [self.form_action(page) for page in without] == [["'self'"]] * 4

    def test_further_origins_are_the_operators(self, voter, provider, settings):
        settings.OIDC_ORIGINS = ["https://login.example"]
        assert self.form_action(voter.consent()) == ["'self'", provider.issuer, "https://login.example"]


class TestLeaving:
    def test_asks_for_a_code_with_pkce_state_and_nonce(self, voter, provider):
        response = voter.leave()
        asked = asked_of(response)
        assert response.status_code == 303
        assert response["Location"].startswith(f"{provider.issuer}/authorize?")
        assert {
            name: asked[name] for name in ("response_type", "client_id", "scope", "ui_locales", "prompt")
        } == {
            "response_type": "code",
            "client_id": "portal",
            "scope": "openid phone",
            "ui_locales": "ko",
            "prompt": "login",
        }
        assert asked["redirect_uri"] == f"http://testserver{CALLBACK}"
        assert asked["code_challenge_method"] == "S256"
        assert set(asked) == {
            *("response_type", "client_id", "scope", "ui_locales", "prompt", "redirect_uri"),
            *("state", "nonce", "code_challenge", "code_challenge_method"),
        }

    def test_cookie_tells_nothing_and_is_for_this_host_alone(self, voter):
        response = voter.leave()
        assert set(response.cookies) == {"sign-on"}
        morsel = response.cookies["sign-on"]
        assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
        assert morsel["max-age"] == 1800
        asked = asked_of(response)
        assert not [value for value in (asked["state"], asked["nonce"], "2026") if value in morsel.value]

    def test_cookie_is_bound_to_the_host_where_there_is_https(self, voter, settings):
        settings.HTTPS = True
        assert voter.leave().cookies["__Host-sign-on"]["secure"]

    def test_every_try_has_values_of_its_own(self, voter):
        first, second = asked_of(voter.leave()), asked_of(voter.leave())
        assert not [name for name in ("state", "nonce", "code_challenge") if first[name] == second[name]]

    def test_needs_consent_and_a_token_and_an_open_window(self, voter, poll):
        assert voter.post("sign_on", consent="made up").status_code == 422
        assert voter.get("sign_on")["Location"] == voter.url("start")
        voter.consent()
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(voter.url("sign_on"), {"consent": voter.slip}).status_code == 403
        end_window(poll)
        assert "시민투표가 끝났습니다" in voter.post("sign_on", consent=voter.slip).text


class TestComingBack:
    def test_leads_to_the_ballot_as_whoever_has_the_number(self, voter, poll):
        answer = voter.come_back(voter.log_in(voter.leave()["Location"]))
        assert (answer.status_code, answer["Location"]) == (303, voter.url("sign_on"))
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store, private"
        assert (answer.cookies["sign-on"].value, answer.cookies["sign-on"]["max-age"]) == ("", 0)
        answer = voter.client.get(answer["Location"])
        assert (answer.status_code, answer["Location"]) == (303, voter.url("choose"))
        assert answer.cookies["signed-on"].value == ""
        assert Failure.objects.count() == 0
        voter.vote()
        participation = Participation.objects.get()
        assert participation.pk == voter_key(poll.secret, E164)
        assert participation.method == "sign_on"

    def test_admission_happens_once(self, voter):
        answer = voter.come_back(voter.log_in(voter.leave()["Location"]))
        kept = answer.cookies["signed-on"]
        assert voter.client.get(voter.url("sign_on"))["Location"] == voter.url("choose")
        assert voter.client.get(voter.url("sign_on"))["Location"] == voter.url("start")
        assert E164 not in kept.value

    def test_number_that_voted_by_text_message_has_voted(self, voter, poll):
        text = Voter(poll)
        text.verify()
        text.vote()
        page = voter.sign_on()
        assert (page.status_code, page.context["heading"]) == (409, "이 번호로 이미 투표했습니다")
        assert Participation.objects.count() == 1

    def test_number_that_voted_by_sign_on_has_voted(self, voter, poll):
        voter.sign_on()
        voter.vote()
        page = Voter(poll).verify()
        assert (page.status_code, page.context["heading"]) == (409, "이 번호로 이미 투표했습니다")

    def test_speaks_the_language_in_which_somebody_left(self, voter):
        voter.consent()
        response = voter.client.post("/en/2026/vote/sign-on/", {"consent": voter.slip})
        assert asked_of(response)["ui_locales"] == "en"
        assert asked_of(response)["redirect_uri"] == f"http://testserver{CALLBACK}"
        answer = voter.come_back(voter.log_in(response["Location"]))
        assert answer["Location"] == "/en/2026/vote/sign-on/"
        assert voter.client.get(answer["Location"])["Location"] == "/en/2026/vote/choose/"

    def test_callback_takes_no_form(self, client, db):
        assert client.post(CALLBACK).status_code == 405

    def test_code_is_good_for_one_return(self, voter):
        address = voter.log_in(voter.leave()["Location"])
        cookie = voter.client.cookies["sign-on"].value
        voter.come_back(address)
        voter.client.cookies["sign-on"] = cookie
        page = voter.client.get(voter.come_back(address)["Location"])
        assert page.context["trouble"].word == "refused"

    def test_nothing_of_a_person_is_logged(self, voter, provider, caplog):
        caplog.set_level("DEBUG", logger="voting")
        caplog.set_level("DEBUG", logger="django")
        provider.control(fault="nonce")
        address = voter.log_in(voter.leave()["Location"])
        voter.client.get(voter.come_back(address)["Location"])
        code, state = (parse_qs(urlsplit(address).query)[name][0] for name in ("code", "state"))
        assert "single sign-on failed: InvalidClaimError" in caplog.text
        assert not [secret for secret in (code, state, "1012345678", "1234-5678") if secret in caplog.text]


def test_credential_of_a_poll_is_not_for_another(voter, poll, provider):
    """A result is held against the poll it was made for."""
    answer = voter.come_back(voter.log_in(voter.leave()["Location"]))
    assert "signed-on" in answer.cookies
    other = make_poll(slug="2027")
    other.by_sign_on = True
    other.save()
    stranger = SigningVoter(other, provider, client=voter.client)
    assert stranger.get("sign_on")["Location"] == stranger.url("start")
    assert credentials.NAME not in voter.client.cookies


def test_cookies_are_not_interchangeable(voter, rf):
    voter.leave()
    request = rf.get("/")
    request.COOKIES["signed-on"] = voter.client.cookies["sign-on"].value
    assert cookies.result_of(request, voter.poll) is None


def test_result_ends_after_two_minutes(voter, monkeypatch):
    answer = voter.come_back(voter.log_in(voter.leave()["Location"]))
    assert answer.cookies["signed-on"]["max-age"] == 120
    monkeypatch.setattr(
        cookies.timezone, "now", lambda now=cookies.timezone.now: now() + timedelta(minutes=3)
    )
    assert voter.get("sign_on")["Location"] == voter.url("start")


def test_key_of_the_cast_is_the_same_both_ways(voter, poll):
    cast(poll, E164)
    assert voter.sign_on().status_code == 409
    assert Failure.objects.get().kind == Failure.Kind.ALREADY_VOTED
