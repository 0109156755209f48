"""The whole way from sheets and votes to places and awards.

Two halves that never reach into each other: `judge_rounds` needs no vote (it names the finalists before the
poll opens), `combine` needs no sheet (marks of any origin will do). `compute` runs both and gives the
awards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .allocation import AwardGiven, Sums, allocate, sums
from .conversion import convert
from .natural import natural_key
from .ranking import RankedCase, TieStep, lot_step, rank
from .scoring import Marks, Recusal, RoundMark, Sheet, cut, round_marks
from .terms import Group, Rule
from .weights import effective_weights, nominal_weights


class IncompleteResult(ValueError):
    """A ranked case lacks the mark of a round the rule needs (`round` None: the votes are missing)."""

    def __init__(self, case: str | None, round_order: int | None) -> None:
        self.case = case
        self.round = round_order
        lacking = "the votes are missing" if round_order is None else f"no mark of round {round_order}"
        super().__init__(f"case {case}: {lacking}" if case else lacking)


class UnexpectedEntry(ValueError):
    """Votes or bonus points for something that is no finalist, below 0, or not foreseen by the rule."""


@dataclass(frozen=True)
class ContestInput:
    """Everything an edition recorded. Keys of `judges`, `sheets`, `recusals` are round orders.

    `cases` maps a case number to its organisation's kind; `judges` are in judge order; `votes` None without
    a poll; `revoked` are ranked cases whose awards were revoked after the publication, which moves no mark
    and no place.
    """

    cases: Mapping[str, str]
    judges: Mapping[int, Sequence[str]]
    sheets: Mapping[int, Iterable[Sheet]]
    recusals: Mapping[int, Iterable[Recusal]] = field(default_factory=dict)
    votes: Mapping[str, int] | None = None
    withdrawn: frozenset[str] = frozenset()
    bonus: Mapping[str, Fraction] = field(default_factory=dict)
    committee: Mapping[str, Sequence[str]] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RoundOutcome:
    """Marks of the cases that entered a round, and those who went on, both in natural order."""

    order: int
    marks: Mapping[str, RoundMark]
    goes_on: tuple[str, ...]

    @property
    def values(self) -> dict[str, Fraction | None]:
        """The bare marks by case."""
        return {case: outcome.mark for case, outcome in self.marks.items()}


@dataclass(frozen=True)
class RoundsOutcome:
    """All rounds, and the finalists in natural order."""

    rounds: tuple[RoundOutcome, ...]
    finalists: tuple[str, ...]


@dataclass(frozen=True)
class GroupOutcome:
    """A group by case: its value, the converted value, and weight·converted/100, its part of the total."""

    name: str
    weight: Fraction
    values: Mapping[str, Fraction]
    converted: Mapping[str, Fraction]
    weighted: Mapping[str, Fraction]


@dataclass(frozen=True)
class Combination:
    """The result over the ranked set; `bonus` is what was added after the cap, weights are shares of 1."""

    ranked_set: tuple[str, ...]
    withdrawn: tuple[str, ...]
    groups: tuple[GroupOutcome, ...]
    bonus: Mapping[str, Fraction]
    totals: Mapping[str, Fraction]
    ranking: tuple[RankedCase, ...]
    nominal_weights: Mapping[str, Fraction]
    effective_weights: Mapping[str, Fraction] | None


@dataclass(frozen=True)
class Computation:
    """The result of an edition."""

    rounds: RoundsOutcome
    combination: Combination
    awards: tuple[AwardGiven, ...]
    sums: Sums


def compute(rule: Rule, entries: ContestInput) -> Computation:
    """Marks, finalists, places and awards.

    Raises SheetError, IncompleteResult, UnexpectedEntry or AllocationError, all ValueErrors.
    """
    rounds = judge_rounds(
        rule, cases=entries.cases, judges=entries.judges, sheets=entries.sheets, recusals=entries.recusals
    )
    combination = combine(
        rule,
        finalists=rounds.finalists,
        round_marks={outcome.order: outcome.values for outcome in rounds.rounds},
        votes=entries.votes,
        withdrawn=entries.withdrawn,
        bonus=entries.bonus,
    )
    awards = allocate(
        rule, combination.ranking, entries.votes, entries.cases, entries.committee, entries.revoked
    )
    return Computation(rounds, combination, tuple(awards), sums(awards))


def judge_rounds(
    rule: Rule,
    *,
    cases: Iterable[str],
    judges: Mapping[int, Sequence[str]],
    sheets: Mapping[int, Iterable[Sheet]],
    recusals: Mapping[int, Iterable[Recusal]] | None = None,
) -> RoundsOutcome:
    """Every round over the cases that entered it; finalists are those the last cutting round lets through.

    A round after that one (a citizens' panel that scores) marks the finalists and keeps them all.
    """
    standing = tuple(sorted(cases, key=natural_key))
    last_cutting = max((round_.order for round_ in rule.rounds if round_.cut is not None), default=0)
    done: list[RoundOutcome] = []
    for round_ in rule.rounds:
        order = round_.order
        marks = round_marks(
            round_,
            sheets.get(order, ()),
            judges=judges.get(order, ()),
            cases=standing,
            recusals=(recusals or {}).get(order, ()),
        )
        if order <= last_cutting:
            earlier = [outcome.values for outcome in reversed(done)]
            standing = cut({case: one.mark for case, one in marks.items()}, round_.cut, earlier=earlier)
        done.append(RoundOutcome(order, marks, standing))
    return RoundsOutcome(tuple(done), standing)


def combine(
    rule: Rule,
    *,
    finalists: Iterable[str],
    round_marks: Mapping[int, Marks],
    votes: Mapping[str, int] | None = None,
    withdrawn: Iterable[str] = (),
    bonus: Mapping[str, Fraction] | None = None,
) -> Combination:
    """Places of the ranked set: the finalists not withdrawn, who are not replaced.

    A finalist named on no ballot has 0 votes. Votes and bonus of the withdrawn are accepted and do not
    count. Bonus points come on top of the weighted sum, at most the cap, before the one rounding; being in
    no group they have no part in the effective weights.
    """
    everyone, gone = set(finalists), set(withdrawn)
    ranked_set = tuple(sorted(everyone - gone, key=natural_key))
    _check_entries(rule, everyone, votes, bonus or {})
    marks = {order: _needed(round_marks.get(order, {}), order, ranked_set) for order in rule.rounds_needed}
    counted = {case: Fraction((votes or {}).get(case, 0)) for case in ranked_set}
    groups = tuple(_group_outcome(group, marks, counted) for group in rule.groups)
    added = _capped(rule, bonus or {}, ranked_set)
    totals = {case: sum((group.weighted[case] for group in groups), added[case]) for case in ranked_set}
    chain = [_tie_step(rule, step, groups, marks, counted) for step in rule.tie_chain]
    return Combination(
        ranked_set=ranked_set,
        withdrawn=tuple(sorted(everyone & gone, key=natural_key)),
        groups=groups,
        bonus=added,
        totals=totals,
        ranking=rank(totals, decimals=rule.decimals, chain=chain),
        nominal_weights=nominal_weights(rule),
        effective_weights=effective_weights({group.name: group.weighted for group in groups}),
    )


def _check_entries(
    rule: Rule, finalists: set[str], votes: Mapping[str, int] | None, bonus: Mapping[str, Fraction]
) -> None:
    if rule.poll is not None and votes is None:
        raise IncompleteResult(None, None)
    if rule.poll is None and votes is not None:
        raise UnexpectedEntry("votes, but the rule has no poll")
    if rule.bonus_cap is None and bonus:
        raise UnexpectedEntry("bonus points, but the rule has none")
    for label, amounts in (("votes", votes or {}), ("bonus points", bonus)):
        for case, amount in amounts.items():
            if case not in finalists or amount < 0:
                raise UnexpectedEntry(f"{amount} {label} for case {case}")


def _needed(marks: Marks, order: int, ranked_set: Iterable[str]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for case in ranked_set:
        mark = marks.get(case)
        if mark is None:
            raise IncompleteResult(case, order)
        found[case] = mark
    return found


def _group_outcome(
    group: Group, marks: Mapping[int, Mapping[str, Fraction]], votes: Mapping[str, Fraction]
) -> GroupOutcome:
    values = {case: Fraction(0) for case in votes}
    for source in group.sources:
        column = votes if source.round is None else marks[source.round]
        values = {case: value + source.weight * column[case] / 100 for case, value in values.items()}
    converted = convert(group.conversion, values)
    weighted = {case: group.weight * value / 100 for case, value in converted.items()}
    return GroupOutcome(group.name, group.weight, values, converted, weighted)


def _capped(rule: Rule, bonus: Mapping[str, Fraction], ranked_set: Iterable[str]) -> dict[str, Fraction]:
    cap = rule.bonus_cap or Fraction(0)
    return {case: min(bonus.get(case, Fraction(0)), cap) for case in ranked_set}


def _tie_step(
    rule: Rule,
    step: str,
    groups: Sequence[GroupOutcome],
    marks: Mapping[int, Mapping[str, Fraction]],
    votes: Mapping[str, Fraction],
) -> TieStep:
    """A step by its name; a group compares by its value before conversion, exact and never coarser."""
    kind, _, name = step.partition(":")
    if kind == "lot":
        return lot_step(rule.lot_seed, votes)
    if kind == "votes":
        return TieStep(step, votes)
    if kind == "round":
        return TieStep(step, marks[int(name)])
    return TieStep(step, next(group.values for group in groups if group.name == name))
