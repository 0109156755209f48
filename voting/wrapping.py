"""The poll's secret as it lies in the database: wrapped by a key that only the environment knows.

A copy of the database therefore tests no known number and opens no receipt. Wrapping is Fernet (AES-128-CBC with
HMAC-SHA-256) of the `cryptography` package; the first of `VOTE_KEYS` wraps, all of them unwrap.
"""

import base64
import hashlib
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from cases.services import RuleBroken

SECRET_BYTES = 32


class SecretDestroyed(RuleBroken):
    """The poll's secret is gone for good: no number can be turned into its voter key any more."""


class SecretLocked(RuleBroken):
    """No key of the environment opens the poll's secret."""


def new_wrapped_secret() -> bytes:
    """Return a new random secret, wrapped."""
    return wrap(secrets.token_bytes(SECRET_BYTES))


def wrap(secret: bytes) -> bytes:
    return _fernet(tuple(settings.VOTE_KEYS)).encrypt(secret)


def unwrap(wrapped: bytes) -> bytes:
    """Return the secret. Raises `SecretDestroyed` where there is none, `SecretLocked` without its key."""
    if not wrapped:
        raise SecretDestroyed(_("이 투표의 비밀 키는 파기되었습니다."))
    return _unwrap(bytes(wrapped), tuple(settings.VOTE_KEYS))


@lru_cache(maxsize=64)
def _unwrap(wrapped, keys):
    try:
        return _fernet(keys).decrypt(wrapped)
    except InvalidToken:
        raise SecretLocked(
            _("투표의 비밀 키를 열 수 없습니다. VOTE_KEYS에 이 투표를 만들 때 쓴 값이 있는지 확인해 주세요.")
        ) from None


@lru_cache(maxsize=4)
def _fernet(keys):
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"vote-key:{key}".encode()).digest())) for key in keys
    )
