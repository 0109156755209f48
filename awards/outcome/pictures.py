"""Pictures of a result as positions: per cent of the picture's width and height, or pixels down a list.

Everything they show stands on the page as text as well, so they are hidden from screen readers.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

# A strip of dots: its height, and how far apart equal totals stand above each other, in pixels.
STRIP = 32
STACK = 9
# Where the number of a point can stand beside it, as parts of a picture's width and height.
SIDES = {"right": (0.04, 0), "left": (-0.04, 0), "over": (0, 0.055), "under": (0, -0.055)}
# Rows of the picture of places, in pixels.
FIRST_ROW = 46
ROW = 34

Round = dict[str, Any]


def number(text: str) -> Fraction:
    """The figure that a frozen text shows: "89.966666…" is 89.966666."""
    return Fraction(text.rstrip("…"))


@dataclass(frozen=True)
class Axis:
    """From `low` to `high` in whole steps; positions are per cent of the way, as text."""

    low: Fraction
    high: Fraction
    step: Fraction

    @classmethod
    def around(cls, values: Iterable[Fraction], most: int = 6) -> "Axis":
        """The axis with at most about `most` steps of 1, 2 or 5 times a power of ten that holds `values`."""
        values = list(values)
        low, high = min(values), max(values)
        span = max(high - low, Fraction(1))
        power = Fraction(10) ** math.floor(math.log10(span / most))
        step = next(power * times for times in (1, 2, 5, 10) if power * times * most >= span)
        low, high = math.floor(low / step) * step, math.ceil(high / step) * step
        return cls(low, max(high, low + step), step)

    def part(self, value: Fraction) -> Fraction:
        return (value - self.low) / (self.high - self.low)

    def place(self, value: Fraction, *, is_upright: bool = False) -> str:
        part = self.part(value)
        return _percent(1 - part if is_upright else part)

    def ticks(self, *, is_upright: bool = False) -> list[dict[str, str]]:
        count = int((self.high - self.low) / self.step)
        values = [self.low + self.step * n for n in range(count + 1)]
        return [{"value": _plain(one), "at": self.place(one, is_upright=is_upright)} for one in values]


def _percent(part):
    return f"{round(float(part) * 100, 1):g}%"


def _plain(value):
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def strips(rounds: list[Round], beside: Iterable[list[Round]] = ()) -> dict[str, Any]:
    """Dots of every total of a case, and its marks, round by round.

    `rounds` as `following.round_steps` gives them; `beside`: those of other cases that the axis holds as well,
    so that one page can be laid beside another.
    """
    held = [one for shown in (rounds, *beside) for one in shown]
    totals = [number(total["points"]) for one in held for total in one["totals"]]
    marks = [number(one["mark"]) for one in held if one["mark"] is not None]
    axis = Axis.around([*totals, *marks] or [Fraction(0)])
    return {"ticks": axis.ticks(), "rounds": [_strip(axis, one) for one in rounds]}


def _strip(axis, one):
    same = Counter(total["points"] for total in one["totals"])
    seen, dots = Counter(), []
    for total in one["totals"]:
        points = total["points"]
        apart = min(STACK, (STRIP - STACK) / max(same[points] - 1, 1))
        below = (seen[points] - (same[points] - 1) / 2) * apart
        seen[points] += 1
        y = f"{below:g}" if below else ""
        dots.append({"x": axis.place(number(points)), "y": y, "is_trimmed": total["is_trimmed"]})
    mark = None if one["mark"] is None else axis.place(number(one["mark"]))
    return one | {"dots": dots, "mark_at": mark}


def scatter(lines: list, groups: list[dict[str, Any]], *, is_one_scale: bool) -> dict[str, Any] | None:
    """Two groups against each other, with the line of the mean total; None where there are not two.

    `is_one_scale`: both groups live on the same scale, so the picture shows both alike.
    """
    if len(groups) != 2 or not lines:
        return None
    xs, ys = ([Fraction(line.groups[side]["converted"]) for line in lines] for side in (0, 1))
    across, up = Axis.around(xs + ys if is_one_scale else xs), Axis.around(ys + xs if is_one_scale else ys)
    points = [(float(across.part(x)), float(up.part(y))) for x, y in zip(xs, ys, strict=True)]
    dots = [
        {
            "x": across.place(x),
            "y": up.place(y, is_upright=True),
            "rank": line.row.rank,
            "side": side,
        }
        for x, y, line, side in zip(xs, ys, lines, _sides(points), strict=True)
    ]
    weights = [Fraction(group["nominal"]) / 100 for group in groups]
    middle = (sum(xs) * weights[0] + sum(ys) * weights[1]) / len(lines)
    ends = _ends(across, up, weights, middle)
    return {
        "across": across.ticks(),
        "up": up.ticks(is_upright=True),
        "dots": dots,
        "ends": [{"x": across.place(x), "y": up.place(y, is_upright=True)} for x, y in ends],
    }


def _sides(points):
    """Return per point where its number stands, away from all other points and the numbers before it."""
    taken, sides = list(points), []
    for x, y in points:

        def room(side, x=x, y=y):
            across, up = SIDES[side]
            others = [(a, b) for a, b in taken if (a, b) != (x, y)]
            return min(((a - x - across) ** 2 + (b - y - up) ** 2 for a, b in others), default=0)

        sides.append(max(SIDES, key=room))
        taken.append((x + SIDES[sides[-1]][0], y + SIDES[sides[-1]][1]))
    return sides


def _ends(across, up, weights, total):
    """Where the line weight·x + weight·y = total enters and leaves the picture."""
    on_sides = [(x, (total - weights[0] * x) / weights[1]) for x in (across.low, across.high)]
    on_edges = [((total - weights[1] * y) / weights[0], y) for y in (up.low, up.high)]
    inside = {
        (x, y) for x, y in on_sides + on_edges if across.low <= x <= across.high and up.low <= y <= up.high
    }
    return sorted(inside)[:: max(len(inside) - 1, 1)]


def places(placed: list[tuple[Any, list[int]]], names: list[str], total_name: str) -> dict[str, Any]:
    """Places in each group and together, the total after the first group. `placed`: a line, its place by group."""
    columns = [names[0], total_name, *names[1:]]
    xs = [_percent(0.08 + 0.84 * n / max(len(columns) - 1, 1)) for n in range(len(columns))]
    rows = []
    for line, by_group in placed:
        own = [by_group[0], line.row.rank, *by_group[1:]]
        points = [
            {"x": x, "y": FIRST_ROW + ROW * (rank - 1), "rank": rank} for x, rank in zip(xs, own, strict=True)
        ]
        pairs = [{"from": a, "to": b} for a, b in pairwise(points)]
        rows.append(
            {
                "points": points,
                "pairs": pairs,
                "is_first": line.row.rank == 1,
                "line": line,
                "by_group": list(zip(names, by_group, strict=True)),
            }
        )
    heads = [
        {"name": name, "x": x, "anchor": anchor, "is_data": name is not total_name}
        for name, x, anchor in zip(columns, xs, ["start", *["middle"] * (len(xs) - 2), "end"], strict=False)
    ]
    return {"heads": heads, "rows": rows, "height": FIRST_ROW + ROW * (len(placed) - 1) + 24}
