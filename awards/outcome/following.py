"""One case from its sheets to its prize, step by step: the frozen figures put into the formulas of the rule.

Formulas are signs and figures and need no translation. A figure that ends with "…" goes on.
"""

from collections.abc import Sequence
from typing import Any

from awards.arithmetic.rule import ConversionMethod, Group, Rule, Source
from awards.outcome.figures import POINT_PLACES, grouped, precise

Frozen = dict[str, Any]
# What a conversion needs of all values, by the names of its formula.
NUMBERS = ("mean", "deviation", "least", "most", "whole")


def steps_of(rule: Rule, summary: Frozen, working: Frozen, votes: int | None) -> Frozen:
    """Return the steps of a ranked case: "rounds", "groups" with their formulas, "sum"."""
    marks = {one["order"]: one["mark"] for one in working["rounds"]} | {
        None: "" if votes is None else f"{votes:,}"
    }
    groups = [
        own
        | {
            "name": group.name,
            "value": grouped(own["value"]),
            "scale": {name: grouped(shown["scale"][name]) for name in NUMBERS if name in shown["scale"]},
            "is_votes": shown["is_votes"],
            "made": value_formula(group.sources, marks),
            "formula": conversion_formula(group, shown["scale"], own),
            "is_table": bool(shown["scale"].get("has_table")) and own["sharing"] == 1,
            "is_even": _is_even(group, shown["scale"]),
        }
        for group, shown, own in zip(rule.groups, summary["groups"], working["groups"], strict=True)
    ]
    return {
        "rounds": [round_steps(rule, one) for one in working["rounds"]],
        "groups": groups,
        "sum": sum_formula(rule, working),
        "unrounded": working["unrounded"],
        "bonus": working["bonus"],
    }


def round_steps(rule: Rule, one: Frozen) -> Frozen:
    """Return a round of a case with its totals marked where they were trimmed, and what its mark is used for."""
    last = len(one["totals"]) - one["low"]
    totals = [
        {"points": points, "is_trimmed": not one["high"] <= place < last}
        for place, points in enumerate(one["totals"])
    ]
    return one | {
        "name": rule.rounds[one["order"] - 1].name,
        "trim": rule.rounds[one["order"] - 1].trim,
        "formula": f"{grouped(one['sum'])} ÷ {one['counted']}",
        "totals": totals,
        "highest": one["totals"][: one["high"]],
        "lowest": one["totals"][last:],
        "is_counted": one["order"] in {source.round for group in rule.groups for source in group.sources},
    }


def value_formula(sources: Sequence[Source], marks: dict[int | None, str]) -> str:
    """Return how the value of a group is made: "94.8 × 50% + 93.6 × 50%"; "" where it is a mark or the votes alone.

    `marks` by the order of the round; votes stand under None, as in a source.
    """
    if len(sources) == 1:
        return ""
    return " + ".join(f"{marks[source.round]} × {_weight(source)}" for source in sources)


def conversion_formula(group: Group, scale: Frozen, own: Frozen) -> str:
    """Return the conversion of one value with everything filled in; "" where it stays as it is or all are even."""
    method, x = group.conversion.method, own["value"]
    if method == ConversionMethod.RANK_POINTS:
        return _rank_formula(scale, own)
    if not scale:
        return ""
    return {
        ConversionMethod.STANDARD: "50 + 10 × ({x} − {mean}) ÷ {deviation}",
        ConversionMethod.MIN_MAX: "100 × ({x} − {least}) ÷ ({most} − {least})",
        ConversionMethod.SHARE_OF_LEADER: "100 × {x} ÷ {whole}",
        ConversionMethod.SHARE_OF_TOTAL: "100 × {x} ÷ {whole}",
    }[method].format(x=grouped(x), **{name: grouped(figures) for name, figures in scale.items()})


def _rank_formula(scale, own):
    """Cases of equal value share the mean of the places they occupy."""
    place, sharing = own["place"], own["sharing"]
    if sharing > 1:
        points = scale["points"][place - 1 : place - 1 + sharing]
        return f"({' + '.join(points)}) ÷ {sharing}"
    return "" if scale["has_table"] else f"100 × ({scale['n']} − {place} + 1) ÷ {scale['n']}"


def _is_even(group, scale):
    """Whether all values of the group are equal, so that the formula does not hold and everybody has the same."""
    return not scale and group.conversion.method not in (
        ConversionMethod.AS_SCORED,
        ConversionMethod.RANK_POINTS,
    )


def sum_formula(rule: Rule, working: Frozen) -> str:
    """Return the weighted sum with everything filled in, bonus points last."""
    pairs = zip(rule.groups, working["groups"], strict=True)
    parts = [f"{own['converted']} × {_weight(group)}" for group, own in pairs]
    return " + ".join([*parts, *([working["bonus"]] if working["bonus"] else [])])


def _weight(weighted: Group | Source) -> str:
    return f"{precise(weighted.weight, POINT_PLACES)}%"
