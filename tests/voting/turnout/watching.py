"""Participations and failures as a vote leaves them, put into the hours that a test needs."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from voting.models import Failure, Participation

HOUR = timedelta(hours=1)


def this_hour():
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def take_part(poll, n=1, *, hours_ago=1, method="sms", keys=None):
    """Let `n` numbers take part in the full hour `hours_ago`; return their keys."""
    keys = keys or [uuid4() for _ in range(n)]
    hour = this_hour() - hours_ago * HOUR
    Participation.objects.bulk_create(
        Participation(voter_key=key, poll=poll, method=method, hour=hour) for key in keys
    )
    return keys


def failures():
    """{kind: how often}, over all hours."""
    found = {}
    for kind, count in Failure.objects.values_list("kind", "count"):
        found[kind] = found.get(kind, 0) + count
    return found
