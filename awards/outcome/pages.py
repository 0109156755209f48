"""The results page in plain values: what templates write and nothing they would have to compute."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from awards.arithmetic.rule import ConversionMethod, Rule
from awards.outcome.explaining import Explanation
from awards.outcome.figures import SHARE_PLACES, WEIGHT_PLACES, percent, short_digits
from awards.outcome.models import Award, Result, ResultRow
from awards.outcome.revocation.models import Recovery
from awards.rule.announcing import CONVERSION_WORDS, Announcement
from awards.rule.freezing import frozen_rule
from cases.models import Edition, Organisation
from voting.acts.sizes import words_of

AXIS_STEP = 10
METALS = ("gold", "silver", "bronze")


@dataclass(frozen=True)
class Line:
    """One finalist on the page: the frozen row, its awards, and a value per group."""

    row: ResultRow
    awards: list[Award]
    groups: list[dict[str, Any]]
    voter_share: str | None
    vote_share: str | None
    tie: dict[str, Any] | None = None
    revocation: dict[str, Any] | None = None

    @property
    def payout_krw(self):
        return sum(award.payout_krw for award in self.awards)

    @property
    def prize_krw(self):
        return sum(award.prize_krw for award in self.awards)

    @property
    def is_revoked(self):
        return self.revocation is not None

    @property
    def is_certificate_only(self):
        return self.prize_krw > self.payout_krw

    @property
    def is_invested(self):
        return self.row.organisation_kind == Organisation.Kind.INVESTED

    @property
    def withheld_kind(self) -> str:
        """The kind of the organisation, in the reader's words, where it is why cash is withheld."""
        kinds = dict(Organisation.Kind.choices)
        return str(kinds.get(self.row.organisation_kind, "")) if self.is_certificate_only else ""


class ResultPage:
    """Everything the results page of `edition` says. Three queries, whatever the number of finalists.

    `versions`: all that are public, the newest first.
    """

    def __init__(self, edition: Edition, result: Result, versions: Sequence[Result] = ()):
        self.edition, self.result, self.summary = edition, result, result.summary
        self.versions = versions
        awards = {}
        for award in result.awards.order_by("tier", "pk"):
            awards.setdefault(award.row_id, []).append(award)
        self.lines = [self._line(row, awards.get(row.pk, [])) for row in self._rows()]

    def _rows(self):
        rows = self.result.rows.select_related("case")
        return sorted(rows, key=lambda row: (row.rank is None, row.rank, row.case.number_key))

    def _line(self, row, awards):
        groups = [
            shown | {"is_votes": group["is_votes"]}
            for shown, group in zip(row.groups, self.groups, strict=False)
        ]
        votes, summary = row.votes, self.summary
        return Line(
            row=row,
            awards=awards,
            groups=groups,
            voter_share=percent(votes, summary["voters"], WEIGHT_PLACES) if votes is not None else None,
            vote_share=percent(votes, summary["votes"], SHARE_PLACES) if votes is not None else None,
            tie=self.tie_step(row.tie_step) if row.tie_step else None,
            revocation=self._revocations.get(row.case.number),
        )

    @cached_property
    def _revocations(self):
        return {one["number"]: one for one in self.summary.get("revoked", [])}

    @cached_property
    def revoked(self) -> list[dict[str, Any]]:
        """Awards that were taken back: {"line", "decided_on", "decision", "reason", "payout_krw", "recoveries"}.

        What came back of the prize is told as it stands now.
        """
        if not self._revocations:
            return []
        recoveries: dict[str, list[Recovery]] = {}
        for one in Recovery.objects.filter(revocation__edition=self.edition).select_related(
            "revocation__case"
        ):
            recoveries.setdefault(one.revocation.case.number, []).append(one)
        return [
            line.revocation
            | {
                "line": line,
                "decided_on": date.fromisoformat(line.revocation["decided_on"]),
                "recoveries": recoveries.get(line.row.case.number, []),
            }
            for line in self.lines
            if line.is_revoked
        ]

    @property
    def is_replaced(self) -> bool:
        """Whether a later version took the place of the one shown."""
        return bool(self.versions) and self.versions[0].pk != self.result.pk

    @property
    def query(self) -> str:
        """What an address of this version needs, where it is not the newest."""
        return f"?version={self.result.version}" if self.is_replaced else ""

    @property
    def is_correction(self) -> bool:
        """Whether the version shown took the place of another."""
        return bool(self.versions) and self.versions[-1].pk != self.result.pk

    @property
    def groups(self) -> list[dict[str, Any]]:
        return self.summary["groups"]

    @cached_property
    def rule(self) -> Rule:
        return frozen_rule(self.edition)

    @property
    def announced_on(self) -> date | None:
        """The day of the real announcement, for a year that is run again and comes out as it did."""
        text = None if self.edition.is_rehearsal else self.edition.fact("announced_on")
        return date.fromisoformat(text) if text else None

    @property
    def committee(self) -> list[tuple[str, Line, str]]:
        """What the committee chose: (award, finalist, reason), in the order of the rule."""
        lines = {line.row.case.number: line for line in self.lines}
        chosen = self.summary.get("committee", [])
        return [(one["award"], lines[one["number"]], one["reason"]) for one in chosen]

    @property
    def admitted(self) -> list[dict[str, Any]]:
        """What did not agree and could not be cured: {"words", "cause", "signed_at"}."""
        return [
            {
                "words": words_of(one["sizes"]),
                "cause": one["cause"],
                "signed_at": datetime.fromisoformat(one["signed_at"]),
            }
            for one in self.summary.get("admitted", [])
        ]

    @property
    def rule_defaults(self) -> list[str]:
        """Values of the rule of a past year that nobody published, in words: they are this portal's own."""
        return self.edition.fact("rule_defaults") or []

    @property
    def ranked(self) -> list[Line]:
        return [line for line in self.lines if line.row.rank is not None]

    @property
    def withdrawn(self) -> list[Line]:
        return [line for line in self.lines if line.row.rank is None]

    @cached_property
    def terms(self) -> list[dict[str, Any]]:
        """By what each award of the rule is won, in its order: kind, first and last place, prize."""
        return list(Announcement(self.rule).awards)

    @cached_property
    def tiers(self) -> list[dict[str, Any]]:
        """Awards in the order of the rule: {"name", "order", "kind", "metal", "medal", "lines"}."""
        given = sorted(
            ((award, line) for line in self.lines for award in line.awards),
            key=lambda pair: (pair[0].tier, pair[1].row.rank or 0),
        )
        return [
            {
                "order": order,
                "name": pairs[0][0].name,
                "kind": pairs[0][0].kind,
                "metal": METALS[min(order, 3) - 1],
                "medal": f"medal-{order}",
                "lines": [line for _a, line in pairs],
            }
            for order, pairs in (
                (order, list(group)) for order, group in groupby(given, lambda pair: pair[0].tier)
            )
        ]

    @property
    def first(self) -> Line | None:
        """The winner who stands alone in the first tier; None when the first award is shared, or was revoked."""
        lines = self.tiers[0]["lines"] if self.tiers and self.tiers[0]["order"] == 1 else []
        return lines[0] if len(lines) == 1 else None

    @property
    def other_tiers(self):
        return self.tiers[1:] if self.first else self.tiers

    @property
    def award_count(self):
        return sum(len(tier["lines"]) for tier in self.tiers)

    @cached_property
    def chart(self) -> dict[str, Any]:
        """Two marks on one axis: positions in percent of its width, over whole tens around the data."""
        values = [Decimal(group["converted"]) for line in self.ranked for group in line.groups]
        low = math.floor(min(values) / AXIS_STEP) * AXIS_STEP
        high = max(math.ceil(max(values) / AXIS_STEP) * AXIS_STEP, low + AXIS_STEP)

        def place(value):
            return f"{(Decimal(value) - low) / (high - low) * 100:.2f}%"

        ticks = [{"value": tick, "x": place(tick)} for tick in range(low + AXIS_STEP, high, AXIS_STEP)]
        return {"ticks": ticks, "rows": [self._chart_row(line, place) for line in self.ranked]}

    def _chart_row(self, line, place):
        marks = [
            {"name": group["name"], "value": group["converted"], "x": place(group["converted"])}
            for group in line.groups
        ]
        ends = sorted(marks, key=lambda mark: Decimal(mark["value"]))
        return {"line": line, "marks": marks, "from": ends[0]["x"], "to": ends[-1]["x"]}

    @property
    def is_standard(self) -> bool:
        """Whether every group is on the standard scale, whose mean is 50."""
        return all(group["conversion"] == ConversionMethod.STANDARD for group in self.groups)

    @cached_property
    def explained(self) -> Explanation | None:
        """The working behind the figures; None for a result that did not freeze it."""
        return Explanation(self) if "working" in self.summary and self.ranked else None

    @property
    def ties(self) -> list[Line]:
        """The lines whose place a step of the chain decided."""
        return [line for line in self.ranked if line.tie]

    def tie_step(self, step: str) -> dict[str, Any]:
        """A step of the chain in words; `is_data` where they are the rule's own and have no translation."""
        kind, _colon, name = step.partition(":")
        if kind == "round":
            name = self.rule.rounds[int(name) - 1].name
        words = name or {"votes": _("득표"), "lot": _("추첨")}[kind]
        return {"words": words, "is_data": bool(name)}

    @property
    def tie_chain(self) -> list[dict[str, Any]]:
        return [self.tie_step(step) for step in self.rule.tie_chain]

    @property
    def certificate_kinds(self) -> list[str]:
        """Kinds of organisation that get the certificate and no cash, in the reader's words."""
        return [str(Organisation.Kind(kind).label) for kind in self.rule.cash_excluded_kinds]

    @property
    def sources(self) -> Iterator[dict[str, Any]]:
        """Yield per group how its value is made: its summary, its rounds with trim and weight, its conversion."""
        for group, shown in zip(self.rule.groups, self.groups, strict=True):
            rounds = [self._source(source) for source in group.sources if source.round is not None]
            yield shown | {"rounds": rounds, "conversion_words": CONVERSION_WORDS[shown["conversion"]]}

    def _source(self, source):
        weight = short_digits(source.weight, WEIGHT_PLACES).removesuffix(".0")
        return self.summary["rounds"][source.round - 1] | {
            "weight": weight,
            "trim": self.rule.rounds[source.round - 1].trim,
        }
