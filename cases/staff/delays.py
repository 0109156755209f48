"""Waiting after wrong passwords and codes: by account, longer each time, never for good.

The first failures cost nothing; from the fifth on each doubles the wait, up to a quarter of an hour. A success
or a day without failures forgets them. While an account waits nothing that is typed is looked at.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cases.staff.models import SignInDelay

FREE_FAILURES = 4
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


def wait_after(failures: int) -> timedelta:
    """Return how long `failures` in a row make somebody wait.

    >>> [wait_after(n) // FIRST_WAIT for n in (4, 5, 6, 7, 8, 9, 90)]
    [0, 1, 2, 4, 8, 15, 15]
    """
    if failures <= FREE_FAILURES:
        return timedelta(0)
    # More doublings than fit into the longest wait say nothing new.
    doublings = min(failures - FREE_FAILURES - 1, 10)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def _key(kind, name):
    return salted_hmac("cases.staff.delays", f"{kind}:{name.casefold()}", algorithm="sha256").hexdigest()


def waits_until(kind: str, name: str) -> datetime | None:
    """Return until when `name` has to wait with `kind` ("password", "code"), or None."""
    delay = SignInDelay.objects.filter(pk=_key(kind, name)).first()
    if delay is None:
        return None
    until = delay.failed_at + wait_after(delay.failures)
    return until if until > timezone.now() else None


def note_failure(kind: str, name: str) -> None:
    now, key = timezone.now(), _key(kind, name)
    SignInDelay.objects.filter(pk=key, failed_at__lte=now - FORGOTTEN_AFTER).delete()
    if not SignInDelay.objects.filter(pk=key).update(failures=F("failures") + 1, failed_at=now):
        try:
            with transaction.atomic():
                SignInDelay.objects.create(pk=key, failures=1, failed_at=now)
        except IntegrityError:
            # Somebody failed for the first time at the same moment.
            SignInDelay.objects.filter(pk=key).update(failures=F("failures") + 1, failed_at=now)


def note_success(kind: str, name: str) -> None:
    SignInDelay.objects.filter(pk=_key(kind, name)).delete()


def forget_failures_before(moment: datetime) -> int:
    return SignInDelay.objects.filter(failed_at__lt=moment).delete()[0]
