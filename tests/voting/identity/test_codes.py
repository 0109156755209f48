"""Ask for a code, enter it: life, tries, delays, and what is stored."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.voting.polls import make_poll
from tests.voting.voter import let_time_pass, wrong
from voting.commitments import voter_key
from voting.identity.codes import (
    CodeExpired,
    CodeLocked,
    CodeSpent,
    CodeUnknown,
    NoCodeUntil,
    SendTooSoon,
    WrongCode,
    code_hmac,
    delay_after,
    send_code,
    verify_code,
)
from voting.identity.gateways import Delivery, GatewayUnavailable, UnavailableGateway
from voting.models import MessageDay, NumberDay, OneTimeCode, WrongTries

pytestmark = pytest.mark.django_db

NUMBER = "+821012345678"


@dataclass
class Recorder:
    """A gateway that remembers what it was given."""

    sent: list = field(default_factory=list)
    processor = ""

    def send(self, *, to, code, language):
        self.sent.append((to, code, language))
        return Delivery()

    @property
    def code(self):
        return self.sent[-1][1]


class Case:
    """One number before one poll."""

    def __init__(self, poll=None, number=NUMBER):
        self.poll, self.number, self.gateway = poll or make_poll(), number, Recorder()

    def send(self):
        self.challenge = send_code(poll=self.poll, identity=self.number, gateway=self.gateway).challenge
        return self.gateway.code

    def verify(self, code):
        return verify_code(poll=self.poll, challenge=self.challenge, identity=self.number, code=code)

    def miss(self, times=1):
        """Enter wrong codes, waiting as long as one must."""
        for _ in range(times):
            with pytest.raises((WrongCode, CodeLocked)) as refusal:
                self.verify(wrong(self.gateway.code))
            let_time_pass(minutes=2)
        return refusal.value


@pytest.fixture
def case():
    return Case()


def test_right_code_gives_the_voter_key_and_is_gone(case):
    code = case.send()
    assert case.verify(code) == voter_key(case.poll.secret, NUMBER)
    assert OneTimeCode.objects.count() == 0
    with pytest.raises(CodeUnknown):
        case.verify(code)


def test_code_is_six_digits_sent_to_the_number_in_the_language_of_the_page(case):
    case.send()
    number, code, language = case.gateway.sent[0]
    assert (number, language) == (NUMBER, "ko")
    assert len(code) == 6
    assert code.isdecimal()


def test_neither_number_nor_code_is_stored(case):
    code = case.send()
    row = OneTimeCode.objects.get()
    key = voter_key(case.poll.secret, NUMBER)
    assert row.voter_key == key
    assert bytes(row.code_hmac) == code_hmac(case.poll.secret, row.pk, key, code)
    values = " ".join(str(value) for value in OneTimeCode.objects.values_list()[0])
    assert code not in values.replace(row.pk.hex, "")
    assert "1012345678" not in values


def test_code_is_bound_to_poll_number_and_challenge(case):
    code = case.send()
    other = Case(make_poll(slug="2025"))
    other.challenge = case.challenge
    with pytest.raises(CodeUnknown):
        other.verify(code)
    with pytest.raises(CodeUnknown):
        verify_code(poll=case.poll, challenge=case.challenge, identity="+821099998888", code=code)
    with pytest.raises(CodeUnknown):
        verify_code(poll=case.poll, challenge=uuid4(), identity=NUMBER, code=code)
    assert OneTimeCode.objects.get().tries == 0


def test_wrong_code_says_how_many_tries_are_left(case):
    case.send()
    refusal = case.miss()
    assert refusal.tries_left == 4
    assert str(refusal) == (
        "인증번호가 맞지 않습니다. 가장 최근에 받은 번호를 입력해 주세요. 앞으로 4번 더 입력할 수 있습니다."
    )


def test_third_wrong_code_in_a_row_begins_the_delay_and_the_wait_costs_no_try(case):
    code = case.send()
    case.miss(2)
    with pytest.raises(WrongCode) as third:
        case.verify(wrong(code))
    assert third.value.tries_left == 2
    assert "부터 다시 입력해 주세요." in str(third.value)
    assert third.value.until - WrongTries.objects.get().last_at == timedelta(seconds=30)
    with pytest.raises(CodeLocked, match="부터 다시 하실 수 있습니다"):
        case.verify(code)
    assert OneTimeCode.objects.get().tries == 3
    let_time_pass(seconds=31)
    assert case.verify(code)


def test_fifth_wrong_code_ends_the_code(case):
    code = case.send()
    case.miss(4)
    with pytest.raises(CodeLocked) as fifth:
        case.verify(wrong(code))
    assert fifth.value.until - WrongTries.objects.get().last_at == timedelta(seconds=120)
    let_time_pass(minutes=3)
    with pytest.raises(CodeSpent):
        case.verify(code)


def test_delay_grows_over_new_codes_of_the_number(case):
    case.send()
    case.miss(5)
    let_time_pass(minutes=3)
    code = case.send()
    with pytest.raises(WrongCode) as sixth:
        case.verify(wrong(code))
    assert sixth.value.until - WrongTries.objects.get().last_at == timedelta(seconds=240)


def test_new_code_may_be_asked_for_while_the_tries_wait_and_waits_like_them(case):
    code = case.send()
    case.miss(4)
    with pytest.raises(CodeLocked):
        case.verify(wrong(code))
    code = case.send()
    with pytest.raises(CodeLocked):
        case.verify(code)
    let_time_pass(minutes=3)
    assert case.verify(code)


def test_right_code_ends_the_row_of_wrong_ones(case):
    case.send()
    case.miss(4)
    case.verify(case.gateway.code)
    case.send()
    assert case.miss().until is None


def test_hour_of_quiet_starts_the_delays_over(case):
    case.send()
    case.miss(4)
    let_time_pass(hours=2)
    case.send()
    assert case.miss().until is None


@pytest.mark.parametrize(("minutes", "works"), [(9.9, True), (10, False)])
def test_code_lives_ten_minutes(case, minutes, works):
    code = case.send()
    let_time_pass(minutes=minutes)
    if works:
        assert case.verify(code)
    else:
        with pytest.raises(CodeExpired, match="유효 시간이 지났습니다"):
            case.verify(code)


def test_only_the_newest_code_is_good(case):
    first = case.send()
    let_time_pass(seconds=31)
    second = case.send()
    if first != second:
        with pytest.raises(WrongCode):
            case.verify(first)
    assert case.verify(second)


def test_new_code_may_be_asked_for_after_a_growing_delay(case, settings):
    settings.CODES_PER_NUMBER_A_DAY = 20
    case.send()
    for wait in (30, 60, 120, 240, 480):
        row = OneTimeCode.objects.get()
        with pytest.raises(SendTooSoon) as refusal:
            case.send()
        assert refusal.value.until - row.sent_at == timedelta(seconds=wait)
        assert refusal.value.challenge == row.pk
        let_time_pass(seconds=wait + 1)
        case.send()


def test_longest_delay_outlives_the_code_and_says_from_when(case, settings):
    settings.CODES_PER_NUMBER_A_DAY = 20
    for _ in range(6):
        case.send()
        let_time_pass(minutes=15)
    case.send()
    let_time_pass(minutes=12)
    with pytest.raises(NoCodeUntil) as refusal:
        case.send()
    assert refusal.value.until - OneTimeCode.objects.get().sent_at == timedelta(minutes=15)
    assert str(refusal.value).startswith("새 인증번호는 ")


def test_used_code_makes_the_next_wait_for_nothing(case):
    case.verify(case.send())
    case.verify(case.send())
    assert len(case.gateway.sent) == 2


def test_delay_after_is_never_longer_than_a_quarter_of_an_hour():
    seconds = [delay_after(n).total_seconds() for n in (-1, 0, 1, 2, 3, 4, 5, 6, 7, 500)]
    assert seconds == [0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_other_numbers_wait_for_nothing(case):
    case.send()
    Case(case.poll, "+821011112222").send()
    assert OneTimeCode.objects.count() == 2


def test_code_that_could_not_be_sent_leaves_nothing(case):
    with pytest.raises(GatewayUnavailable):
        send_code(poll=case.poll, identity=NUMBER, gateway=UnavailableGateway())
    assert (OneTimeCode.objects.count(), NumberDay.objects.count()) == (0, 0)
    assert MessageDay.objects.get().sent == 0
    case.send()


def test_code_that_could_not_be_sent_keeps_what_was_counted_before(case):
    case.send()
    case.miss()
    moments = NumberDay.objects.get().moments
    with pytest.raises(GatewayUnavailable):
        send_code(poll=case.poll, identity=NUMBER, gateway=UnavailableGateway())
    assert WrongTries.objects.get().in_a_row == 1
    assert NumberDay.objects.get().moments == moments
    assert MessageDay.objects.get().sent == 1
