"""Two presses of one page at the closing instant: the second ends as the first, which is still on its way."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tests.voting.polls import cast, end_window, make_poll
from voting.ballot_box import PollClosed

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PATIENCE_SECONDS = 30


def pressed_slowly(poll, page, written, end):
    """A press that met the open window and commits, or is taken back, only at `end`."""
    try:
        with transaction.atomic():
            code = cast(poll, "voter", ballot_id=page)
            written.set()
            assert end.wait(PATIENCE_SECONDS)
            transaction.set_rollback(end.is_failure)
        return code
    finally:
        connection.close()


def pressed_again(poll, page):
    try:
        return cast(poll, "voter", ballot_id=page)
    except PollClosed as refusal:
        return refusal
    finally:
        connection.close()


def waits_for_the_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0] > 0


def ends_of_both(*, is_failure):
    """What both presses end with when the window ends between them and the first one is still uncommitted."""
    poll, page, written, end = make_poll(), uuid4(), Event(), Event()
    end.is_failure = is_failure
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(pressed_slowly, poll, page, written, end)
        assert written.wait(PATIENCE_SECONDS)
        end_window(poll)
        second = pool.submit(pressed_again, poll, page)
        give_up = monotonic() + PATIENCE_SECONDS
        while not (second.done() or waits_for_the_lock()) and monotonic() < give_up:
            sleep(0.01)
        end.set()
        return first.result(), second.result(), poll.ballots.count()


def test_the_second_press_tells_of_the_ballot_that_counts():
    first, second, ballots = ends_of_both(is_failure=False)
    assert (second, ballots) == (first, 1)


def test_the_second_press_is_too_late_where_the_first_was_taken_back():
    _first, second, ballots = ends_of_both(is_failure=True)
    assert (type(second), ballots) == (PollClosed, 0)
