"""What the weights say and what they did.

domain rule: a group's stated weight rarely is its influence. Its effective weight is cov(weight·value,
total) / var(total) over the ranked set: the part of the differences between totals that came from this
group.
"""

from collections.abc import Mapping
from fractions import Fraction

from .terms import Rule


def nominal_weights(rule: Rule) -> dict[str, Fraction]:
    """The stated weight of each group as a share of 1."""
    return {group.name: group.weight / 100 for group in rule.groups}


def effective_weights(weighted: Mapping[str, Mapping[str, Fraction]]) -> dict[str, Fraction] | None:
    """The effective weight of each group as a share of 1; None (undefined) when all totals are equal.

    `weighted` holds weight·value by group and case. The shares sum to 1 exactly; one may be negative, when
    a group pulled against the result. A group that is everywhere the same acts with 0.

    >>> experts, citizens = {"a": Fraction(1), "b": Fraction(2)}, {"a": Fraction(0), "b": Fraction(3)}
    >>> effective_weights({"experts": experts, "citizens": citizens})
    {'experts': Fraction(1, 4), 'citizens': Fraction(3, 4)}
    """
    cases = sorted({case for values in weighted.values() for case in values})
    totals = {case: sum((values[case] for values in weighted.values()), Fraction(0)) for case in cases}
    centred = _centred(totals)
    spread = sum((x * x for x in centred.values()), Fraction(0))
    if spread == 0:
        return None
    return {
        name: sum((own * centred[case] for case, own in _centred(values).items()), Fraction(0)) / spread
        for name, values in weighted.items()
    }


def _centred(values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    if not values:
        return {}
    mean = sum(values.values(), Fraction(0)) / len(values)
    return {case: x - mean for case, x in values.items()}
