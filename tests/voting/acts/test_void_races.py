"""A confirmation among casts: what was acknowledged stays in the box, and nothing lands afterwards."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from threading import Event

import pytest
from django.db import connection, transaction

from cases.models import Edition
from tests.cases.staff.accounts import make_account
from tests.voting.polls import cast, make_poll
from tests.voting.test_races import at_once
from voting.acts.two_people import ask_for, confirm
from voting.ballot_box import PollClosed
from voting.models import Ballot, PollAct
from voting.sealing import reconcile_open_box

pytestmark = pytest.mark.django_db(transaction=True)

# Before the confirmation begins, while it runs, after it is done.
EARLY, AMONG, LATE = 5, 40, 5
RACES = 3


def closing_its_connection(act):
    try:
        return act()
    finally:
        connection.close()


def test_confirmation_waits_for_a_cast_that_is_under_way():
    poll = make_poll()
    asking, confirming = (make_account(name=name, is_superuser=True) for name in ("요청", "확인"))
    act = ask_for(poll=poll, kind=PollAct.Kind.VOID, by=asking, reason="사유")
    has_written, may_end = Event(), Event()

    def writing():
        with transaction.atomic():
            code = cast(poll, "voter")
            has_written.set()
            may_end.wait(timeout=30)
        return code

    def voiding():
        confirm(act=act, by=confirming)
        return Ballot.objects.filter(poll=poll).count()

    with ThreadPoolExecutor(2) as threads:
        casting = threads.submit(closing_its_connection, writing)
        assert has_written.wait(timeout=30)
        voided = threads.submit(closing_its_connection, voiding)
        assert not wait_for([voided], timeout=1).done
        may_end.set()
        assert casting.result()
        assert voided.result() == 1


def test_no_cast_lands_after_the_confirmation_and_none_that_was_acknowledged_is_lost():
    asking, confirming = (make_account(name=name, is_superuser=True) for name in ("요청", "확인"))
    for number in range(RACES):
        race(make_poll(slug=f"race-{number}"), asking, confirming)


def race(poll, asking, confirming):
    act = ask_for(poll=poll, kind=PollAct.Kind.VOID, by=asking, reason="사유")
    one_is_in, begins, is_done = Event(), Event(), Event()
    found = []

    def casting(n, start=None):
        if start:
            start.wait(timeout=30)
        try:
            cast(poll, f"voter {n}")
        except PollClosed:
            return "refused"
        one_is_in.set()
        return "in"

    def voiding():
        one_is_in.wait(timeout=30)
        begins.set()
        confirm(act=act, by=confirming)
        found.append(Ballot.objects.filter(poll=poll).count())
        is_done.set()
        return "void"

    starts = [None] * EARLY + [begins] * AMONG + [is_done] * LATE
    ends = Counter(at_once([voiding] + [lambda n=n, s=s: casting(n, s) for n, s in enumerate(starts)]))
    assert ends["void"] == 1
    assert ends["in"] + ends["refused"] == EARLY + AMONG + LATE
    assert ends["refused"] >= LATE
    assert found == [ends["in"]]
    assert reconcile_open_box(poll) == ends["in"] > 0
    assert Edition.objects.get(pk=poll.edition_id).voided_at is not None
