"""What stands in a cell: its types, the text that a person sees, and cells that hold no usable value."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

# What a spreadsheet program lets one cell hold.
MAX_TEXT = 32_767
# Unicode's own bound of a stream-safe text: composing longer runs of marks takes quadratic time.
MAX_MARKS = 30
SHOWN_LENGTH = 60

# The joiners of emoji are invisible too, but belong to the text.
JOINERS = "\u200c\u200d"
INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True)
class Unreadable:
    """A cell without a usable value: an error, an uncomputed formula, a place that a merged cell covers.

    `message` says how to mend it, `shown` what the file has there; `value` is that of the merged cell above.
    """

    shown: str
    message: str
    value: Any = None


Cell = str | Decimal | bool | date | Unreadable | None


def cell_of(value: Any) -> Cell:
    """Return a value of Python as a cell; blank text is None."""
    if value is None or isinstance(value, bool | Decimal | Unreadable):
        return value
    if isinstance(value, int | float):
        # 15 digits, as spreadsheets show and compare: 0.1 + 0.2 is 0.3 there.
        return Decimal(f"{value:.15g}")
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        value = str(value)
    return plain(value) or None


def as_text(cell: Cell) -> str | None:
    """Return a cell as the text a person sees, None for an empty one. A number never shows an exponent.

    >>> as_text(Decimal("12.0")), as_text(Decimal("1E+2")), as_text(date(2021, 3, 1)), as_text(" 중구 ")
    ('12', '100', '2021-03-01', '중구')
    """
    if isinstance(cell, Unreadable):
        return cell.shown
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell and plain(cell)


def plain(text: str) -> str:
    """Return `text` composed (NFC) and without space around it; an endless run of marks stays as it is."""
    if len(text) > MAX_MARKS and _has_endless_marks(text):
        return text.strip()
    return unicodedata.normalize("NFC", text).strip()


def _has_endless_marks(text):
    if unicodedata.is_normalized("NFC", text):
        return False
    runs = groupby(text, key=lambda char: unicodedata.combining(char) > 0)
    return any(is_mark and sum(1 for _char in run) > MAX_MARKS for is_mark, run in runs)


def printable(text: str | None, length: int = SHOWN_LENGTH) -> str:
    """Return `text` for a message: on one line, cut, with a visible mark for what nobody sees.

    >>> printable("가\\u202e나\\n다"), printable("가" * 70) == "가" * 60 + "…"
    ('가�나 다', True)
    """
    line = " ".join((text or "")[: length + 1].split())
    shown = "".join(char if is_visible(char) else "\ufffd" for char in line)
    return shown if len(text or "") <= length else shown[:length] + "…"


def is_visible(char: str) -> bool:
    """Whether a person sees `char` or it joins what is seen."""
    return char in JOINERS or unicodedata.category(char) not in INVISIBLE
