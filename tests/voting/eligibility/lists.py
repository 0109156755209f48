"""Lists of voters for tests: made as if two people had brought them into force, or by the services."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from cases.models import Edition
from cases.services import database_now
from tests.voting.polls import HOUR, make_poll
from voting import box_sql
from voting.commitments import listed_key, voter_key
from voting.models import ListedVoter, Poll, VoterList

SECOND = timedelta(seconds=1)
NOTE = "대회를 운영하는 공무원은 참여하지 않습니다."
BASIS = "개인정보 보호법 제15조제1항제3호"
ADDRESSES = ("hong@example.org", "hong.gildong@example.org")
PHONES = ("+821011110001", "+821011110002", "+821011110003")


def listed(poll, identity):
    return listed_key(poll.secret, voter_key(poll.secret, identity))


def somebody(name):
    return get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})[0]


def make_list(poll, *identities, kind="excluded", is_confirmed=True, note=NOTE, **fields):
    """Write a list around its services, also while the poll is open: what only the owner of the tables can."""
    identities = identities or PHONES
    if is_confirmed:
        fields |= {"confirmed_by": somebody("명부 확인"), "confirmed_at": timezone.now()}
    with box_sql.guards_lifted():
        made = VoterList.objects.create(
            poll=poll,
            kind=kind,
            legal_basis=BASIS,
            note=note,
            size=len(identities),
            sheet_rows=len(identities),
            asked_by=somebody("명부 올림"),
            asked_at=timezone.now(),
            **fields,
        )
        ListedVoter.objects.bulk_create(
            ListedVoter(voter_list=made, key=listed(poll, one)) for one in identities
        )
    return made


def only_listed(poll):
    """From now on the poll is for those on its list."""
    Poll.objects.filter(pk=poll.pk).update(eligibility=Poll.Eligibility.LISTED)
    poll.refresh_from_db()
    return poll


def make_mail_poll(*addresses, **how):
    """A poll of a list, whose voters are verified by mail."""
    poll = make_poll(**how)
    poll.eligibility, poll.identity, poll.by_sms, poll.by_email = "listed", "email", False, True
    poll.save()
    make_list(poll, *(addresses or ADDRESSES), kind="eligible")
    return poll


def open_now(poll):
    Edition.objects.filter(pk=poll.edition_id).update(
        voting_open_at=database_now() - SECOND, voting_close_at=database_now() + HOUR
    )
    poll.edition.refresh_from_db()
