"""The two cookies of the vote: who may cast for half an hour, and that this browser has just voted.

The credential carries poll, voter key, method, expiry and the order of the page, signed; never the number. After
the cast the code of the receipt takes its place. Nothing else of a voter is kept in the browser, and nothing in a
session.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import timezone

LIFE = timedelta(minutes=30)
DONE_LIFE = timedelta(minutes=10)
ORDER_BYTES = 12
NAME, DONE_NAME = "vote", "voted"
SALT, DONE_SALT = "voting.credential", "voting.done"


@dataclass(frozen=True)
class Credential:
    """The right to cast one ballot in `poll_id` until `expires_at`."""

    poll_id: int
    voter_key: UUID
    method: str
    expires_at: datetime
    # Random; what the order of the cases on this voter's page is drawn from.
    order: str


def cookie_name(name: str) -> str:
    """Return the name under which browsers keep the cookie: bound to this host wherever there is https."""
    return f"__Host-{name}" if settings.HTTPS else name


def grant(response, *, poll, voter_key: UUID, method: str) -> None:
    """Put a credential into `response`; what this browser knew of an earlier vote goes."""
    expires_at = timezone.now() + LIFE
    facts = {"poll": poll.pk, "key": voter_key.hex, "method": method, "until": int(expires_at.timestamp())}
    facts["order"] = secrets.token_urlsafe(ORDER_BYTES)
    _set(response, NAME, signing.Signer(salt=SALT).sign_object(facts), LIFE)
    _delete(response, DONE_NAME)


def forget_end(request, response) -> None:
    """Whoever begins a vote on a shared device does not meet the receipt of the one before."""
    if cookie_name(DONE_NAME) in request.COOKIES:
        _delete(response, DONE_NAME)


def credential_of(request, poll) -> Credential | None:
    """Return the credential that `request` carries for `poll`; None when missing, foreign, altered or expired."""
    facts = _read(request, NAME, SALT)
    if facts is None or facts["poll"] != poll.pk:
        return None
    until = datetime.fromtimestamp(facts["until"], tz=UTC)
    if until <= timezone.now():
        return None
    return Credential(poll.pk, UUID(hex=facts["key"]), facts["method"], until, facts.get("order", ""))


def withdraw(response) -> None:
    """Take the credential back: after casting, and when somebody leaves."""
    _delete(response, NAME)


def keep(response) -> None:
    """Leave the credential with whoever is verified now: the answer is about the vote of somebody else."""
    response.cookies.pop(cookie_name(NAME), None)


def mark_done(response, *, poll, code: str) -> None:
    """Keep the code of the receipt for ten minutes, in this browser alone, so that a lost answer shows it again."""
    until = int((timezone.now() + DONE_LIFE).timestamp())
    facts = {"poll": poll.pk, "until": until, "code": code}
    _set(response, DONE_NAME, signing.Signer(salt=DONE_SALT).sign_object(facts), DONE_LIFE)
    withdraw(response)


def code_of(request, poll) -> str | None:
    """Return the code of the ballot of `poll` that this browser cast in the last ten minutes, or None."""
    facts = _read(request, DONE_NAME, DONE_SALT)
    if facts is None or facts["poll"] != poll.pk or facts["until"] <= timezone.now().timestamp():
        return None
    return facts.get("code")


def _set(response, name, value, life):
    response.set_cookie(
        cookie_name(name), value, max_age=life, path="/", secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def _delete(response, name):
    response.delete_cookie(cookie_name(name), path="/", samesite="Lax")


def _read(request, name, salt):
    try:
        return signing.Signer(salt=salt).unsign_object(request.COOKIES.get(cookie_name(name), ""))
    except signing.BadSignature:
        return None
