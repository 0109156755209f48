"""The running digest: written once, looking back safely, and recomputed later."""

import hashlib
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases.services import database_now
from cases.staff.models import NotChangeable
from tests.voting.polls import HOUR, cast, make_poll
from tests.voting.turnout.watching import take_part, this_hour
from voting import box_sql
from voting.commitments import keys_digest
from voting.models import TurnoutDigest
from voting.turnout import digests
from voting.turnout.digests import make_digest, polls_to_watch, recheck_digests
from voting.verifying import verify_box


@pytest.fixture
def poll(db):
    return make_poll(opened=timedelta(days=2))


def by_hand(keys):
    return hashlib.sha256(
        "".join(f"{key}\n".replace("-", "") for key in sorted(map(str, keys))).encode()
    ).hexdigest()


def store(poll, until, keys):
    return TurnoutDigest.objects.create(
        poll=poll, until=until, count=len(keys), sha256=keys_digest(sorted(keys)), made_at=database_now()
    )


def test_keys_digest_is_over_hex_digits_and_newlines():
    keys = [UUID(int=1), UUID(int=0xAB)]
    text = "00000000000000000000000000000001\n000000000000000000000000000000ab\n"
    assert keys_digest(keys) == hashlib.sha256(text.encode()).hexdigest()


def test_digest_is_over_the_sorted_keys_of_full_hours_of_this_poll(poll):
    keys = take_part(poll, 7, hours_ago=3) + take_part(poll, 5, hours_ago=1, method="other")
    take_part(poll, 4, hours_ago=0)
    take_part(make_poll(slug="2025"), 2)
    digest = make_digest(poll=poll)
    assert (digest.until, digest.count, digest.sha256) == (this_hour(), 12, by_hand(keys))
    assert digest.made_at >= digest.until


def test_digest_of_nobody_is_that_of_nothing(poll):
    digest = make_digest(poll=poll)
    assert (digest.count, digest.sha256) == (0, hashlib.sha256(b"").hexdigest())


def test_digest_of_an_hour_is_made_once(poll):
    take_part(poll, 3)
    first = make_digest(poll=poll)
    take_part(poll, 1)
    again = make_digest(poll=poll)
    assert (again.pk, again.sha256) == (first.pk, first.sha256)
    assert TurnoutDigest.objects.count() == 1


def test_digest_made_by_another_run_in_between_is_taken(poll, monkeypatch):
    keys = take_part(poll, 2)
    other = []

    def overtaken(poll, until):
        other.append(store(poll, until, keys))
        return len(keys), by_hand(keys)

    monkeypatch.setattr(digests, "_digest", overtaken)
    assert make_digest(poll=poll) == other[0]


def test_digest_is_written_once(poll):
    digest = make_digest(poll=poll)
    digest.count = 1
    with pytest.raises(NotChangeable):
        digest.save()
    with pytest.raises(NotChangeable):
        digest.delete()
    with pytest.raises(NotChangeable):
        TurnoutDigest.objects.filter(pk=digest.pk).update(count=1)
    with pytest.raises(NotChangeable):
        TurnoutDigest.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        store(poll, digest.until, [uuid4()])


def test_recheck_finds_nothing_where_nothing_changed(poll):
    keys = take_part(poll, 3, hours_ago=5)
    store(poll, this_hour() - 4 * HOUR, keys)
    take_part(poll, 3, hours_ago=2)
    make_digest(poll=poll)
    assert recheck_digests(poll) == []


def test_recheck_names_the_hour_since_which_a_participation_was_added(poll):
    keys = take_part(poll, 3, hours_ago=5)
    store(poll, this_hour() - 4 * HOUR, keys)
    store(poll, this_hour() - 2 * HOUR, keys)
    make_digest(poll=poll)
    take_part(poll, 1, hours_ago=3)
    found = recheck_digests(poll)
    assert [(one.until, one.stored_count, one.count) for one in found] == [
        (this_hour() - 2 * HOUR, 3, 4),
        (this_hour(), 3, 4),
    ]


def test_recheck_finds_a_participation_removed_and_one_exchanged(poll):
    keys = take_part(poll, 3, hours_ago=5)
    store(poll, this_hour() - 3 * HOUR, [*keys, uuid4()])
    exchanged = store(poll, this_hour() - 2 * HOUR, [*keys[:2], uuid4()])
    found = recheck_digests(poll)
    assert [(one.stored_count, one.count) for one in found] == [(4, 3), (3, 3)]
    assert (found[1].stored_sha256, found[1].sha256) == (exchanged.sha256, by_hand(keys))


def test_verify_box_names_the_hour_that_differs_from_what_감사_was_told(poll):
    keys = take_part(poll, 3, hours_ago=5)
    store(poll, this_hour() - 3 * HOUR, [*keys, uuid4()])
    store(poll, this_hour() - 2 * HOUR, [*keys, uuid4()])
    found = {check.name: check.difference for check in verify_box(poll)}
    until = f"{timezone.localtime(this_hour() - 3 * HOUR):%Y-%m-%d %H:%M}"
    assert found["날마다 감사에게 알린 참여 요약값"].startswith(f"{until} 전까지: 알린 값")


def test_polls_are_watched_from_the_opening_until_their_last_hour_was_told(db):
    def slugs():
        return [poll.edition.slug for poll in polls_to_watch()]

    make_poll(slug="open")
    make_poll(slug="ahead", opened=-HOUR, closes=2 * HOUR)
    make_poll(slug="just-over", opened=50 * HOUR, closes=-25 * HOUR)
    make_poll(slug="long-over", opened=50 * HOUR, closes=-27 * HOUR)
    assert slugs() == ["just-over", "open"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_cast_that_is_under_way_is_waited_for():
    """A participation with an hour before `until` may not appear after the digest: the lock waits for it."""
    poll = make_poll(opened=3 * HOUR)
    written, made, end = Event(), Event(), Event()
    late, found = uuid4(), []

    def cast_slowly():
        try:
            with transaction.atomic():
                box_sql.lock_shared(poll.pk)
                take_part(poll, keys=[late])
                written.set()
                end.wait(timeout=30)
        finally:
            connection.close()

    def digest():
        try:
            found.append(make_digest(poll=poll))
            made.set()
        finally:
            connection.close()

    threads = [Thread(target=cast_slowly), Thread(target=digest)]
    threads[0].start()
    assert written.wait(timeout=30)
    threads[1].start()
    assert not made.wait(timeout=0.5)
    end.set()
    for thread in threads:
        thread.join(timeout=30)
    assert (found[0].count, found[0].sha256) == (1, by_hand([late]))


def test_a_cast_takes_its_hour_from_the_clock_that_the_digest_reads(poll):
    """So a cast that begins after the lock was held never has an hour before `until`."""
    until = make_digest(poll=poll).until
    cast(poll, "voter")
    assert poll.participations.get().hour >= until
    assert recheck_digests(poll) == []
