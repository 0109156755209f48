"""What the weights say, and what they did."""

from fractions import Fraction

from awards.arithmetic.computation import combine
from awards.arithmetic.rule import parse_rule
from awards.arithmetic.weights import effective_weights, nominal_weights

from .examples import document, fractions, one_round_document, rule


def test_nominal_weights_are_the_stated_ones():
    groups = document()["groups"]
    groups[0]["weight"], groups[1]["weight"] = "66.5", "33.5"
    assert nominal_weights(rule(groups=groups)) == fractions(experts="0.665", citizens="0.335")


def test_effective_weight_is_covariance_over_variance():
    # Totals 1, 3, 8 (mean 4): deviations -3, -1, 4, sum of squares 26; experts 1, 2, 3 give 7, citizens 19.
    weighted = {"experts": fractions(a=1, b=2, c=3), "citizens": fractions(a=0, b=1, c=5)}
    assert effective_weights(weighted) == {"experts": Fraction(7, 26), "citizens": Fraction(19, 26)}


def test_effective_weight_of_a_flat_group_is_0():
    weighted = {"experts": fractions(a=5, b=5), "citizens": fractions(a=0, b=1)}
    assert effective_weights(weighted) == fractions(experts=0, citizens=1)


def test_effective_weight_of_a_group_that_pulled_back_is_negative():
    weighted = {"experts": fractions(a=1, b=0), "citizens": fractions(a=0, b=3)}
    assert effective_weights(weighted) == fractions(experts="-0.5", citizens="1.5")


def test_effective_weights_of_equal_totals_are_undefined():
    assert effective_weights({"experts": fractions(a=1, b=2), "citizens": fractions(a=2, b=1)}) is None


def test_effective_weights_of_nobody_are_undefined():
    assert effective_weights({"experts": {}, "citizens": {}}) is None


def test_half_and_half_as_scored_acts_very_differently():
    # Marks differ by points, votes by hundreds: the stated 50:50 is nearly all votes.
    combined = combine(
        parse_rule(one_round_document()),
        finalists="abc",
        round_marks={1: fractions(a=90, b=80, c=85)},
        votes={"a": 100, "b": 900, "c": 400},
    )
    assert combined.nominal_weights == fractions(experts="0.5", citizens="0.5")
    assert combined.effective_weights["citizens"] > 1


def test_half_and_half_by_standard_acts_half_and_half():
    groups = one_round_document()["groups"]
    for group in groups:
        group["conversion"] = "standard"
    combined = combine(
        parse_rule(one_round_document(groups=groups)),
        finalists="abc",
        round_marks={1: fractions(a=90, b=80, c=85)},
        votes={"a": 900, "b": 100, "c": 700},
    )
    assert {name: round(weight, 15) for name, weight in combined.effective_weights.items()} == fractions(
        experts="0.5", citizens="0.5"
    )


def test_70_to_30_by_standard_acts_stronger_when_the_groups_are_unrelated():
    # Equal spread and no correlation: the squares of the weights count, 49 to 9.
    groups = one_round_document()["groups"]
    for group, weight in zip(groups, (70, 30), strict=True):
        group["conversion"], group["weight"] = "standard", weight
    combined = combine(
        parse_rule(one_round_document(groups=groups)),
        finalists="abcd",
        round_marks={1: fractions(a=90, b=80, c=90, d=80)},
        votes={"a": 10, "b": 10, "c": 30, "d": 30},
    )
    assert combined.nominal_weights == fractions(experts="0.7", citizens="0.3")
    assert combined.effective_weights == {"experts": Fraction(49, 58), "citizens": Fraction(9, 58)}


def test_bonus_is_in_no_group_and_has_no_part_in_the_weights():
    changes = {"bonus": {"cap": 50}}
    entries = {
        "finalists": "ab",
        "round_marks": {1: fractions(a=90, b=80)},
        "votes": {"a": 10, "b": 30},
    }
    plain = combine(parse_rule(one_round_document()), **entries)
    with_bonus = combine(parse_rule(one_round_document(**changes)), bonus=fractions(a=50), **entries)
    assert plain.ranking[0].case == "b"
    assert with_bonus.ranking[0].case == "a"
    assert with_bonus.effective_weights == plain.effective_weights
