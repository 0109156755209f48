"""Failures of voters, counted by the hour: one row an hour and kind, one statement a failure."""

import logging
from datetime import datetime

from django.db import Error, connection, transaction
from django.utils import timezone

from voting.models import Poll
from voting.turnout.models import Failure

logger = logging.getLogger(__name__)

# Both databases read it; two failures at the same moment are both counted.
_COUNT = """
INSERT INTO voting_failure (poll_id, hour, kind, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (poll_id, hour, kind) DO UPDATE SET count = voting_failure.count + 1
"""
# A count may be lost in a power cut: whoever fails in the same way meanwhile does not wait for the disk.
_HURRY = {"postgresql": "SET LOCAL synchronous_commit TO off;", "sqlite": ""}


def full_hour(moment: datetime) -> datetime:
    """Return the full hour in which `moment` lies.

    >>> full_hour(datetime(2026, 11, 26, 17, 59, 59)).isoformat()
    '2026-11-26T17:00:00'
    """
    return moment.replace(minute=0, second=0, microsecond=0)


def record_failure(poll: Poll, kind: Failure.Kind) -> None:
    """Count one failure of `kind` in the hour now running, by the clock of this process.

    Call it after what failed has ended. Whatever goes wrong here never reaches the voter. Outside the vote,
    before it opens and once the box is sealed, nothing is counted: nobody can fail then, and the table ends.
    """
    edition, now = poll.edition, timezone.now()
    if edition.sealed_at is not None or not edition.calendar.voting.has_begun(now):
        return
    hour = connection.ops.adapt_datetimefield_value(full_hour(now))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_HURRY[connection.vendor] + _COUNT, [poll.pk, hour, kind])
    except Error:
        logger.exception("a failure of kind %s was not counted", kind)
