"""The running digest: what the office told 감사 about the participations, hour by hour, can be recomputed later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from cases.services import database_now
from voting import box_sql
from voting.commitments import keys_digest
from voting.models import Poll, TurnoutDigest
from voting.turnout.failures import full_hour

# A vote that ended within the hour of a daily run is whole only for the run a day later, which may come late.
WATCHED_AFTER_CLOSE = timedelta(hours=26)
KEYS_AT_ONCE = 5000


@dataclass(frozen=True)
class Difference:
    """A stored digest that the participations of now no longer give."""

    until: datetime
    stored_count: int
    count: int
    stored_sha256: str
    sha256: str


def polls_to_watch() -> list[Poll]:
    """Return the polls that are open, or closed so lately that their last hour may not be told yet."""
    now = database_now()
    is_watched = Q(edition__voting_open_at__lte=now, edition__voting_close_at__gt=now - WATCHED_AFTER_CLOSE)
    return list(Poll.objects.filter(is_watched).select_related("edition").order_by("edition__slug"))


def make_digest(*, poll: Poll) -> TurnoutDigest:
    """Return the digest of `poll` until the last full hour; the one that is stored where there is one."""
    until = _last_full_hour(poll)
    stored = TurnoutDigest.objects.filter(poll=poll, until=until).first()
    if stored:
        return stored
    count, sha256 = _digest(poll, until)
    try:
        with transaction.atomic():
            return TurnoutDigest.objects.create(
                poll=poll, until=until, count=count, sha256=sha256, made_at=database_now()
            )
    except IntegrityError:
        # Another run of this hour was first; it saw the same participations.
        return TurnoutDigest.objects.get(poll=poll, until=until)


def _last_full_hour(poll):
    """The hour before which nothing can be added any more.

    A cast takes its hour from the database's clock and is seen only when its transaction ends, so one that began
    before the full hour may appear after it. Holding the poll's exclusive lock for a moment means that every such
    cast has ended; one that begins afterwards reads a later clock than the one that is read here, under the lock.
    """
    with transaction.atomic():
        box_sql.lock_exclusive(poll.pk)
        return full_hour(database_now())


def _digest(poll, until):
    """How many participations have an hour before `until`, and the digest of their keys; in steady memory."""
    keys = (
        poll.participations.filter(hour__lt=until).order_by("voter_key").values_list("voter_key", flat=True)
    )
    count = 0

    def counted():
        nonlocal count
        for key in keys.iterator(chunk_size=KEYS_AT_ONCE):
            count += 1
            yield key

    sha256 = keys_digest(counted())
    return count, sha256


def recheck_digests(poll: Poll) -> list[Difference]:
    """Return every stored digest that differs from the participations of now, the earliest hour first.

    A participation that was added to, taken from or exchanged in an hour changes all digests after that hour, so
    the first difference says since when the box and what 감사 was told disagree.
    """
    differences = []
    for stored in TurnoutDigest.objects.filter(poll=poll).order_by("until"):
        count, sha256 = _digest(poll, stored.until)
        if (count, sha256) != (stored.count, stored.sha256):
            differences.append(Difference(stored.until, stored.count, count, stored.sha256, sha256))
    return differences
