"""The terms of a rule: frozen records that `rule.parse_rule` fills from a rule document."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class ConversionMethod(StrEnum):
    """How the values of a group become comparable with those of the other groups."""

    STANDARD = "standard"
    MIN_MAX = "min_max"
    SHARE_OF_LEADER = "share_of_leader"
    SHARE_OF_TOTAL = "share_of_total"
    RANK_POINTS = "rank_points"
    AS_SCORED = "as_scored"


class AwardKind(StrEnum):
    """By what an award is won: places in the ranking, citizens' votes, or a committee's decision."""

    RANKED = "ranked"
    MOST_VOTES = "most_votes"
    COMMITTEE = "committee"


class RevokedPlace(StrEnum):
    """What becomes of the place of an award that is revoked: it stays empty, or the next case takes it (차순위)."""

    EMPTY = "empty"
    NEXT = "next"


class Choices(StrEnum):
    """Whether a ballot names exactly k cases, or 1 to k."""

    EXACTLY = "exactly"
    UP_TO = "up_to"


@dataclass(frozen=True)
class Criterion:
    """A part of a sheet; `max` in points. The maxima of a round sum to 100."""

    name: str
    max: Fraction


@dataclass(frozen=True)
class Trim:
    """With `from_totals` valid totals or more, the `high` highest and `low` lowest do not count."""

    from_totals: int
    high: int
    low: int


@dataclass(frozen=True)
class Round:
    """One pass of judging. `cut` None lets everybody go on; `trim` None counts every valid total."""

    order: int
    name: str
    method: str
    criteria: tuple[Criterion, ...]
    trim: Trim | None
    cut: int | None


@dataclass(frozen=True)
class Source:
    """Where a group gets its value: the marks of round `round`, or (None) the votes of the poll."""

    round: int | None
    weight: Fraction


@dataclass(frozen=True)
class Conversion:
    """A method; `table` only for rank points: points of place 1, 2, ... and 0 beyond its end."""

    method: ConversionMethod
    table: tuple[Fraction, ...] | None = None


@dataclass(frozen=True)
class Group:
    """A body whose opinion counts `weight` percent of the total."""

    name: str
    weight: Fraction
    conversion: Conversion
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class PollRule:
    """How many cases a ballot names."""

    choices: Choices
    k: int


@dataclass(frozen=True)
class Award:
    """A tier. `prize_krw` is what each case in it carries, in won; `stackable` only matters to most votes."""

    name: str
    kind: AwardKind
    places: int
    prize_krw: int
    stackable: bool = False


@dataclass(frozen=True)
class Rule:
    """The whole rule of an edition. `bonus_cap` None means that no bonus points exist."""

    groups: tuple[Group, ...]
    rounds: tuple[Round, ...]
    poll: PollRule | None
    bonus_cap: Fraction | None
    decimals: int
    tie_chain: tuple[str, ...]
    lot_seed: str
    awards: tuple[Award, ...]
    cash_excluded_kinds: tuple[str, ...]
    revoked_place: RevokedPlace = RevokedPlace.EMPTY

    @property
    def has_prizes(self) -> bool:
        """Whether any award has an amount; of some past years none was ever published."""
        return any(award.prize_krw for award in self.awards)

    @property
    def last_cut(self) -> int | None:
        """How many cases the last cutting round lets through, None when no round cuts."""
        cuts = [round_.cut for round_ in self.rounds if round_.cut is not None]
        return cuts[-1] if cuts else None

    @property
    def rounds_needed(self) -> tuple[int, ...]:
        """Orders of the rounds whose marks a ranked case must have: all sources and all tie steps."""
        sources = {source.round for group in self.groups for source in group.sources}
        steps = {int(step.removeprefix("round:")) for step in self.tie_chain if step.startswith("round:")}
        return tuple(sorted({order for order in sources if order is not None} | steps))
