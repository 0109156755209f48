"""Who asks from a crowded network waits a little and is then let through, whatever the others do."""

from datetime import timedelta
from functools import partial

import pytest

from cases.services import database_now
from config.proxies import proxies_of
from tests.voting.identity.test_codes import NUMBER, Recorder
from tests.voting.polls import make_poll
from tests.voting.test_races import at_once
from tests.voting.voter import let_time_pass
from voting.identity.codes import SendTooSoon, send_code
from voting.identity.limits.networks import Crowded, network_key, network_of
from voting.models import NetworkLoad, OneTimeCode

HERE, THERE = "198.51.100.1", "198.51.100.2"


@pytest.fixture
def poll(db, settings):
    settings.NETWORK_LONGEST_WAIT = 60
    return make_poll()


def number(n):
    return f"+82101111{n:04}"


def ask(poll, to=NUMBER, network=HERE, ticket=""):
    return send_code(poll=poll, identity=to, gateway=Recorder(), network=network, ticket=ticket)


def crowd(poll, times):
    """Others of the network ask; how many got their code at once."""
    sent = 0
    for n in range(times):
        try:
            ask(poll, number(n))
        except Crowded:
            continue
        sent += 1
    return sent


def refused(poll, **how):
    with pytest.raises(Crowded) as refusal:
        ask(poll, **how)
    return refusal.value


def test_thirty_codes_of_a_network_go_at_once(poll):
    assert crowd(poll, 34) in (30, 31)
    assert OneTimeCode.objects.count() in (30, 31)
    assert ask(poll, network=THERE)


def test_network_gets_its_share_again_each_minute(poll):
    crowd(poll, 31)
    let_time_pass(seconds=30)
    assert crowd(poll, 34) in range(13, 17)


def test_wait_grows_with_the_load_and_never_beyond_a_minute(poll, settings):
    settings.NETWORK_FREE_CODES = 10
    crowd(poll, 10)
    assert [refused(poll, to=number(100 + n)).seconds for n in range(12)] == [
        *(6, 12, 18, 24, 30, 36, 42, 48, 54),
        *(60, 60, 60),
    ]


def test_whoever_waited_is_let_through_whatever_the_others_do(poll):
    crowd(poll, 40)
    ticket = refused(poll).ticket
    # Their tickets are good too; nobody is pushed back.
    crowd(poll, 500)
    early = refused(poll, ticket=ticket)
    assert early.ticket == ticket
    seconds = early.seconds
    assert 1 <= seconds <= 60
    early_again = refused(poll, ticket=_earlier(poll, ticket, seconds - 2))
    assert early_again.seconds in (1, 2, 3)
    assert ask(poll, ticket=_earlier(poll, ticket, seconds + 1))


def _earlier(poll, ticket, seconds):
    """The same ticket as if it had been given so many seconds ago, signed as ours are."""
    from voting.commitments import voter_key
    from voting.identity.limits import networks

    until = networks.moment_of(int(ticket.partition(":")[0]) / 1000) - timedelta(seconds=seconds)
    return networks._ticket(until, poll, voter_key(poll.secret, NUMBER))


def test_pressing_too_early_counts_nothing(poll):
    crowd(poll, 31)
    ticket = refused(poll).ticket
    before = NetworkLoad.objects.get().busy_until
    for _ in range(5):
        refused(poll, ticket=ticket)
    assert NetworkLoad.objects.get().busy_until == before


def test_ticket_is_good_for_its_number_and_poll_alone(poll):
    crowd(poll, 60)
    ticket = _earlier(poll, refused(poll).ticket, 90)
    refused(poll, to=number(999), ticket=ticket)
    other = make_poll(slug="2025")
    refused(other, ticket=ticket)
    assert ask(poll, ticket=ticket)


@pytest.mark.parametrize(
    "spoil", [lambda t: "0" + t[1:], lambda t: t[:-1], lambda t: "x", lambda t: "1:가", str.upper]
)
def test_altered_ticket_is_none(poll, spoil):
    crowd(poll, 60)
    ticket = _earlier(poll, refused(poll).ticket, 90)
    refused(poll, ticket=spoil(ticket))


def test_ticket_ends_after_half_an_hour(poll):
    crowd(poll, 60)
    refused(poll, ticket=_earlier(poll, refused(poll).ticket, 60 + 31 * 60))


def test_number_keeps_its_own_limits_with_a_ticket(poll):
    ask(poll)
    crowd(poll, 60)
    first = OneTimeCode.objects.count()
    with pytest.raises(SendTooSoon):
        ask(poll, ticket=_ticket_for(poll))
    assert OneTimeCode.objects.count() == first


def _ticket_for(poll):
    from voting.commitments import voter_key
    from voting.identity.limits import networks

    return networks._ticket(database_now() - timedelta(seconds=2), poll, voter_key(poll.secret, NUMBER))


def test_calm_comes_back_within_two_minutes(poll):
    crowd(poll, 300)
    let_time_pass(seconds=62)
    assert ask(poll)
    let_time_pass(seconds=60)
    assert crowd(poll, 40) in (29, 30, 31)


def test_no_limit_where_the_setting_is_zero(poll, settings):
    settings.NETWORK_FREE_CODES = 0
    assert crowd(poll, 50) == 50
    assert NetworkLoad.objects.count() == 0


def test_address_is_kept_as_an_hmac_that_needs_the_key(poll, settings):
    ask(poll)
    row = NetworkLoad.objects.get()
    assert row.pk == network_key(HERE)
    settings.VOTE_KEYS = ["another key of the environment ..........", *settings.VOTE_KEYS]
    assert network_key(HERE) != row.pk


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", "nowhere"),
    ],
)
def test_network_is_an_address_or_the_prefix_of_one(rf, settings, address, network):
    settings.TRUSTED_PROXIES = proxies_of(["192.0.2.1"])
    assert network_of(rf.get("/", REMOTE_ADDR=address)) == network
    assert network_of(rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": address})) == (
        network if address else "192.0.2.1"
    )


def test_new_number_takes_few_statements(poll, django_assert_max_num_queries):
    # Transaction, network, number, code, budget, end.
    with django_assert_max_num_queries(6):
        ask(poll)


@pytest.mark.django_db(transaction=True)
def test_asks_of_one_moment_are_counted_one_by_one():
    poll = make_poll()

    def act(n):
        try:
            return bool(ask(poll, number(n)))
        except Crowded:
            return False

    ends = at_once([partial(act, n) for n in range(50)])
    assert sum(ends) in (30, 31, 32)
    assert OneTimeCode.objects.count() == sum(ends)
