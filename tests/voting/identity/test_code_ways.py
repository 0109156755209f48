"""By mail, and by the sign-on alone: the same pages in other words."""

import pytest
from django.core import mail
from django.test import override_settings

from tests.voting.eligibility.lists import make_mail_poll
from tests.voting.identity.test_troubles import HERE
from tests.voting.polls import cast, make_poll, make_sign_on_poll
from tests.voting.voter import MailVoter, Voter, hidden, let_time_pass, shown_code, wrong
from voting import credentials
from voting.commitments import voter_key
from voting.identity.code_ways import code_way
from voting.identity.consent import consent_to
from voting.identity.forms import AddressForm, NumberForm
from voting.identity.gateways import DemonstrationGateway, MailGateway
from voting.models import OneTimeCode, Participation

pytestmark = pytest.mark.django_db
MAIL = override_settings(EMAIL_URL="smtp://mail.example.org:587")


@pytest.fixture
def voter():
    return MailVoter(make_mail_poll())


def test_way_follows_the_poll():
    way = code_way(make_poll())
    assert (way.method, way.form, type(way.gateway)) == ("sms", NumberForm, DemonstrationGateway)
    assert way.as_written("+821012345678") == "010-1234-5678"
    with MAIL:
        way = code_way(make_mail_poll(slug="2025"))
    assert (way.method, way.form, type(way.gateway)) == ("email", AddressForm, MailGateway)
    assert way.as_written("hong@example.org") == "hong@example.org"
    assert code_way(make_sign_on_poll(slug="2024")) is None


class TestByMail:
    @MAIL
    def test_code_of_the_mail_leads_to_the_ballot(self, voter):
        page = voter.ask()
        assert 'class="shown"' not in page.text
        assert mail.outbox[0].to == ["hong@example.org"]
        code = mail.outbox[0].body.split("인증번호는 ")[1][:6]
        response = voter.enter(code)
        assert response["Location"] == voter.url("choose")
        voter.vote()
        poll = voter.poll
        participation = Participation.objects.get()
        assert participation.method == "email"
        assert participation.voter_key == voter_key(poll.secret, "hong@example.org")

    def test_pages_speak_of_mail(self, voter):
        page = voter.consent().text
        assert "<title>주소 입력 (1/4단계) |" in page
        assert "<h1>전자우편 주소를 인증해 주세요</h1>" in page
        assert 'name="email"' in page
        assert "<b>주소 인증</b>" in page
        page = voter.ask()
        assert "<b>hong@example.org</b> 주소로 보냈습니다." in page.text
        assert hidden(page, "email") == "Hong@Example.org"
        assert "전자우편으로 받은 인증번호 6자리" in page.text
        assert "연습: 전자우편을 보내지 않고 이 화면에 보여 드립니다." in page.text
        assert "스팸 편지함(정크 메일함)에" in page.text
        assert "문자" not in page.text
        assert "휴대전화" not in page.text

    def test_consent_speaks_of_mail(self, voter):
        text = voter.get("start").text
        assert "주소를 인증하려면 먼저 동의해 주셔야 합니다." in text
        assert "한 번호로" not in text

    @pytest.mark.parametrize(
        "typed", ["", "hong", "hong@example", "kim@example.org, hong@example.org", "a" * 300]
    )
    def test_what_is_no_address_is_answered_beside_the_field_and_kept(self, voter, typed):
        voter.number = typed
        response = voter.ask()
        assert response.status_code == 422
        assert "<title>오류: 주소 입력" in response.text
        assert '<a href="#id_email">' in response.text
        assert f'value="{typed}"' in response.text or not typed
        assert OneTimeCode.objects.count() == 0

    def test_spellings_of_an_address_are_one_voter(self, voter):
        cast(voter.poll, "hong@example.org")
        voter.number = "ＨＯＮＧ@example.ORG "
        response = voter.verify()
        assert response.status_code == 409
        assert "이 주소로 이미 투표했습니다</h1>" in response.text

    def test_wrong_and_renewed_codes_go_as_with_text_messages(self, voter):
        code = shown_code(voter.ask())
        assert voter.enter(wrong(code)).text.count("앞으로 4번 더 입력할 수 있습니다.") == 2
        let_time_pass(seconds=31)
        assert voter.enter(shown_code(voter.ask_again(again="1"))).status_code == 303

    def test_address_can_be_mended(self, voter):
        voter.ask()
        assert 'value="Hong@Example.org"' in voter.ask_again(fix="1").text

    @override_settings(EMAIL_URL="")
    def test_without_a_mail_server_the_page_says_that_no_code_can_be_sent(self, voter):
        response = voter.ask()
        assert response.status_code == 503
        assert 'value="Hong@Example.org"' in response.text

    def test_gateway_to_phones_is_not_asked(self, voter):
        with override_settings(CODE_GATEWAY=f"{HERE}.Down"):
            assert voter.ask().status_code == 200

    def test_number_does_not_do_in_place_of_the_address(self, voter):
        voter.consent()
        assert voter.post("number", consent=voter.slip, number="010-1234-5678").status_code == 422

    def test_end_of_the_verification_is_told_without_a_number(self, voter):
        voter.verify()
        text = voter.get("choose").text
        assert "그 뒤에는 다시 인증해야 합니다." in text


class TestBySignOnAlone:
    @pytest.fixture
    def voter(self):
        return Voter(make_sign_on_poll())

    def test_page_has_no_field(self, voter):
        text = voter.post("start", agree="on", age="on").text
        assert "<h1>통합 로그인으로 인증해 주세요</h1>" in text
        assert "<b>로그인 인증</b>" in text
        assert "id_number" not in text
        assert "인증번호 받기" not in text
        assert "휴대전화" not in text

    @pytest.mark.parametrize("name", ["number", "code"])
    def test_no_code_is_sent_or_taken(self, voter, name):
        slip = consent_to(voter.poll)
        response = voter.post(name, consent=slip, number="010-1234-5678", code="123456")
        assert "<h1>통합 로그인으로 인증해 주세요</h1>" in response.text
        assert OneTimeCode.objects.count() == 0
        assert credentials.NAME not in response.cookies
