"""The two attacks of `tests/benchmarks/bench_attack.py`, small: the citizen and the owner vote."""

import time

import pytest
from django.test import Client

from config.proxies import proxies_of
from tests.voting.polls import make_poll
from tests.voting.voter import NUMBER, Voter, hidden, let_time_pass, shown_code, wrong
from voting.models import OneTimeCode, Participation

pytestmark = pytest.mark.django_db

NETWORK, HOME = "198.51.100.7", "198.51.100.8"
# With so many wrong tries on a code, whoever sent them, it was spent for everybody.
TRIES_BEFORE_THE_LIMIT_BY_NETWORK = 5
ATTACKERS = ("203.0.113.1", "203.0.113.2", "2001:db8:1::1")


@pytest.fixture(autouse=True)
def proxy(settings):
    settings.TRUSTED_PROXIES = proxies_of(["127.0.0.1"])


def behind(network):
    return Client(headers={"X-Forwarded-For": network})


def finish(voter, code):
    assert voter.enter(code).status_code == 303
    voter.vote()
    assert Participation.objects.count() == 1


def test_bots_of_the_same_network_do_not_keep_a_citizen_from_voting(settings):
    settings.NETWORK_LONGEST_WAIT = 2
    poll, bots = make_poll(), behind(NETWORK)
    for n in range(100):
        Voter(poll, f"010-2000-{n:04}", bots).ask()
    assert OneTimeCode.objects.count() in range(30, 33)
    citizen = Voter(poll, NUMBER, behind(NETWORK))
    page = citizen.ask()
    assert (page.status_code, page["Retry-After"]) == (429, "2")
    for n in range(100, 120):
        Voter(poll, f"010-2000-{n:04}", bots).ask()
    time.sleep(2)
    page = citizen.post("number", consent=citizen.slip, number=NUMBER, ticket=hidden(page, "ticket"))
    citizen.challenge = hidden(page, "challenge")
    finish(citizen, shown_code(page))


def test_number_under_attack_can_still_be_used_by_its_owner():
    """All codes of the day are asked for by others, who guess from three networks; the owner enters the newest."""
    poll = make_poll()
    attackers = [Voter(poll, NUMBER, behind(network)) for network in ATTACKERS]
    newest = ""
    for _ in range(8):
        for attacker in attackers:
            page = attacker.ask()
            newest = shown_code(page) if page.status_code == 200 else newest
            for _guess in range(5):
                attacker.enter(wrong(newest))
        let_time_pass(minutes=10)
    owner = Voter(poll, NUMBER, behind(HOME))
    assert owner.ask().status_code == 429
    assert OneTimeCode.objects.get().nth == 5
    assert OneTimeCode.objects.get().tries > TRIES_BEFORE_THE_LIMIT_BY_NETWORK
    finish(owner, newest)
