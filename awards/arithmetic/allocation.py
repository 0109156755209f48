"""Who wins which award, and how much money is paid.

domain rule: award and payout are two facts with two sums. Organisations of an excluded kind get the award
and its certificate but no cash (public-election law).
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from .ranking import RankedCase
from .terms import Award, AwardKind, RevokedPlace, Rule


class AllocationError(ValueError):
    """Awards that cannot be given as asked."""


class UnknownAward(AllocationError):
    """Cases named for an award that is not the committee's to give."""


class TooManyNamed(AllocationError):
    """A committee named more cases than its award has places, or a case twice."""


class NotRanked(AllocationError):
    """A case outside the ranked set was named by a committee, or as one whose awards were revoked."""


class UnknownKind(AllocationError):
    """Nobody said of what kind the organisation of an awarded case is, so its payout cannot be known."""


class Withheld(StrEnum):
    """Why the prize of an award is not paid."""

    CASH_EXCLUDED_KIND = "cash_excluded_kind"


@dataclass(frozen=True)
class AwardGiven:
    """An award of a case: `prize_krw` is what the tier carries, `payout_krw` what is paid, both in won."""

    case: str
    award: str
    kind: AwardKind
    prize_krw: int
    payout_krw: int
    payout_withheld: Withheld | None


@dataclass(frozen=True)
class Sums:
    """The two sums, in won."""

    prizes_krw: int
    payouts_krw: int


def allocate(
    rule: Rule,
    ranking: Sequence[RankedCase],
    votes: Mapping[str, int] | None,
    kinds: Mapping[str, str],
    committee: Mapping[str, Sequence[str]],
    revoked: AbstractSet[str] = frozenset(),
) -> list[AwardGiven]:
    """The awards in the order of the rule, within a tier by place.

    `kinds` maps a case to its organisation's kind; `committee` maps an award to the cases named for it,
    which may be fewer than its places. An organisation may win twice; so may a case, by awards of different
    kinds.

    domain rule: an award may be revoked later. No case of `revoked` keeps any; its places stay empty, unless
    the rule lets the next cases move up, as if the revoked ones had no place. What a committee gave stays
    empty under either rule: it named cases, not places.
    """
    _check_named(rule, ranking, committee, revoked)
    placed = standing(rule, ranking, revoked)
    return [one for one in _allocated(rule, placed, votes, kinds, committee) if one.case not in revoked]


def standing(rule: Rule, ranking: Sequence[RankedCase], revoked: AbstractSet[str]) -> Sequence[RankedCase]:
    """The ranking awards go by: where the next move up, the others with their places among themselves.

    Those who shared a place still do.
    """
    if rule.revoked_place != RevokedPlace.NEXT:
        return ranking
    others = [one for one in ranking if one.case not in revoked]
    return [replace(one, rank=1 + sum(other.rank < one.rank for other in others)) for one in others]


def _allocated(
    rule: Rule,
    ranking: Sequence[RankedCase],
    votes: Mapping[str, int] | None,
    kinds: Mapping[str, str],
    committee: Mapping[str, Sequence[str]],
) -> list[AwardGiven]:
    given: list[AwardGiven] = []
    first_place = 1
    for award in rule.awards:
        if award.kind == AwardKind.RANKED:
            winners = _in_places(ranking, first_place, first_place + award.places - 1)
            first_place += award.places
        elif award.kind == AwardKind.MOST_VOTES:
            already = set() if award.stackable else {earlier.case for earlier in given}
            winners = _most_votes(award, [one for one in ranking if one.case not in already], votes or {})
        else:
            winners = list(committee.get(award.name, ()))
        given += [_give(rule, award, case, kinds) for case in winners]
    return given


def sums(given: Iterable[AwardGiven]) -> Sums:
    """What the awards carry together, and what is paid of it."""
    listed = list(given)
    return Sums(sum(one.prize_krw for one in listed), sum(one.payout_krw for one in listed))


def _in_places(ranking: Iterable[RankedCase], first: int, last: int) -> list[str]:
    """Cases whose place lies in the tier.

    Ranked tiers take consecutive places. Cases that stay tied across a line, possible only without a lot,
    have the same place and so share the better tier, each with its whole prize; the worse tier then has
    fewer.
    """
    return [one.case for one in ranking if first <= one.rank <= last]


def _most_votes(award: Award, candidates: Sequence[RankedCase], votes: Mapping[str, int]) -> list[str]:
    """The candidates with most votes; equal votes go by place, equal places share; 0 votes win nothing."""
    standing = {one.case: (votes.get(one.case, 0), -one.rank) for one in candidates if votes.get(one.case, 0)}
    ordered = sorted(standing, key=lambda case: standing[case], reverse=True)
    line = [standing[case] for case in ordered[: award.places]]
    return [case for case in ordered if standing[case] >= line[-1]]


def _give(rule: Rule, award: Award, case: str, kinds: Mapping[str, str]) -> AwardGiven:
    if case not in kinds:
        raise UnknownKind(f"no organisation kind for case {case}")
    withheld = None
    if award.prize_krw and kinds[case] in rule.cash_excluded_kinds:
        withheld = Withheld.CASH_EXCLUDED_KIND
    payout = 0 if withheld else award.prize_krw
    return AwardGiven(case, award.name, award.kind, award.prize_krw, payout, withheld)


def _check_named(
    rule: Rule,
    ranking: Iterable[RankedCase],
    committee: Mapping[str, Sequence[str]],
    revoked: AbstractSet[str],
) -> None:
    ranked = {one.case for one in ranking}
    places = {award.name: award.places for award in rule.awards if award.kind == AwardKind.COMMITTEE}
    for name, cases in committee.items():
        if name not in places:
            raise UnknownAward(f"{name} is not an award the committee gives")
        if len(cases) > places[name] or len(set(cases)) < len(cases):
            raise TooManyNamed(f"{name} has {places[name]} place(s), for different cases")
        if not ranked.issuperset(cases):
            raise NotRanked(f"{name}: {sorted(set(cases) - ranked)} are not in the ranked set")
    if not ranked.issuperset(revoked):
        raise NotRanked(f"revoked: {sorted(revoked - ranked)} are not in the ranked set")
