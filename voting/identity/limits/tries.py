"""Wrong codes, counted by code and network: whoever guesses does not use up the tries of the owner elsewhere.

Read and written under the lock of the code's row, so that guesses of one moment are counted one by one.
"""

import hashlib
import hmac
import uuid
from datetime import datetime, timedelta

from django.conf import settings

from voting.identity.limits.models import WrongTries
from voting.identity.limits.networks import NOWHERE, network_key

# The first delay; each further one is twice as long, up to the longest.
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=30), timedelta(minutes=15)
# More than the longest delay needs.
MOST_DOUBLINGS = 10
FREE_WRONG_TRIES = 2
# After this long without a wrong code the delays start over.
QUIET = timedelta(hours=1)


def delay_after(times: int) -> timedelta:
    """Return the wait after something happened `times` times: 0, 30 s, 60 s, 120 s … 15 min."""
    if times <= 0:
        return timedelta(0)
    return min(FIRST_DELAY * 2 ** min(times - 1, MOST_DOUBLINGS), LONGEST_DELAY)


def tries_of(*, poll, key: uuid.UUID, network: str | None) -> WrongTries | None:
    """Return what was entered wrongly for the voter key from this network."""
    return WrongTries.objects.filter(pk=_key(poll, key, network)).first()


def count_wrong_try(
    before: WrongTries | None, *, poll, key: uuid.UUID, network: str | None, code, now: datetime
) -> WrongTries:
    """Count one more wrong try on `code` after those `before`, and return all."""
    after = before or WrongTries(pk=_key(poll, key, network), poll=poll, tries=0, in_a_row=0)
    if before is None or now - before.last_at > QUIET:
        after.in_a_row = 0
    after.tries = tries_on(before, code) + 1
    after.code_sent_at, after.in_a_row, after.last_at = code.sent_at, after.in_a_row + 1, now
    after.save(force_insert=before is None)
    return after


def tries_on(tries: WrongTries | None, code) -> int:
    """Return how many of these wrong tries were made on `code`."""
    return tries.tries if tries and tries.code_sent_at == code.sent_at else 0


def waits_until(tries: WrongTries) -> datetime:
    """Return from when on the next try of this network is looked at."""
    return tries.last_at + delay_after(tries.in_a_row - FREE_WRONG_TRIES)


def tries_left(tries: WrongTries | None, code) -> int:
    """Return how often a code may still be entered from a network, whose wrong tries are `tries`."""
    of_network = settings.TRIES_A_CODE - tries_on(tries, code)
    return max(0, min(of_network, settings.TRIES_A_CODE_IN_ALL - code.tries))


def _key(poll, key, network):
    text = f"wrong:{key.hex}:{network_key(network or NOWHERE).hex}"
    return uuid.UUID(bytes=hmac.digest(poll.secret, text.encode(), hashlib.sha256)[:16])
