"""Casts against the close: real connections, a barrier, and a window that ends while ballots are on their way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from cases.models import Edition
from cases.services import database_now
from tests.voting.polls import make_poll
from voting.ballot_box import PollClosed, cast_ballot
from voting.commitments import voter_key
from voting.models import Poll
from voting.sealing import PollStillOpen, is_in_the_sealed_box, reconcile, seal_box

pytestmark = pytest.mark.django_db(transaction=True)

# SQLite has one writer at a time and waits longer for it.
IS_SQLITE = connection.vendor == "sqlite"
RACES, CASTERS = 200, 3
LEFT_OPEN = timedelta(milliseconds=25 if IS_SQLITE else 8)


def cast_until_closed(poll):
    """Cast for one voter after the other; return the codes of all that were acknowledged."""
    codes = []
    while True:
        key = voter_key(poll.secret, str(uuid4()))
        try:
            codes.append(
                cast_ballot(poll=poll, voter_key=key, method="test", choices="1,2,3", ballot_id=uuid4())
            )
        except PollClosed:
            return codes


def seal_as_soon_as_it_may(poll):
    while True:
        try:
            return seal_box(poll=poll, by=None)
        except PollStillOpen:
            continue


def race(polls, barrier, act):
    """One runner, with a connection of its own: its act on every poll, started together with the others'."""
    try:
        ends = []
        for poll in polls:
            barrier.wait(timeout=60)
            ends.append(act(poll))
        return ends
    finally:
        connection.close()


def open_for_a_moment(polls, barrier):
    """The last runner moves the end of the window right before everybody starts, then seals."""

    def act(poll):
        Edition.objects.filter(pk=poll.edition_id).update(voting_close_at=database_now() + LEFT_OPEN)

    try:
        for poll in polls:
            act(poll)
            barrier.wait(timeout=60)
            seal_as_soon_as_it_may(poll)
    finally:
        connection.close()


def test_every_acknowledged_ballot_is_counted_and_none_lands_after_the_close():
    polls = [make_poll(slug=f"race-{n}", finalists=0) for n in range(RACES)]
    barrier = Barrier(CASTERS + 1)
    with ThreadPoolExecutor(CASTERS + 1) as pool:
        casters = [pool.submit(race, polls, barrier, cast_until_closed) for _ in range(CASTERS)]
        closer = pool.submit(open_for_a_moment, polls, barrier)
        closer.result()
        told = [caster.result() for caster in casters]
    lost = []
    for n, poll in enumerate(Poll.objects.order_by("pk")):
        codes = [code for ends in told for code in ends[n]]
        if poll.sealed_ballots.count() != len(codes) or poll.ballots.exists():
            lost.append((n, len(codes), poll.sealed_ballots.count(), poll.ballots.count()))
            continue
        assert reconcile(poll) == (len(codes), 3 * len(codes))
        assert all(is_in_the_sealed_box(poll, code) for code in codes)
    assert lost == []
    assert sum(len(ends[n]) for ends in told for n in range(RACES)) > RACES
