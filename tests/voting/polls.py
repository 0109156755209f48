"""Polls for tests: windows are moved around the present, time is never faked."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from cases.models import Case, Edition, Organisation
from cases.services import database_now
from voting.ballot_box import cast_ballot, check_choices, numbers_on_the_ballot
from voting.commitments import ballot_mac, voter_key
from voting.models import Ballot, Participation, Poll

HOUR = timedelta(hours=1)


def make_poll(*, opened=HOUR, closes=HOUR, k=3, finalists=9, choices="exactly", slug="2026", kind="practice"):
    """A poll that opened `opened` ago and closes in `closes`, with finalists numbered from 1."""
    now = timezone.now()
    edition = Edition.objects.create(
        slug=slug, kind=kind, year=2026, title=slug, voting_open_at=now - opened, voting_close_at=now + closes
    )
    organisation = Organisation.objects.get_or_create(name="관악구", defaults={"kind": "자치구"})[0]
    for number in range(1, finalists + 1):
        Case.objects.create(
            edition=edition,
            number=str(number),
            organisation=organisation,
            title=f"사례 {number}",
            summary="한 문장",
            is_finalist=True,
        )
    return Poll.objects.create(edition=edition, k=k, choices=choices)


def make_sign_on_poll(**how):
    """A poll whose voters sign on, and nothing else."""
    poll = make_poll(**how)
    poll.identity, poll.by_sms, poll.by_sign_on = "member", False, True
    poll.save()
    return poll


def cast(poll, voter, numbers=("1", "2", "3"), ballot_id=None, positions=""):
    """Cast as the view does: check outside, then the short transaction. Returns the code of the receipt."""
    choices = check_choices(poll, numbers, numbers_on_the_ballot(poll))
    return cast_ballot(
        poll=poll,
        voter_key=voter_key(poll.secret, voter),
        method="test",
        choices=choices,
        ballot_id=ballot_id or uuid4(),
        positions=positions,
    )


def new_ballot(poll, choices="1,2,3"):
    """A ballot as only the portal with its key can make one, not yet in the box."""
    ballot = Ballot(id=uuid4(), poll=poll, choices=choices)
    ballot.mac = ballot_mac(poll.secret, ballot.id, choices)
    return ballot


def add_ballot(poll, choices="1,2,3"):
    """Stuff the open box: a ballot without a participation."""
    ballot = new_ballot(poll, choices)
    ballot.save(force_insert=True)
    return ballot


def add_participation(poll, voter, method="sms"):
    """Somebody who took part, past the cast: no ballot is written."""
    return Participation.objects.create(
        voter_key=voter_key(poll.secret, voter), poll=poll, method=method, hour=timezone.now()
    )


def end_window(poll):
    Edition.objects.filter(pk=poll.edition_id).update(voting_close_at=database_now())
    poll.edition.refresh_from_db()
