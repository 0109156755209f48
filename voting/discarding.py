"""The one place that takes a box away: only of editions that are made to be run again."""

from cases.models import Edition
from voting import box_sql
from voting.models import (
    Ballot,
    Commitment,
    ListedVoter,
    Participation,
    Poll,
    PollAct,
    Seal,
    SealedBallot,
    VoterList,
)


def discard_box(edition: Edition) -> None:
    """Delete the poll of a replay or practice edition with everything in its box, as the owner of the tables.

    The database refuses this to anybody else. Raises `ValueError` for a contest or a record.
    """
    if not edition.is_sample:
        raise ValueError(f"the box of a {edition.kind} stays")
    polls = Poll.objects.filter(edition=edition)
    with box_sql.guards_lifted():
        for model in (Ballot, SealedBallot, Commitment, Seal, Participation):
            model.objects.filter(poll__in=polls).delete()
        lists = VoterList.objects.filter(poll__in=polls)
        ListedVoter.objects.filter(voter_list__in=lists).delete()
        lists.delete()
    PollAct.objects.filter(poll__in=polls).delete()
    polls.delete()
