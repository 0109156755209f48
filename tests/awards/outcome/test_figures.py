"""Numbers as text: rounded once, or cut where the reader follows."""

from fractions import Fraction

import pytest

from awards.arithmetic.ranking import round_once
from awards.outcome.figures import precise


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(471, 5), 4, "94.2"),
        (Fraction(2, 3), 4, "0.6666…"),
        (Fraction(-2, 3), 4, "-0.6666…"),
        (Fraction(93), 4, "93"),
        (Fraction(0), 3, "0"),
        (Fraction(100), 0, "100"),
        (Fraction(1, 10**7), 6, "0.000000…"),
        (Fraction(199999, 100000), 4, "1.9999…"),
    ],
)
def test_precise_cuts_and_says_so(value, places, text):
    assert precise(value, places) == text


def test_precise_rounded_at_an_earlier_place_is_what_was_rounded_once():
    for n in range(-4000, 4000):
        value = Fraction(n, 1999)
        shown = Fraction(precise(value, 6).rstrip("…"))
        assert round_once(shown, 3) == round_once(value, 3)
