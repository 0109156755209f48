"""The years before: what is known of each edition, and of which years nothing was found."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.models import Edition


class Record:
    """What public notices say of an edition. A value nobody published is None and is shown as unknown."""

    def __init__(self, edition: Edition):
        self.edition = edition
        self.fact = edition.fact

    def __getattr__(self, name: str) -> Any:
        return self.fact(name)

    @property
    def tiers(self) -> list[dict[str, Any]]:
        """Awards with the winners that are known: {"name", "count", "prize_krw", "winners"}."""
        winners = self.fact("winners") or []
        return [
            award | {"winners": [winner for winner in winners if winner["award"] == award["name"]]}
            for award in self.fact("awards") or []
        ]

    @property
    def winners_of_unknown_award(self) -> list[dict[str, Any]]:
        """Cases known to have won something, nobody knows what."""
        named = {tier["name"] for tier in self.tiers}
        return [winner for winner in self.fact("winners") or [] if winner["award"] not in named]

    @property
    def announced_on(self) -> date | None:
        text = self.fact("announced") or self.fact("event_date")
        return date.fromisoformat(text) if text else None

    @property
    def stages(self) -> str:
        """The rounds of the year as the notices name them, in order; empty when none is known."""
        return " → ".join(round_["name"] for round_ in self.fact("rounds") or [])

    @property
    def weights(self) -> str | None:
        """Expert : citizen, from the notices or, for a year that is run again, from its rule."""
        told = [self.fact("weight_expert_pct"), self.fact("weight_citizen_pct")]
        if told == [None, None]:
            told = (
                [group["weight"] for group in self.edition.rule.groups]
                if hasattr(self.edition, "rule")
                else []
            )
        return " : ".join("?" if weight is None else str(weight) for weight in told) or None

    @property
    def details(self) -> list[str]:
        """What is known in a few words, for narrow screens."""
        known = [
            (self.fact("submitted_cases"), _("사례 %(n)s건")),
            (self.fact("voters"), _("투표자 %(n)s명")),
            (self.weights, _("전문가 : 시민 %(n)s")),
        ]
        return [words % {"n": n if isinstance(n, str) else f"{n:,}"} for n, words in known if n is not None]


@dataclass(frozen=True)
class Year:
    """One line of the list. `edition` is None for a year of which nothing was found.

    Of an edition whose poll is void the list tells that, since when and why, and no figure.
    """

    year: int
    edition: Edition | None
    record: Record | None
    is_void: bool = False


def history(at: datetime) -> list[Year]:
    """Return the years from the newest edition to the oldest, without gaps. One query."""
    editions = [
        edition for edition in Edition.objects.history().select_related("rule") if _is_past(edition, at)
    ]
    years: list[Year] = []
    for edition in editions:
        while years and years[-1].year - 1 > edition.year:
            years.append(Year(years[-1].year - 1, None, None))
        years.append(Year(edition.year, edition, Record(edition), edition.is_void(at)))
    return years


def _is_past(edition, at):
    if edition.is_rehearsal:
        return False
    return edition.kind == Edition.Kind.RECORD or edition.is_published(at) or edition.is_void(at)
