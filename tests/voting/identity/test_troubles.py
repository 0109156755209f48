"""Each trouble on the way to the ballot has its page: what was typed is still there, and what to do is said."""

import logging

import pytest
from django.test import override_settings

from tests.voting.polls import make_poll
from tests.voting.voter import NUMBER, Voter, hidden, let_time_pass, shown_code, wrong
from voting.identity.gateways import DemonstrationGateway, GatewayUnavailable, RecipientUnreachable
from voting.models import OneTimeCode

pytestmark = pytest.mark.django_db
HERE = "tests.voting.identity.test_troubles"
OTHER_WAY = "통합 로그인으로는 지금도 인증하실 수 있습니다."


class Unreachable(DemonstrationGateway):
    def send(self, **message):
        raise RecipientUnreachable("이 번호로는 문자를 보낼 수 없습니다.")


class Down(DemonstrationGateway):
    def send(self, **message):
        raise GatewayUnavailable("지금은 인증번호를 보낼 수 없습니다.")


@pytest.fixture
def poll():
    return make_poll()


@pytest.fixture
def voter(poll):
    return Voter(poll)


@pytest.fixture
def with_sign_on(poll, settings):
    settings.OIDC_ISSUER = "https://id.example"
    poll.by_sign_on = True
    poll.save()


def is_fault(response):
    return "<title>오류: " in response.text


class TestNotDelivered:
    def test_page_of_the_code_says_what_helps(self, voter):
        text = voter.ask().text
        assert "<summary>문자가 오지 않나요?</summary>" in text
        assert '<b class="nowrap">010-1234-5678</b> 번호가 맞는지 확인해 주세요.' in text
        assert "문자 앱의 스팸함(차단된 메시지)과 스팸 차단 앱에" in text
        assert "부터 ‘인증번호 다시 받기’를 누르실 수 있습니다." in text
        assert '<span class="nowrap">전화(00-0000-0000)로</span> 문의해 주세요.' in text
        assert "통합 로그인" not in text

    def test_other_way_is_named_where_there_is_one(self, voter, with_sign_on):
        assert "통합 로그인으로 인증하실 수도 있습니다." in voter.ask().text

    def test_new_code_may_be_asked_for_at_once_when_the_delay_is_over(self, voter):
        voter.ask()
        let_time_pass(seconds=31)
        assert "그래도 오지 않으면 ‘인증번호 다시 받기’를 눌러 주세요." in voter.enter("").text


class TestProviderDown:
    @pytest.fixture(autouse=True)
    def trouble(self, settings):
        settings.CODE_GATEWAY = f"{HERE}.Down"

    def test_number_stays_and_nothing_is_kept(self, voter):
        response = voter.ask()
        assert response.status_code == 503
        assert is_fault(response)
        assert 'id="error-summary"' in response.text
        assert '<h2 class="h3">인증번호를 보내지 못했습니다</h2>' in response.text
        assert "<li>지금은 인증번호를 보낼 수 없습니다. 잠시 뒤에 다시 시도해 주세요.</li>" in response.text
        assert f'value="{NUMBER}"' in response.text
        assert OneTimeCode.objects.count() == 0

    def test_other_way_is_named_where_there_is_one(self, voter, with_sign_on):
        assert f"잠시 뒤에 다시 시도해 주세요. {OTHER_WAY}</li>" in voter.ask().text

    def test_code_that_came_before_is_void(self, voter):
        """The provider may have sent the new one all the same: the page says that nothing is sure to come."""
        with override_settings(CODE_GATEWAY="voting.identity.gateways.DemonstrationGateway"):
            code = shown_code(voter.ask())
        let_time_pass(seconds=31)
        assert voter.ask_again(again="1").status_code == 503
        assert voter.enter(code).status_code == 422


class TestUnreachable:
    @pytest.fixture(autouse=True)
    def trouble(self, settings):
        settings.CODE_GATEWAY = f"{HERE}.Unreachable"

    def test_number_stays_with_the_fault_beside_it(self, voter):
        response = voter.ask()
        assert response.status_code == 422
        assert is_fault(response)
        assert response.text.count("이 번호로는 문자를 보낼 수 없습니다.") == 2
        assert '<a href="#id_number">' in response.text
        assert f'value="{NUMBER}"' in response.text
        assert OneTimeCode.objects.count() == 0

    def test_other_way_is_named_where_there_is_one(self, voter, with_sign_on):
        assert voter.ask().text.count(OTHER_WAY) == 2


class TestExpired:
    def test_new_code_is_one_press_away(self, voter):
        code = shown_code(voter.ask())
        let_time_pass(minutes=11)
        response = voter.enter(code)
        assert is_fault(response)
        assert response.text.count("인증번호의 유효 시간이 지났습니다. 새 인증번호를 받아 주세요.") == 2
        assert response.text.count('name="again"') == 1
        assert '<button class="btn pri lg" name="again" value="1">새 인증번호 받기</button>' in response.text
        assert f'value="{code}"' in response.text
        renewed = voter.ask_again(again="1")
        assert voter.enter(shown_code(renewed)).status_code == 303

    def test_used_up_code_is_renewed_likewise(self, voter):
        code = shown_code(voter.ask())
        for _ in range(5):
            voter.enter(wrong(code))
            let_time_pass(minutes=2)
        response = voter.enter(code)
        assert response.text.count("이 인증번호는 더 입력할 수 없습니다. 새 인증번호를 받아 주세요.") == 2
        assert "새 인증번호 받기</button>" in response.text


class TestTooMany:
    def lock(self, voter):
        code = shown_code(voter.ask())
        voter.enter(wrong(code))
        voter.enter(wrong(code))
        voter.enter(wrong(code))
        return voter.enter(code)

    def test_page_of_the_code_says_from_when_it_goes_on(self, voter):
        response = self.lock(voter)
        assert response.status_code == 429
        assert is_fault(response)
        assert '<h2 class="h3">잠시 뒤에 다시 해 주세요</h2>' in response.text
        assert response.text.count("부터 다시 하실 수 있습니다.") == 2
        assert hidden(response, "number") == NUMBER
        assert OTHER_WAY not in response.text

    def test_other_way_is_open_all_the_while(self, voter, with_sign_on):
        assert self.lock(voter).text.count(f"부터 다시 하실 수 있습니다. {OTHER_WAY}") == 2


class TestResend:
    def test_page_says_that_a_new_code_was_sent_and_the_older_is_void(self, voter):
        voter.ask()
        let_time_pass(seconds=31)
        text = voter.ask_again(again="1").text
        assert (
            '<div class="note" role="status"><p>새 인증번호를 보냈습니다. 전에 받은 인증번호는 이제 쓸 수 없습니다.</p>'
            in text
        )

    def test_who_types_a_number_anew_does_not_learn_that_its_owner_asked_before(self, poll, voter):
        voter.ask()
        let_time_pass(seconds=31)
        stranger = Voter(poll)
        assert 'role="status"' not in stranger.ask().text


class TestTypo:
    def test_number_can_be_mended_from_the_page_of_the_code(self, voter):
        voter.ask()
        response = voter.ask_again(fix="1")
        assert not is_fault(response)
        assert f'value="{NUMBER}"' in response.text
        voter.number = "010-9999-8888"
        assert '<b class="nowrap">010-9999-8888번</b>으로 보냈습니다.' in voter.ask_again().text


@pytest.mark.parametrize("gateway", ["Down", "Unreachable"])
def test_trouble_of_the_gateway_leaves_nothing_of_the_number_in_the_log(voter, gateway, caplog):
    caplog.set_level(logging.DEBUG)
    with override_settings(CODE_GATEWAY=f"{HERE}.{gateway}"):
        voter.ask()
    assert caplog.records
    assert "1234" not in caplog.text
