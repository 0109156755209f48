"""How many codes one number gets: a few in any 24 hours, with a growing pause between them.

The counter has a row of its own, because the row of a code goes when the code is used.
"""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from voting.identity.limits.models import NumberDay
from voting.identity.limits.statements import returned, uuid_of

DAY = timedelta(hours=24)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# The first code of a number is one statement; the row of a number that has one is locked and tells what was sent.
_CLAIM = """
INSERT INTO voting_numberday (key, poll_id, challenge, moments, newest_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (key) DO UPDATE SET key = excluded.key
RETURNING challenge, moments
"""


@dataclass(frozen=True)
class Claim:
    """What a number may be sent: `moments` of the codes of the last 24 hours, without the one asked for now.

    `challenge` is what its pages carry.
    """

    key: uuid.UUID
    challenge: uuid.UUID
    moments: tuple[datetime, ...]
    is_new: bool

    @property
    def is_spent(self) -> bool:
        return len(self.moments) >= settings.CODES_PER_NUMBER_A_DAY

    def ends_at(self, now: datetime) -> datetime:
        """Until when the 24 hours last that began with the oldest of these codes, or begin now."""
        return min((*self.moments, now)) + DAY

    def is_last(self) -> bool:
        """Whether the code asked for now is the last that the day allows."""
        return len(self.moments) + 1 >= settings.CODES_PER_NUMBER_A_DAY


def number_day_key(secret: bytes, key: uuid.UUID) -> uuid.UUID:
    """Return the key of the counter of a voter key: without the secret nothing joins the two."""
    return uuid.UUID(bytes=hmac.digest(secret, f"codes:{key.hex}".encode(), hashlib.sha256)[:16])


def claim_code(*, poll, key: uuid.UUID, now: datetime) -> Claim:
    """Lock the counter of the voter key until the transaction ends, and say what it holds; `count_code` counts."""
    own, fresh = number_day_key(poll.secret, key), uuid.uuid4()
    challenge, told = returned(_CLAIM, [own, poll.pk, fresh, _written((now,)), now])
    if uuid_of(challenge) == fresh:
        return Claim(own, fresh, (), is_new=True)
    moments = tuple(moment for moment in _read(told) if moment > now - DAY)
    return Claim(own, uuid_of(challenge), moments, is_new=False)


def count_code(claim: Claim, now: datetime) -> None:
    """Count the code that is sent at `now`; the first of a number is counted by its claim."""
    if not claim.is_new:
        moments = (*claim.moments, now)
        NumberDay.objects.filter(pk=claim.key).update(moments=_written(moments), newest_at=now)


def take_back_code(claim: Claim, now: datetime) -> bool:
    """What was not sent does not count. Return whether nothing is left of the number. In a transaction."""
    row = NumberDay.objects.select_for_update().filter(pk=claim.key).first()
    if row is None:
        return True
    moments = [moment for moment in _read(row.moments) if moment != now]
    if not moments:
        row.delete()
        return True
    row.moments, row.newest_at = _written(moments), moments[-1]
    row.save(update_fields=["moments", "newest_at"])
    return False


def _written(moments):
    return ",".join(str((moment - EPOCH) // MICROSECOND) for moment in moments)


def _read(text):
    return [EPOCH + int(one) * MICROSECOND for one in text.split(",")]
