"""Wrong tries are counted by code and network: who guesses does not lock the owner out."""

from datetime import timedelta
from functools import partial

import pytest
from django.db.models import F

from tests.voting.identity.test_codes import NUMBER, Case
from tests.voting.test_races import at_once
from tests.voting.voter import let_time_pass, wrong
from voting.commitments import voter_key
from voting.identity.codes import CodeLocked, CodeSpent, WrongCode, verify_code
from voting.models import OneTimeCode, WrongTries

HOME, ATTACKER = "198.51.100.1", "203.0.113.{}"


@pytest.fixture
def case(db):
    case = Case()
    case.send()
    return case


def enter(case, code, network):
    return verify_code(poll=case.poll, challenge=case.challenge, identity=NUMBER, code=code, network=network)


def guess(case, network, times=5):
    """Wrong codes from one network, as fast as its delays allow; the last refusal."""
    for _ in range(times):
        with pytest.raises((WrongCode, CodeLocked, CodeSpent)) as refusal:
            enter(case, wrong(case.gateway.code), network)
        let_time_pass(seconds=125)
    return refusal.value


def test_owner_enters_the_code_while_others_guess_from_elsewhere(case):
    for n in range(3):
        with pytest.raises(WrongCode):
            enter(case, wrong(case.gateway.code), ATTACKER.format(1))
        assert OneTimeCode.objects.get().tries == n + 1
    with pytest.raises(CodeLocked):
        enter(case, case.gateway.code, ATTACKER.format(1))
    assert enter(case, case.gateway.code, HOME) == voter_key(case.poll.secret, NUMBER)


def test_each_network_has_five_tries_of_its_own(case, settings):
    settings.TRIES_A_CODE_IN_ALL = 100
    OneTimeCode.objects.update(expires_at=F("sent_at") + timedelta(hours=24))
    for n in range(3):
        assert type(guess(case, ATTACKER.format(n), 4)) is WrongCode
    with pytest.raises(CodeLocked):
        enter(case, wrong(case.gateway.code), ATTACKER.format(0))
    let_time_pass(minutes=3)
    with pytest.raises(CodeSpent):
        enter(case, case.gateway.code, ATTACKER.format(0))
    assert enter(case, case.gateway.code, HOME)


def test_thirty_wrong_tries_over_all_networks_spend_the_code(case):
    # A code that lives as long as the last of a day.
    OneTimeCode.objects.update(expires_at=F("sent_at") + timedelta(hours=24))
    for n in range(6):
        guess(case, ATTACKER.format(n))
    assert OneTimeCode.objects.get().tries == 30
    with pytest.raises(CodeSpent):
        enter(case, case.gateway.code, HOME)
    case.send()
    assert enter(case, case.gateway.code, HOME)


def test_delay_goes_on_over_new_codes_of_the_number_and_ends_after_an_hour_of_quiet(case):
    guess(case, HOME)
    case.send()
    with pytest.raises(WrongCode) as sixth:
        enter(case, wrong(case.gateway.code), HOME)
    assert (sixth.value.until - WrongTries.objects.get().last_at).total_seconds() == 240
    assert sixth.value.tries_left == 4
    let_time_pass(minutes=61)
    case.send()
    with pytest.raises(WrongCode) as first:
        enter(case, wrong(case.gateway.code), HOME)
    assert first.value.until is None


def test_only_so_many_are_left_as_the_code_has_in_all(case, settings):
    settings.TRIES_A_CODE_IN_ALL = 6
    guess(case, ATTACKER.format(1), 4)
    with pytest.raises(WrongCode) as refusal:
        enter(case, wrong(case.gateway.code), HOME)
    assert refusal.value.tries_left == 1


def test_right_code_at_first_reads_no_tries(case, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        enter(case, case.gateway.code, HOME)


def test_what_is_kept_names_neither_number_nor_network(case):
    guess(case, HOME, 1)
    kept = " ".join(str(value) for value in WrongTries.objects.values_list()[0])
    assert HOME not in kept
    assert voter_key(case.poll.secret, NUMBER).hex not in kept.replace("-", "")


@pytest.mark.django_db(transaction=True)
def test_fifty_wrong_codes_at_once_from_fifty_networks_are_counted_all(settings):
    settings.TRIES_A_CODE_IN_ALL = 100
    case = Case()
    case.send()

    def act(n):
        with pytest.raises(WrongCode):
            enter(case, wrong(case.gateway.code), ATTACKER.format(n))

    at_once([partial(act, n) for n in range(50)])
    assert OneTimeCode.objects.get().tries == 50
    assert WrongTries.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_fifty_wrong_codes_at_once_stop_at_thirty_and_at_the_delay_of_each_network():
    case = Case()
    case.send()

    def act(n):
        try:
            return enter(case, wrong(case.gateway.code), ATTACKER.format(n))
        except (WrongCode, CodeLocked, CodeSpent) as refusal:
            return type(refusal).__name__

    ends = at_once([partial(act, n % 25) for n in range(50)])
    assert OneTimeCode.objects.get().tries == 30
    assert ends.count("CodeSpent") + ends.count("CodeLocked") >= 20
    assert sum(WrongTries.objects.values_list("tries", flat=True)) == 30
