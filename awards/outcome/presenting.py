"""The digits of a result: every value a page shows, rounded once, as text."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from awards.arithmetic.computation import Computation, ContestInput
from awards.arithmetic.ranking import round_once
from awards.arithmetic.rule import Group, Rule
from cases.models import Edition

# Weights and shares are told to one and two places, as the announcements do.
WEIGHT_PLACES = 1
SHARE_PLACES = 2
# The method of a round in which citizens score.
PANEL = "panel"


def digits(value: Fraction, places: int) -> str:
    """Return `value` rounded once to `places`, all places written: 1/8 to 2 places is "0.13"."""
    return f"{round_once(value, places):f}"


def short_digits(value: Fraction, places: int) -> str:
    """Return `value` rounded once to `places` without idle zeros, one place at least: 471/5 is "94.2"."""
    whole, _, rest = digits(value, max(places, 1)).partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def percent(part: int | Fraction, whole: int | Fraction, places: int) -> str | None:
    """Return part ÷ whole in percent, or None where there is no whole."""
    return digits(Fraction(part) * 100 / whole, places) if whole else None


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
    """Return what stands beside the rows: turnout, judges, weights, sums, as frozen values."""
    poll = getattr(edition, "poll", None)
    return {
        "cases": len(entries.cases),
        "voters": poll.seal.ballots if poll else None,
        "seal_sha256": poll.seal.sha256 if poll else None,
        "votes": sum(entries.votes.values()) if entries.votes is not None else None,
        "rounds": [_round_summary(round_, entries, computation) for round_ in rule.rounds],
        "judges": _people(rule, entries, is_panel=False),
        "panel": _people(rule, entries, is_panel=True),
        "groups": [_group_summary(group, computation) for group in rule.groups],
        "prizes_krw": computation.sums.prizes_krw,
        "payouts_krw": computation.sums.payouts_krw,
    }


def _people(rule, entries, *, is_panel):
    """How many people scored in the rounds of experts, or in those of a citizens' panel."""
    rounds = [round_.order for round_ in rule.rounds if (round_.method == PANEL) is is_panel]
    return len({name for order in rounds for name in entries.judges[order]})


def _group_summary(group, computation):
    effective = computation.combination.effective_weights
    return {
        "name": group.name,
        "is_votes": is_votes(group),
        "conversion": str(group.conversion.method),
        "nominal": short_digits(group.weight, WEIGHT_PLACES).removesuffix(".0"),
        "effective": digits(effective[group.name] * 100, WEIGHT_PLACES) if effective else None,
    }


def _round_summary(round_, entries, computation):
    outcome = computation.rounds.rounds[round_.order - 1]
    return {
        "order": round_.order,
        "name": round_.name,
        "is_panel": round_.method == PANEL,
        "judges": len(entries.judges[round_.order]),
        "cases": len(outcome.marks),
        "passed": len(outcome.goes_on),
        "equal_extremes": sum(mark.has_equal_extremes for mark in outcome.marks.values()),
    }


def is_votes(group: Group) -> bool:
    """Whether the value of a group is the votes themselves: its only source is the poll."""
    return all(source.round is None for source in group.sources)
