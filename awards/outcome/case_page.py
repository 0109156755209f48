"""The page of one finalist: from its sheets to its prize, one step after the other.

Figures and words are those of the frozen result, as on the results page; nothing is computed again.
"""

from functools import cached_property
from typing import Any

from awards.outcome import pictures
from awards.outcome.explaining import Explanation
from awards.outcome.figures import grouped
from awards.outcome.following import round_steps, steps_of
from awards.outcome.pages import Line, ResultPage


class CasePage:
    """The finalist on `line` of `page`. A result that froze no working is told without the steps."""

    def __init__(self, page: ResultPage, line: Line):
        self.page, self.line, self.number = page, line, line.row.case.number
        self.explained = Explanation(page) if "working" in page.summary else None

    @property
    def is_ranked(self) -> bool:
        return self.line.row.rank is not None

    @property
    def previous(self) -> Line | None:
        place = self.page.lines.index(self.line)
        return self.page.lines[place - 1] if place else None

    @property
    def next(self) -> Line | None:
        return next(iter(self.page.lines[self.page.lines.index(self.line) + 1 :]), None)

    @cached_property
    def rounds(self) -> list[dict[str, Any]]:
        """Every round the case was judged in: totals and mark, their picture, and the line of the cut."""
        strips = pictures.strips(self._rounds_of(self.line), beside=map(self._rounds_of, self.page.lines))
        told = {one["order"]: one for one in self.page.summary["rounds"]}
        return [
            one | {"ticks": strips["ticks"], "told": told[one["order"]], "late": self._late(one["name"])}
            for one in strips["rounds"]
        ]

    def _rounds_of(self, line):
        return [round_steps(self.page.rule, one) for one in self.explained.working(line)["rounds"]]

    def _late(self, name):
        """What was corrected late among the scores of this case in the round of this name."""
        return [one for one in self.explained.late if (one["number"], one["round"]) == (self.number, name)]

    @cached_property
    def steps(self) -> dict[str, Any]:
        """The way from the marks to the total; with each group what the result says of it."""
        page, row = self.page, self.line.row
        steps = steps_of(page.rule, page.summary, self.explained.working(self.line), row.votes)
        own = zip(page.sources, steps["groups"], row.groups, strict=True)
        return steps | {"groups": [source | step | {"digits": shown} for source, step, shown in own]}

    @property
    def tied(self) -> list[dict[str, Any]]:
        """All cases of this total, this one first: {"line", "value"}, the value by which the step compared them."""
        lines = {line.row.case.number: line for line in self.page.lines}
        others = [lines[number] for number in self.explained.working(self.line)["tied_with"]]
        return [{"line": one, "value": self._compared(one)} for one in (self.line, *others) if others]

    def _compared(self, line):
        """The value that the deciding step looks at; "" for a lot, which looks at none."""
        kind, _colon, name = self.line.row.tie_step.partition(":")
        working = self.explained.working(line)
        if kind == "group":
            by_name = zip(self.page.rule.groups, working["groups"], strict=True)
            return next(grouped(own["value"]) for group, own in by_name if group.name == name)
        if kind == "round":
            return next((one["mark"] for one in working["rounds"] if one["order"] == int(name)), "")
        return f"{line.row.votes:,}" if kind == "votes" else ""

    @property
    def withdrawn_reason(self) -> str:
        reasons = self.page.summary.get("ledger", {}).get("withdrawn", {})
        return reasons.get(self.number) or self.line.row.case.withdrawn_reason

    @property
    def revoked(self) -> dict[str, Any] | None:
        return next((one for one in self.page.revoked if one["line"] is self.line), None)


def case_page(page: ResultPage, number: str) -> CasePage | None:
    """The page of the finalist with this number; None where the result has no such finalist."""
    line = next((line for line in page.lines if line.row.case.number == number), None)
    return CasePage(page, line) if line else None
