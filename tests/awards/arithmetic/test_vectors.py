"""Published and reconstructed contests that any implementation must reproduce."""

import doctest
import importlib
import json
import pkgutil
from collections import defaultdict
from fractions import Fraction

import pytest

import awards.arithmetic
from awards.arithmetic.computation import combine, compute
from awards.arithmetic.ranking import round_once
from awards.arithmetic.rule import parse_rule

from .examples import HERE, edition_2021, entries_2021, one_round_document, rows

EXPECTED = json.loads((HERE / "expected.json").read_text("utf-8"))
TOTALS_2021 = {
    "24": "72.269",
    "61": "57.024",
    "1": "55.322",
    "37": "48.450",
    "12": "45.802",
    "34": "44.209",
    "51": "43.049",
    "60": "42.968",
    "43": "40.906",
}


@pytest.fixture(scope="module")
def result():
    return compute(parse_rule(edition_2021()), entries_2021())


def tiers(computed):
    return {given.case: given.award for given in computed.awards}


def test_2021_nine_totals_to_the_third_decimal(result):
    assert [(one.case, str(one.total)) for one in result.combination.ranking] == list(TOTALS_2021.items())
    assert [one.rank for one in result.combination.ranking] == list(range(1, 10))


def test_2021_tiers_are_the_published_ones(result):
    assert tiers(result) == EXPECTED["expected_tiers"]


def test_2021_votes_are_those_of_the_ballots(result):
    citizens = result.combination.groups[1]
    assert citizens.values == EXPECTED["votes"]
    assert sum(citizens.values.values()) == EXPECTED["voters"] * EXPECTED["choices_per_ballot"]


def test_2021_leader_has_18_32_percent_of_the_votes(result):
    votes = result.combination.groups[1].values
    assert str(round_once(100 * votes["24"] / sum(votes.values()), 2)) == "18.32"


def test_2021_leader_was_chosen_by_54_96_percent_of_the_voters(result):
    votes = result.combination.groups[1].values
    assert str(round_once(100 * votes["24"] / EXPECTED["voters"], 2)) == "54.96"


def test_2021_prizes_sum_to_nine_million(result):
    assert result.sums.prizes_krw == 9_000_000


def test_2021_rounds_narrow_61_to_15_to_9(result):
    assert [len(one.marks) for one in result.rounds.rounds] == [61, 15]
    assert [len(one.goes_on) for one in result.rounds.rounds] == [15, 9]


def test_2021_has_26_cases_with_equal_extremes_in_round_1(result):
    assert sum(mark.has_equal_extremes for mark in result.rounds.rounds[0].marks.values()) == 26


def test_2021_every_mark_drops_one_highest_and_one_lowest_of_seven(result):
    for outcome in result.rounds.rounds:
        for mark in outcome.marks.values():
            assert (len(mark.totals), len(mark.trimmed_high), len(mark.trimmed_low)) == (7, 1, 1)


def test_2021_weights_act_as_stated(result):
    effective = result.combination.effective_weights
    assert {name: str(round_once(100 * weight, 1)) for name, weight in effective.items()} == {
        "전문가 심사": "50.0",
        "시민 투표": "50.0",
    }


@pytest.mark.parametrize("conversion", ["share_of_leader", "rank_points"])
def test_2021_tiers_differ_under_another_conversion(conversion):
    groups = [{**group, "conversion": conversion} for group in edition_2021()["groups"]]
    computed = compute(parse_rule(edition_2021(groups=groups)), entries_2021())
    assert set(tiers(computed)) == set(EXPECTED["expected_tiers"])
    assert tiers(computed) != EXPECTED["expected_tiers"]


def test_2022_leader_has_12_5_percent_of_votes_and_37_5_of_voters():
    voters = 6_788
    assert voters * 3 == 20_364
    assert str(round_once(Fraction(100 * 2_547, voters * 3), 1)) == "12.5"
    assert str(round_once(Fraction(100 * 2_547, voters), 1)) == "37.5"


def finals():
    by_year = defaultdict(list)
    for row in rows(HERE / "eurovision.csv"):
        by_year[row["year"]].append(row)
    return dict(by_year)


def song_contest(final):
    """Jury and televote half and half as they stand; ties to the song with more televotes."""
    return combine(
        parse_rule(one_round_document()),
        finalists=[row["country"] for row in final],
        round_marks={1: {row["country"]: Fraction(row["jury"]) for row in final}},
        votes={row["country"]: int(row["televote"]) for row in final},
    )


def test_eurovision_has_155_places_in_six_years():
    assert {year: len(final) for year, final in finals().items()} == {
        **dict.fromkeys(("2016", "2017", "2018", "2019", "2021"), 26),
        "2022": 25,
    }


@pytest.mark.parametrize("year", finals())
def test_eurovision_gives_every_official_place(year):
    final = finals()[year]
    placed = {one.case: one.rank for one in song_contest(final).ranking}
    assert placed == {row["country"]: int(row["place"]) for row in final}


def test_eurovision_has_ties_that_the_televote_broke():
    steps = [one.tie_step for final in finals().values() for one in song_contest(final).ranking]
    assert steps.count("votes") > 0
    assert set(steps) == {None, "votes"}


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(awards.arithmetic.__path__)])
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"awards.arithmetic.{name}")).failed == 0
