"""How close it was: the lines at which a prize begins or ends, frozen with the result.

A difference of totals says little to anybody, so it is also told in the units of each group: how many votes,
or points of a mark, would make the same difference while everything else stays as it is.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from awards.arithmetic.allocation import standing
from awards.arithmetic.computation import Computation, ContestInput, RoundOutcome
from awards.arithmetic.rule import AwardKind, ConversionMethod, Rule
from awards.outcome.figures import WORKING_PLACES, digits, precise
from awards.outcome.working import is_votes, mean_and_deviation


def margins(rule: Rule, entries: ContestInput, computation: Computation) -> list[dict[str, Any]]:
    """Return a line per pair of neighbours that matters: 1st and 2nd, and each end of a ranked tier."""
    ranking = computation.combination.ranking
    # Where awards were revoked and the next moved up, tiers end elsewhere; what is told is the place in the ranking.
    places = {one.case: one for one in ranking}
    return [
        _margin(rule, entries, computation, places[upper.case], places[lower.case])
        for upper, lower in _lines(rule, standing(rule, ranking, entries.revoked))
    ]


def _lines(rule: Rule, ranking) -> Iterator[tuple]:
    """Yield (last above, first below) of every line; places shared across a line are no line."""
    ends, last = {1}, 0
    for award in rule.awards:
        if award.kind == AwardKind.RANKED:
            last += award.places
            ends.add(last)
    for end in sorted(ends):
        above = [one for one in ranking if one.rank <= end]
        below = ranking[len(above) :]
        if above and below:
            yield above[-1], below[0]


def _margin(rule, entries, computation, upper, lower):
    difference = Fraction(upper.total) - Fraction(lower.total)
    ranked = {award.name for award in rule.awards if award.kind == AwardKind.RANKED}
    won = {given.case: given.award for given in computation.awards if given.award in ranked}
    votes = entries.votes
    return {
        "upper": upper.case,
        "lower": lower.case,
        "upper_rank": upper.rank,
        "lower_rank": lower.rank,
        "upper_award": won.get(upper.case, ""),
        "lower_award": won.get(lower.case, ""),
        "total": digits(difference, rule.decimals),
        "votes": None if votes is None else votes.get(upper.case, 0) - votes.get(lower.case, 0),
        "worth": list(_worth(rule, computation, difference)) if difference else [],
        "tie_step": (upper.tie_step or lower.tie_step or "") if not difference else "",
    }


def _worth(rule, computation, difference) -> Iterator[dict[str, Any]]:
    """Yield per group the change of its value that would make the same difference, where one unit has a worth."""
    for group, outcome in zip(rule.groups, computation.combination.groups, strict=True):
        unit = _unit(group.conversion.method, list(outcome.values.values())) * group.weight / 100
        if not unit:
            continue
        needed = difference / unit
        value = str(math.ceil(needed)) if is_votes(group) else digits(needed, rule.decimals)
        yield {"name": group.name, "is_votes": is_votes(group), "value": value}


def _unit(method: ConversionMethod, values: list[Fraction]) -> Fraction:
    """What one vote or point adds to the converted value; 0 where there is no such worth."""
    if method == ConversionMethod.STANDARD:
        deviation = mean_and_deviation(values)[1]
        return 10 / deviation if deviation else Fraction(0)
    span = {
        ConversionMethod.MIN_MAX: max(values) - min(values),
        ConversionMethod.SHARE_OF_LEADER: max(values),
        ConversionMethod.SHARE_OF_TOTAL: sum(values, Fraction(0)),
        ConversionMethod.AS_SCORED: Fraction(100),
    }.get(method, Fraction(0))
    return 100 / span if span else Fraction(0)


def cut_line(rule: Rule, outcome: RoundOutcome) -> dict[str, str] | None:
    """Return the last mark that went on and the first that did not, None when all with a mark went on."""
    marks = {case: mark for case, mark in outcome.values.items() if mark is not None}
    inside = [mark for case, mark in marks.items() if case in outcome.goes_on]
    outside = [mark for case, mark in marks.items() if case not in outcome.goes_on]
    if not inside or not outside:
        return None
    places = rule.decimals + WORKING_PLACES
    return {
        "last_in": precise(min(inside), places),
        "first_out": precise(max(outside), places),
        "difference": precise(min(inside) - max(outside), places),
    }
