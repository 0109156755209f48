"""What may be known of one voter: whether the window is open, whether there is a vote, in which order cases stand."""

from datetime import datetime
from uuid import UUID

from cases.models import Case, Edition
from cases.remembered import remembered
from cases.stages import Scene
from voting.commitments import place_on_the_ballot
from voting.models import Ballot, Participation, Poll


def can_vote(edition: Edition, at: datetime) -> bool:
    """Whether the pages of the vote are open at the moment `at`; about a cast the database's clock decides."""
    return edition.scene_at(at) is Scene.OPEN


def has_voted(poll: Poll, voter_key: UUID) -> bool:
    """Whether this voter key took part. Ask only after its number was verified."""
    return Participation.objects.filter(pk=voter_key, poll=poll).exists()


def is_in_the_box(poll: Poll, ballot: UUID) -> bool:
    """Whether the ballot of a review page is in the box; only who has the page knows its id."""
    return Ballot.objects.filter(pk=ballot, poll=poll).exists()


@remembered
def poll_of(slug: str) -> Poll:
    """Return the poll of the edition `slug`, with it, or raise `Poll.DoesNotExist`."""
    return Poll.objects.select_related("edition").get(edition__slug=slug)


def cases_by_number(poll: Poll) -> dict[str, Case]:
    """Return the cases a voter may choose, with their organisations, in no order."""
    return _cases_by_number(poll.edition_id)


@remembered
def _cases_by_number(edition_id):
    cases = Case.objects.filter(edition=edition_id).on_the_ballot()
    return {case.number: case for case in cases.select_related("organisation").order_by()}


def cases_in_own_order(poll: Poll, voter_key: UUID) -> list[Case]:
    """Return the cases on the ballot in the order of this voter: even over all voters, stable for each."""
    cases = cases_by_number(poll).values()
    return sorted(cases, key=lambda case: place_on_the_ballot(poll.secret, voter_key, case.number))
