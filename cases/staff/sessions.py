"""Sessions of the staff end: after a while without a page opened, and in any case after half a day."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.utils import timezone

BEGUN, SEEN = "staff_begun_at", "staff_seen_at"
# The mark is renewed at most this often, so that not every page writes the session.
RENEWED_AFTER = timedelta(minutes=1)


class End(StrEnum):
    IDLE = "idle"
    LONG = "long"


def mark_beginning(sender, request, user, **kwargs) -> None:
    """Note when a session began; part of the sign-in's own write."""
    request.session[BEGUN] = request.session[SEEN] = timezone.now().timestamp()


def connect() -> None:
    user_logged_in.connect(mark_beginning, dispatch_uid="cases.staff.sessions")


def why_ended(session, now: datetime) -> End | None:
    """Return why the session is over at `now`, or None."""
    begun, seen = _moment(session, BEGUN, now), _moment(session, SEEN, now)
    if now - seen >= settings.SESSION_IDLE:
        return End.IDLE
    return End.LONG if now - begun >= settings.SESSION_LONGEST else None


def renew(session, now: datetime) -> None:
    if SEEN not in session or now - _moment(session, SEEN, now) >= RENEWED_AFTER:
        session.setdefault(BEGUN, now.timestamp())
        session[SEEN] = now.timestamp()


def _moment(session, name, now):
    return datetime.fromtimestamp(session.get(name, now.timestamp()), tz=now.tzinfo)
