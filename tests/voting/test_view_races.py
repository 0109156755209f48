"""The real view from many threads: every connection its own, nothing around them that is rolled back."""

from collections import Counter
from threading import BoundedSemaphore

import pytest
from django.db import connection

from tests.voting.polls import make_poll
from tests.voting.test_races import at_once
from tests.voting.voter import Voter
from voting.models import Ballot, Participation
from voting.sealing import reconcile_open_box

pytestmark = pytest.mark.django_db(transaction=True)

VOTERS = 200
# A server answers as many requests at a time as it has threads; PostgreSQL's default allows 100 connections.
SERVED_AT_ONCE = 80


def casting(voter, numbers, served):
    def act():
        with served:
            try:
                return voter.cast(*numbers).status_code
            finally:
                connection.close()

    return act


def prepared(poll, count, *, number="010-{n:04}-5678", same_page=False):
    """Voters that stand before their review page."""
    voters = [Voter(poll, number.format(n=2000 + n)).hold_credential() for n in range(count)]
    for n, voter in enumerate(voters):
        voter.hold_page(f"{0 if same_page else n:022}")
    return voters


def cast_all(voters, numbers=("1", "2", "3")):
    served = BoundedSemaphore(SERVED_AT_ONCE)
    return Counter(at_once([casting(voter, numbers, served) for voter in voters]))


def in_the_box():
    return Participation.objects.count(), Ballot.objects.count()


def test_fifty_pages_of_one_voter_leave_one_ballot():
    poll = make_poll()
    ends = cast_all(prepared(poll, 50, number="010-1234-5678"))
    assert ends == {303: 1, 409: 49}
    assert in_the_box() == (1, 1)


def test_fifty_presses_of_one_page_leave_one_ballot_and_all_end_well():
    poll = make_poll()
    ends = cast_all(prepared(poll, 50, number="010-1234-5678", same_page=True))
    assert ends == {303: 50}
    assert in_the_box() == (1, 1)


def test_two_hundred_voters_at_once_leave_two_hundred_ballots():
    poll = make_poll()
    ends = cast_all(prepared(poll, VOTERS))
    assert ends == {303: VOTERS}
    assert in_the_box() == (VOTERS, VOTERS)
    assert reconcile_open_box(poll) == VOTERS
