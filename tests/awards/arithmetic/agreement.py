"""The engine, recount.py and the naive recount over one random edition: where they first differ, and what it holds."""

import json
import time
from dataclasses import dataclass

from awards.arithmetic.computation import IncompleteResult, compute
from awards.arithmetic.rule import parse_rule
from tests.awards.outcome.recount_bundles import run

from . import naive
from .random_bundles import bundle_of
from .random_editions import random_edition
from .random_features import features_of


@dataclass(frozen=True)
class Agreement:
    """`difference` is None where all three agree; seconds are those of the computation alone."""

    difference: str | None
    features: frozenset[str]
    engine_s: float
    naive_s: float


def compare(seed):
    """Compute the edition of this seed in three ways."""
    try:
        return _compare(random_edition(seed))
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise


def _compare(edition):
    started = time.perf_counter()
    rule = parse_rule(edition.document)
    try:
        computation = compute(rule, edition.contest)
    except ValueError as error:
        return Agreement(f"seed {edition.seed}: refused by the engine alone: {error!r}", frozenset(), 0, 0)
    computed = time.perf_counter()
    counted = naive.recount(edition.document, edition.contest)
    ended = time.perf_counter()
    difference = (
        first_difference("engine, naive", told(rule, computation), counted)
        or recount_difference(edition, computation)
        or refusal_difference(edition)
    )
    return Agreement(
        difference and f"seed {edition.seed}: {difference}",
        features_of(edition, computation, counted),
        computed - started,
        ended - computed,
    )


def told(rule, computation):
    """What the engine computed, in the words of the naive recount."""
    combination = computation.combination
    tiers = [award.name for award in rule.awards]
    places = {one.case: one.rank for one in combination.ranking}
    awards = sorted(computation.awards, key=lambda one: (tiers.index(one.award), places[one.case], one.case))
    return {
        "rounds": {outcome.order: told_round(outcome) for outcome in computation.rounds.rounds},
        "finalists": sorted(computation.rounds.finalists),
        "groups": [
            {
                "name": group.name,
                "weight": combination.nominal_weights[group.name] * 100,
                "values": group.values,
                "converted": group.converted,
                "weighted": group.weighted,
            }
            for group in combination.groups
        ],
        "bonus": combination.bonus,
        "exact": combination.totals,
        "totals": {one.case: f"{one.total:f}" for one in combination.ranking},
        "places": places,
        "tie_steps": {one.case: one.tie_step or "" for one in combination.ranking},
        "awards": [[one.award, one.case, one.prize_krw, one.payout_krw] for one in awards],
        "prizes_krw": computation.sums.prizes_krw,
        "payouts_krw": computation.sums.payouts_krw,
        "effective": combination.effective_weights,
    }


def told_round(outcome):
    return {
        "marks": outcome.values,
        "left_out": {
            case: {one.judge: str(one.reason) for one in mark.left_out}
            for case, mark in outcome.marks.items()
        },
        "trimmed": {
            case: [sorted(mark.trimmed_high), sorted(mark.trimmed_low)]
            for case, mark in outcome.marks.items()
        },
        "goes_on": sorted(outcome.goes_on),
    }


def first_difference(place, one, other):
    """Where two values first differ, and how, in words; None where they are the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            found = first_difference(f"{place}/{key}", one.get(key, "nothing"), other.get(key, "nothing"))
            if found:
                return found
        return None
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next((d for n, pair in pairs if (d := first_difference(f"{place}/{n}", *pair))), None)
    return None if one == other else f"{place}: {one} and {other}"


def recount_difference(edition, computation):
    """What recount.py says of the bundle of the engine's result, if it does not agree."""
    code, text = run(json.loads(json.dumps(bundle_of(edition, computation))))
    return f"engine, recount.py: {' | '.join(text.splitlines()[-3:])}" if code else None


def refusal_difference(edition):
    """Draws without a result by the naive recount must be refused by the engine."""
    for document, contest in edition.refused:
        try:
            compute(parse_rule(document), contest)
        except IncompleteResult:
            continue
        return "refused by the naive recount alone"
    return None
