"""Groups made comparable: judges' marks and citizens' votes live on different scales.

domain rule: each group is converted over the ranked set, the finalists not withdrawn. Values in and out are
exact fractions by case. Only `standard` needs a root; it is the one place where digits are limited, to a
stated number.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from .terms import Conversion, ConversionMethod

Values = Mapping[str, Fraction]
Converted = dict[str, Fraction]

ROOT_DIGITS = 60
QUOTIENT_PLACES = 20


def convert(conversion: Conversion, values: Values) -> Converted:
    """The values of a group, by case, on the scale of the named method; of no cases, an empty result."""
    if not values:
        return {}
    if conversion.method == ConversionMethod.RANK_POINTS:
        return rank_points(values, conversion.table)
    return _METHODS[conversion.method](values)


def standard(values: Values) -> Converted:
    """표준점수: 50 + 10·(x - mean)/SD with the population SD; without any spread everybody has 50.

    default of this portal: both groups then have the same spread, so neither outweighs its stated weight by
    scale.

    >>> standard({"a": Fraction(1), "b": Fraction(3)})
    {'a': Fraction(40, 1), 'b': Fraction(60, 1)}
    """
    mean = sum(values.values()) / Fraction(len(values))
    variance = sum((x - mean) ** 2 for x in values.values()) / Fraction(len(values))
    if variance == 0:
        return {case: Fraction(50) for case in values}
    deviation = root(variance)
    # round() of a Fraction is exact and half-even.
    return {case: 50 + round(10 * (x - mean) / deviation, QUOTIENT_PLACES) for case, x in values.items()}


def root(square: Fraction) -> Fraction:
    """The square root with 60 significant digits, half-even; the division before it carries twice as many."""
    wide = Context(prec=2 * ROOT_DIGITS, rounding=ROUND_HALF_EVEN)
    quotient = wide.divide(Decimal(square.numerator), Decimal(square.denominator))
    return Fraction(Context(prec=ROOT_DIGITS, rounding=ROUND_HALF_EVEN).sqrt(quotient))


def min_max(values: Values) -> Converted:
    """100·(x - min)/(max - min); all equal gives 50."""
    least, most = min(values.values()), max(values.values())
    if least == most:
        return {case: Fraction(50) for case in values}
    return {case: 100 * (x - least) / (most - least) for case, x in values.items()}


def share_of_leader(values: Values) -> Converted:
    """100·x/max; a largest value of 0 gives 0."""
    return _share_of(values, max(values.values()))


def share_of_total(values: Values) -> Converted:
    """100·x/sum; a sum of 0 gives 0."""
    return _share_of(values, sum(values.values(), Fraction(0)))


def _share_of(values: Values, whole: Fraction) -> Converted:
    return {case: 100 * x / whole if whole else Fraction(0) for case, x in values.items()}


def rank_points(values: Values, table: tuple[Fraction, ...] | None = None) -> Converted:
    """100·(n - rank + 1)/n, or the table's points by place (0 beyond its end).

    Ties share the mean of the places they occupy: two leaders of four have (100 + 75)/2 = 87.5 each.
    """
    n = len(values)
    if table is None:
        by_place = [Fraction(100 * (n - place), n) for place in range(n)]
    else:
        by_place = [*table[:n], *[Fraction(0)] * (n - len(table))]
    ordered = sorted(values.values(), reverse=True)
    return {case: _mean_of_places(x, ordered, by_place) for case, x in values.items()}


def _mean_of_places(x: Fraction, ordered: list[Fraction], by_place: list[Fraction]) -> Fraction:
    first, shared = ordered.index(x), ordered.count(x)
    return sum(by_place[first : first + shared], Fraction(0)) / shared


def as_scored(values: Values) -> Converted:
    """The values themselves: votes next to points, with all that this does to the weights."""
    return dict(values)


_METHODS: dict[ConversionMethod, Callable[[Values], Converted]] = {
    ConversionMethod.STANDARD: standard,
    ConversionMethod.MIN_MAX: min_max,
    ConversionMethod.SHARE_OF_LEADER: share_of_leader,
    ConversionMethod.SHARE_OF_TOTAL: share_of_total,
    ConversionMethod.AS_SCORED: as_scored,
}
