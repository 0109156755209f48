"""Three versions of a set of cells made one: what the page showed, what was typed, what is stored by now.

Pure functions over plain values. A cell that the page's reader did not touch keeps what is stored, whoever stored
it; a touched cell is written unless somebody else changed it since the page was opened.
"""

import re
import unicodedata
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Points = Decimal | None

_WRITTEN = re.compile(r"\d{1,3}(\.\d*)?|\.\d+", re.ASCII)
_PLACES = 2


class NotANumber(ValueError):
    """The text is not points."""


class OutOfRange(ValueError):
    """The points are below 0 or above the maximum."""


class TooManyPlaces(ValueError):
    """The points have more than two decimal places."""


@dataclass(frozen=True)
class Conflict:
    """One cell that two people changed: what is typed here, and what somebody else stored meanwhile."""

    yours: str
    theirs: Points


@dataclass
class Merged:
    """What to write, what was refused at its cell and why, and which cells two people changed."""

    writes: dict[Key, Points] = field(default_factory=dict)
    refused: dict[Key, ValueError] = field(default_factory=dict)
    conflicts: dict[Key, Conflict] = field(default_factory=dict)


def plain(points: Points) -> str:
    """Points as people write them; empty for an empty cell.

    >>> plain(Decimal("30.00")), plain(Decimal("0")), plain(Decimal("27.50")), plain(None)
    ('30', '0', '27.5', '')
    """
    return "" if points is None else f"{points.normalize():f}"


def read_points(text: str, maximum: Decimal) -> Points:
    """Points from 0 to `maximum` with at most two places, None for an empty cell: empty is not 0.

    Raises `NotANumber`, `TooManyPlaces`, `OutOfRange`.

    >>> read_points(" ２７．５ ", Decimal(40)), read_points("", Decimal(40)), read_points("0", Decimal(40))
    (Decimal('27.5'), None, Decimal('0'))
    """
    written = unicodedata.normalize("NFKC", text).strip()
    if not written:
        return None
    if not _WRITTEN.fullmatch(written.removeprefix("-")):
        raise NotANumber(text)
    points = Decimal(written)
    if len(written.partition(".")[2].rstrip("0")) > _PLACES:
        raise TooManyPlaces(text)
    if not 0 <= points <= maximum:
        raise OutOfRange(text)
    return points


def merge(
    *,
    typed: Mapping[Key, str],
    shown: Mapping[Key, str],
    stored: Mapping[Key, Points],
    maxima: Mapping[Key, Decimal],
) -> Merged:
    """Merge the `typed` cells that may be written: those with a maximum in `maxima`.

    >>> one = dict(maxima={"a": Decimal(40)}, stored={"a": Decimal(31)})
    >>> merge(typed={"a": "30"}, shown={"a": "30"}, **one).writes
    {}
    >>> merge(typed={"a": "32"}, shown={"a": "31"}, **one).writes
    {'a': Decimal('32')}
    >>> merge(typed={"a": "32"}, shown={"a": "30"}, **one).conflicts
    {'a': Conflict(yours='32', theirs=Decimal('31'))}
    """
    merged = Merged()
    for key, maximum in maxima.items():
        if key in typed and typed[key].strip() != shown.get(key, ""):
            _merge_cell(merged, key, typed[key], shown.get(key, ""), stored.get(key), maximum)
    return merged


def _merge_cell(merged, key, text, shown, stored, maximum):
    try:
        points = read_points(text, maximum)
    except ValueError as error:
        merged.refused[key] = error
        return
    if points == stored or plain(points) == shown:
        return
    if plain(stored) != shown:
        merged.conflicts[key] = Conflict(text.strip(), stored)
    else:
        merged.writes[key] = points
