"""Numbers as text: rounded once for tables, cut and never rounded where a reader follows the working."""

import re
from fractions import Fraction

from awards.arithmetic.ranking import round_once

# Weights and shares are told to one and two places, as the announcements do.
WEIGHT_PLACES = 1
SHARE_PLACES = 2
# Points on a sheet have two places at most, and so do their totals and the weights of a rule.
POINT_PLACES = 2
# Places beyond those of a result that the working shows, so that a pocket calculator meets the total.
WORKING_PLACES = 3
WHOLE_PART = re.compile(r"\d+")


def digits(value: Fraction, places: int) -> str:
    """Return `value` rounded once to `places`, all places written: 1/8 to 2 places is "0.13"."""
    return f"{round_once(value, places):f}"


def short_digits(value: Fraction, places: int) -> str:
    """Return `value` rounded once to `places` without idle zeros, one place at least: 471/5 is "94.2"."""
    whole, _, rest = digits(value, max(places, 1)).partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def percent(part: int | Fraction, whole: int | Fraction, places: int) -> str | None:
    """Return part ÷ whole in percent, or None where there is no whole."""
    return digits(Fraction(part) * 100 / whole, places) if whole else None


def grouped(figures: str) -> str:
    """Return `figures` of the working with separators of thousands in the whole part.

    >>> grouped("1808.6666…"), grouped("91.1"), grouped("-1405")
    ('1,808.6666…', '91.1', '-1,405')
    """
    return WHOLE_PART.sub(lambda found: f"{int(found[0]):,}", figures, count=1)


def precise(value: Fraction, places: int) -> str:
    """Return `value` as far as `places`: exact where it ends there, else cut, with a mark that it goes on.

    Cut, because a reader who rounds what was cut at a later place gets what the engine rounded once.

    >>> precise(Fraction(471, 5), 4), precise(Fraction(2, 3), 4), precise(Fraction(93), 4)
    ('94.2', '0.6666…', '93')
    """
    scaled = abs(value) * 10**places
    whole, rest = divmod(int(scaled), 10**places)
    tail = f"{rest:0{places}d}" if places else ""
    sign = "-" if value < 0 else ""
    if scaled != int(scaled):
        return f"{sign}{whole}.{tail}…"
    return f"{sign}{whole}.{tail}".rstrip("0").rstrip(".") if tail.strip("0") else f"{sign}{whole}"
