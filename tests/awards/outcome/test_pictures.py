"""Positions in the pictures of a result."""

from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace

import pytest

from awards.outcome.pictures import Axis, places, scatter, strips


@dataclass
class Line:
    rank: int
    groups: list = field(default_factory=list)

    @property
    def row(self):
        return SimpleNamespace(rank=self.rank)


def one_round(totals, high=0, low=0, mark="90"):
    trimmed = [n < high or n >= len(totals) - low for n in range(len(totals))]
    listed = [{"points": p, "is_trimmed": t} for p, t in zip(totals, trimmed, strict=True)]
    return {"order": 1, "totals": listed, "mark": mark}


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        ([81, 98], (80, 100, 5)),
        ([38, 75], (30, 80, 10)),
        ([90, 90], (90, Fraction("90.2"), Fraction("0.2"))),
        ([0, 2547], (0, 3000, 500)),
    ],
)
def test_axis_is_in_whole_steps_around_the_values(values, axis):
    found = Axis.around([Fraction(value) for value in values])
    assert (found.low, found.high, found.step) == axis


def test_axis_places_from_the_left_and_from_below():
    axis = Axis(Fraction(80), Fraction(100), Fraction(5))
    assert axis.place(Fraction(85)) == "25%"
    assert axis.place(Fraction(85), is_upright=True) == "75%"
    assert [tick["value"] for tick in axis.ticks()] == ["80", "85", "90", "95", "100"]


def test_strips_stack_equal_totals_and_keep_the_trimmed_apart():
    picture = strips([one_round(["100", "90", "90", "80"], high=1, low=1)])
    dots = picture["rounds"][0]["dots"]
    assert [(dot["x"], dot["y"], dot["is_trimmed"]) for dot in dots] == [
        ("100%", "", True),
        ("50%", "-4.5", False),
        ("50%", "4.5", False),
        ("0%", "", True),
    ]
    assert picture["rounds"][0]["mark_at"] == "50%"


def test_strips_of_many_equal_totals_stay_inside():
    picture = strips([one_round(["90"] * 9 + ["80"])])
    heights = [float(dot["y"] or 0) for dot in picture["rounds"][0]["dots"]]
    assert (min(heights), max(heights)) == (-11.5, 11.5)


def test_strips_without_a_mark_have_no_line_for_it():
    assert strips([one_round(["90"], mark=None)])["rounds"][0]["mark_at"] is None


def test_strips_share_the_axis_of_other_cases():
    picture = strips([one_round(["90"])], beside=[[one_round(["80"])], [one_round(["100"])]])
    assert [tick["value"] for tick in picture["ticks"]] == ["80", "85", "90", "95", "100"]
    assert picture["rounds"][0]["mark_at"] == "50%"


def test_strips_without_any_figure_are_empty():
    assert strips([one_round([], mark=None)])["rounds"][0]["dots"] == []


GROUPS = [{"nominal": "50"}, {"nominal": "50"}]


def test_scatter_has_the_line_of_the_mean_total():
    lines = [
        Line(1, [{"converted": "60"}, {"converted": "70"}]),
        Line(2, [{"converted": "40"}, {"converted": "30"}]),
    ]
    picture = scatter(lines, GROUPS, is_one_scale=True)
    assert [(dot["x"], dot["y"], dot["rank"]) for dot in picture["dots"]] == [
        ("75%", "0%", 1),
        ("25%", "100%", 2),
    ]
    # Half of 30 and half of 70 are 50 as well: from one corner to the other.
    assert picture["ends"] == [{"x": "0%", "y": "0%"}, {"x": "100%", "y": "100%"}]


@pytest.mark.parametrize(
    "groups", [[{"nominal": "100"}], [{"nominal": "30"}, {"nominal": "50"}, {"nominal": "20"}]]
)
def test_scatter_needs_two_groups(groups):
    lines = [Line(1, [{"converted": "60"}] * len(groups))]
    assert scatter(lines, groups, is_one_scale=True) is None


def test_scatter_of_a_single_case_is_drawn():
    picture = scatter([Line(1, [{"converted": "50"}, {"converted": "50"}])], GROUPS, is_one_scale=True)
    assert len(picture["dots"]) == 1


def test_places_put_the_total_after_the_first_group():
    picture = places([(Line(1), [2, 1]), (Line(2), [1, 2])], ["전문가", "시민"], "합계")
    assert [head["name"] for head in picture["heads"]] == ["전문가", "합계", "시민"]
    assert [point["rank"] for point in picture["rows"][0]["points"]] == [2, 1, 1]
    assert [point["y"] for point in picture["rows"][0]["points"]] == [80, 46, 46]
    assert len(picture["rows"][0]["pairs"]) == 2


def test_places_of_one_group_have_two_columns():
    picture = places([(Line(1), [1])], ["전문가"], "합계")
    assert [point["x"] for point in picture["rows"][0]["points"]] == ["8%", "92%"]
