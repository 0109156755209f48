"""A judge whose total is far from the others': a hint to look at the paper again, never a verdict. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from statistics import median
from typing import TypeVar

Name = TypeVar("Name")

# default of this portal: in the two rounds of 2021 no total was further than 9 points from the others' median.
FAR = Decimal(10)
OTHERS_NEEDED = 3


def far_from_others(totals: Mapping[Name, Decimal]) -> set[Name]:
    """Those whose total is at least `FAR` points away from the median of all others, with 3 others or more.

    >>> far_from_others({"a": Decimal(90), "b": Decimal(88), "c": Decimal(91), "d": Decimal(60)})
    {'d'}
    >>> far_from_others({"a": Decimal(90), "b": Decimal(60)})
    set()
    """
    return {
        name
        for name, total in totals.items()
        if len(totals) > OTHERS_NEEDED
        and abs(total - median(other for key, other in totals.items() if key != name)) >= FAR
    }
