"""Awards that were revoked: their places stay empty, or the next cases move up."""

import pytest

from awards.arithmetic.allocation import NotRanked, allocate
from awards.arithmetic.computation import ContestInput, compute

from .examples import document, rule
from .test_allocation import FAVOURITE, GOLD, JURY, KINDS, SILVER, ranking_of, winners
from .test_computation import contest

STACKED = {**FAVOURITE, "stackable": True}
VOTES = {"a": 9, "b": 1, "d": 5, "e": 4}


def given(awards, revoked, place, ranking=None, *, votes=None, committee=None):
    return winners(
        allocate(
            rule(awards=awards, revoked_place=place),
            ranking or ranking_of(),
            votes,
            KINDS,
            committee or {},
            frozenset(revoked),
        )
    )


@pytest.mark.parametrize(
    ("place", "revoked", "awards"),
    [
        ("empty", "a", [("b", "silver"), ("c", "silver")]),
        ("empty", "b", [("a", "gold"), ("c", "silver")]),
        ("empty", "abc", []),
        ("empty", "f", [("a", "gold"), ("b", "silver"), ("c", "silver")]),
        ("next", "a", [("b", "gold"), ("c", "silver"), ("d", "silver")]),
        ("next", "ac", [("b", "gold"), ("d", "silver"), ("e", "silver")]),
        ("next", "f", [("a", "gold"), ("b", "silver"), ("c", "silver")]),
        ("next", "abcdef", []),
    ],
)
def test_revoked_case_loses_its_tier(place, revoked, awards):
    assert given([GOLD, SILVER], revoked, place) == awards


@pytest.mark.parametrize(
    ("place", "awards"),
    [
        # b and c share place 2; d has 4, which is 3 among the others when one of them is gone.
        ("empty", [("a", "gold"), ("c", "silver")]),
        ("next", [("a", "gold"), ("c", "silver"), ("d", "silver")]),
    ],
)
def test_revoked_case_in_a_tie_moves_those_behind_it_only(place, awards):
    assert given([GOLD, SILVER], "b", place, ranking_of(equal="bc")) == awards


def test_ties_among_those_who_move_up_share_the_better_tier():
    moved = given([GOLD, SILVER], "a", "next", ranking_of(equal="bc"))
    assert moved == [("b", "gold"), ("c", "gold"), ("d", "silver")]


@pytest.mark.parametrize(
    ("favourite", "place", "revoked", "last"),
    [
        # a has gold and the most votes, d the most of those without an award.
        (FAVOURITE, "empty", "a", ("d", "favourite")),
        (FAVOURITE, "empty", "d", ("c", "silver")),
        (STACKED, "empty", "a", ("c", "silver")),
        (STACKED, "next", "a", ("d", "favourite")),
        (FAVOURITE, "next", "a", ("e", "favourite")),
        (FAVOURITE, "next", "d", ("e", "favourite")),
    ],
)
def test_revoked_case_and_the_most_votes(favourite, place, revoked, last):
    assert given([GOLD, SILVER, favourite], revoked, place, votes=VOTES)[-1] == last


@pytest.mark.parametrize("place", ["empty", "next"])
def test_committees_choice_that_was_revoked_is_filled_by_nobody(place):
    named = {"jury": ["f", "d"]}
    assert given([GOLD, JURY], "f", place, committee=named) == [("a", "gold"), ("d", "jury")]


@pytest.mark.parametrize("place", ["empty", "next"])
@pytest.mark.parametrize("revoked", ["z", "az"])
def test_revoked_case_outside_the_ranked_set_is_refused(place, revoked):
    with pytest.raises(NotRanked):
        given([GOLD], revoked, place)


def test_revoked_awards_leave_marks_totals_places_and_the_other_sum():
    before = compute(rule(), contest())
    revoked = before.combination.ranking[0].case
    after = compute(rule(), contest(revoked=frozenset({revoked})))
    assert (after.rounds, after.combination) == (before.rounds, before.combination)
    assert after.awards == tuple(one for one in before.awards if one.case != revoked)
    assert after.sums.prizes_krw == before.sums.prizes_krw - before.awards[0].prize_krw


def test_nothing_is_revoked_unless_somebody_says_so():
    assert ContestInput(cases={}, judges={}, sheets={}).revoked == frozenset()
    assert "revoked_place" not in document()
