"""Whether a voter key may vote in a poll. Asked only after its number was verified, and again by the cast itself."""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from cases.services import RuleBroken
from voting import box_sql
from voting.commitments import listed_key
from voting.eligibility.condition import IS_ELIGIBLE
from voting.models import ListedVoter, Poll, VoterList


class NotEligible(RuleBroken):
    """On the exclusion list, or not on the list of a poll that has one; `reason` is what the list says in public."""

    def __init__(self, reason: str):
        super().__init__(_("이번 투표에는 참여하실 수 없습니다. %(reason)s") % {"reason": reason})
        self.reason = reason


def is_eligible(poll: Poll, voter_key: UUID) -> bool:
    """Return whether whoever has this voter key may vote, as the lists in force say."""
    listed = listed_key(poll.secret, voter_key)
    with connection.cursor() as cursor:
        cursor.execute(IS_ELIGIBLE, {"poll": poll.pk, "listed": box_sql.key_for_database(listed)})
        row = cursor.fetchone()
    return row is not None and bool(row[0])


def require_eligible(poll: Poll, voter_key: UUID) -> None:
    """Raise `NotEligible` with the public reason unless `voter_key` may vote in `poll`."""
    if not is_eligible(poll, voter_key):
        raise refusal_of(poll, voter_key)


def refusal_of(poll: Poll, voter_key: UUID) -> NotEligible:
    """Return the refusal of a voter key that may not vote, in the words of the list that refuses it."""
    lists = {one.kind: one for one in poll.voter_lists.in_force()}
    excluding = lists.get(VoterList.Kind.EXCLUDED)
    key = listed_key(poll.secret, voter_key)
    if excluding and ListedVoter.objects.filter(voter_list=excluding, key=key).exists():
        return NotEligible(excluding.note)
    if including := lists.get(VoterList.Kind.ELIGIBLE):
        return NotEligible(including.note)
    return NotEligible(_("투표할 수 있는 사람의 명부가 아직 확정되지 않았습니다."))
