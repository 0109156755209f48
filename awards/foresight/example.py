"""A worked example beside the editor: one invented case followed through a rule by the engine itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from awards.arithmetic.computation import Computation, RoundOutcome, compute
from awards.arithmetic.ranking import RankedCase
from awards.arithmetic.rule import AwardKind, ConversionMethod, Rule
from awards.foresight.practice import CASES, KIND, VOTERS, invent_entries
from awards.outcome.figures import POINT_PLACES, precise
from awards.outcome.following import steps_of
from awards.outcome.working import is_votes, scale_of, workings
from awards.rule.announcing import Announcement

# So many totals of a case are listed with their judges; of a panel of citizens only those that do not count.
LISTED = 12


@dataclass(frozen=True)
class Example:
    """The case on the first place under `rule`, in the figures of `computation`: what the page of a result needs."""

    rule: Rule
    computation: Computation
    votes: dict[str, int] | None

    cases = CASES
    kind = KIND

    @property
    def voters(self) -> int | None:
        return VOTERS if self.rule.poll else None

    @property
    def ranked(self) -> tuple[RankedCase, ...]:
        return self.computation.combination.ranking

    @property
    def followed(self) -> RankedCase:
        return self.ranked[0]

    @property
    def is_standard(self) -> bool:
        return all(group.conversion.method == ConversionMethod.STANDARD for group in self.rule.groups)

    @property
    def has_committee(self) -> bool:
        return any(award.kind == AwardKind.COMMITTEE for award in self.rule.awards)

    @property
    def terms(self) -> list[dict[str, Any]]:
        return list(Announcement(self.rule).awards)

    @property
    def rounds(self) -> Iterator[dict[str, Any]]:
        """Yield per round the judges' totals of the case; those that the trim left out are named."""
        for outcome, one in zip(self.computation.rounds.rounds, self.rule.rounds, strict=True):
            if self.followed.case in outcome.marks:
                yield {"name": one.name, "entered": len(outcome.marks), "cut": one.cut} | self._totals(
                    outcome
                )

    def _totals(self, outcome: RoundOutcome):
        mark = outcome.marks[self.followed.case]
        kinds = dict.fromkeys(mark.trimmed_high, "high") | dict.fromkeys(mark.trimmed_low, "low")
        totals = [
            {"judge": one.judge, "points": precise(one.total, POINT_PLACES), "trimmed": kinds.get(one.judge)}
            for one in mark.totals
        ]
        is_listed = len(totals) <= LISTED
        return {
            "n": len(totals),
            "totals": totals if is_listed else [one for one in totals if one["trimmed"]],
            "is_listed": is_listed,
        }

    @cached_property
    def steps(self) -> dict[str, Any]:
        """The way from the marks to the total, with every figure filled in as on the page of a result."""
        working = workings(self.rule, self.computation)[self.followed.case]
        if any(len(one["totals"]) > LISTED for one in working["rounds"]):
            working |= {"rounds": [one | {"totals": [], "high": 0, "low": 0} for one in working["rounds"]]}
        groups = [
            {"is_votes": is_votes(group), "scale": scale_of(self.rule, group, self.computation)}
            for group in self.rule.groups
        ]
        votes = self.votes.get(self.followed.case) if self.votes else None
        return steps_of(self.rule, {"groups": groups}, working, votes)

    @property
    def line(self) -> dict[str, Any]:
        """The case in its place, as a page of results tells it."""
        place = self.followed
        words = dict(zip(self.rule.tie_chain, Announcement(self.rule).tie_chain, strict=True))
        votes = self.votes.get(place.case) if self.votes else None
        return {
            "row": {"votes": votes, "total": f"{place.total:f}", "rank": place.rank},
            "tie": words[place.tie_step] if place.tie_step else None,
            "awards": [
                {
                    "name": one.award,
                    "kind": one.kind,
                    "prize_krw": one.prize_krw,
                    "payout_krw": one.payout_krw,
                }
                for one in self.computation.awards
                if one.case == place.case
            ],
        }


def example_of(rule: Rule, *, seed: str) -> Example:
    """Return the example of `rule` on the figures of `seed`, those of the page that tries its conversions."""
    entries = invent_entries(rule, seed=seed)
    return Example(rule, compute(rule, entries), dict(entries.votes) if entries.votes else None)
