"""Two people at the same moment, and the moment at which the poll opens: real connections, one at a time."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from threading import Event
from uuid import uuid4

import pytest
from django.db import connection, transaction

from cases.models import Edition
from cases.services import RuleBroken, database_now, start_window_now
from tests.cases.staff.accounts import make_account
from tests.voting.eligibility.lists import BASIS, NOTE, SECOND, listed
from tests.voting.polls import HOUR, cast, make_poll
from tests.voting.test_races import at_once
from voting.ballot_box import cast_ballot
from voting.commitments import voter_key
from voting.eligibility.checking import NotEligible, is_eligible
from voting.eligibility.lists import ListNotWaiting, ListsClosed, ListWaits, ask_for_list, confirm_list
from voting.models import Ballot, VoterList

pytestmark = pytest.mark.django_db(transaction=True)

EXCLUDED = "+821011110001"
RACES = 6


@pytest.fixture
def poll():
    return make_poll(opened=-HOUR, closes=2 * HOUR)


@pytest.fixture
def people():
    return [make_account(name=name, is_superuser=True) for name in ("올림", "확인", "또 확인")]


def ask(poll, by):
    return ask_for_list(
        poll=poll,
        kind=VoterList.Kind.EXCLUDED,
        legal_basis=BASIS,
        note=NOTE,
        identity="phone",
        keys={listed(poll, EXCLUDED)},
        sheet_rows=1,
        by=by,
    )


def told(act):
    """What became of it: the name of the rule that refused, or "done"."""
    try:
        act()
    except RuleBroken as refusal:
        return type(refusal)
    return "done"


def test_two_confirmations_are_one(poll, people):
    waiting = ask(poll, people[0])
    ends = at_once(
        [lambda by=by: told(lambda: confirm_list(voter_list=waiting, by=by)) for by in people[1:]] * 3
    )
    assert sorted(map(str, ends)) == sorted(map(str, ["done", *[ListNotWaiting] * 5]))
    assert VoterList.objects.in_force().count() == 1


def test_two_imports_of_a_kind_are_one(poll, people):
    ends = at_once([lambda by=by: told(lambda: ask(poll, by)) for by in people])
    assert sorted(map(str, ends)) == sorted(map(str, ["done", ListWaits, ListWaits]))
    assert [one.voters.count() for one in VoterList.objects.all()] == [1]


def test_a_confirmation_comes_before_the_opening_or_not_at_all(people):
    """Whichever was first: an open poll is read with the lists that it opened with."""
    for number in range(RACES):
        poll = make_poll(opened=-HOUR, closes=2 * HOUR, slug=f"race-{number}")
        waiting = ask(poll, people[0])
        opened = []

        def opening(poll=poll, opened=opened):
            start_window_now(edition=poll.edition, window="voting", by=people[2], reason="연습")
            opened.append(is_eligible(poll, voter_key(poll.secret, EXCLUDED)))

        ends = at_once(
            [lambda w=waiting: told(lambda: confirm_list(voter_list=w, by=people[1])), lambda: told(opening)]
        )
        assert ends in (["done", "done"], [ListsClosed, "done"])
        assert is_eligible(poll, voter_key(poll.secret, EXCLUDED)) is opened[0] is (ends[0] is ListsClosed)


def test_a_cast_waits_for_a_confirmation_that_is_under_way(poll, people):
    """The window begins while the list is being confirmed: the cast that comes then reads it."""
    waiting = ask(poll, people[0])
    is_confirmed, may_end = Event(), Event()

    def confirming():
        try:
            with transaction.atomic():
                confirm_list(voter_list=waiting, by=people[1])
                # As the clock would: the calendar itself stands still under the lock.
                Edition.objects.filter(pk=poll.edition_id).update(voting_open_at=database_now() - SECOND)
                is_confirmed.set()
                may_end.wait(timeout=30)
        finally:
            connection.close()

    def casting():
        try:
            return told(lambda: cast_by(poll, EXCLUDED))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        confirmed = threads.submit(confirming)
        assert is_confirmed.wait(timeout=30)
        answer = threads.submit(casting)
        assert not wait_for([answer], timeout=1).done
        may_end.set()
        confirmed.result()
        assert answer.result() is NotEligible
    assert Ballot.objects.count() == 0
    assert cast(poll, "+821099990000")


def cast_by(poll, voter):
    return cast_ballot(
        poll=poll,
        voter_key=voter_key(poll.secret, voter),
        method="sms",
        choices="1,2,3",
        ballot_id=uuid4(),
    )
