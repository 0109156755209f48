"""The two cookies of a sign-on: what this browser left with, and how it came back. Both are encrypted.

What it left with is good for ten minutes and for one return; browsers keep it as long as the consent, so that
whoever comes back too late is told so, in the language and poll they left.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils import timezone

from voting.credentials import cookie_name
from voting.identity import consent

LIFE, RESULT_LIFE = timedelta(minutes=10), timedelta(minutes=2)
NAME, RESULT_NAME = "sign-on", "signed-on"


@dataclass(frozen=True)
class Attempt:
    """What a return is held against; `consent` is the slip, `until` seconds of the epoch."""

    slug: str
    language: str
    consent: str
    state: str
    nonce: str
    code_verifier: str
    until: int

    @property
    def is_lapsed(self) -> bool:
        return self.until <= timezone.now().timestamp()


@dataclass(frozen=True)
class Result:
    """Who was verified for `poll` (a voter key, in hex), or the word of the trouble."""

    poll: int
    consent: str
    until: int
    key: str = ""
    trouble: str = ""

    @property
    def voter_key(self) -> UUID | None:
        return UUID(hex=self.key) if self.key else None


def keep_attempt(response, **facts) -> None:
    """Keep what `Attempt` holds, but for `until`, in `response`."""
    _put(response, NAME, Attempt(**facts, until=_after(LIFE)), consent.LIFE)


def attempt_of(request) -> Attempt | None:
    """Return what this browser left with, lapsed or not; None when missing or altered."""
    facts = _read(request, NAME)
    return facts and Attempt(**facts)


def keep_result(response, **facts) -> None:
    """Keep what `Result` holds, but for `until`, in `response`."""
    _put(response, RESULT_NAME, Result(**facts, until=_after(RESULT_LIFE)), RESULT_LIFE)


def result_of(request, poll) -> Result | None:
    """Return how this browser came back to `poll`; None when missing, foreign, altered or too old."""
    facts = _read(request, RESULT_NAME)
    if facts is None or facts["poll"] != poll.pk or facts["until"] <= timezone.now().timestamp():
        return None
    return Result(**facts)


def forget_attempt(response) -> None:
    response.delete_cookie(cookie_name(NAME), path="/", samesite="Lax")


def forget_result(response) -> None:
    response.delete_cookie(cookie_name(RESULT_NAME), path="/", samesite="Lax")


def _after(life):
    return int((timezone.now() + life).timestamp())


def _put(response, name, facts, life):
    value = _fernet(name, settings.SECRET_KEY).encrypt(json.dumps(asdict(facts)).encode()).decode()
    # The whole host, as browsers ask of cookies that no neighbouring host may plant.
    response.set_cookie(
        cookie_name(name), value, max_age=life, path="/", secure=settings.HTTPS, httponly=True, samesite="Lax"
    )


def _read(request, name):
    try:
        value = _fernet(name, settings.SECRET_KEY).decrypt(request.COOKIES.get(cookie_name(name), ""))
    except InvalidToken:
        return None
    return json.loads(value)


@lru_cache(maxsize=4)
def _fernet(name, key):
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{name}:{key}".encode()).digest()))
