"""The two halves of a computation, and both in one call."""

import pytest

from awards.arithmetic.allocation import Sums
from awards.arithmetic.computation import ContestInput, IncompleteResult, compute, judge_rounds
from awards.arithmetic.rule import parse_rule
from awards.arithmetic.scoring import Recusal, UnknownCase

from .examples import document, rule, sheets

NUMBERS = [str(number) for number in range(1, 10)]
JUDGES = {1: "AB", 2: "AB", 3: "AB"}


def one_total_each(totals):
    return [sheet for case, total in totals.items() for sheet in sheets(case, total, total, judges="AB")]


def panel_document():
    """2017 and 2018: the citizens are a panel that scores, as a round after the last cut."""
    whole = document()
    whole["rounds"].append({**whole["rounds"][1], "order": 3, "name": "citizens' panel", "cut": None})
    whole["groups"][1]["sources"] = [{"round": 3, "weight": 100}]
    return {**whole, "poll": None, "tie_chain": ["group:experts", "round:3", "lot"]}


ROUND_1 = dict(zip(NUMBERS, (90, 80, 70, 60, 50, 40, 30, 20, 10), strict=True))
ROUND_2 = dict(zip(NUMBERS[:6], (50, 60, 70, 80, 90, 10), strict=True))


def test_rounds_pass_on_the_best_and_name_the_finalists():
    outcome = judge_rounds(
        rule(), cases=NUMBERS, judges=JUDGES, sheets={1: one_total_each(ROUND_1), 2: one_total_each(ROUND_2)}
    )
    assert outcome.rounds[0].goes_on == ("1", "2", "3", "4", "5", "6")
    assert list(outcome.rounds[1].marks) == ["1", "2", "3", "4", "5", "6"]
    assert outcome.finalists == ("2", "3", "4", "5")


def test_rounds_tie_at_the_line_asks_the_round_before():
    level = {**ROUND_2, "1": 60}
    outcome = judge_rounds(
        rule(), cases=NUMBERS, judges=JUDGES, sheets={1: one_total_each(ROUND_1), 2: one_total_each(level)}
    )
    assert outcome.finalists == ("1", "3", "4", "5")


def test_rounds_tie_at_the_line_asks_the_nearest_round_first():
    whole = document()
    whole["rounds"].append({**whole["rounds"][1], "order": 3, "cut": 1})
    whole["awards"], whole["poll"]["k"] = [], 1
    filed = {
        1: one_total_each(ROUND_1),
        2: one_total_each(ROUND_2),
        3: one_total_each(dict.fromkeys("2345", 70)),
    }
    assert judge_rounds(parse_rule(whole), cases=NUMBERS, judges=JUDGES, sheets=filed).finalists == ("5",)


def test_rounds_sheet_for_a_case_that_did_not_pass_is_refused():
    with pytest.raises(UnknownCase, match="round 2: case 9"):
        judge_rounds(
            rule(),
            cases=NUMBERS,
            judges=JUDGES,
            sheets={1: one_total_each(ROUND_1), 2: one_total_each({"9": 50})},
        )


def test_rounds_recusal_is_of_one_round():
    filed = {1: one_total_each(ROUND_1), 2: one_total_each(ROUND_2)}
    outcome = judge_rounds(
        rule(), cases=NUMBERS, judges=JUDGES, sheets=filed, recusals={1: [Recusal("A", "1", "기피")]}
    )
    assert [len(one.marks["1"].left_out) for one in outcome.rounds] == [1, 0]


def test_rounds_gate_in_no_group_cuts_and_counts_for_nothing():
    groups = document()["groups"]
    groups[0]["sources"] = [{"round": 2, "weight": 100}]
    gated = rule(groups=groups)
    outcome = judge_rounds(
        gated, cases=NUMBERS, judges=JUDGES, sheets={1: one_total_each(ROUND_1), 2: one_total_each(ROUND_2)}
    )
    assert outcome.finalists == ("2", "3", "4", "5")
    assert gated.rounds_needed == (2,)


def test_rounds_panel_after_the_last_cut_keeps_a_finalist_it_did_not_mark():
    panel = parse_rule(panel_document())
    filed = {1: one_total_each(ROUND_1), 2: one_total_each(ROUND_2), 3: one_total_each({"2": 90})}
    outcome = judge_rounds(panel, cases=NUMBERS, judges=JUDGES, sheets=filed)
    assert outcome.finalists == ("2", "3", "4", "5")
    assert outcome.rounds[2].marks["3"].mark is None


def test_rounds_without_any_cut_keep_everybody():
    whole = document()
    for round_ in whole["rounds"]:
        round_["cut"] = None
    assert judge_rounds(parse_rule(whole), cases=["2", "10", "1"], judges={}, sheets={}).finalists == (
        "1",
        "2",
        "10",
    )


def contest(**changes):
    entries = {
        "cases": {**dict.fromkeys(NUMBERS, "자치구"), "5": "투자출연기관"},
        "judges": JUDGES,
        "sheets": {1: one_total_each(ROUND_1), 2: one_total_each(ROUND_2)},
        "votes": {"2": 60, "3": 60, "4": 60, "5": 60},
    }
    return ContestInput(**{**entries, **changes})


def test_compute_goes_from_sheets_to_awards():
    # Experts 0.4·80 + 0.6·60 = 68, 70, 72, 74; votes are equal.
    result = compute(rule(), contest())
    assert [one.case for one in result.combination.ranking] == ["5", "4", "3", "2"]
    assert [str(one.total) for one in result.combination.ranking] == ["67.000", "66.000", "65.000", "64.000"]
    assert [(one.case, one.award) for one in result.awards] == [
        ("5", "gold"),
        ("4", "silver"),
        ("3", "silver"),
    ]
    assert result.sums == Sums(prizes_krw=4_000_000, payouts_krw=2_000_000)


def test_compute_gives_the_award_of_a_withdrawn_finalist_to_the_next():
    result = compute(rule(), contest(withdrawn=frozenset({"5"})))
    assert [(one.case, one.award) for one in result.awards] == [
        ("4", "gold"),
        ("3", "silver"),
        ("2", "silver"),
    ]


def test_compute_a_panel_that_scores_takes_the_place_of_the_vote():
    panel = one_total_each({"2": 100, "3": 60, "4": 60, "5": 60})
    filed = {1: one_total_each(ROUND_1), 2: one_total_each(ROUND_2), 3: panel}
    result = compute(parse_rule(panel_document()), contest(sheets=filed, votes=None))
    assert [one.case for one in result.combination.ranking] == ["2", "5", "4", "3"]
    assert str(result.combination.ranking[0].total) == "84.000"


def test_compute_names_the_finalist_the_panel_did_not_mark():
    filed = {1: one_total_each(ROUND_1), 2: one_total_each(ROUND_2), 3: one_total_each({"2": 90})}
    with pytest.raises(IncompleteResult, match="case 3: no mark of round 3"):
        compute(parse_rule(panel_document()), contest(sheets=filed, votes=None))


def test_compute_hands_committee_and_bonus_on():
    whole = document()
    whole["bonus"] = {"cap": 9}
    whole["awards"].append({"name": "jury", "kind": "committee", "prize_krw": 0})
    result = compute(parse_rule(whole), contest(committee={"jury": ["3"]}, bonus={"2": 20}))
    assert str(result.combination.ranking[0].total) == "73.000"
    assert [one.case for one in result.awards] == ["2", "5", "4", "3"]
