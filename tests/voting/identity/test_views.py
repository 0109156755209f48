"""Consent, number, code: what is told, and that nothing is kept before consent and never a number."""

import logging

import pytest
from django.apps import apps
from django.test import Client, override_settings

from tests.voting.polls import cast, make_poll
from tests.voting.voter import NUMBER, Voter, hidden, let_time_pass, shown_code, wrong
from voting.identity import consent
from voting.models import Failure, OneTimeCode, Participation, Poll

pytestmark = pytest.mark.django_db

DIGITS = "1012345678"


@pytest.fixture
def poll():
    return make_poll()


@pytest.fixture
def voter(poll):
    return Voter(poll)


class TestConsent:
    def test_page_sets_no_cookie_and_asks_for_no_session(self, voter, django_assert_num_queries):
        with django_assert_num_queries(5):
            response = voter.get("start")
        assert response.status_code == 200
        assert not response.cookies
        assert "<title>개인정보 수집·이용 동의 (1/4단계) |" in response.text

    def test_boxes_are_never_ticked_beforehand(self, voter):
        assert " checked" not in voter.get("start").text

    def test_page_says_what_may_be_refused(self, voter):
        text = voter.get("start").text
        assert "동의하지 않으실 수 있으며, 그 경우 온라인 투표에 참여할 수 없습니다." in text
        assert 'href="/privacy/"' in text

    @override_settings(CODE_GATEWAY="voting.identity.gateways.UnavailableGateway")
    def test_no_processor_is_named_where_there_is_none(self, voter):
        assert "문자 발송 위탁" not in voter.get("start").text

    @pytest.mark.parametrize(
        ("given", "faults"),
        [
            ({}, ["개인정보 수집·이용에 동의하시면", "만 14세 이상만 투표할 수 있습니다."]),
            ({"age": "on"}, ["개인정보 수집·이용에 동의하시면"]),
            ({"agree": "on"}, ["만 14세 이상만 투표할 수 있습니다."]),
        ],
    )
    def test_refusal_is_answered_in_words_and_stores_nothing(
        self, voter, given, faults, django_assert_num_queries
    ):
        with django_assert_num_queries(5):
            response = voter.post("start", given)
        assert response.status_code == 422
        assert not response.cookies
        assert "<title>오류: " in response.text
        assert response.text.count('href="#id_a') == len(faults)
        for fault in faults:
            assert response.text.count(fault) == 2
        assert response.text.count(" checked") == len(given)
        assert OneTimeCode.objects.count() == 0

    def test_consent_needs_no_token_but_the_number_does(self, poll):
        voter = Voter(poll, client=Client(enforce_csrf_checks=True))
        assert voter.consent().status_code == 200
        assert voter.ask_again().status_code == 403

    def test_agreement_is_kept_in_the_form_alone(self, voter, django_assert_num_queries):
        with django_assert_num_queries(2):
            response = voter.consent()
        assert "<title>번호 입력 (1/4단계) |" in response.text
        assert set(response.cookies) == {"csrftoken"}

    @pytest.mark.parametrize("slip", ["", "1", "1:x:y", "\x00"])
    @pytest.mark.parametrize("name", ["number", "code"])
    def test_without_consent_the_consent_page_asks_again(self, voter, name, slip):
        response = voter.post(name, consent=slip, number=NUMBER)
        assert response.status_code == 422
        assert "다시 동의해 주세요." in response.text
        assert "개인정보 수집·이용에 동의해 주세요</h1>" in response.text
        assert OneTimeCode.objects.count() == 0

    def test_consent_to_another_poll_is_none(self, voter):
        slip = consent.consent_to(make_poll(slug="2025"))
        assert voter.post("number", consent=slip, number=NUMBER).status_code == 422

    def test_consent_lapses_after_half_an_hour(self, voter, monkeypatch):
        voter.consent()
        monkeypatch.setattr(consent, "LIFE", -consent.LIFE)
        assert voter.ask_again().status_code == 422


class TestNumber:
    def test_code_is_shown_under_a_loud_notice_in_the_demonstration(self, voter):
        page = voter.ask()
        text = page.text
        assert "<title>인증번호 입력 (1/4단계) |" in text
        assert '<b class="nowrap">010-1234-5678번</b>으로 보냈습니다.' in text
        assert "연습: 문자를 보내지 않고 이 화면에 보여 드립니다." in text
        assert len(shown_code(page)) == 6

    def test_number_is_told_as_people_write_it_and_carried_as_typed(self, poll):
        voter = Voter(poll, "+82 10 1234 5678")
        response = voter.ask()
        assert "010-1234-5678번" in response.text
        assert hidden(response, "number") == "+82 10 1234 5678"

    @pytest.mark.parametrize(
        ("number", "message"),
        [
            ("", "휴대전화 번호를 입력해 주세요. 예: 010-1234-5678"),
            ("02-2133-1234", "문자를 받을 수 없는 번호입니다."),
            ("010-12", "휴대전화 번호를 다시 확인해 주세요."),
            ("1" * 41, "휴대전화 번호를 다시 확인해 주세요."),
        ],
    )
    def test_wrong_number_is_answered_beside_the_field_and_kept(self, poll, number, message):
        voter = Voter(poll, number)
        response = voter.ask()
        assert response.status_code == 422
        assert response.text.count(message) == 2
        assert 'aria-describedby="id_number_helptext id_number_error"' in response.text
        if number:
            assert f'value="{number}"' in response.text
        assert OneTimeCode.objects.count() == 0

    def test_number_can_be_mended(self, voter):
        voter.ask()
        response = voter.post("number", consent=voter.slip, number=NUMBER, fix="1")
        assert "<title>번호 입력" in response.text
        assert f'value="{NUMBER}"' in response.text

    def test_new_code_too_soon_shows_the_page_of_the_code_again(self, voter):
        voter.ask()
        first = voter.challenge
        response = voter.ask_again()
        assert response.status_code == 429
        assert "조금 전에 보낸 인증번호를 입력해 주세요. 새 인증번호는" in response.text
        assert hidden(response, "challenge") == first

    def test_new_code_too_soon_still_shows_the_code_of_the_demonstration(self, voter):
        code = shown_code(voter.ask())
        response = voter.post("number", consent=voter.slip, number=NUMBER, shown_code=code)
        assert shown_code(response) == code

    def test_new_code_after_the_delay_replaces_the_first(self, voter):
        first = shown_code(voter.ask())
        let_time_pass(seconds=31)
        second = shown_code(voter.ask_again())
        if first != second:
            assert voter.enter(first).status_code == 422
        assert voter.enter(second).status_code == 303

    def test_too_many_wrong_codes_are_told_until_when(self, voter):
        code = shown_code(voter.ask())
        for _ in range(4):
            voter.enter(wrong(code))
            let_time_pass(minutes=2)
        response = voter.enter(wrong(code))
        assert response.status_code == 429
        assert response.text.count("부터 다시 하실 수 있습니다.") == 2

    def test_number_whose_codes_are_all_used_is_told_from_when(self, voter, settings):
        settings.CODES_PER_NUMBER_A_DAY = 1
        voter.verify()
        response = voter.ask()
        assert response.status_code == 429
        assert response.text.count("새 인증번호는 ") == 2
        assert f'value="{NUMBER}"' in response.text
        assert "통합 로그인" not in response.text
        settings.OIDC_ISSUER = "https://id.example"
        Poll.objects.update(by_sign_on=True)
        assert "통합 로그인으로는 지금도 인증하실 수 있습니다." in voter.ask_again().text

    def test_last_code_of_the_day_says_until_when_it_is_good(self, voter, settings):
        settings.CODES_PER_NUMBER_A_DAY = 1
        page = voter.ask()
        assert page.status_code == 200
        assert "24시간에 받을 수 있는 마지막 인증번호입니다." in page.text
        assert "마지막 인증번호라서 10분이 지나도 쓸 수 있습니다." in page.text
        again = voter.ask_again()
        assert again.status_code == 429
        assert "24시간에 받을 수 있는 인증번호를 모두 보냈습니다." in again.text
        assert "마지막 인증번호라서" in again.text
        let_time_pass(hours=23)
        assert voter.enter(shown_code(page)).status_code == 303

    def test_number_that_has_to_wait_is_kept_and_told_how_long(self, voter, settings):
        settings.NETWORK_FREE_CODES, settings.NETWORK_LONGEST_WAIT = 1, 60
        Voter(voter.poll, "010-2222-3333").ask()
        page = voter.ask()
        assert page.status_code == 429
        assert page["Retry-After"] == "60"
        assert "약 60초 뒤에 아래 단추를 눌러 주세요." in page.text
        assert "010-1234-5678" in page.text
        assert hidden(page, "number") == NUMBER
        let_time_pass(seconds=50)
        early = voter.post("number", consent=voter.slip, number=NUMBER, ticket=hidden(page, "ticket"))
        assert early.status_code == 429
        assert hidden(early, "ticket") == hidden(page, "ticket")

    def test_spent_budget_is_told_and_the_number_kept(self, voter, settings):
        settings.MESSAGES_A_DAY = 1
        Voter(voter.poll, "010-2222-3333").ask()
        response = voter.ask()
        assert response.status_code == 503
        assert "오늘 보낼 수 있는 인증번호를 모두 보냈습니다. 내일 다시 받을 수 있습니다." in response.text
        assert f'value="{NUMBER}"' in response.text
        assert OneTimeCode.objects.count() == 1
        settings.OIDC_ISSUER = "https://id.example"
        Poll.objects.update(by_sign_on=True)
        assert "통합 로그인으로는 지금도 인증하실 수 있습니다." in voter.ask_again().text
        assert Failure.objects.get(kind="budget").count == 2

    @override_settings(CODE_GATEWAY="voting.identity.gateways.UnavailableGateway")
    def test_without_a_gateway_the_page_says_that_no_code_can_be_sent(self, voter):
        response = voter.ask()
        assert response.status_code == 503
        assert "지금은 인증번호를 보낼 수 없습니다. 잠시 뒤에 다시 시도해 주세요." in response.text
        assert OneTimeCode.objects.count() == 0

    @override_settings(DEMO=False)
    def test_demonstration_shows_no_code_outside_the_demonstration(self, voter):
        voter.ask()
        response = voter.post("code", consent=voter.slip, number=NUMBER, shown_code="123456", challenge="x")
        assert 'class="shown"' not in response.text


class TestCode:
    def test_wrong_code_is_told_twice_and_the_page_kept(self, voter):
        code = shown_code(voter.ask())
        response = voter.enter(wrong(code))
        assert response.status_code == 422
        assert response.text.count("앞으로 4번 더 입력할 수 있습니다.") == 2
        assert '<a href="#id_code">' in response.text
        assert "<title>오류: 인증번호 입력" in response.text
        assert "vote" not in response.cookies
        assert voter.enter(code).status_code == 303

    def test_code_is_shown_again_after_a_mistake_in_the_demonstration(self, voter):
        code = shown_code(voter.ask())
        response = voter.post(
            "code",
            consent=voter.slip,
            number=NUMBER,
            challenge=voter.challenge,
            code=wrong(code),
            shown_code=code,
        )
        assert shown_code(response) == code

    @pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３", "١٢٣٤٥٦", "9" * 30])
    def test_what_is_no_code_costs_no_try(self, voter, code):
        voter.ask()
        assert voter.enter(code).status_code == 422
        assert OneTimeCode.objects.get().tries == 0

    @pytest.mark.parametrize("spelling", ["{a} {b}", " {a}-{b} ", "full-width"])
    def test_code_may_be_pasted(self, voter, spelling):
        code = shown_code(voter.ask())
        wide = str.maketrans("0123456789", "０１２３４５６７８９")
        pasted = code.translate(wide) if spelling == "full-width" else spelling.format(a=code[:3], b=code[3:])
        assert voter.enter(pasted).status_code == 303

    def test_expired_code_is_told(self, voter):
        code = shown_code(voter.ask())
        let_time_pass(minutes=11)
        response = voter.enter(code)
        assert response.status_code == 422
        assert "인증번호의 유효 시간이 지났습니다. 새 인증번호를 받아 주세요." in response.text

    def test_used_code_of_the_same_browser_leads_on(self, voter):
        code = shown_code(voter.ask())
        voter.enter(code)
        assert voter.enter(code)["Location"] == voter.url("choose")

    def test_used_code_of_another_browser_does_not(self, poll, voter):
        code = shown_code(voter.ask())
        voter.enter(code)
        voter.client = Client()
        response = voter.enter(code)
        assert response.status_code == 422
        assert "이미 쓴 인증번호이거나" in response.text
        assert "vote" not in response.cookies

    @pytest.mark.parametrize("altered", [{"challenge": "x"}, {"number": "02-120"}, {"number": ""}])
    def test_altered_page_leads_back_to_the_number(self, voter, altered):
        code = shown_code(voter.ask())
        carried = {"consent": voter.slip, "number": NUMBER, "challenge": voter.challenge, "code": code}
        response = voter.post("code", carried | altered)
        assert response.status_code == 422
        assert "휴대전화 번호를 인증해 주세요</h1>" in response.text
        assert "vote" not in response.cookies

    def test_that_a_number_has_voted_is_told_only_after_its_code(self, poll, voter):
        cast(poll, "+821012345678")
        page = voter.ask()
        assert "이미 투표" not in page.text
        code = shown_code(page)
        assert "이미 투표" not in voter.enter(wrong(code)).text
        response = voter.enter(code)
        assert response.status_code == 409
        assert "이 번호로 이미 투표했습니다</h1>" in response.text
        assert "먼저 한 투표가 유효합니다." in response.text
        assert not response.cookies["vote"].value
        assert Participation.objects.count() == 1

    def test_queries(self, voter, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            code = shown_code(voter.ask())
        with django_assert_max_num_queries(9):
            voter.enter(code)


def _everything_stored():
    """Every value of every table."""
    models = apps.get_models(include_auto_created=True)
    return [str(value) for model in models for row in model._base_manager.values_list() for value in row]


def test_number_is_in_no_cookie_address_column_or_log(poll, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    voter = Voter(poll)
    answers = [voter.ask(), voter.enter("000000")]
    stored = _everything_stored()
    let_time_pass(seconds=31)
    answers.append(voter.enter(shown_code(voter.ask_again())))
    answers += [voter.get("choose"), voter.review(), voter.cast(), voter.get("done"), voter.post("leave")]
    stored += _everything_stored()
    cookies = [morsel.OutputString() for answer in answers for morsel in answer.cookies.values()]
    addresses = [answer.request["PATH_INFO"] + answer.request["QUERY_STRING"] for answer in answers]
    addresses += [answer.headers.get("Location", "") for answer in answers]
    logged = [record.getMessage() for record in caplog.records] + [capsys.readouterr().out]
    assert Participation.objects.count() == 1
    for place in (stored, cookies, addresses, logged):
        told = "\n".join(place)
        assert place
        assert DIGITS not in told
        assert "1234-5678" not in told
