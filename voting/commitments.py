"""Pure values of the ballot box: the key of a voter and the canonical form of a choice."""

import hashlib
import hmac
import uuid
from collections.abc import Iterable

from cases.numbers import number_key

KEY_BYTES = 16
SEPARATOR = ","


def voter_key(secret: bytes, identity: str) -> uuid.UUID:
    """Return the voter key: the first 128 bits of HMAC-SHA-256(poll's secret, identity), as UUID.

    The same identity gives the same key in one poll and an unrelated key in every other.

    >>> voter_key(b"a", "+821012345678") == voter_key(b"a", "+821012345678")
    True
    >>> voter_key(b"a", "+821012345678") == voter_key(b"b", "+821012345678")
    False
    """
    return uuid.UUID(bytes=hmac.digest(secret, identity.encode(), hashlib.sha256)[:KEY_BYTES])


def canonical_choices(numbers: Iterable[str]) -> str:
    """Return the choices as one string: case numbers in natural order, joined by commas.

    >>> canonical_choices(["60", "2025-001", "12"])
    '12,60,2025-001'
    """
    return SEPARATOR.join(sorted(numbers, key=number_key))


def split_choices(choices: str) -> list[str]:
    """Return the case numbers of a canonical string.

    >>> split_choices('12,60,2025-001')
    ['12', '60', '2025-001']
    """
    return choices.split(SEPARATOR)
