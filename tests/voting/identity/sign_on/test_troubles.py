"""Each trouble on the way: its page, what it is counted as, and that nobody is let in."""

import time

import pytest

from tests.voting.polls import end_window
from voting import credentials
from voting.identity.sign_on import cookies
from voting.identity.sign_on import provider as talking
from voting.models import Failure, Participation

CALLBACK = "/sign-on/callback/"
Kind = Failure.Kind


def word_of(page):
    return page.context["trouble"].word


def counted():
    return list(Failure.objects.values_list("kind", "count"))


def assert_nobody_was_let_in(voter):
    assert credentials.NAME not in voter.client.cookies
    assert voter.get("choose")["Location"] == voter.url("start")


@pytest.mark.parametrize(
    "fault", ["nonce", "audience", "token_issuer", "expired", "foreign_key", "unsigned", "other_sub"]
)
def test_token_that_is_not_for_this_sign_on_is_refused(voter, provider, fault):
    provider.control(fault=fault)
    page = voter.sign_on()
    assert (page.status_code, word_of(page)) == (403, "refused")
    assert "<h1>로그인 결과를 확인하지 못했습니다</h1>" in page.text
    assert counted() == [(Kind.SIGN_ON_FAILED, 1)]
    assert_nobody_was_let_in(voter)


@pytest.mark.parametrize(
    "facts",
    [
        {"phone_number_verified": False},
        {"phone_number_verified": None},
        {"phone_number_verified": "false"},
        {"phone_number": None},
        {"phone_number": ""},
        {"phone_number": 1012345678, "phone_number_verified": 1.5},
    ],
    ids=["unverified", "not said", "text", "no number", "empty", "number of another kind"],
)
def test_number_that_the_provider_did_not_verify_proves_nobody(voter, provider, facts):
    provider.control(facts=facts)
    page = voter.sign_on()
    assert (page.status_code, word_of(page)) == (422, "unproved")
    assert "본인 확인을 마친 휴대전화 번호가 없거나" in page.text
    assert counted() == [(Kind.SIGN_ON_FAILED, 1)]
    assert_nobody_was_let_in(voter)


@pytest.mark.parametrize("number", ["+1 202 555 0143", "02-123-4567", "사람"])
def test_number_of_no_mobile_here_is_told(voter, provider, number):
    voter.number = number
    page = voter.sign_on()
    assert (page.status_code, word_of(page)) == (422, "number")
    assert number not in page.text
    assert_nobody_was_let_in(voter)


def test_cancelled_login_leads_to_both_ways_again(voter):
    page = voter.sign_on("cancel")
    assert (page.status_code, word_of(page)) == (200, "cancelled")
    assert counted() == [(Kind.SIGN_ON_CANCELLED, 1)]
    assert page.text.count(f'name="consent" value="{voter.slip}"') == 2
    assert voter.client.get(voter.url("sign_on")).context["trouble"].word == "cancelled"
    number = voter.post("number", consent=voter.slip, fix="1")
    assert "<title>번호 입력 (1/4단계) |" in number.text
    assert voter.sign_on()["Location"] == voter.url("choose")


def test_page_names_no_way_that_the_poll_has_not(voter, poll):
    poll.by_sms = False
    poll.save()
    page = voter.sign_on("cancel")
    assert "문자로 인증" not in page.text
    assert 'form="otherwise"' not in page.text


@pytest.mark.parametrize(
    ("error", "word"),
    [
        ("consent_required", "cancelled"),
        ("temporarily_unavailable", "down"),
        ("server_error", "down"),
        ("invalid_scope", "refused"),
        ("", "refused"),
    ],
)
def test_what_the_provider_answers_instead_of_a_code(voter, error, word):
    address = voter.log_in(voter.leave()["Location"], "cancel").replace("access_denied", error)
    assert word_of(voter.client.get(voter.come_back(address)["Location"])) == word
    assert_nobody_was_let_in(voter)


class TestProviderDown:
    @pytest.fixture(autouse=True)
    def impatient(self, monkeypatch):
        monkeypatch.setattr(talking, "TIMEOUT_SECONDS", 0.5)

    @pytest.mark.parametrize("how", ["500", "slow"])
    def test_on_leaving(self, voter, provider, how):
        provider.control(fault=f"{how} /.well-known/openid-configuration")
        page = voter.leave()
        assert (page.status_code, word_of(page)) == (503, "down")
        assert "<h1>지금은 통합 로그인에 연결할 수 없습니다</h1>" in page.text
        assert page.text.count(f'name="consent" value="{voter.slip}"') == 2
        assert counted() == [(Kind.SIGN_ON_DOWN, 1)]

    @pytest.mark.parametrize(
        "fault", ["500 /token", "slow /token", "500 /keys", "slow /keys", "userinfo_500", "userinfo_slow"]
    )
    def test_on_coming_back(self, voter, provider, fault):
        address = voter.log_in(voter.leave()["Location"])
        if fault.startswith("userinfo"):
            provider.control(facts={"phone_number": None}, fault=f"{fault[9:]} /userinfo")
        else:
            provider.control(fault=fault)
        page = voter.client.get(voter.come_back(address)["Location"])
        assert (page.status_code, word_of(page)) == (503, "down")
        assert counted() == [(Kind.SIGN_ON_DOWN, 1)]
        assert_nobody_was_let_in(voter)

    def test_gone_altogether(self, voter, settings):
        settings.OIDC_ISSUER = "http://127.0.0.1:9"
        assert word_of(voter.leave()) == "down"

    def test_another_issuer_than_the_settings_name(self, voter, provider):
        provider.control(fault="issuer")
        assert word_of(voter.leave()) == "down"

    def test_secret_that_the_provider_does_not_know(self, voter, settings):
        settings.OIDC_CLIENT_SECRET = "other"
        assert word_of(voter.sign_on()) == "down"

    def test_others_do_not_wait_for_it_too(self, voter, provider):
        provider.control(fault="slow /.well-known/openid-configuration")
        assert word_of(voter.leave()) == "down"
        provider.control()
        # Nobody asked, or it would have been answered.
        assert word_of(voter.leave()) == "down"

    def test_it_is_asked_again_after_a_rest(self, voter, provider, monkeypatch):
        monkeypatch.setattr(talking, "REST_SECONDS", 0)
        provider.control(fault="500 /.well-known/openid-configuration")
        assert word_of(voter.leave()) == "down"
        provider.control()
        assert voter.leave().status_code == 303


class TestLapsed:
    def test_another_state(self, voter):
        voter.leave()
        page = voter.client.get(voter.client.get(f"{CALLBACK}?code=x&state=한").headers["Location"])
        assert (page.status_code, word_of(page)) == (403, "lapsed")
        assert counted() == [(Kind.SIGN_ON_FAILED, 1)]

    def test_state_is_asked_of_a_refusal_too(self, voter):
        voter.leave()
        answer = voter.client.get(f"{CALLBACK}?error=access_denied")
        assert word_of(voter.client.get(answer["Location"])) == "lapsed"

    def test_second_try_in_another_window_ends_the_first(self, voter):
        first = voter.log_in(voter.leave()["Location"])
        voter.leave()
        assert word_of(voter.client.get(voter.come_back(first)["Location"])) == "lapsed"

    def test_ten_minutes_have_passed(self, voter, monkeypatch):
        monkeypatch.setattr(cookies.Attempt, "is_lapsed", True)
        assert word_of(voter.sign_on()) == "lapsed"

    def test_attempt_lasts_ten_minutes(self, voter, rf):
        began = time.time()
        voter.leave()
        request = rf.get("/")
        request.COOKIES["sign-on"] = voter.client.cookies["sign-on"].value
        attempt = cookies.attempt_of(request)
        assert 599 <= attempt.until - began <= 601
        assert not attempt.is_lapsed

    @pytest.mark.parametrize("cookie", [None, "", "made up"])
    def test_without_the_cookie_nobody_knows_the_poll(self, client, db, cookie):
        if cookie is not None:
            client.cookies["sign-on"] = cookie
        answer = client.get(f"{CALLBACK}?code=a&state=b")
        assert (answer.status_code, answer["Location"]) == (303, "/sign-on/lost/")
        page = client.get(answer["Location"])
        assert page.status_code == 403
        assert "<h1>이 로그인은 이어 갈 수 없습니다</h1>" in page.text

    def test_lost_page_exists_in_english(self, client, db):
        assert client.get("/en/sign-on/lost/").status_code == 403


def test_vote_that_closed_meanwhile_says_so(voter, poll):
    address = voter.log_in(voter.leave()["Location"])
    end_window(poll)
    answer = voter.come_back(address)
    assert set(answer.cookies) == {"sign-on"}
    assert "시민투표가 끝났습니다" in voter.client.get(answer["Location"]).text
    assert counted() == [(Kind.TOO_LATE, 1)]
    assert Participation.objects.count() == 0


def test_claim_that_changed_meanwhile_lets_nobody_in(voter, settings):
    address = voter.log_in(voter.leave()["Location"])
    settings.OIDC_CLAIM = "sub"
    answer = voter.come_back(address)
    assert word_of(voter.client.get(answer["Location"])) == "down"
    assert voter.post("sign_on", consent=voter.slip).status_code == 404
    assert counted() == [(Kind.SIGN_ON_DOWN, 1)]
    assert credentials.NAME not in voter.client.cookies
