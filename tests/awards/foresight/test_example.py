"""The example beside the editor: one case by the real engine, from the judges' totals to the prize."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from awards.arithmetic.rule import parse_rule
from awards.foresight.example import example_of
from tests.awards.editions import rule_document

SHIPPED = sorted((Path(__file__).parents[3] / "awards" / "data").glob("*/edition.json"))


def shipped(path):
    return json.loads(path.read_text(encoding="utf-8"))["rule"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_every_shipped_rule_has_an_example(path):
    example = example_of(parse_rule(shipped(path)), seed="a")
    assert example.followed.rank == 1
    assert len(example.steps["groups"]) == len(example.rule.groups)
    assert "최우수상" in [award["name"] for award in example.line["awards"]]


def test_the_mark_is_that_of_the_totals_that_are_not_struck_out():
    document = rule_document()
    document["rounds"][0]["trim"] = {"from_totals": 5, "high": 1, "low": 1}
    example = example_of(parse_rule(document), seed="a")
    first = next(iter(example.rounds))
    counted = [Fraction(one["points"]) for one in first["totals"] if not one["trimmed"]]
    assert sorted(one["trimmed"] for one in first["totals"] if one["trimmed"]) == ["high", "low"]
    mark = example.computation.rounds.rounds[0].marks[example.followed.case].mark
    assert (len(counted), sum(counted) / len(counted)) == (5, mark)
    assert first["entered"] == example.cases


def test_of_a_large_panel_only_those_left_out_are_listed():
    document = rule_document(poll=None, tie_chain=["lot"])
    document["groups"] = [document["groups"][0] | {"weight": 100}]
    trim = {"from_totals": 5, "high": 1, "low": 1}
    document["rounds"][1] |= {"method": "panel", "trim": trim}
    example = example_of(parse_rule(document), seed="a")
    panel = list(example.rounds)[1]
    assert (panel["n"], panel["is_listed"], len(panel["totals"])) == (100, False, 2)
    assert [one["totals"] for one in example.steps["rounds"]] == [[], []]
    assert example.voters is None


def test_bonus_points_stand_in_the_sum_of_the_example():
    example = example_of(parse_rule(rule_document(bonus={"cap": 2})), seed="a")
    assert example.steps["bonus"] in ("1", "2")
    assert example.steps["sum"].endswith(f" + {example.steps['bonus']}")


def test_the_same_seed_gives_the_same_example():
    rule = parse_rule(rule_document())
    first, again, other = (example_of(rule, seed=seed) for seed in ("a", "a", "b"))
    assert (first.line, first.steps) == (again.line, again.steps)
    assert first.steps != other.steps
