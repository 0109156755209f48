"""At most a few codes a number in any 24 hours, whatever becomes of them."""

from functools import partial

import pytest

from tests.voting.identity.test_codes import NUMBER, Case, Recorder
from tests.voting.polls import make_poll
from tests.voting.test_races import at_once
from tests.voting.voter import let_time_pass, wrong
from voting.commitments import voter_key
from voting.identity.codes import CodeExpired, LastCodeSent, NoCodeUntil, SendTooSoon, send_code, verify_code
from voting.identity.limits.numbers import number_day_key
from voting.models import NumberDay, OneTimeCode


@pytest.fixture
def case(db):
    return Case()


def send_all(case, times=5):
    for n in range(times):
        if n:
            let_time_pass(minutes=5)
        case.send()


def test_fifth_code_is_the_last_and_good_until_the_24_hours_are_over(case):
    send_all(case, 4)
    let_time_pass(minutes=5)
    sent = send_code(poll=case.poll, identity=NUMBER, gateway=case.gateway)
    row = OneTimeCode.objects.get()
    assert sent.good_until == row.expires_at
    assert (row.expires_at - row.sent_at).total_seconds() == pytest.approx((24 * 60 - 20) * 60, abs=5)
    let_time_pass(hours=23)
    case.challenge = sent.challenge
    assert case.verify(case.gateway.code) == voter_key(case.poll.secret, NUMBER)


def test_earlier_codes_say_nothing_of_a_last_one(case):
    assert send_code(poll=case.poll, identity=NUMBER, gateway=case.gateway).good_until is None


def test_sixth_ask_shows_the_page_of_the_last_code(case):
    send_all(case)
    let_time_pass(minutes=30)
    with pytest.raises(LastCodeSent, match="24시간에 받을 수 있는 인증번호를 모두 보냈습니다") as refusal:
        case.send()
    row = OneTimeCode.objects.get()
    assert (refusal.value.until, refusal.value.challenge) == (row.expires_at, row.pk)
    assert len(case.gateway.sent) == 5
    assert case.verify(case.gateway.code)


def test_used_last_code_leaves_nothing_until_the_24_hours_are_over(case):
    send_all(case)
    case.verify(case.gateway.code)
    with pytest.raises(NoCodeUntil) as refusal:
        case.send()
    let_time_pass(hours=23)
    with pytest.raises(NoCodeUntil):
        case.send()
    let_time_pass(minutes=41)
    case.send()
    assert len(case.gateway.sent) == 6
    assert "부터 받을 수 있습니다." in str(refusal.value)


def test_any_24_hours_have_at_most_five_codes(case):
    """The window slides: a code is not free again because another day began."""
    case.send()
    let_time_pass(hours=23)
    send_all(case, 4)
    let_time_pass(hours=2)
    case.send()
    with pytest.raises(LastCodeSent):
        case.send()
    let_time_pass(hours=23)
    case.send()
    assert len(case.gateway.sent) == 7


def test_used_codes_count_too(case):
    for _ in range(5):
        case.verify(case.send())
    with pytest.raises(NoCodeUntil):
        case.send()


def test_codes_before_the_last_live_ten_minutes(case):
    code = case.send()
    let_time_pass(minutes=11)
    with pytest.raises(CodeExpired):
        case.verify(code)


def test_page_of_an_older_code_takes_the_newest(case):
    case.send()
    first = case.challenge
    let_time_pass(minutes=1)
    case.send()
    assert case.challenge == first


def test_counter_outlives_the_code_under_a_key_that_joins_nothing(case):
    case.verify(case.send())
    row, key = NumberDay.objects.get(), voter_key(case.poll.secret, NUMBER)
    assert row.pk == number_day_key(case.poll.secret, key)
    assert key.hex not in f"{row.pk.hex}{row.challenge.hex}"
    assert OneTimeCode.objects.count() == 0


def outcome(act):
    try:
        return act() and "sent"
    except (SendTooSoon, NoCodeUntil) as refusal:
        return type(refusal).__name__


@pytest.mark.django_db(transaction=True)
def test_fifty_asks_at_once_send_one_code_and_never_more_than_five_a_day():
    case = Case()
    ask = partial(send_code, poll=case.poll, identity=NUMBER, gateway=case.gateway)
    for sent in range(1, 6):
        ends = at_once([partial(outcome, ask)] * 50)
        assert (ends.count("sent"), len(case.gateway.sent)) == (1, sent)
        let_time_pass(minutes=5)
    assert at_once([partial(outcome, ask)] * 50) == ["LastCodeSent"] * 50
    assert len(case.gateway.sent) == 5


@pytest.mark.django_db(transaction=True)
def test_a_number_that_uses_its_codes_at_once_gets_five():
    poll, gateways = make_poll(), [Recorder() for _ in range(50)]

    def ask_and_enter(gateway):
        try:
            sent = send_code(poll=poll, identity=NUMBER, gateway=gateway)
            return verify_code(poll=poll, challenge=sent.challenge, identity=NUMBER, code=gateway.code)
        except Exception as error:  # noqa: BLE001
            return type(error).__name__

    at_once([partial(ask_and_enter, gateway) for gateway in gateways])
    assert 1 <= sum(len(gateway.sent) for gateway in gateways) <= 5


def test_wrong_code_of_before_is_wrong_for_the_last_one_too(case):
    send_all(case)
    with pytest.raises(Exception, match="인증번호가 맞지 않습니다"):
        case.verify(wrong(case.gateway.code))
