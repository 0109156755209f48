"""The formulas a reader follows: each one, worked out as it stands, gives the figure behind its equals sign."""

from decimal import Decimal

import pytest

from awards.arithmetic.rule import Source
from awards.outcome.following import steps_of, value_formula
from tests.awards.outcome.worked import SHEETS, VOTES, frozen, make_entries, make_rule


def follow(monkeypatch, number, rule=None, **entries):
    rule = rule or make_rule()
    summary = frozen(rule, make_entries(**entries), monkeypatch)[0]
    return steps_of(rule, summary, summary["working"][number], entries.get("votes", VOTES)[number])


def worked_out(formula):
    """What a pocket calculator makes of the signs on the page."""
    signs = {"×": "*", "÷": "/", "−": "-", "…": "", "%": "/100"}
    for sign, operator in signs.items():
        formula = formula.replace(sign, operator)
    return Decimal(eval(formula))  # noqa: S307 - figures and signs of our own page


@pytest.mark.parametrize(
    ("conversion", "formula", "converted"),
    [
        ("standard", "50 + 10 × (6 − 6) ÷ 3.265986…", "50"),
        ("min_max", "100 × (6 − 2) ÷ (10 − 2)", "50"),
        ("share_of_leader", "100 × 6 ÷ 10", "60"),
        ("share_of_total", "100 × 6 ÷ 18", "33.333333…"),
        ("rank_points", "100 × (3 − 2 + 1) ÷ 3", "66.666666…"),
        ({"method": "rank_points", "table": ["12", "10"]}, "", "10"),
        ("as_scored", "", "6"),
    ],
)
def test_formula_of_each_conversion_is_filled_in(monkeypatch, conversion, formula, converted):
    group = follow(monkeypatch, "2", make_rule(citizens=conversion))["groups"][1]
    assert (group["formula"], group["converted"]) == (formula, converted)
    assert group["is_even"] is False


@pytest.mark.parametrize(
    "conversion", ["standard", "min_max", "share_of_leader", "share_of_total", "rank_points"]
)
@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_formula_worked_out_gives_the_converted_value(monkeypatch, conversion, number):
    for group in follow(monkeypatch, number, make_rule(citizens=conversion, experts=conversion))["groups"]:
        shown = Decimal(group["converted"].rstrip("…"))
        assert abs(worked_out(group["formula"]) - shown) < Decimal("0.0001")


def test_formula_of_a_shared_place_is_the_mean_of_the_places(monkeypatch):
    votes = VOTES | {"2": 10}
    group = follow(monkeypatch, "2", make_rule(citizens="rank_points"), votes=votes)["groups"][1]
    assert (group["formula"], group["converted"]) == ("(100 + 66.666666…) ÷ 2", "83.333333…")
    table = {"method": "rank_points", "table": ["12", "10", "8"]}
    group = follow(monkeypatch, "1", make_rule(citizens=table), votes=votes)["groups"][1]
    assert (group["formula"], group["converted"], group["is_table"]) == ("(12 + 10) ÷ 2", "11", False)


def test_formula_of_a_table_is_the_table(monkeypatch):
    table = {"method": "rank_points", "table": ["12", "10"]}
    assert follow(monkeypatch, "3", make_rule(citizens=table))["groups"][1]["is_table"] is True


def test_even_values_have_no_formula_and_say_so(monkeypatch):
    group = follow(monkeypatch, "1", votes=dict.fromkeys("123", 6))["groups"][1]
    assert (group["formula"], group["is_even"], group["converted"]) == ("", True, "50")


def test_sum_worked_out_gives_the_total(monkeypatch):
    for number in SHEETS:
        steps = follow(monkeypatch, number)
        assert abs(worked_out(steps["sum"]) - Decimal(steps["unrounded"].rstrip("…"))) < Decimal("0.00001")


def test_rounds_mark_what_was_trimmed(monkeypatch):
    one = follow(monkeypatch, "1")["rounds"][0]
    assert [(total["points"], total["is_trimmed"]) for total in one["totals"]] == [
        ("90", True),
        ("90", False),
        ("85.5", False),
        ("80", False),
        ("70", True),
    ]
    assert (one["highest"], one["lowest"], one["is_counted"]) == (["90"], ["70"], True)


def test_value_of_several_sources_is_filled_in():
    sources = (Source(1, 40), Source(2, 60))
    assert value_formula(sources, {1: "94.8", 2: "93.6"}) == "94.8 × 40% + 93.6 × 60%"
    assert value_formula(sources[:1], {1: "94.8"}) == ""
    mixed = (Source(1, 90), Source(None, 10))
    assert value_formula(mixed, {1: "94.8", None: "2982"}) == "94.8 × 90% + 2982 × 10%"
