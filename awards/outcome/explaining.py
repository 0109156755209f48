"""What a result page says beyond places and totals: weights, margins, pictures, the ledger.

All of it is read from the frozen result. A result computed before these were frozen has none of them, and its
page says nothing of them.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from awards.judging.models import Recusal
from awards.outcome import pictures
from cases.models import Edition

# From this effective weight on, in per cent, the page says that a group decided nearly alone.
ALONE = 80


class Explanation:
    """The working of the result on `page`; nothing in it is computed again."""

    def __init__(self, page):
        self.page, self.rule, self.summary = page, page.rule, page.summary
        self._lines = {line.row.case.number: line for line in page.lines}

    @cached_property
    def weights(self) -> dict[str, Any]:
        """Per group what the rule says and what it did, and both as bars; no bars where a group pulled back."""
        groups = self.page.groups
        kinds = [(_("정한 비율"), "nominal"), (_("실제 비율"), "effective")]
        shares = {kind: [group[kind] for group in groups] for _words, kind in kinds}
        can_be_drawn = all(one is not None and Fraction(one) >= 0 for one in shares["effective"])
        bars = (
            [{"words": words, "parts": _bar(shares[kind])} for words, kind in kinds] if can_be_drawn else []
        )
        alone = [group for group in groups if group["effective"] and Fraction(group["effective"]) > ALONE]
        return {"groups": groups, "bars": bars, "alone": alone if len(groups) > 1 else []}

    @property
    def margins(self) -> Iterator[dict[str, Any]]:
        """Yield every line with the two cases at it; `ahead` and `behind` are votes one has more than the other."""
        for one in self.summary["margins"]:
            votes = one["votes"] or 0
            yield one | {
                "upper": self._lines[one["upper"]],
                "lower": self._lines[one["lower"]],
                "ahead": max(votes, 0),
                "behind": max(-votes, 0),
                "is_level": one["votes"] == 0,
                "worth": [
                    worth | {"votes": int(worth["value"]) if worth["is_votes"] else None}
                    for worth in one["worth"]
                ],
                "tie": self.page.tie_step(one["tie_step"]) if one["tie_step"] else None,
            }

    @property
    def cuts(self) -> list[dict[str, Any]]:
        """The rounds that not every case went through, with the marks on both sides of the line."""
        return [one for one in self.summary["rounds"] if one["line"]]

    @property
    def shows_totals(self) -> bool:
        """Whether the edition tells the judges' totals, as was fixed before submissions opened."""
        return self.page.edition.disclosure != Edition.Disclosure.MARKS_ONLY

    def working(self, line) -> dict[str, Any]:
        """How the finalist on `line` came to its total; without the judges' totals where they are not told."""
        working = self.summary["working"][line.row.case.number]
        if self.shows_totals:
            return working
        return working | {"rounds": [one | {"totals": [], "high": 0, "low": 0} for one in working["rounds"]]}

    @cached_property
    def scatter(self) -> dict[str, Any] | None:
        return pictures.scatter(self.page.ranked, self.page.groups, is_one_scale=self.page.is_standard)

    @cached_property
    def places(self) -> dict[str, Any]:
        placed = [(line, [own["place"] for own in self.working(line)["groups"]]) for line in self.page.ranked]
        return pictures.places(placed, [group["name"] for group in self.page.groups], _("합계"))

    @property
    def rounds(self) -> Iterator[dict[str, Any]]:
        """Yield what of each round does not count."""
        reopened = self.summary["ledger"]["reopened"]
        for one in self.summary["rounds"]:
            recused = [
                {"words": Recusal.Ground(ground).label, "n": n}
                for ground, n in one["ledger"]["recused"].items()
            ]
            trimmed = one["ledger"]["trimmed_high"] + one["ledger"]["trimmed_low"]
            yield one | {
                "recusals": recused,
                # A result from before sheets could be excused has none.
                "excuses": one["ledger"].get("excuses", []),
                "trimmed": trimmed,
                "reopened": reopened.get(str(one["order"]), 0),
            }

    @property
    def late(self) -> list[dict[str, Any]]:
        """Keying errors that were corrected since the poll opened; a case that is no finalist has no line."""
        return [
            one | {"line": self._lines.get(one["number"]), "on": date.fromisoformat(one["on"])}
            for one in self.summary["ledger"].get("late", [])
        ]

    @property
    def withdrawn(self) -> list[tuple[Any, str]]:
        """Finalists that left, with the reason that was made public."""
        reasons = self.summary["ledger"]["withdrawn"]
        return [(line, reasons.get(line.row.case.number, "")) for line in self.page.withdrawn]

    @property
    def withdrawn_before(self) -> int:
        return self.summary["ledger"]["withdrawn_before"]


def _bar(shares):
    """Parts of a whole one after the other: {"x", "width"} in per cent."""
    whole, start, parts = sum(Fraction(share) for share in shares), Fraction(0), []
    for share in shares:
        width = Fraction(share) / whole * 100
        parts.append({"x": f"{float(start):.1f}%", "width": f"{float(width):.1f}%"})
        start += width
    return parts
