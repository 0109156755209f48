"""Pure values of the ballot box: keys made under the poll's secret, and the canonical form of a choice."""

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


def ballot_id(secret: bytes, nonce: str) -> uuid.UUID:
    """Return the id of the ballot that a review page with this nonce casts, however often it is sent.

    >>> ballot_id(b"a", "page") == ballot_id(b"a", "page") != ballot_id(b"a", "other page")
    True
    """
    digest = hmac.digest(secret, f"ballot:{nonce}".encode(), hashlib.sha256)
    return uuid.UUID(bytes=digest[:KEY_BYTES])


def keys_digest(keys: Iterable[uuid.UUID]) -> str:
    """Return SHA-256 (hex) over the voter keys, given in ascending order: each as 32 hex digits and a newline.

    >>> keys_digest([]) == hashlib.sha256(b"").hexdigest()
    True
    """
    digest = hashlib.sha256()
    for key in keys:
        digest.update(f"{key.hex}\n".encode())
    return digest.hexdigest()


def place_on_the_ballot(secret: bytes, key: uuid.UUID, number: str) -> bytes:
    """Return by what the case `number` is sorted for the voter `key`: evenly spread, the same at every visit.

    >>> one, other = uuid.UUID(int=1), uuid.UUID(int=2)
    >>> place_on_the_ballot(b"a", one, "12") == place_on_the_ballot(b"a", other, "12")
    False
    """
    return hmac.digest(secret, f"order:{key.hex}:{number}".encode(), hashlib.sha256)


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
