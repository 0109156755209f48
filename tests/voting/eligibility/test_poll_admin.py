"""Who may vote and how that is proved: what a method cannot is told beside it, and the opening locks all of it."""

import re

import pytest
from django.urls import reverse

from cases.models import HistoryEntry
from cases.staff.roles import AUDIT, LEAD
from tests.cases.staff.accounts import sign_in
from tests.voting.eligibility.lists import make_list, open_now
from tests.voting.polls import HOUR, make_poll
from voting.models import Poll

pytestmark = pytest.mark.django_db

SMS = {"eligibility": "everyone", "identity": "phone", "by_sms": "on"}
MAIL = {"eligibility": "listed", "identity": "email", "by_email": "on"}
NO_LIST = "확정된 명부가 없습니다."
CLOSED = "투표할 수 있는 사람을 더는 바꿀 수 없습니다."


@pytest.fixture
def poll():
    return make_poll(opened=-HOUR, closes=2 * HOUR)


@pytest.fixture
def lead():
    return sign_in(LEAD)


def address(poll):
    return reverse("admin:voting_poll_change", args=[poll.pk])


def save(client, poll, values, **changes):
    answer = client.post(address(poll), values | {"reason": "방법을 정함", "_save": "1"} | changes)
    poll.refresh_from_db()
    return answer


def told(answer):
    """{field: fault} beside the fields."""
    return dict(
        re.findall(
            r'<ul class="errorlist" id="id_(\w+)_error"><li>([^<]*)</li>', answer.text.replace("\n", "")
        )
    )


def chosen(poll):
    return poll.eligibility, poll.identity, [method.name for method in poll.methods]


def test_what_can_be_is_saved_with_its_reason(poll, lead):
    assert save(lead, poll, MAIL).status_code == 302
    assert chosen(poll) == ("listed", "email", ["email"])
    entry = HistoryEntry.objects.filter(content_type__model="poll").latest("pk")
    assert (entry.reason, entry.changes["identity"]) == ("방법을 정함", ["phone", "email"])


def test_what_a_method_cannot_is_told_beside_it(poll, lead):
    answer = save(lead, poll, SMS, by_email="on", by_sign_on="on")
    faults = told(answer)
    assert list(faults) == ["by_email", "by_sign_on"]
    assert "‘전자우편 주소’만 알 수 있습니다." in faults["by_email"]
    assert "OIDC_ISSUER" in faults["by_sign_on"]
    assert chosen(poll) == ("everyone", "phone", ["sms"])


def test_no_method_at_all_and_mail_for_everybody(poll, lead):
    assert told(save(lead, poll, SMS, by_sms="")) == {"by_sms": "인증 방법을 하나 이상 골라 주세요."}
    faults = told(save(lead, poll, MAIL, eligibility="everyone"))
    assert faults == {"by_email": "전자우편 인증은 명부에 있는 사람만 투표할 때에 쓸 수 있습니다."}


def test_sign_on_beside_sms_where_it_proves_the_number(poll, lead, settings):
    settings.OIDC_ISSUER, settings.OIDC_CLAIM = "https://id.example", "phone_number"
    assert save(lead, poll, SMS, by_sign_on="on").status_code == 302
    assert chosen(poll) == ("everyone", "phone", ["sms", "sign_on"])


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_list_keeps_what_its_keys_were_made_of(poll, lead, is_confirmed):
    make_list(poll, is_confirmed=is_confirmed)
    faults = told(save(lead, poll, MAIL))
    words = "확인을 기다리거나 확정된 명부가 있어 바꿀 수 없습니다."
    assert faults == {"eligibility": words, "identity": words}
    assert save(lead, poll, SMS).status_code == 302


def test_a_poll_without_its_list_is_warned_of(poll, lead):
    assert NO_LIST not in lead.get(address(poll)).text
    save(lead, poll, SMS, eligibility="listed")
    assert NO_LIST in lead.get(address(poll)).text
    make_list(poll, kind="eligible", is_confirmed=False)
    assert NO_LIST in lead.get(address(poll)).text
    make_list(poll, kind="eligible", is_confirmed=True)
    assert NO_LIST not in lead.get(address(poll)).text


def test_the_opening_locks_it(poll, lead):
    open_now(poll)
    page = lead.get(address(poll))
    assert (CLOSED in page.text, 'name="_save"' in page.text) == (True, False)
    assert save(lead, poll, MAIL).status_code == 403
    assert chosen(poll) == ("everyone", "phone", ["sms"])


def test_others_look(poll):
    auditor = sign_in(AUDIT)
    page = auditor.get(address(poll))
    assert (page.status_code, 'name="_save"' in page.text) == (200, False)
    assert save(auditor, poll, MAIL).status_code == 403
    assert auditor.get(reverse("admin:voting_poll_add")).status_code == 403


def test_list_names_the_methods(poll, lead):
    Poll.objects.update(by_sign_on=True)
    assert "문자 인증, 통합 로그인" in lead.get(reverse("admin:voting_poll_changelist")).text
