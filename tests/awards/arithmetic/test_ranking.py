"""How a winner is made: the rules of totals, places and ties, as examples.

Read from top to bottom. Two rounds of experts and one vote of the citizens make a total; it is rounded once;
places go by the rounded total; a chain of questions parts those who are equal; the lot parts whoever is left.
"""

import hashlib
from decimal import Decimal
from fractions import Fraction

import pytest

from awards.arithmetic.computation import IncompleteResult, UnexpectedEntry, combine
from awards.arithmetic.ranking import TieStep, lot_order, lot_step, natural_key, rank, round_once

from .examples import document, fractions, rule


def places(ranking):
    return [(one.case, one.rank, one.tie_step) for one in ranking]


def result(votes, round_1=None, round_2=None, *, changes=None, **more):
    """Combine finalists by votes and marks; marks that are not given are 60 for everybody."""
    equal = dict.fromkeys(votes, 60)
    marks = {1: fractions(**(round_1 or equal)), 2: fractions(**(round_2 or equal))}
    return combine(rule(**(changes or {})), finalists=votes, round_marks=marks, votes=votes, **more)


# A total is made of weights.


def test_group_value_is_the_weighted_mean_of_its_rounds():
    # Round 1 counts 40 and round 2 counts 60 percent: 0.4·50 + 0.6·100 = 80.
    experts = result({"a": 0}, {"a": 50}, {"a": 100}).groups[0]
    assert experts.values == fractions(a=80)


def test_total_is_the_weighted_sum_of_the_groups():
    # Experts 80 and citizens 30, half and half.
    combined = result({"a": 30}, {"a": 50}, {"a": 100})
    assert [group.weighted for group in combined.groups] == [fractions(a=40), fractions(a=15)]
    assert combined.totals == fractions(a=55)


def test_bonus_adds_to_the_total_up_to_its_cap():
    combined = result(
        {"a": 30, "b": 30, "c": 30}, changes={"bonus": {"cap": 5}}, bonus=fractions(a="1.5", b=9)
    )
    assert combined.bonus == fractions(a="1.5", b=5, c=0)
    assert combined.totals == fractions(a="46.5", b=50, c=45)


# A total is rounded once.


@pytest.mark.parametrize(
    ("value", "places_", "rounded"),
    [
        ("2.0005", 3, "2.001"),
        ("2.0015", 3, "2.002"),
        ("2.00049999999999999999999", 3, "2.000"),
        ("0.5", 0, "1"),
        ("99.9995", 3, "100.000"),
        ("-2.0005", 3, "-2.001"),
        ("-0.0004", 3, "0.000"),
        ("12345678901234567890123456789.55", 1, "12345678901234567890123456789.6"),
    ],
)
def test_rounding_is_half_up(value, places_, rounded):
    assert str(round_once(Fraction(value), places_)) == rounded


def test_rounding_happens_once_at_the_end():
    # 50 - 3·|0.88 - r|·100 + 46.75 with the ratio r of two amounts.
    ratio = Fraction(210_680_000, 261_358_120)
    total = 50 - 3 * abs(Fraction("0.88") - ratio) * 100 + Fraction("46.75")
    assert round_once(total, 3) == Decimal("74.579")


@pytest.mark.parametrize(("inner_places", "wrong"), [(3, "74.550"), (2, "75.750")])
def test_rounding_inside_would_change_the_total(inner_places, wrong):
    ratio = Fraction(210_680_000, 261_358_120)
    inner = Fraction(round_once(ratio, inner_places))
    total = 50 - 3 * abs(Fraction("0.88") - inner) * 100 + Fraction("46.75")
    assert round_once(total, 3) == Decimal(wrong)


# Places go by the rounded total.


def test_places_go_from_the_highest_total():
    ranking = rank(fractions(a=10, b=30, c=20), decimals=3, chain=[])
    assert places(ranking) == [("b", 1, None), ("c", 2, None), ("a", 3, None)]


def test_places_of_equal_totals_are_shared_and_the_next_is_skipped():
    ranking = rank(fractions(a=30, b=20, c=20, d=10), decimals=3, chain=[])
    assert [one.rank for one in ranking] == [1, 2, 2, 4]


def test_totals_equal_after_rounding_are_a_tie():
    ranking = rank(fractions(a="20.0004", b="20.0001"), decimals=3, chain=[])
    assert places(ranking) == [("a", 1, None), ("b", 1, None)]
    assert [one.total for one in ranking] == [Decimal("20.000")] * 2


def test_totals_that_round_apart_are_no_tie():
    ranking = rank(fractions(a="20.0004", b="20.0005"), decimals=3, chain=[])
    assert places(ranking) == [("b", 1, None), ("a", 2, None)]


def test_exact_totals_do_not_break_a_tie():
    # b has a hair less in total, but more of what the chain asks for.
    votes = TieStep("votes", fractions(a=1, b=2))
    ranking = rank(fractions(a="20.0004", b="20.0001"), decimals=3, chain=[votes])
    assert places(ranking) == [("b", 1, "votes"), ("a", 2, "votes")]


# Ties go through the chain.


def test_tie_goes_to_the_higher_expert_value_first():
    combined = result({"a": 50, "b": 60}, {"a": 70, "b": 60}, {"a": 70, "b": 60})
    assert combined.totals == fractions(a=60, b=60)
    assert places(combined.ranking) == [("a", 1, "group:experts"), ("b", 2, "group:experts")]


def test_tie_of_equal_experts_goes_to_the_later_round():
    # 0.4·90 + 0.6·40 = 0.4·30 + 0.6·80 = 60.
    combined = result({"a": 60, "b": 60}, {"a": 90, "b": 30}, {"a": 40, "b": 80})
    assert places(combined.ranking) == [("b", 1, "round:2"), ("a", 2, "round:2")]


def test_tie_step_compares_exact_values():
    third = {"a": Fraction(100, 3), "b": Fraction("33.3333333333333333333333333333")}
    ranking = rank(fractions(a=1, b=1), decimals=3, chain=[TieStep("round:1", third)])
    assert places(ranking) == [("a", 1, "round:1"), ("b", 2, "round:1")]


def test_tie_of_everything_goes_to_the_lot():
    combined = result({"a": 60, "b": 60})
    assert {one.tie_step for one in combined.ranking} == {"lot"}
    assert [one.rank for one in combined.ranking] == [1, 2]


def test_tie_names_the_last_step_that_parted_each_case():
    # Votes part c from the others, the lot parts a and b.
    votes, lot = TieStep("votes", fractions(a=1, b=1, c=2)), TieStep("lot", fractions(a=-1, b=0, c=-2))
    ranking = rank(fractions(a=5, b=5, c=5, d=9), decimals=3, chain=[votes, lot])
    assert places(ranking) == [("d", 1, None), ("c", 2, "votes"), ("b", 3, "lot"), ("a", 4, "lot")]


def test_tie_partly_broken_leaves_the_rest_on_one_place():
    votes = TieStep("votes", fractions(a=1, b=1, c=2))
    ranking = rank(fractions(a=5, b=5, c=5, d=1), decimals=3, chain=[votes])
    assert places(ranking) == [("c", 1, "votes"), ("a", 2, "votes"), ("b", 2, "votes"), ("d", 4, None)]


def test_tie_step_is_not_asked_where_totals_differ():
    ranking = rank(fractions(a=5, b=4), decimals=3, chain=[TieStep("votes", fractions(a=1, b=9))])
    assert places(ranking) == [("a", 1, None), ("b", 2, None)]


def test_tie_unbroken_stands_in_natural_order():
    ranking = rank(
        {number: Fraction(1) for number in ("10", "2", "2025-010", "2025-9")}, decimals=3, chain=[]
    )
    assert [one.case for one in ranking] == ["2", "10", "2025-9", "2025-010"]


# The lot can be drawn again by anybody.


def test_lot_orders_by_the_digest_of_seed_and_case_number():
    def drawn(case):
        return hashlib.sha256("2021-씨앗".encode() + case.encode()).hexdigest()

    cases = [str(number) for number in range(1, 30)]
    assert lot_order("2021-씨앗", cases) == tuple(sorted(cases, key=drawn))


def test_lot_of_two_known_digests():
    # seed1 = 0bfe9353..., seed2 = ff8e2dad... in hexadecimal.
    first, second = (hashlib.sha256(text.encode()).hexdigest() for text in ("seed1", "seed2"))
    assert lot_order("seed", ["1", "2"]) == (("1", "2") if first < second else ("2", "1"))


def test_lot_gives_the_first_drawn_the_better_place():
    order = lot_order("seed", ["1", "2", "3"])
    totals = dict.fromkeys(("1", "2", "3"), Fraction(5))
    assert tuple(one.case for one in rank(totals, decimals=3, chain=[lot_step("seed", totals)])) == order


def test_lot_of_another_seed_is_another_order():
    cases = [str(number) for number in range(20)]
    assert lot_order("a", cases) != lot_order("b", cases)


# Who is ranked.


def test_withdrawn_finalist_leaves_the_ranked_set_and_keeps_its_votes():
    combined = result({"a": 10, "b": 90, "c": 30}, withdrawn={"b"})
    assert places(combined.ranking) == [("c", 1, None), ("a", 2, None)]
    assert (combined.ranked_set, combined.withdrawn) == (("a", "c"), ("b",))


def test_withdrawn_finalist_has_no_part_in_the_conversion():
    groups = document()["groups"]
    groups[1]["conversion"] = "share_of_leader"
    combined = result({"a": 10, "b": 90, "c": 20}, changes={"groups": groups}, withdrawn={"b"})
    assert combined.groups[1].converted == fractions(a=50, c=100)


def test_all_finalists_withdrawn_ranks_nobody():
    combined = result({"a": 10}, withdrawn={"a"})
    assert (combined.ranking, combined.effective_weights) == ((), None)


def test_finalist_on_no_ballot_has_no_votes_and_a_place():
    marks = {order: fractions(a=60, b=60) for order in (1, 2)}
    combined = combine(rule(), finalists=["a", "b"], round_marks=marks, votes={"a": 1})
    assert places(combined.ranking) == [("a", 1, None), ("b", 2, None)]


def test_finalist_without_a_needed_mark_is_named():
    with pytest.raises(IncompleteResult) as caught:
        result({"a": 1, "b": 1}, round_2={"a": 60})
    assert (caught.value.case, caught.value.round) == ("b", 2)


def test_round_of_a_tie_step_needs_its_marks_too():
    groups = document()["groups"]
    groups[0]["sources"] = [{"round": 1, "weight": 100}]
    with pytest.raises(IncompleteResult, match="case a: no mark of round 2"):
        combine(rule(groups=groups), finalists=["a"], round_marks={1: fractions(a=1)}, votes={"a": 1})


def test_withdrawn_case_that_was_no_finalist_is_not_listed():
    assert result({"a": 1}, withdrawn={"a", "z"}).withdrawn == ("a",)


def test_votes_without_a_poll_are_refused():
    groups = [{**document()["groups"][0], "weight": 100}]
    pollless = rule(groups=groups, poll=None, tie_chain=[])
    with pytest.raises(UnexpectedEntry):
        combine(pollless, finalists=[], round_marks={}, votes={})


def test_withdrawn_finalist_needs_no_mark():
    assert result({"a": 1, "b": 1}, round_2={"a": 60}, withdrawn={"b"}).ranked_set == ("a",)


def test_votes_missing_altogether_are_not_zero():
    with pytest.raises(IncompleteResult, match="the votes are missing"):
        combine(rule(), finalists=["a"], round_marks={})


@pytest.mark.parametrize(
    "entries",
    [
        {"votes": {"a": 1, "stranger": 1}},
        {"votes": {"a": -1}},
        {"votes": {"a": 1}, "bonus": {"a": Fraction(1)}},
    ],
)
def test_entry_that_the_rule_does_not_foresee_is_refused(entries):
    with pytest.raises(UnexpectedEntry):
        combine(rule(), finalists=["a"], round_marks={1: fractions(a=1), 2: fractions(a=1)}, **entries)


def test_bonus_below_zero_is_refused():
    with pytest.raises(UnexpectedEntry):
        result({"a": 1}, changes={"bonus": {"cap": 5}}, bonus=fractions(a=-1))


def test_natural_order_reads_digits_as_numbers():
    numbers = ["2025-010", "12", "2025-2", "9", "가-3", "2024-11"]
    assert sorted(numbers, key=natural_key) == ["9", "12", "2024-11", "2025-2", "2025-010", "가-3"]


def test_natural_order_of_equal_numbers_is_by_text():
    assert sorted(["1", "01"], key=natural_key) == ["01", "1"]
