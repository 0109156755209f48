"""A rule tried before it is frozen: invented sheets and ballots, and what each conversion makes of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from awards.arithmetic.allocation import AwardGiven, allocate
from awards.arithmetic.computation import Combination, ContestInput, combine, judge_rounds
from awards.arithmetic.rule import AwardKind, Conversion, ConversionMethod, Rule
from awards.arithmetic.scoring import Marks, Sheet, cut, round_marks
from awards.outcome.figures import WEIGHT_PLACES, digits, precise
from awards.rehearsal.files import PANEL_SIZE
from awards.rehearsal.invention import ballots, judge_rows, score_rows

CASES = 60
VOTERS = 3_000
# From this effective weight on, in per cent, one group decides alone.
ALONE = 80
KIND = "자치구"


@dataclass(frozen=True)
class Practice:
    """Invented marks of every round, finalists and their votes; numbers of cases are practice numbers."""

    marks: dict[int, Marks]
    finalists: tuple[str, ...]
    votes: dict[str, int] | None


@dataclass(frozen=True)
class Trial:
    """The rule with one conversion for all groups, or (None) as it was drafted."""

    method: ConversionMethod | None
    weights: list[dict[str, Any]]
    awards: list[dict[str, Any]]

    @property
    def alone(self) -> list[dict[str, Any]]:
        """Groups that decide nearly alone; with a single group nothing is said."""
        return [one for one in self.weights if one["is_alone"]] if len(self.weights) > 1 else []


def invent(rule: Rule, *, seed: str) -> Practice:
    """Return practice figures for `rule`: every round over the cases that reach it, then a poll if there is one."""
    entries = invent_entries(rule, seed=seed)
    judged = judge_rounds(rule, cases=entries.cases, judges=entries.judges, sheets=entries.sheets)
    marks = {outcome.order: outcome.values for outcome in judged.rounds}
    return Practice(marks, judged.finalists, entries.votes)


def invent_entries(rule: Rule, *, seed: str) -> ContestInput:
    """Return everything an edition under `rule` would have recorded, made up: judges, sheets, votes, bonus points."""
    standing: Sequence[str] = [str(number) for number in range(1, CASES + 1)]
    kinds = dict.fromkeys(standing, KIND)
    judges, sheets = {}, {}
    last_cutting = max((one.order for one in rule.rounds if one.cut is not None), default=0)
    marks: dict[int, Marks] = {}
    for one in rule.rounds:
        judges[one.order] = _judges(one)
        sheets[one.order] = list(_sheets(one, f"{seed}-{one.order}", judges[one.order], standing))
        found = round_marks(one, sheets[one.order], judges=judges[one.order], cases=standing)
        marks[one.order] = {case: mark.mark for case, mark in found.items()}
        if one.order <= last_cutting:
            standing = cut(marks[one.order], one.cut, earlier=[marks[n] for n in range(one.order - 1, 0, -1)])
    votes = dict.fromkeys(standing, 0) if rule.poll else None
    if rule.poll:
        for chosen in ballots(seed=seed, voters=VOTERS, numbers=standing, k=rule.poll.k):
            for case in chosen:
                votes[case] += 1
    # One finalist has as many bonus points as there can be, the next half of that.
    bonus = {case: rule.bonus_cap / (1 + n % 2) for n, case in enumerate(standing)} if rule.bonus_cap else {}
    return ContestInput(kinds, judges, sheets, votes=votes, bonus=bonus)


def _judges(one):
    return [name for name, *_rest in judge_rows([{"order": one.order, "method": one.method}], PANEL_SIZE)[1:]]


def _sheets(one, seed, judges, numbers) -> Iterator[Sheet]:
    criteria = [{"name": criterion.name, "max": criterion.max} for criterion in one.criteria]
    rows = score_rows(seed=seed, judges=judges, numbers=numbers, criteria=criteria)
    for number, judge, *points in rows[1:]:
        yield Sheet(judge, number, tuple(Fraction(value) for value in points))


def trials(rule: Rule, practice: Practice) -> list[Trial]:
    """Return the rule as drafted and then under each conversion, over the same figures."""
    drafted = _trial(rule, practice, None, {})
    first = {award["name"]: award["cases"] for award in drafted.awards}
    return [drafted, *(_trial(_converted(rule, one), practice, one, first) for one in ConversionMethod)]


def _converted(rule, method):
    """A table of points is the drafted rule's own; the plain method stands for it here."""
    groups = tuple(replace(group, conversion=Conversion(method)) for group in rule.groups)
    return replace(rule, groups=groups)


def _trial(rule, practice, method, first):
    combined = combine(rule, finalists=practice.finalists, round_marks=practice.marks, votes=practice.votes)
    kinds = dict.fromkeys(practice.finalists, KIND)
    given = allocate(rule, combined.ranking, practice.votes, kinds, {})
    return Trial(method, _weights(rule, combined), list(_awards(rule, given, first)))


def _weights(rule: Rule, combined: Combination) -> list[dict[str, Any]]:
    effective = combined.effective_weights
    return [
        {
            "name": group.name,
            "nominal": precise(group.weight, WEIGHT_PLACES),
            "effective": digits(effective[group.name] * 100, WEIGHT_PLACES) if effective else None,
            "is_alone": bool(effective) and effective[group.name] * 100 > ALONE,
        }
        for group in rule.groups
    ]


def _awards(rule: Rule, given: list[AwardGiven], first) -> Iterator[dict[str, Any]]:
    """Yield per award the cases that win it; a committee's award waits for the committee."""
    for award in rule.awards:
        cases = [one.case for one in given if one.award == award.name]
        yield {
            "name": award.name,
            "cases": cases,
            "is_committee": award.kind == AwardKind.COMMITTEE,
            "differs": bool(first) and sorted(first[award.name]) != sorted(cases),
        }
