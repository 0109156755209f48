"""What may be known of one voter: whether the window is open, whether there is a vote, in which order cases stand."""

from datetime import datetime
from uuid import UUID

from cases.models import Case, Edition
from cases.remembered import remembered
from cases.stages import Scene
from voting.commitments import place_on_the_ballot, split_choices
from voting.models import Participation, Poll


def can_vote(edition: Edition, at: datetime) -> bool:
    """Whether the pages of the vote are open at the moment `at`; about a cast the database's clock decides."""
    return edition.scene_at(at) is Scene.OPEN


def has_voted(poll: Poll, voter_key: UUID) -> bool:
    """Whether this voter key took part. Ask only after its number was verified."""
    return Participation.objects.filter(pk=voter_key, poll=poll).exists()


def cases_in_own_order(poll: Poll, order: str) -> list[Case]:
    """Return the cases on the ballot in the order of a credential: even over all voters, stable for each.

    The order is drawn with the credential and kept nowhere else, so that where a chosen case stood on the page
    tells nothing about who chose it.
    """
    cases = _cases_on_the_ballot(poll.edition_id)
    return sorted(cases, key=lambda case: place_on_the_ballot(order, case.number))


@remembered
def _cases_on_the_ballot(edition_id):
    cases = Case.objects.filter(edition=edition_id).on_the_ballot()
    return list(cases.select_related("organisation").order_by())


def positions_of(cases: list[Case], choices: str) -> str:
    """Return where on the page the chosen cases stood, counted from 1, in ascending order: "1,4,7"."""
    chosen = set(split_choices(choices))
    return ",".join(str(n) for n, case in enumerate(cases, start=1) if case.number in chosen)


@remembered
def poll_of(slug: str) -> Poll:
    """Return the poll of the edition `slug`, with it, or raise `Poll.DoesNotExist`."""
    return Poll.objects.select_related("edition").get(edition__slug=slug)
