"""Real connections, a barrier, and no test transaction around them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.voting.polls import cast, make_poll
from voting.ballot_box import AlreadyVoted
from voting.models import Ballot, Participation

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts):
    """Run the acts in threads of their own that start together; return what each returned or raised."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=30)
            return act()
        except AlreadyVoted as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_cast_ballot_by_fifty_threads_of_one_voter_leaves_one_ballot():
    poll = make_poll()
    ends = at_once([lambda: cast(poll, "voter")] * 50)
    assert sum(isinstance(end, AlreadyVoted) for end in ends) == 49
    assert (Participation.objects.count(), Ballot.objects.count()) == (1, 1)


def test_cast_ballot_by_many_voters_at_once_leaves_every_ballot():
    poll = make_poll()
    ends = at_once([lambda n=n: cast(poll, f"voter {n}") for n in range(60)])
    assert len(set(ends)) == 60
    assert (Participation.objects.count(), Ballot.objects.count()) == (60, 60)
