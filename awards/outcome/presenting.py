"""The values of a result as they are frozen: what every page shows, as text."""

from collections.abc import Iterator
from typing import Any

from awards.arithmetic.computation import Computation, ContestInput
from awards.arithmetic.rule import Rule
from awards.outcome.figures import WEIGHT_PLACES, digits, short_digits
from awards.outcome.ledger import edition_ledger, excuses_of, round_ledger
from awards.outcome.margins import cut_line, margins
from awards.outcome.working import is_votes, scale_of, workings
from cases.models import Edition

# The method of a round in which citizens score.
PANEL = "panel"


def result_rows(rule: Rule, entries: ContestInput, computation: Computation) -> Iterator[dict[str, Any]]:
    """Yield the values of a `ResultRow` per finalist, by place; the withdrawn come last without one."""
    for place in computation.combination.ranking:
        yield {
            "number": place.case,
            "rank": place.rank,
            "votes": _votes(entries, place.case),
            "total": digits(place.exact, rule.decimals),
            "groups": _groups(rule, computation, place.case),
            "tie_step": place.tie_step or "",
        }
    for number in computation.combination.withdrawn:
        votes = _votes(entries, number)
        yield {"number": number, "rank": None, "votes": votes, "total": "", "groups": [], "tie_step": ""}


def _votes(entries, number):
    return None if entries.votes is None else entries.votes.get(number, 0)


def _groups(rule, computation, number):
    """Per group: the value before conversion (exact and shown), converted, and what it adds to the total."""
    return [
        {
            "name": group.name,
            "exact": str(group.values[number]),
            "value": short_digits(group.values[number], rule.decimals),
            "converted": digits(group.converted[number], rule.decimals),
            "weighted": digits(group.weighted[number], rule.decimals),
        }
        for group in computation.combination.groups
    ]


def summary_of(
    edition: Edition, rule: Rule, entries: ContestInput, computation: Computation
) -> dict[str, Any]:
    """Return what stands beside the rows as frozen values: turnout, weights, sums, the working, what was left out."""
    poll = getattr(edition, "poll", None)
    excuses = excuses_of(edition)
    return {
        "cases": len(entries.cases),
        "voters": poll.seal.ballots if poll else None,
        "seal_sha256": poll.seal.sha256 if poll else None,
        "votes": sum(entries.votes.values()) if entries.votes is not None else None,
        "rounds": [_round_summary(rule, round_, entries, computation, excuses) for round_ in rule.rounds],
        "judges": _people(rule, entries, is_panel=False),
        "panel": _people(rule, entries, is_panel=True),
        "groups": [_group_summary(rule, group, computation) for group in rule.groups],
        "working": workings(rule, computation),
        "margins": margins(rule, entries, computation),
        "ledger": edition_ledger(edition),
        "prizes_krw": computation.sums.prizes_krw,
        "payouts_krw": computation.sums.payouts_krw,
    }


def _people(rule, entries, *, is_panel):
    """How many people scored in the rounds of experts, or in those of a citizens' panel."""
    rounds = [round_.order for round_ in rule.rounds if (round_.method == PANEL) is is_panel]
    return len({name for order in rounds for name in entries.judges[order]})


def _group_summary(rule, group, computation):
    effective = computation.combination.effective_weights
    return {
        "name": group.name,
        "is_votes": is_votes(group),
        "conversion": str(group.conversion.method),
        "nominal": short_digits(group.weight, WEIGHT_PLACES).removesuffix(".0"),
        "effective": digits(effective[group.name] * 100, WEIGHT_PLACES) if effective else None,
        "scale": scale_of(rule, group, computation),
    }


def _round_summary(rule, round_, entries, computation, excuses):
    outcome = computation.rounds.rounds[round_.order - 1]
    return {
        "order": round_.order,
        "name": round_.name,
        "is_panel": round_.method == PANEL,
        "judges": len(entries.judges[round_.order]),
        "cases": len(outcome.marks),
        "passed": len(outcome.goes_on),
        "equal_extremes": sum(mark.has_equal_extremes for mark in outcome.marks.values()),
        "line": cut_line(rule, outcome),
        "ledger": round_ledger(entries, outcome, excuses.get(round_.order)),
    }
