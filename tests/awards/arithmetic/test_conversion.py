"""The six ways to make groups comparable."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from awards.arithmetic.conversion import (
    as_scored,
    convert,
    min_max,
    rank_points,
    root,
    share_of_leader,
    share_of_total,
    standard,
)
from awards.arithmetic.rule import Conversion, ConversionMethod

from .examples import fractions


def test_standard_uses_the_population_spread():
    # Mean 5, population SD 2.
    values = fractions(a=2, b=4, c=4, d=4, e=5, f=5, g=7, h=9)
    assert standard(values) == fractions(a=35, b=45, c=45, d=45, e=50, f=50, g=60, h=70)


def test_standard_rounds_the_quotient_to_20_places_half_even():
    # Mean 1, variance 2: 10 / sqrt(2) = 7.07106781186547524400844...
    converted = standard(fractions(a=-1, b=1, c=1, d=3))
    assert converted["d"] == 50 + Fraction("14.14213562373095048802")
    assert converted["a"] == 50 - Fraction("14.14213562373095048802")


def test_standard_without_spread_gives_everybody_50():
    assert standard(fractions(a=7, b=7)) == fractions(a=50, b=50)


def test_standard_of_one_case_is_50():
    assert standard(fractions(a=7)) == fractions(a=50)


def test_root_has_60_significant_digits():
    with localcontext() as context:
        context.prec = 60
        assert root(Fraction(2)) == Fraction(Decimal(2).sqrt())
    assert len(str(root(Fraction(2)).numerator)) >= 59


def test_root_of_a_square_fraction_is_its_nearest_60_digits():
    assert root(Fraction(9, 16)) == Fraction(3, 4)
    assert root(Fraction(4, 9)) == Fraction("0." + "6" * 59 + "7")


def test_min_max_spans_0_to_100():
    assert min_max(fractions(a=10, b=15, c=30)) == fractions(a=0, b=25, c=100)


def test_min_max_of_equal_values_is_50():
    assert min_max(fractions(a=10, b=10)) == fractions(a=50, b=50)


def test_share_of_leader_gives_the_leader_100():
    assert share_of_leader(fractions(a=30, b=10)) == {"a": 100, "b": Fraction(100, 3)}


def test_share_of_leader_without_a_vote_is_0():
    assert share_of_leader(fractions(a=0, b=0)) == fractions(a=0, b=0)


def test_share_of_total_sums_to_100():
    assert share_of_total(fractions(a=30, b=10)) == fractions(a=75, b=25)


def test_share_of_total_without_a_vote_is_0():
    assert share_of_total(fractions(a=0, b=0)) == fractions(a=0, b=0)


def test_rank_points_fall_in_equal_steps():
    assert rank_points(fractions(a=9, b=8, c=7, d=6)) == fractions(a=100, b=75, c=50, d=25)


def test_rank_points_ties_share_the_mean_of_their_places():
    assert rank_points(fractions(a=9, b=9, c=7, d=7)) == fractions(a="87.5", b="87.5", c="37.5", d="37.5")


def test_rank_points_table_gives_0_beyond_its_end():
    table = tuple(map(Fraction, (12, 10, 8)))
    assert rank_points(fractions(a=4, b=3, c=2, d=1), table) == fractions(a=12, b=10, c=8, d=0)


def test_rank_points_table_ties_share_across_its_end():
    table = tuple(map(Fraction, (12, 10)))
    assert rank_points(fractions(a=4, b=3, c=3), table) == fractions(a=12, b=5, c=5)


def test_rank_points_table_longer_than_the_field_is_cut():
    table = tuple(map(Fraction, (12, 10, 8)))
    assert rank_points(fractions(a=1), table) == fractions(a=12)


def test_as_scored_changes_nothing():
    assert as_scored(fractions(a=2982, b=1)) == fractions(a=2982, b=1)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("standard", fractions(a=60, b=40)),
        ("min_max", fractions(a=100, b=0)),
        ("share_of_leader", {"a": Fraction(100), "b": Fraction(100, 3)}),
        ("share_of_total", fractions(a=75, b=25)),
        ("rank_points", fractions(a=100, b=50)),
        ("as_scored", fractions(a=3, b=1)),
    ],
)
def test_convert_follows_the_named_method(method, expected):
    assert convert(Conversion(ConversionMethod(method)), fractions(a=3, b=1)) == expected


def test_convert_hands_the_table_on():
    conversion = Conversion(ConversionMethod.RANK_POINTS, (Fraction(12), Fraction(10)))
    assert convert(conversion, fractions(a=3, b=1)) == fractions(a=12, b=10)


@pytest.mark.parametrize("method", list(ConversionMethod))
def test_convert_of_nobody_is_empty(method):
    assert convert(Conversion(method), {}) == {}
