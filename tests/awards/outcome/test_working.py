"""What a result freezes of each case's way, against figures worked out by hand."""

import json
from fractions import Fraction

import pytest

from tests.awards.outcome.worked import JUDGES, SHEETS, frozen, make_entries, make_rule


def working(monkeypatch, rule=None, **entries):
    return frozen(rule or make_rule(), make_entries(**entries), monkeypatch)[0]["working"]


def test_working_lists_totals_from_the_highest_and_trims_at_both_ends(monkeypatch):
    # Of two totals of 90 one is trimmed, and 70: 90 + 85.5 + 80 = 255.5.
    assert working(monkeypatch)["1"]["rounds"] == [
        {
            "order": 1,
            "totals": ["90", "90", "85.5", "80", "70"],
            "high": 1,
            "low": 1,
            "left_out": 0,
            "counted": 3,
            "sum": "255.5",
            "exact": "511/6",
            "mark": "85.166666…",
        }
    ]


def test_working_with_totals_all_equal_trims_one_at_each_end(monkeypatch):
    own = working(monkeypatch)["2"]["rounds"][0]
    assert (own["totals"], own["high"], own["low"], own["sum"], own["mark"]) == (
        ["80"] * 5,
        1,
        1,
        "240",
        "80",
    )


def test_working_with_an_incomplete_sheet_counts_the_rest_untrimmed(monkeypatch):
    own = working(monkeypatch)["3"]["rounds"][0]
    assert (own["totals"], own["high"], own["low"], own["left_out"]) == (["63", "62", "61", "60"], 0, 0, 1)
    assert (own["sum"], own["counted"], own["exact"]) == ("246", 4, "123/2")


def test_working_names_no_judge(monkeypatch):
    text = json.dumps(working(monkeypatch), ensure_ascii=False)
    assert [name for name in JUDGES if name in text] == []


def test_working_of_groups_has_values_places_and_parts(monkeypatch):
    # Votes 10, 6, 2: mean 6, SD √(32/3) = 3.265986…; 50 + 40/3.265986… = 62.247448…
    own = working(monkeypatch)
    assert own["1"]["groups"][1] == {
        "value": "10",
        "place": 1,
        "sharing": 1,
        "converted": "62.247448…",
        "weighted": "31.123724…",
    }
    assert [own[number]["groups"][1]["place"] for number in "123"] == [1, 2, 3]


def test_working_of_a_withdrawn_finalist_has_its_rounds_and_no_sum(monkeypatch):
    own = working(monkeypatch, withdrawn=frozenset("1"))
    assert list(own["1"]) == ["rounds"]
    assert list(own) == ["1", "2", "3"]
    # Over two cases every spread is one SD to each side.
    assert [own[number]["groups"][1]["converted"] for number in "23"] == ["60", "40"]


def test_working_of_a_tie_names_the_others_of_the_same_total(monkeypatch):
    same = {"experts": "rank_points", "citizens": {"method": "rank_points", "table": ["1", "1", "1"]}}
    sheets = SHEETS | {"1": (80, 80, 80, 80, 80)}
    own = working(monkeypatch, make_rule(**same), sheets=sheets)
    assert [own[number]["tied_with"] for number in "123"] == [["2"], ["1"], []]
    assert own["1"]["unrounded"] == "42.166666…"


def test_working_adds_bonus_points_up_to_the_cap(monkeypatch):
    own = working(
        monkeypatch,
        make_rule(bonus={"cap": 2}, citizens="as_scored", experts="as_scored"),
        bonus={"2": Fraction(5)},
    )
    assert (own["2"]["bonus"], own["2"]["unrounded"]) == ("2", "45")
    assert (own["3"]["bonus"], own["3"]["unrounded"]) == (None, "31.75")


SCALES = [
    ("standard", {"mean": "6", "deviation": "3.265986…"}),
    ("min_max", {"least": "2", "most": "10"}),
    ("share_of_leader", {"whole": "10"}),
    ("share_of_total", {"whole": "18"}),
    ("rank_points", {"n": 3, "has_table": False, "points": ["100", "66.666666…", "33.333333…"]}),
    (
        {"method": "rank_points", "table": ["12", "10"]},
        {"n": 3, "has_table": True, "points": ["12", "10", "0"]},
    ),
    ("as_scored", {}),
]


@pytest.mark.parametrize(("conversion", "scale"), SCALES)
def test_scale_has_the_numbers_of_the_formula(monkeypatch, conversion, scale):
    summary = frozen(make_rule(citizens=conversion), make_entries(), monkeypatch)[0]
    assert summary["groups"][1]["scale"] == scale


@pytest.mark.parametrize("conversion", ["standard", "min_max"])
def test_scale_of_equal_values_is_empty(monkeypatch, conversion):
    even = make_entries(votes=dict.fromkeys("123", 6))
    summary = frozen(make_rule(citizens=conversion), even, monkeypatch)[0]
    assert summary["groups"][1]["scale"] == {}
    assert summary["working"]["1"]["groups"][1]["converted"] == "50"


@pytest.mark.parametrize("conversion", ["share_of_leader", "share_of_total"])
def test_scale_without_votes_is_empty(monkeypatch, conversion):
    summary = frozen(make_rule(citizens=conversion), make_entries(votes={}), monkeypatch)[0]
    assert summary["groups"][1]["scale"] == {}
    assert summary["working"]["1"]["groups"][1]["converted"] == "0"
