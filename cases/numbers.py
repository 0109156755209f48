"""Case numbers are text: one normal form, one key that sorts naturally."""

import re
import unicodedata

_DASHES = re.compile("[‐‑‒–—―−﹘﹣－]")
_DIGITS = re.compile(r"[0-9]+")
_DIGIT_WIDTH = 8


def normalise_number(text: str) -> str:
    """Return the normal form: full-width digits and stray dashes mended, no spaces, upper case.

    >>> normalise_number(" ２０２５－００１ ")
    '2025-001'
    """
    mended = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", "", mended).upper()


def number_key(text: str) -> str:
    """Return the key of a case number: unique within an edition, sorted in natural order.

    Runs of digits are padded, so that `2` < `12` and `01` is the same case as `1`.

    >>> sorted(["12", "2", "2025-001", "1"], key=number_key)
    ['1', '2', '12', '2025-001']
    >>> number_key("01") == number_key("1")
    True
    """
    return _DIGITS.sub(lambda run: run.group().lstrip("0").rjust(_DIGIT_WIDTH, "0"), normalise_number(text))
