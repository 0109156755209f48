"""How every finalist came to its total, frozen with the result: pages write it down and compute nothing.

Judges stand in it without a name and without their order: totals from the highest to the lowest, so that
nobody's hand can be followed from case to case.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from awards.arithmetic.computation import Computation, GroupOutcome
from awards.arithmetic.conversion import root
from awards.arithmetic.rule import ConversionMethod, Group, Rule
from awards.outcome.figures import POINT_PLACES, WORKING_PLACES, precise


def workings(rule: Rule, computation: Computation) -> dict[str, dict[str, Any]]:
    """Return per finalist its totals and marks; of those that are ranked also values, sum and who had the same."""
    combined = computation.combination
    places = rule.decimals + WORKING_PLACES
    found = {
        number: {"rounds": _rounds(computation, number, places)} for number in computation.rounds.finalists
    }
    for place in combined.ranking:
        number, bonus = place.case, combined.bonus[place.case]
        found[number] |= {
            "groups": [_group(group, number, places) for group in combined.groups],
            "bonus": precise(bonus, places) if bonus else None,
            "unrounded": precise(place.exact, places),
            "tied_with": [
                one.case for one in combined.ranking if one.total == place.total and one.case != number
            ],
        }
    return found


def _rounds(computation, number, places):
    return [
        _round(outcome.order, outcome.marks[number], places)
        for outcome in computation.rounds.rounds
        if number in outcome.marks
    ]


def _round(order, mark, places):
    """What a round said of a case: the first `high` and the last `low` of the totals do not count."""
    trimmed = {*mark.trimmed_high, *mark.trimmed_low}
    counted = [entry.total for entry in mark.totals if entry.judge not in trimmed]
    in_order = sorted((entry.total for entry in mark.totals), reverse=True)
    return {
        "order": order,
        "totals": [precise(total, POINT_PLACES) for total in in_order],
        "high": len(mark.trimmed_high),
        "low": len(mark.trimmed_low),
        "left_out": len(mark.left_out),
        "counted": len(counted),
        "sum": precise(sum(counted, Fraction(0)), POINT_PLACES),
        "exact": None if mark.mark is None else str(mark.mark),
        "mark": None if mark.mark is None else precise(mark.mark, places),
    }


def _group(group: GroupOutcome, number: str, places: int):
    own = group.values[number]
    return {
        "value": precise(own, places),
        "place": 1 + sum(value > own for value in group.values.values()),
        "sharing": sum(value == own for value in group.values.values()),
        "converted": precise(group.converted[number], places),
        "weighted": precise(group.weighted[number], places),
    }


def scale_of(rule: Rule, group: Group, computation: Computation) -> dict[str, Any]:
    """Return the numbers that the conversion of a group needs of all its values, by the names of its formula.

    Empty where the formula cannot be used because all values are equal, or 0, and needs none.
    """
    outcome = next(one for one in computation.combination.groups if one.name == group.name)
    values = outcome.values
    if not values:
        return {}
    if group.conversion.method == ConversionMethod.RANK_POINTS:
        return _points_by_place(group, values, rule.decimals + WORKING_PLACES)
    numbers = _NUMBERS[group.conversion.method](list(values.values()))
    return {name: precise(value, rule.decimals + WORKING_PLACES) for name, value in numbers.items()}


def _points_by_place(group: Group, values: Mapping[str, Fraction], places: int):
    table, n = group.conversion.table, len(values)
    if table is None:
        points = [Fraction(100 * (n - place), n) for place in range(n)]
    else:
        points = [*table[:n], *[Fraction(0)] * (n - len(table))]
    return {"n": n, "has_table": table is not None, "points": [precise(one, places) for one in points]}


def mean_and_deviation(values: list[Fraction]) -> tuple[Fraction, Fraction]:
    """The mean and the population standard deviation, the root with the digits that the engine uses."""
    mean = sum(values, Fraction(0)) / len(values)
    variance = sum(((x - mean) ** 2 for x in values), Fraction(0)) / len(values)
    return mean, root(variance) if variance else Fraction(0)


def _standard(values):
    mean, deviation = mean_and_deviation(values)
    return {"mean": mean, "deviation": deviation} if deviation else {}


def _min_max(values):
    least, most = min(values), max(values)
    return {"least": least, "most": most} if least != most else {}


_NUMBERS = {
    ConversionMethod.STANDARD: _standard,
    ConversionMethod.MIN_MAX: _min_max,
    ConversionMethod.SHARE_OF_LEADER: lambda values: {"whole": max(values)} if max(values) else {},
    ConversionMethod.SHARE_OF_TOTAL: lambda values: {"whole": sum(values)} if sum(values) else {},
    ConversionMethod.AS_SCORED: lambda values: {},
}


def is_votes(group: Group) -> bool:
    """Whether the value of a group is the votes themselves: its only source is the poll."""
    return all(source.round is None for source in group.sources)
