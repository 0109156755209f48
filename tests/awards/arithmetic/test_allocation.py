"""Awards, prizes and what is paid of them."""

from fractions import Fraction

import pytest

from awards.arithmetic.allocation import (
    NotRanked,
    Sums,
    TooManyNamed,
    UnknownAward,
    UnknownKind,
    Withheld,
    allocate,
    sums,
)
from awards.arithmetic.ranking import rank

from .examples import document, rule

GOLD, SILVER = document()["awards"]
FAVOURITE = {"name": "favourite", "kind": "most_votes", "places": 1, "prize_krw": 300_000}
JURY = {"name": "jury", "kind": "committee", "places": 2, "prize_krw": 100_000}
KINDS = dict.fromkeys("abcdefghij", "자치구")


def ranking_of(order="abcdef", *, equal=()):
    """Cases in this order; those in `equal` share the total of the first of them."""
    totals = {case: Fraction(100 - n) for n, case in enumerate(order)}
    totals.update(dict.fromkeys(equal, totals[equal[0]] if equal else None))
    return rank(totals, decimals=3, chain=[])


def given(awards, ranking=None, *, votes=None, kinds=KINDS, committee=None):
    return allocate(rule(awards=awards), ranking or ranking_of(), votes, kinds, committee or {})


def winners(given_awards):
    return [(one.case, one.award) for one in given_awards]


def test_ranked_tiers_take_consecutive_places():
    assert winners(given([GOLD, SILVER])) == [("a", "gold"), ("b", "silver"), ("c", "silver")]


def test_ranked_tie_within_a_tier_changes_nothing():
    assert winners(given([GOLD, SILVER], ranking_of(equal="bc"))) == [
        ("a", "gold"),
        ("b", "silver"),
        ("c", "silver"),
    ]


def test_ranked_tie_across_a_line_shares_the_better_tier_with_whole_prizes():
    result = given([GOLD, SILVER], ranking_of(equal="ab"))
    assert winners(result) == [("a", "gold"), ("b", "gold"), ("c", "silver")]
    assert [one.prize_krw for one in result] == [2_000_000, 2_000_000, 1_000_000]


def test_ranked_tie_at_the_last_line_lets_both_in():
    assert winners(given([GOLD, SILVER], ranking_of(equal="cd")))[-2:] == [("c", "silver"), ("d", "silver")]


def test_ranked_places_beyond_the_ranking_stay_empty():
    assert winners(given([GOLD, SILVER], ranking_of("ab"))) == [("a", "gold"), ("b", "silver")]


def test_most_votes_goes_outside_the_awards_before_it():
    # a and c have more votes than d, and an award already.
    votes = {"a": 90, "b": 10, "c": 80, "d": 70, "e": 60}
    assert winners(given([GOLD, SILVER, FAVOURITE], votes=votes))[-1] == ("d", "favourite")


def test_most_votes_stackable_goes_to_the_leader_whatever_else_it_won():
    votes = {"a": 90, "d": 70}
    assert winners(given([GOLD, {**FAVOURITE, "stackable": True}], votes=votes)) == [
        ("a", "gold"),
        ("a", "favourite"),
    ]


def test_most_votes_listed_first_takes_nothing_from_the_ranked_tiers():
    assert winners(given([FAVOURITE, GOLD], votes={"a": 9, "b": 1})) == [("a", "favourite"), ("a", "gold")]


def test_most_votes_tie_goes_to_the_better_place():
    votes = {"b": 5, "e": 70, "d": 70}
    assert winners(given([GOLD, SILVER, FAVOURITE], votes=votes))[-1] == ("d", "favourite")


def test_most_votes_tie_on_one_place_is_shared():
    result = given([GOLD, FAVOURITE], ranking_of(equal="de"), votes={"d": 70, "e": 70})
    assert winners(result)[1:] == [("d", "favourite"), ("e", "favourite")]


def test_most_votes_of_two_places_takes_the_two_best():
    votes = {"d": 1, "e": 3, "f": 2}
    assert winners(given([GOLD, {**FAVOURITE, "places": 2}], votes=votes))[1:] == [
        ("e", "favourite"),
        ("f", "favourite"),
    ]


def test_most_votes_without_any_vote_stays_empty():
    assert winners(given([GOLD, FAVOURITE], votes={"d": 0})) == [("a", "gold")]


def test_committee_gives_to_the_cases_it_names():
    result = given([GOLD, JURY], committee={"jury": ["f", "d"]})
    assert winners(result) == [("a", "gold"), ("f", "jury"), ("d", "jury")]


def test_committee_award_nobody_is_named_for_stays_empty():
    assert winners(given([GOLD, JURY])) == [("a", "gold")]


@pytest.mark.parametrize(
    ("committee", "error"),
    [
        ({"jury": ["d", "e", "f"]}, TooManyNamed),
        ({"jury": ["d", "d"]}, TooManyNamed),
        ({"jury": ["z"]}, NotRanked),
        ({"gold": ["d"]}, UnknownAward),
        ({"nothing": []}, UnknownAward),
    ],
)
def test_committee_naming_outside_its_awards_is_refused(committee, error):
    with pytest.raises(error):
        given([GOLD, JURY], committee=committee)


def test_payout_is_withheld_from_excluded_kinds_and_the_prize_stays():
    (gold,) = given([GOLD], kinds={**KINDS, "a": "투자출연기관"})
    assert (gold.prize_krw, gold.payout_krw) == (2_000_000, 0)
    assert gold.payout_withheld == Withheld.CASH_EXCLUDED_KIND == "cash_excluded_kind"


def test_payout_of_other_kinds_is_the_prize():
    (gold,) = given([GOLD])
    assert (gold.prize_krw, gold.payout_krw, gold.payout_withheld) == (2_000_000, 2_000_000, None)


def test_payout_of_an_award_without_money_is_not_called_withheld():
    (gold,) = given([{**GOLD, "prize_krw": 0}], kinds={**KINDS, "a": "투자출연기관"})
    assert (gold.payout_krw, gold.payout_withheld) == (0, None)


def test_payout_of_an_organisation_of_unknown_kind_is_refused():
    with pytest.raises(UnknownKind):
        given([GOLD], kinds={})


def test_sums_keep_prizes_and_payouts_apart():
    result = given([GOLD, SILVER], kinds={**KINDS, "b": "투자출연기관"})
    assert sums(result) == Sums(prizes_krw=4_000_000, payouts_krw=3_000_000)


def test_awards_of_2022_leave_four_of_ten_finalists_without_one():
    awards = [
        {"name": "최우수상", "kind": "ranked", "places": 1, "prize_krw": 0},
        {"name": "우수상", "kind": "ranked", "places": 2, "prize_krw": 0},
        {"name": "매력상", "kind": "ranked", "places": 1, "prize_krw": 0},
        {"name": "동행상", "kind": "ranked", "places": 1, "prize_krw": 0},
        {"name": "공감상", "kind": "most_votes", "prize_krw": 0},
    ]
    rounds = document()["rounds"]
    rounds[0]["cut"], rounds[1]["cut"] = 15, 10
    votes = {**dict.fromkeys("abcdefghij", 1_000), "h": 2_547}
    result = allocate(rule(awards=awards, rounds=rounds), ranking_of("abcdefghij"), votes, KINDS, {})
    assert winners(result) == [
        ("a", "최우수상"),
        ("b", "우수상"),
        ("c", "우수상"),
        ("d", "매력상"),
        ("e", "동행상"),
        ("h", "공감상"),
    ]
