"""After the seal: was some place on the page favoured? Every voter's order is their own, so no case gains by it."""

from dataclasses import dataclass
from math import sqrt

from django.db.models import Q

from voting.models import Poll, Seal

# Beyond so many standard deviations a place is named; chance alone does that to one place in four hundred.
DEVIATIONS = 3


@dataclass(frozen=True)
class Place:
    """How often the case at this place of the page was chosen, counted from 1; `percent` of all choices."""

    place: int
    chosen: int
    percent: float
    is_beyond_chance: bool


@dataclass(frozen=True)
class Report:
    """What the places would get if the order did nothing is `even`, give or take `chance`."""

    places: list[Place]
    total: int
    even: float
    even_percent: float
    chance: float
    # Cases that left the page while citizens voted: the last places were then on some pages only.
    withdrawn: int

    @property
    def beyond_chance(self) -> list[int]:
        return [one.place for one in self.places if one.is_beyond_chance]


def positions_report(poll: Poll) -> Report | None:
    """Return how often each place of the page was chosen; None before the seal, and of a poll that is void.

    `places` is empty where no choice was cast on a page (a year run again from files).
    """
    seal = Seal.objects.filter(poll=poll).first()
    if seal is None or poll.edition.voided_at is not None:
        return None
    edition = poll.edition
    shown = edition.cases.finalists().filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=edition.voting_open_at)
    )
    return report_of(
        {int(place): chosen for place, chosen in seal.positions.items()},
        shown=shown.count(),
        together=poll.k if poll.choices == Poll.Choices.EXACTLY else 1,
        withdrawn=shown.exclude(withdrawn_at=None).count(),
    )


def report_of(counts: dict[int, int], *, shown: int, together: int = 1, withdrawn: int = 0) -> Report:
    """Return the report of {place: how often chosen} for a page of `shown` cases, `together` chosen at once.

    Where every voter takes `together` of the `shown` places at random, a place is chosen total/shown times with
    the variance total/shown · (1 − together/shown).

    >>> report = report_of({1: 350, 2: 300, 4: 150}, shown=4, together=2)
    >>> [(one.place, one.chosen, one.percent) for one in report.places]
    [(1, 350, 43.75), (2, 300, 37.5), (3, 0, 0.0), (4, 150, 18.75)]
    >>> report.even, report.even_percent, report.chance, report.beyond_chance
    (200.0, 25.0, 30.0, [1, 2, 3, 4])
    >>> report_of({1: 230, 2: 231, 3: 169, 4: 170}, shown=4, together=2).beyond_chance
    [2, 3]
    """
    total, shown = sum(counts.values()), max(shown, *counts, 1)
    even = total / shown
    chance = DEVIATIONS * sqrt(even * max(1 - together / shown, 0))
    places = [
        Place(n, chosen, 100 * chosen / total, abs(chosen - even) > chance)
        for n in range(1, shown + 1)
        if total
        for chosen in [counts.get(n, 0)]
    ]
    return Report(places, total, even, 100 / shown, chance, withdrawn)
