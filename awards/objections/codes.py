"""The code by which a filer reads the answer: made from what the page drew, kept as a salted hash alone."""

import hashlib
import hmac
import uuid

from voting.commitments import ALPHABET, GROUP_LETTERS

# 79 bits: the hash is of no use to whoever has a copy of the database.
CODE_LETTERS = 16
SEPARATORS = "- \t\n‐‑–—"
# More than a code with every separator; whatever is longer is none.
MOST_TYPED = 100


def code_of_page(key: bytes, edition: int, nonce: uuid.UUID) -> str:
    """Return the code that the page with this nonce gives, however often its form is sent.

    >>> code_of_page(b"key", 1, uuid.UUID(int=1))
    'PT4S-6BTU-ZJCW-R3KM'
    >>> code_of_page(b"key", 1, uuid.UUID(int=1)) == code_of_page(b"key", 2, uuid.UUID(int=1))
    False
    """
    number = int.from_bytes(hmac.digest(key, f"{edition}:{nonce.hex}".encode(), hashlib.sha256), "big")
    letters = []
    for _ in range(CODE_LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    text = "".join(letters)
    return "-".join(text[start : start + GROUP_LETTERS] for start in range(0, CODE_LETTERS, GROUP_LETTERS))


def hash_of_code(edition: int, typed: str) -> str:
    """Return what is kept of a code, SHA-256 (hex): the same work for whatever was typed.

    Case and separators do not matter.

    >>> hash_of_code(1, "2345-6789-abcd-efgh") == hash_of_code(1, "23456789 ABCDEFGH")
    True
    >>> hash_of_code(1, "2345-6789-abcd-efgh") == hash_of_code(2, "2345-6789-abcd-efgh")
    False
    """
    letters = "".join(letter for letter in typed[:MOST_TYPED].upper() if letter not in SEPARATORS)
    return hashlib.sha256(f"objection {edition}:{letters}".encode()).hexdigest()
