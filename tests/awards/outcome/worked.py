"""A contest in plain values for tests of what a result freezes: one judged round of the experts, one poll."""

from fractions import Fraction

from awards.arithmetic.computation import ContestInput, compute
from awards.arithmetic.rule import parse_rule
from awards.arithmetic.scoring import Recusal, Sheet
from awards.outcome.presenting import summary_of
from tests.awards.editions import rule_document

JUDGES = ("가", "나", "다", "라", "마")
TRIM = {"from_totals": 5, "high": 1, "low": 1}
VOTES = {"1": 10, "2": 6, "3": 2}
SHEETS = {
    "1": (90, 90, 80, "85.5", 70),
    "2": (80, 80, 80, 80, 80),
    "3": (60, None, 62, 61, 63),
}


def make_rule(*, citizens="standard", experts="standard", trim=TRIM, cut=None, **changes):
    """One round and one poll, half and half; `trim` from five totals on."""
    document = rule_document()
    round_ = document["rounds"][0] | {"trim": trim, "cut": cut}
    sources = [{"round": 1, "weight": 100}]
    groups = [
        {"name": "전문가 심사", "weight": 50, "conversion": experts, "sources": sources},
        {
            "name": "시민 투표",
            "weight": 50,
            "conversion": citizens,
            "sources": [{"poll": 1, "weight": 100}],
        },
    ]
    chain = ["group:전문가 심사", "round:1", "votes", "lot"]
    return parse_rule(document | {"rounds": [round_], "groups": groups, "tie_chain": chain} | changes)


def make_entries(*, votes=VOTES, sheets=SHEETS, recusals=(), **changes):
    """Totals of the judges in their order per case; None is a sheet with an empty cell, "" one that is missing."""
    filed = [
        Sheet(judge, case, (None, Fraction(1)) if total is None else _points(total))
        for case, totals in sheets.items()
        for judge, total in zip(JUDGES, totals, strict=True)
        if total != ""
    ]
    return ContestInput(
        cases=dict.fromkeys(sheets, "자치구"),
        judges={1: JUDGES},
        sheets={1: filed},
        recusals={1: [Recusal(*one) for one in recusals]},
        votes=votes,
        **changes,
    )


def _points(total):
    """A total as points of two criteria of 60 and 40."""
    first = min(Fraction(total), Fraction(60))
    return (first, Fraction(total) - first)


class NoEdition:
    """An edition of which nothing is stored, for summaries of plain values."""


def frozen(rule, entries, monkeypatch):
    """The summary that a result of these entries freezes, and the computation behind it."""
    monkeypatch.setattr("awards.outcome.presenting.edition_ledger", lambda edition: {})
    monkeypatch.setattr("awards.outcome.presenting.excuses_of", lambda edition: {})
    computation = compute(rule, entries)
    return summary_of(NoEdition(), rule, entries, computation), computation
