"""Totals, the one rounding, places, and ties.

domain rule: a total is the sum of weight times value over 100, rounded once; places go by the rounded
total, so the digits a page shows are the digits that decide. Equal rounded totals are a tie, and the chain
compares exact values, step by step. Places run 1, 2, 2, 4 where nothing separates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from .natural import natural_key

__all__ = ["RankedCase", "TieStep", "lot_order", "lot_step", "natural_key", "rank", "round_once"]


@dataclass(frozen=True)
class TieStep:
    """A step of the chain: its name as the rule writes it, and a value by case, of which more is better."""

    name: str
    values: Mapping[str, Fraction]


@dataclass(frozen=True)
class RankedCase:
    """A place: `total` is rounded and decides, `exact` is what was rounded.

    `tie_step` is the step that gave this case its place among those of the same rounded total; None when
    nobody had the same total, or when no step could separate any of them.
    """

    case: str
    rank: int
    total: Decimal
    exact: Fraction
    tie_step: str | None


def round_once(value: Fraction, places: int) -> Decimal:
    """The value at `places` decimals, half up; exact halves of negative values go away from zero as well.

    default of this portal: 3 places, half up.

    >>> round_once(Fraction(125, 1000), 2), round_once(Fraction(-125, 1000), 2)
    (Decimal('0.13'), Decimal('-0.13'))
    """
    digits = int(abs(value) * 10**places + Fraction(1, 2))
    sign = 1 if value < 0 and digits else 0
    return Decimal((sign, tuple(int(digit) for digit in str(digits)), -places))


def lot_order(seed: str, cases: Iterable[str]) -> tuple[str, ...]:
    """The cases in the order of the lot: ascending SHA-256 (hex) of seed and case number, both UTF-8, joined.

    domain rule: the seed is published before the vote opens, so anybody can draw the lot again.
    """
    return tuple(sorted(cases, key=lambda case: sha256(f"{seed}{case}".encode()).hexdigest()))


def lot_step(seed: str, cases: Iterable[str]) -> TieStep:
    """The lot as the last step of a chain: the first of the lot order is the best."""
    return TieStep("lot", {case: Fraction(-place) for place, case in enumerate(lot_order(seed, cases))})


def rank(
    totals: Mapping[str, Fraction], *, decimals: int, chain: Sequence[TieStep]
) -> tuple[RankedCase, ...]:
    """The cases by place; equal places in natural order of the case number.

    `totals` are exact; every step of the chain has a value for every case.

    >>> totals = {"a": Fraction(5), "b": Fraction(5), "c": Fraction(1)}
    >>> [place.rank for place in rank(totals, decimals=3, chain=[])]
    [1, 1, 3]
    """
    rounded = {case: round_once(exact, decimals) for case, exact in totals.items()}
    ranking: list[RankedCase] = []
    for level in _levels(totals, {case: Fraction(total) for case, total in rounded.items()}):
        for tied, step in _separate(level, chain, None):
            place = len(ranking) + 1
            ranking += [RankedCase(case, place, rounded[case], totals[case], step) for case in tied]
    return tuple(ranking)


def _levels(cases: Iterable[str], values: Mapping[str, Fraction]) -> list[list[str]]:
    """Cases of equal value together, the best first, each level in natural order."""
    by_value: dict[Fraction, list[str]] = {}
    for case in sorted(cases, key=natural_key):
        by_value.setdefault(values[case], []).append(case)
    return [by_value[value] for value in sorted(by_value, reverse=True)]


def _separate(
    tied: list[str], chain: Sequence[TieStep], separated_by: str | None
) -> list[tuple[list[str], str | None]]:
    """Those who stay together, in order, each with the last step that parted them from others."""
    if len(tied) == 1 or not chain:
        return [(tied, separated_by)]
    step, later = chain[0], chain[1:]
    levels = _levels(tied, step.values)
    reason = step.name if len(levels) > 1 else separated_by
    return [part for level in levels for part in _separate(level, later, reason)]
