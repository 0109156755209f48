"""The naive recount against the vectors that any implementation must meet."""

from fractions import Fraction

from .examples import edition_2021, entries_2021
from .naive import recount
from .naive.groups import square_root
from .naive.places import written
from .naive.rounds import mark_of

TRIM = {"from_totals": 5, "high": 1, "low": 1}


def totals(*numbers):
    return [[f"위원{n}", Fraction(number)] for n, number in enumerate(numbers)]


def test_marks_of_the_vectors():
    assert mark_of(totals(10, 9, 9, 7, 2), TRIM) == (Fraction(25, 3), [["위원0"], ["위원4"]])
    assert mark_of(totals(10, 10, 12), {"from_totals": 3, "high": 1, "low": 1})[0] == 10
    assert mark_of(totals(3, 3, 3, 3, 3), TRIM)[1] == [["위원0"], ["위원1"]]


def test_rounding_is_away_from_zero():
    assert [written(Fraction(n, 2000), 3) for n in (1, -1, 2469)] == ["0.001", "-0.001", "1.235"]
    deviation = abs(Fraction(88, 100) - Fraction(210_680_000, 261_358_120))
    assert written(50 - 3 * deviation * 100 + Fraction("46.75"), 3) == "74.579"


def test_root_has_sixty_digits():
    digits = "141421356237309504880168872420969807856967187537694807317668"
    assert square_root(Fraction(2)) == Fraction(int(digits), 10**59)
    assert square_root(Fraction(1, 400)) == Fraction(1, 20)
    assert square_root(Fraction(10**20)) == 10**10


def test_2021_is_as_expected():
    counted = recount(edition_2021(), entries_2021())
    totals_ = {"24": "72.269", "61": "57.024", "1": "55.322", "37": "48.450", "12": "45.802", "34": "44.209"}
    assert counted["totals"] == totals_ | {"51": "43.049", "60": "42.968", "43": "40.906"}
    assert counted["prizes_krw"] == 9_000_000
