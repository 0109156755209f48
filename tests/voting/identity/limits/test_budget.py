"""The budget of messages: the office is told once at 80 and at 100 percent, and then nothing is sent."""

import logging
from functools import partial

import pytest
from django.core import mail

from tests.voting.identity.test_codes import Recorder
from tests.voting.polls import make_poll
from tests.voting.test_races import at_once
from voting.identity.codes import send_code
from voting.identity.gateways import GatewayUnavailable, UnavailableGateway
from voting.identity.limits import budget
from voting.identity.limits.budget import BudgetSpent
from voting.models import MessageDay, NumberDay, OneTimeCode


def number(n):
    return f"+82101111{n:04}"


@pytest.fixture(autouse=True)
def office(settings, monkeypatch):
    settings.MESSAGES_A_DAY, settings.OFFICE_EMAIL = 10, "office@portal.example"
    settings.EMAIL_URL = settings.EMAIL_URL or "consolemail://"
    monkeypatch.setattr(budget, "in_background", lambda act: act())


@pytest.fixture
def poll(db):
    return make_poll()


def send(poll, *numbers, gateway=None):
    for n in numbers:
        send_code(poll=poll, identity=number(n), gateway=gateway or Recorder())


def subjects():
    return [message.subject.rpartition(" · ")[2] for message in mail.outbox]


def test_office_is_told_once_at_eighty_and_once_at_a_hundred_percent(poll):
    send(poll, *range(7))
    assert subjects() == []
    send(poll, 7)
    assert subjects() == ["80% 사용"]
    send(poll, 8)
    send(poll, 9)
    assert subjects() == ["80% 사용", "100% 사용"]
    for n in (10, 11):
        with pytest.raises(BudgetSpent):
            send(poll, n)
    assert subjects() == ["80% 사용", "100% 사용"]
    assert mail.outbox[0].to == ["office@portal.example"]
    assert "인증번호를 8건 보냈습니다. 하루 한도는 10건입니다." in mail.outbox[0].body
    assert "오늘은 인증번호를 더 보내지 않습니다." in mail.outbox[1].body


def test_nothing_is_sent_or_counted_beyond_the_budget(poll):
    send(poll, *range(10))
    gateway = Recorder()
    with pytest.raises(BudgetSpent, match="내일 다시 받을 수 있습니다"):
        send(poll, 10, gateway=gateway)
    assert gateway.sent == []
    assert MessageDay.objects.get().sent == 10
    assert (OneTimeCode.objects.count(), NumberDay.objects.count()) == (10, 10)


def test_zero_is_no_budget_and_counts_all_the_same(poll, settings):
    settings.MESSAGES_A_DAY = 0
    send(poll, *range(12))
    assert MessageDay.objects.get().sent == 12
    assert subjects() == []


def test_raised_budget_lets_codes_go_on_and_tells_anew(poll, settings):
    send(poll, *range(10))
    settings.MESSAGES_A_DAY = 20
    send(poll, *range(10, 20))
    assert subjects() == ["80% 사용", "100% 사용"]
    assert MessageDay.objects.get().sent == 20


def test_what_could_not_be_sent_does_not_count(poll):
    with pytest.raises(GatewayUnavailable):
        send(poll, 1, gateway=UnavailableGateway())
    assert MessageDay.objects.get().sent == 0


def test_mail_that_fails_is_tried_again_later_and_never_reaches_the_voter(poll, monkeypatch, caplog):
    def fail(message):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(budget.EmailMessage, "send", fail)
        send(poll, *range(8))
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    send(poll, 8)
    assert subjects() == []
    MessageDay.objects.update(telling_at=budget.database_now() - budget.AGAIN_AFTER * 2)
    send(poll, 9)
    assert subjects() == ["100% 사용"]


def test_without_an_address_or_a_server_nothing_is_mailed(poll, settings):
    settings.OFFICE_EMAIL = ""
    send(poll, *range(10))
    assert subjects() == []


@pytest.mark.django_db(transaction=True)
def test_many_sends_at_once_stay_within_the_budget_and_tell_once(monkeypatch):
    poll = make_poll()

    def act(n):
        try:
            send(poll, n)
        except BudgetSpent:
            return False
        return True

    ends = at_once([partial(act, n) for n in range(40)])
    assert sum(ends) == 10
    assert MessageDay.objects.get().sent == 10
    assert sorted(subjects()) in (["100% 사용"], ["100% 사용", "80% 사용"])
