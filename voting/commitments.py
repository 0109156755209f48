"""Pure values of the ballot box: what is made under the poll's secret, receipts, and the text of the seal."""

import hashlib
import hmac
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from itertools import islice

from cases.numbers import number_key

KEY_BYTES = 16
# A nonce: what was drawn, 16 bytes in base64, and a MAC of as many.
DRAWN_LETTERS, NONCE_LETTERS = 22, 44
SEPARATOR = ","
# Letters and digits that nobody takes for another: no O, I, L, 0, 1.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LETTERS, GROUP_LETTERS = 12, 4
CODES = len(ALPHABET) ** CODE_LETTERS
# A code tells the first bytes of a commitment, on a coarser scale.
PREFIX_BYTES = 8
PREFIXES = 1 << 8 * PREFIX_BYTES
COMMITMENT_BYTES = 32
SEAL_FORMAT = "sealed-box 1"
LINES_A_PIECE = 1000


def _keyed(secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, text.encode(), hashlib.sha256)


def voter_key(secret: bytes, identity: str) -> uuid.UUID:
    """Return the voter key: the first 128 bits of HMAC-SHA-256(poll's secret, identity), as UUID.

    The same identity gives the same key in one poll and an unrelated key in every other.

    >>> voter_key(b"a", "+821012345678") == voter_key(b"a", "+821012345678")
    True
    >>> voter_key(b"a", "+821012345678") == voter_key(b"b", "+821012345678")
    False
    """
    return uuid.UUID(bytes=_keyed(secret, identity)[:KEY_BYTES])


def listed_key(secret: bytes, key: uuid.UUID) -> uuid.UUID:
    """Return what a list keeps of the voter with this key: 128 bits of HMAC-SHA-256(secret, "listed:" + key).

    Without the secret nobody can tell whether somebody on a list took part.

    >>> listed_key(b"a", uuid.UUID(int=1)) == listed_key(b"a", uuid.UUID(int=1)) != uuid.UUID(int=1)
    True
    >>> listed_key(b"a", uuid.UUID(int=1)) == listed_key(b"b", uuid.UUID(int=1))
    False
    """
    return uuid.UUID(bytes=_keyed(secret, f"listed:{key.hex}")[:KEY_BYTES])


def page_nonce(secret: bytes, voter: uuid.UUID, drawn: str) -> str:
    """Return what the review page of `voter` carries: the random text `drawn`, and a MAC that binds it to the voter.

    >>> page_nonce(b"a", uuid.UUID(int=1), "x" * 22)
    'xxxxxxxxxxxxxxxxxxxxxxuwy4NSBebI3NrI2sdchSUw'
    """
    mac = _keyed(secret, f"page:{drawn}:{voter.hex}")[:KEY_BYTES]
    return drawn + urlsafe_b64encode(mac).decode().rstrip("=")


def is_page_of(secret: bytes, voter: uuid.UUID, nonce: str) -> bool:
    """Whether the review page with this nonce was made for `voter`.

    >>> nonce = page_nonce(b"a", uuid.UUID(int=1), "x" * 22)
    >>> is_page_of(b"a", uuid.UUID(int=1), nonce), is_page_of(b"a", uuid.UUID(int=2), nonce)
    (True, False)
    """
    return hmac.compare_digest(nonce, page_nonce(secret, voter, nonce[:DRAWN_LETTERS]))


def ballot_id(secret: bytes, nonce: str) -> uuid.UUID:
    """Return the id of the ballot that a review page with this nonce casts, however often it is sent.

    >>> ballot_id(b"a", "page") == ballot_id(b"a", "page") != ballot_id(b"a", "other page")
    True
    """
    return uuid.UUID(bytes=_keyed(secret, f"ballot:{nonce}")[:KEY_BYTES])


def ballot_mac(secret: bytes, ballot: uuid.UUID, choices: str) -> bytes:
    """Return the 16 bytes by which a ballot that was edited without the secret is found.

    They are stored beside the choices, so they are not the receipt: without the secret they tell nothing.

    >>> ballot_mac(b"a", uuid.UUID(int=1), "1,2,3") == ballot_mac(b"a", uuid.UUID(int=1), "1,2,4")
    False
    """
    return _keyed(secret, f"mac:{ballot.hex}:{choices}")[:KEY_BYTES]


def commitment(secret: bytes, ballot: uuid.UUID, choices: str) -> bytes:
    """Return the salted commitment to a ballot: SHA-256(salt ‖ choices), 32 bytes.

    The salt is HMAC-SHA-256(secret, "salt:" + id). It is stored nowhere, so it is destroyed with the secret,
    and a copy of the database joins no commitment to its ballot.

    >>> commitment(b"a", uuid.UUID(int=1), "1,2,3") == commitment(b"a", uuid.UUID(int=2), "1,2,3")
    False
    """
    return hashlib.sha256(_keyed(secret, f"salt:{ballot.hex}") + choices.encode()).digest()


def receipt_code(value: bytes) -> str:
    """Return a commitment as the short code of the receipt: three groups of four, in the commitments' order.

    >>> receipt_code(bytes(32)), receipt_code(b"\\xff" * 32)
    ('2222-2222-2222', 'ZZZZ-ZZZZ-ZZZZ')
    """
    number = int.from_bytes(value[:PREFIX_BYTES], "big") * CODES // PREFIXES
    letters = []
    for _ in range(CODE_LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    text = "".join(reversed(letters))
    return "-".join(text[start : start + GROUP_LETTERS] for start in range(0, CODE_LETTERS, GROUP_LETTERS))


def commitments_of_code(code: str) -> tuple[bytes, bytes] | None:
    """Return the first and the last commitment with this code, or None where it is not a code.

    Case, hyphens and blanks do not matter.

    >>> first, last = commitments_of_code("zzzz zzzz-zzzz")
    >>> first < b"\\xff" * 32 <= last
    True
    >>> commitments_of_code("7KQ4-M2XR") is None
    True
    """
    letters = [letter for letter in code.upper() if letter not in "- \t‐‑–—"]
    if len(letters) != CODE_LETTERS or not set(letters) <= set(ALPHABET):
        return None
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    first, after = -(-number * PREFIXES // CODES), -(-(number + 1) * PREFIXES // CODES)
    tail = COMMITMENT_BYTES - PREFIX_BYTES
    return first.to_bytes(PREFIX_BYTES, "big") + bytes(tail), (after - 1).to_bytes(
        PREFIX_BYTES, "big"
    ) + b"\xff" * tail


def keys_digest(keys: Iterable[uuid.UUID]) -> str:
    """Return SHA-256 (hex) over the voter keys, given in ascending order: each as 32 hex digits and a newline.

    >>> keys_digest([]) == hashlib.sha256(b"").hexdigest()
    True
    """
    digest = hashlib.sha256()
    for key in keys:
        digest.update(f"{key.hex}\n".encode())
    return digest.hexdigest()


def seal_text(
    slug: str, participations_sha256: str, ballots: int, commitments: Iterable[bytes]
) -> Iterator[bytes]:
    """Yield the text that is sealed, in pieces: what box, how many ballots, the voters' digest, every commitment.

    `commitments` are in ascending order. The public list is this text, so its SHA-256 is the seal.

    >>> print(b"".join(seal_text("2026", "ab", 1, [bytes(32)])).decode())
    sealed-box 1
    poll 2026
    ballots 1
    participations-sha256 ab
    2222-2222-2222 0000000000000000000000000000000000000000000000000000000000000000
    <BLANKLINE>
    """
    head = (SEAL_FORMAT, f"poll {slug}", f"ballots {ballots}")
    yield "\n".join((*head, f"participations-sha256 {participations_sha256}\n")).encode()
    rest = iter(commitments)
    while lines := [f"{receipt_code(value)} {value.hex()}\n" for value in islice(rest, LINES_A_PIECE)]:
        yield "".join(lines).encode()


def digest_of(pieces: Iterable[bytes]) -> str:
    """Return SHA-256 (hex) over all pieces."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def place_on_the_ballot(order: str, number: str) -> bytes:
    """Return by what the case `number` is sorted on the page with the random text `order`: evenly spread.

    >>> place_on_the_ballot("one", "12") == place_on_the_ballot("other", "12")
    False
    """
    return hashlib.sha256(f"{order}:{number}".encode()).digest()


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
