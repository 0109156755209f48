"""From sheets to round marks, and who goes on."""

from decimal import Decimal
from fractions import Fraction

import pytest

from awards.arithmetic.rule import Criterion
from awards.arithmetic.scoring import (
    DuplicateJudge,
    DuplicateSheet,
    JudgeTotal,
    LeftOut,
    LeftOutReason,
    PointsOutOfRange,
    Recusal,
    Sheet,
    TooManyDecimals,
    UnknownCase,
    UnknownJudge,
    WrongNumberOfPoints,
    cut,
    read_points,
    round_marks,
)

from .examples import fractions, round_with, sheets

FIVE = "ABCDE"


def mark_of(filed, *, judges=FIVE, recusals=(), **round_changes):
    return round_marks(round_with(**round_changes), filed, judges=judges, cases=["1"], recusals=recusals)["1"]


def test_mark_default_trim_of_five_totals():
    result = mark_of(sheets("1", 10, 9, 9, 7, 2))
    assert result.mark == Fraction(25, 3)
    assert (result.trimmed_high, result.trimmed_low) == (("A",), ("E",))


def test_mark_trim_from_three_sums_the_criteria_before_it_trims():
    filed = [
        Sheet(judge, "1", read_points(points))
        for judge, points in zip("ABC", [(10, 0), (0, 10), (6, 6)], strict=True)
    ]
    result = mark_of(filed, judges="ABC", trim={"from_totals": 3, "high": 1, "low": 1})
    assert [entry.total for entry in result.totals] == [10, 10, 12]
    assert result.mark == 10
    assert (result.trimmed_high, result.trimmed_low) == (("C",), ("A",))


def test_mark_four_totals_are_not_trimmed():
    result = mark_of(sheets("1", 10, 9, 9, 2))
    assert result.mark == Fraction(30, 4)
    assert (result.trimmed_high, result.trimmed_low) == ((), ())


def test_mark_without_a_trim_counts_every_total():
    assert mark_of(sheets("1", 10, 9, 9, 7, 2), trim=None).mark == Fraction(37, 5)


def test_mark_trim_of_two_highest_and_no_lowest():
    result = mark_of(sheets("1", 10, 9, 8, 7, 2), trim={"from_totals": 5, "high": 2, "low": 0})
    assert result.mark == Fraction(17, 3)
    assert (result.trimmed_high, result.trimmed_low) == (("A", "B"), ())


def test_trim_equal_extremes_takes_the_judge_first_in_order():
    result = mark_of(sheets("1", 5, 9, 9, 2, 2))
    assert (result.trimmed_high, result.trimmed_low) == (("B",), ("D",))
    assert result.has_equal_extremes


def test_trim_follows_the_judge_order_not_the_order_of_sheets():
    result = mark_of(sheets("1", 5, 9, 9, 2, 2), judges="EDCBA")
    assert (result.trimmed_high, result.trimmed_low) == (("C",), ("E",))


def test_trim_all_equal_totals_takes_two_different_judges():
    result = mark_of(sheets("1", 7, 7, 7, 7, 7))
    assert (result.trimmed_high, result.trimmed_low) == (("A",), ("B",))
    assert result.mark == 7


def test_equal_extremes_absent_when_only_the_middle_is_equal():
    assert not mark_of(sheets("1", 10, 9, 9, 7, 2)).has_equal_extremes


def test_equal_extremes_absent_without_a_trim():
    assert not mark_of(sheets("1", 9, 9, 9, 9)).has_equal_extremes


def test_sheet_with_an_empty_criterion_is_left_out_whole():
    filed = [*sheets("1", 80, 60), Sheet("C", "1", read_points([60, None]))]
    result = mark_of(filed, judges="ABC")
    assert result.mark == 70
    assert result.left_out == (LeftOut("C", LeftOutReason.INCOMPLETE),)


def test_sheet_of_zeros_counts():
    assert mark_of(sheets("1", 0, 10), judges="AB").mark == 5


def test_sheet_of_a_recused_judge_is_left_out_for_that_case_only():
    filed = [*sheets("1", 80, 60), *sheets("2", 80, 60)]
    marks = round_marks(
        round_with(), filed, judges="AB", cases=["1", "2"], recusals=[Recusal("A", "1", "회피")]
    )
    assert marks["1"].left_out == (LeftOut("A", LeftOutReason.RECUSED),)
    assert (marks["1"].mark, marks["2"].mark) == (60, 70)


def test_recused_judge_without_a_sheet_is_not_called_missing():
    result = mark_of(sheets("1", 80), judges="AB", recusals=[Recusal("B", "1", "제척")])
    assert result.left_out == (LeftOut("B", LeftOutReason.RECUSED),)


def test_missing_sheet_is_listed():
    assert mark_of(sheets("1", 80), judges="AB").left_out == (LeftOut("B", LeftOutReason.MISSING),)


def test_left_out_sheets_do_not_count_towards_the_trim():
    filed = [*sheets("1", 10, 9, 9, 7), Sheet("E", "1", read_points(["", 3]))]
    assert mark_of(filed).mark == Fraction(35, 4)


def test_mark_without_any_valid_total_is_none():
    result = mark_of([], judges="AB")
    assert (result.mark, result.totals) == (None, ())


def test_totals_stand_in_judge_order():
    result = mark_of(reversed(sheets("1", 3, 2, 1)), judges="ABC")
    assert result.totals == (
        JudgeTotal("A", Fraction(3)),
        JudgeTotal("B", Fraction(2)),
        JudgeTotal("C", Fraction(1)),
    )


@pytest.mark.parametrize(
    ("points", "error"),
    [
        (["60.01", 0], PointsOutOfRange),
        (["-0.01", 0], PointsOutOfRange),
        (["1.005", 0], TooManyDecimals),
        ([Fraction(1, 3), 0], TooManyDecimals),
        ([1], WrongNumberOfPoints),
        ([1, 1, 1], WrongNumberOfPoints),
    ],
)
def test_sheet_outside_the_criteria_is_refused(points, error):
    with pytest.raises(error):
        mark_of([Sheet("A", "1", read_points(points))])


@pytest.mark.parametrize("points", [["60", "40.00"], ["0.01", 0], [Decimal("59.99"), "0.5"]])
def test_sheet_at_the_edge_of_the_criteria_is_taken(points):
    assert mark_of([Sheet("A", "1", read_points(points))]).mark == sum(map(Fraction, points))


@pytest.mark.parametrize(
    ("filed", "error"),
    [
        ([*sheets("1", 5), *sheets("1", 5)], DuplicateSheet),
        (sheets("1", 5, judges="Z"), UnknownJudge),
        (sheets("9", 5), UnknownCase),
    ],
)
def test_stray_sheet_is_refused(filed, error):
    with pytest.raises(error):
        mark_of(filed)


def test_judge_named_twice_is_refused():
    with pytest.raises(DuplicateJudge):
        mark_of([], judges="AA")


@pytest.mark.parametrize("points", [[0.5], [True]])
def test_read_points_refuses_what_is_not_exact(points):
    with pytest.raises(TypeError):
        read_points(points)


def test_read_points_keeps_zero_apart_from_empty():
    assert read_points([0, "0", "", " ", None]) == (0, 0, None, None, None)


def test_criterion_maximum_may_have_decimals():
    criteria = [{"name": "idea", "max": "33.5"}, {"name": "use", "max": "66.5"}]
    assert round_with(criteria=criteria).criteria[0] == Criterion("idea", Fraction(67, 2))


def test_cut_takes_the_best_by_exact_mark():
    marks = fractions(a="70.0001", b=70, c=90, d=10)
    assert cut(marks, 2) == ("a", "c")


def test_cut_asks_the_nearest_earlier_round_at_the_line():
    now = fractions(a=90, b=80, c=80)
    nearest, first = fractions(a=0, b=2, c=1), fractions(a=0, b=1, c=2)
    assert cut(now, 2, earlier=[nearest, first]) == ("a", "b")
    assert cut(now, 2, earlier=[first, nearest]) == ("a", "c")


def test_cut_falls_back_on_the_round_before_when_the_nearest_is_equal():
    now = fractions(a=80, b=80)
    assert cut(now, 1, earlier=[fractions(a=5, b=5), fractions(a=1, b=2)]) == ("b",)


def test_cut_lets_all_still_equal_go_on():
    assert cut(fractions(a=90, b=80, c=80, d=70), 2) == ("a", "b", "c")


def test_cut_ignores_earlier_rounds_above_the_line():
    assert cut(fractions(a=90, b=80, c=70), 2, earlier=[fractions(a=1, b=1, c=99)]) == ("a", "b")


def test_cut_never_takes_a_case_without_a_mark():
    marks = {"a": Fraction(0), "b": None}
    assert cut(marks, 2) == ("a",)
    assert cut(marks, None) == ("a",)


def test_cut_puts_a_missing_earlier_mark_below_a_mark_of_0():
    assert cut(fractions(a=80, b=80), 1, earlier=[{"a": None, "b": Fraction(0)}]) == ("b",)


def test_cut_of_no_marks_is_empty():
    assert cut({"a": None}, 3) == ()


def test_cut_names_cases_in_natural_order():
    assert cut({number: Fraction(1) for number in ("10", "9", "2025-010", "2025-002")}, 4) == (
        "9",
        "10",
        "2025-002",
        "2025-010",
    )
