"""Guesses sent at the same moment are no more than guesses sent one by one."""

from functools import partial

import pytest

from tests.voting.identity.test_codes import NUMBER, Recorder
from tests.voting.polls import make_poll
from tests.voting.test_races import at_once
from tests.voting.voter import wrong
from voting.identity.codes import CodeLocked, CodeUnknown, SendTooSoon, WrongCode, send_code, verify_code
from voting.models import OneTimeCode

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(act):
    try:
        return act() and "right"
    except (CodeLocked, CodeUnknown, SendTooSoon, WrongCode) as refusal:
        return type(refusal).__name__


def test_parallel_guesses_count_every_one_and_stop_at_the_delay():
    poll, gateway = make_poll(), Recorder()
    sent = send_code(poll=poll, identity=NUMBER, gateway=gateway)
    guess = partial(
        verify_code, poll=poll, challenge=sent.challenge, identity=NUMBER, code=wrong(gateway.code)
    )
    ends = at_once([partial(outcome, guess)] * 40)
    assert sorted(set(ends)) == ["CodeLocked", "WrongCode"]
    assert ends.count("WrongCode") == 3
    assert OneTimeCode.objects.get().tries == 3


def test_right_code_sent_twice_at_once_is_used_once():
    poll, gateway = make_poll(), Recorder()
    sent = send_code(poll=poll, identity=NUMBER, gateway=gateway)
    guess = partial(verify_code, poll=poll, challenge=sent.challenge, identity=NUMBER, code=gateway.code)
    ends = at_once([partial(outcome, guess)] * 10)
    assert sorted(ends) == ["CodeUnknown"] * 9 + ["right"]


def test_codes_asked_for_at_once_are_sent_once():
    poll, gateway = make_poll(), Recorder()
    ends = at_once([partial(outcome, partial(send_code, poll=poll, identity=NUMBER, gateway=gateway))] * 20)
    assert sorted(ends) == ["SendTooSoon"] * 19 + ["right"]
    assert len(gateway.sent) == 1
    assert OneTimeCode.objects.count() == 1
