"""How close it was, against figures worked out by hand."""

import pytest

from awards.arithmetic.computation import compute
from awards.outcome.margins import cut_line, margins
from tests.awards.outcome.worked import VOTES, make_entries, make_rule

PLAIN = {"experts": "as_scored", "citizens": "as_scored"}
EVEN = {"1": (80,) * 5, "2": (70,) * 5, "3": (60,) * 5}


def lines(rule, entries):
    return margins(rule, entries, compute(rule, entries))


def test_margins_stand_at_the_first_place_and_at_the_ends_of_the_tiers():
    awards = [
        {"name": "최우수상", "kind": "ranked", "places": 1, "prize_krw": 0},
        {"name": "우수상", "kind": "ranked", "places": 2, "prize_krw": 0},
    ]
    sheets = EVEN | {"4": (50,) * 5}
    found = lines(make_rule(awards=awards, **PLAIN), make_entries(sheets=sheets, votes={**VOTES, "4": 12}))
    # Totals (80 + 10)/2 = 45, (70 + 6)/2 = 38, (60 + 2)/2 = 31, (50 + 12)/2 = 31: place 3 is shared or parted.
    assert [(one["upper_rank"], one["lower_rank"]) for one in found] == [(1, 2), (3, 4)]
    assert [(one["upper_award"], one["lower_award"]) for one in found] == [
        ("최우수상", "우수상"),
        ("우수상", ""),
    ]
    assert [(one["total"], one["votes"]) for one in found] == [("7.000", 4), ("0.000", -10)]
    assert [one["tie_step"] for one in found] == ["", "group:전문가 심사"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("empty", [(1, 2, "", "우수상"), (3, 4, "우수상", "")]),
        ("next", [(2, 3, "최우수상", "우수상")]),
    ],
)
def test_margins_of_a_revoked_award_stand_where_the_tiers_end_now(place, told):
    awards = [
        {"name": "최우수상", "kind": "ranked", "places": 1, "prize_krw": 0},
        {"name": "우수상", "kind": "ranked", "places": 2, "prize_krw": 0},
    ]
    entries = make_entries(sheets=EVEN | {"4": (50,) * 5}, votes={**VOTES, "4": 12}, revoked=frozenset({"1"}))
    found = lines(make_rule(awards=awards, revoked_place=place, **PLAIN), entries)
    keys = ("upper_rank", "lower_rank", "upper_award", "lower_award")
    assert [tuple(one[key] for key in keys) for one in found] == told


def test_margins_where_everybody_has_an_award_end_with_the_last_tier():
    found = lines(make_rule(**PLAIN), make_entries(sheets=EVEN))
    assert [(one["upper"], one["lower"]) for one in found] == [("1", "2"), ("2", "3")]


@pytest.mark.parametrize(
    ("conversion", "needed"),
    [
        # 7 in a total that counts citizens half are 14 votes as they are.
        ("as_scored", ("14.000", "14")),
        # One vote of 10 for the leader is 10 points, half of them count.
        ("share_of_leader", None),
    ],
)
def test_margins_are_told_in_the_units_of_the_groups(conversion, needed):
    found = lines(make_rule(experts="as_scored", citizens=conversion), make_entries(sheets=EVEN))[0]
    total = {"as_scored": "7.000", "share_of_leader": "25.000"}[conversion]
    # Experts as scored: twice the difference in points. Leader's share: 25 ÷ (100/10/2) = 5 votes.
    assert found["total"] == total
    worth = [(one["name"], one["value"]) for one in found["worth"]]
    expected = needed or ("50.000", "5")
    assert worth == [("전문가 심사", expected[0]), ("시민 투표", expected[1])]


def test_margins_in_standard_scores_go_by_the_deviation():
    # Both groups 80, 70, 60 and 10, 6, 2 have scores 50 ± 12.247…: total 62.247 against 50, a difference of 12.247.
    found = lines(make_rule(), make_entries(sheets=EVEN))[0]
    assert found["total"] == "12.247"
    # 12.247 ÷ (10 ÷ 8.16496… ÷ 2) = 19.999…, and 12.247 ÷ (10 ÷ 3.26598… ÷ 2) = 7.999… votes, so 8.
    assert [one["value"] for one in found["worth"]] == ["19.999", "8"]


def test_margins_in_points_by_place_have_no_unit():
    found = lines(make_rule(experts="rank_points", citizens="rank_points"), make_entries(sheets=EVEN))[0]
    assert found["worth"] == []


def test_margins_of_a_single_case_are_none():
    entries = make_entries(withdrawn=frozenset({"2", "3"}))
    awards = [{"name": "최우수상", "kind": "ranked", "places": 1, "prize_krw": 0}]
    assert lines(make_rule(awards=awards), entries) == []


def test_cut_line_is_the_last_mark_in_and_the_first_out():
    rule = make_rule(cut=2, awards=[{"name": "상", "kind": "ranked", "places": 1, "prize_krw": 0}])
    outcome = compute(rule, make_entries(sheets=EVEN, votes={"1": 1, "2": 1})).rounds.rounds[0]
    assert cut_line(rule, outcome) == {"last_in": "70", "first_out": "60", "difference": "10"}


def test_cut_line_is_none_where_everybody_went_on():
    rule = make_rule()
    assert cut_line(rule, compute(rule, make_entries(sheets=EVEN)).rounds.rounds[0]) is None
