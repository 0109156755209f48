"""A rule tried on invented figures: weights and awards under every conversion."""

from fractions import Fraction

import pytest

from awards.arithmetic.rule import parse_rule
from awards.foresight.practice import CASES, VOTERS, Practice, invent, trials
from tests.awards.editions import rule_document

# Experts 90, 80, 70 in both rounds; citizens 100, 300, 200 votes.
MARKS = {order: dict(zip("123", map(Fraction, (90, 80, 70)), strict=True)) for order in (1, 2)}
VOTES = {"1": 100, "2": 300, "3": 200}


def test_invented_figures_are_those_of_the_seed():
    rule = parse_rule(rule_document())
    practice = invent(rule, seed="a")
    assert practice == invent(rule, seed="a")
    assert practice.votes != invent(rule, seed="b").votes
    assert (len(practice.marks[1]), len(practice.marks[2]), len(practice.finalists)) == (CASES, 4, 3)
    assert sum(practice.votes.values()) == 2 * VOTERS


def test_trials_show_effective_weights_beside_the_nominal_ones():
    rule = parse_rule(rule_document())
    found = {one.method: one for one in trials(rule, Practice(MARKS, ("1", "2", "3"), VOTES))}
    # Two standard scores always act alike; votes beside points act alone: 45 + 50, 40 + 150, 35 + 100 are
    # 95, 190, 135 with the parts 50, 150, 100 of the citizens. Sums of squares about the means, cov/var:
    # totals -45, 50, -5 (4550); citizens -50, 50, 0 (4750 in common): 104.4 per cent.
    expected = {"standard": ["50.0", "50.0"], "as_scored": ["-4.4", "104.4"]}
    for method, weights in expected.items():
        assert [one["effective"] for one in found[method].weights] == weights
    assert [one["nominal"] for one in found["as_scored"].weights] == ["50", "50"]
    assert [one["name"] for one in found["as_scored"].alone] == ["시민 투표"]
    assert found["standard"].alone == []


def test_trials_show_how_awards_fall_and_what_differs_from_the_draft():
    rule = parse_rule(rule_document())
    found = {one.method: one for one in trials(rule, Practice(MARKS, ("1", "2", "3"), VOTES))}
    # In standard scores ±12.247 and 0: 62.247 + 37.753, 50 + 62.247, 37.753 + 50.
    assert [award["cases"] for award in found[None].awards] == [["2"], ["1"], ["3"]]
    assert [award["cases"] for award in found["as_scored"].awards] == [["2"], ["3"], ["1"]]
    assert [award["differs"] for award in found["as_scored"].awards] == [False, True, True]
    assert [award["differs"] for award in found["standard"].awards] == [False, False, False]


@pytest.mark.parametrize("poll", [True, False])
def test_trials_of_a_rule_with_one_group_warn_of_nothing(poll):
    document = rule_document(tie_chain=["lot"])
    document["groups"] = [document["groups"][0] | {"weight": 100}]
    document["poll"] = document["poll"] if poll else None
    rule = parse_rule(document)
    assert [one.alone for one in trials(rule, invent(rule, seed="a"))] == [[]] * 7
