"""Consent and privacy notice say what is really set for the poll, and until when its keys are kept."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from tests.voting.eligibility.lists import make_list
from tests.voting.polls import make_poll
from tests.voting.voter import Voter
from voting.identity.notice import Notice, kept_notices

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def poll():
    return make_poll()


def keep(poll, **values):
    for name, value in values.items():
        setattr(poll, name, value)
    poll.save()
    return Notice(poll, poll.is_listed)


def test_text_messages_name_purpose_items_and_processor(poll):
    notice = Notice(poll, False)

    assert notice.purposes == ["인증 문자 발송", "중복·부정 투표 방지"]
    assert notice.items == ["휴대전화 번호", "접속 주소"]
    assert [one.task for one in notice.processors] == ["문자 발송 위탁"]


@override_settings(CODE_GATEWAY="voting.identity.gateways.UnavailableGateway")
def test_nobody_is_named_where_nobody_is_engaged(poll):
    assert Notice(poll, False).processors == []
    assert "위탁" not in Voter(poll).get("start").text


@override_settings(OIDC_ISSUER="https://id.example", OIDC_NAME="시민 통합 로그인")
def test_sign_on_names_its_provider_beside_the_messages(poll):
    notice = keep(poll, by_sign_on=True)

    assert [(one.task, one.name) for one in notice.processors][1:] == [
        ("통합 로그인 제공", "시민 통합 로그인")
    ]
    assert "시민 통합 로그인" in Voter(poll).get("start").text


def test_a_list_by_mail_says_so(poll):
    notice = keep(poll, by_sms=False, by_email=True, identity="email", eligibility="listed")

    assert notice.purposes == ["인증 전자우편 발송", "투표할 수 있는 사람인지 확인", "중복·부정 투표 방지"]
    assert notice.items == ["전자우편 주소", "접속 주소"]


def test_an_exclusion_list_is_a_purpose_too(poll):
    make_list(poll)

    assert "투표할 수 있는 사람인지 확인" in Voter(poll).get("start").text
    assert [notice.is_restricted for notice in kept_notices()] == [True]


def test_keys_are_kept_until_five_days_after_the_objections(poll):
    poll.edition.results_planned_at = datetime(2026, 12, 8, 15, tzinfo=SEOUL)
    poll.edition.save()

    assert Notice(poll, False).kept_until == datetime(2027, 1, 12, 15, tzinfo=SEOUL)
    text = Voter(poll).get("start").text
    assert "휴대전화 번호 자체는 저장하지 않고, 비밀 키로 바꾼 값만" in text
    assert '<time datetime="2027-01-12T15:00+09:00">2027년 1월 12일(화)</time>까지 보관합니다.' in text
    assert "접속 주소를 바꾼 값은 7일 동안 보관합니다." in text


def test_the_publication_decides_once_there_is_one(poll):
    published = datetime(2026, 11, 1, 9, tzinfo=SEOUL)
    poll.edition.results_planned_at, poll.edition.published_at = published + timedelta(days=9), published

    assert Notice(poll, False).kept_until == published + timedelta(days=35)


def test_without_a_date_the_span_is_told(poll):
    assert Notice(poll, False).kept_until is None
    assert "결과 발표 뒤 35일까지 보관합니다." in Voter(poll).get("start").text


class TestPrivacy:
    def test_each_poll_whose_keys_are_kept_is_told(self, client, poll, django_assert_num_queries):
        make_poll(slug="other")
        with django_assert_num_queries(2):
            text = client.get("/privacy/").text
        assert text.count("<dt>보유</dt>") == 3

    def test_a_poll_without_secret_is_told_no_more(self, client, poll):
        keep(poll, wrapped_secret=b"")
        text = client.get("/privacy/").text
        assert "지금 보관하고 있는 투표 참여 정보는 없습니다." in text
        assert text.count("<dt>보유</dt>") == 1

    def test_a_year_run_again_from_files_keeps_nothing_of_citizens(self, client, poll):
        make_poll(slug="2021", kind="replay")
        assert client.get("/privacy/").text.count("<dt>보유</dt>") == 2

    def test_page_sets_no_cookie_and_is_found_from_every_footer(self, client, poll):
        assert not client.get("/privacy/").cookies
        assert 'href="/privacy/"' in client.get("/").text
        assert 'href="/en/privacy/"' in client.get("/en/").text
