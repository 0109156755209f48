"""A list comes in by one person and is confirmed by another; all of it ends when the poll opens.

Whoever writes holds the row of the edition, so that its calendar stands still; whoever confirms also holds the
exclusive lock of the poll, so that a cast that begins meanwhile waits and reads the list.
"""

import logging
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Edition
from cases.services import RuleBroken, database_now
from cases.staff.acting import acting
from voting import box_sql
from voting.models import ListedVoter, Poll, VoterList

logger = logging.getLogger(__name__)

RIGHT_TO_ASK, RIGHT_TO_CONFIRM = "voting.ask_voter_list", "voting.confirm_voter_list"
ROWS_A_STATEMENT = 10_000


class ListsClosed(RuleBroken):
    """The poll has opened: who may vote is fixed."""


class ListNotAllowed(RuleBroken):
    """The account has not the role that imports lists, or confirms them."""


class ListNotNeeded(RuleBroken):
    """Everybody may vote in this poll: there is nobody to be listed."""


class ListIncomplete(RuleBroken):
    """Nobody on it, no legal basis or no words for those it refuses; or rows are not those that were imported."""


class IdentityChanged(RuleBroken):
    """The poll tells voters apart by something else than the sheet was read for."""


class ListWaits(RuleBroken):
    """A list of this kind waits for the second person already."""


class ListNotWaiting(RuleBroken):
    """The list was confirmed or withdrawn meanwhile."""


class SamePersonAsked(RuleBroken):
    """Who imported a list cannot confirm it; and only who imported it may withdraw it."""


def locked_poll(poll: Poll) -> Poll:
    """Return the poll with its edition as they stand in the database, the row of the edition locked."""
    poll = Poll.objects.get(pk=poll.pk)
    poll.edition = Edition.objects.select_for_update(no_key=True).get(pk=poll.edition_id)
    return poll


def require_before_opening(poll: Poll) -> None:
    """Raise `ListsClosed` once the window of `poll` has begun by the database's clock."""
    if poll.edition.calendar.voting.has_begun(database_now()):
        raise ListsClosed(_("시민투표가 시작되어 투표할 수 있는 사람을 더는 바꿀 수 없습니다."))


def ask_for_list(
    *,
    poll: Poll,
    kind: VoterList.Kind,
    legal_basis: str,
    note: str,
    identity: str,
    keys: Collection[UUID],
    sheet_rows: int,
    by,
) -> VoterList:
    """Store a list that waits for the second person: `keys` of a sheet of `sheet_rows` rows, read for `identity`.

    Raises `ListNotAllowed`, `ListsClosed`, `ListNotNeeded`, `IdentityChanged`, `ListWaits`, `ListIncomplete`.
    """
    legal_basis, note = legal_basis.strip(), note.strip()
    with transaction.atomic(), acting(by=by, reason=legal_basis):
        poll = locked_poll(poll)
        require_list_possible(poll=poll, kind=kind, by=by)
        if not (legal_basis and note and keys):
            raise ListIncomplete(_("법적 근거와 안내 문구를 적고, 한 사람 이상 적은 파일을 올려 주세요."))
        if poll.identity != identity:
            raise IdentityChanged(
                _("그사이에 한 사람을 가려내는 기준이 바뀌었습니다. 새 양식으로 파일을 다시 올려 주세요.")
            )
        voter_list = poll.voter_lists.create(
            kind=kind,
            legal_basis=legal_basis,
            note=note,
            size=len(keys),
            sheet_rows=sheet_rows,
            asked_by=by,
            asked_at=database_now(),
        )
        # In the order of the keys: that of the sheet tells who is who.
        rows = (ListedVoter(voter_list=voter_list, key=key) for key in sorted(keys))
        ListedVoter.objects.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
    logger.info("%s list of %s imported by %s: %d", kind, poll.edition.slug, by, len(keys))
    return voter_list


def require_list_possible(*, poll: Poll, kind: VoterList.Kind, by) -> None:
    """Raise why `by` cannot import a list of `kind` for `poll` now."""
    if not by.has_perm(RIGHT_TO_ASK):
        raise ListNotAllowed(_("명부를 올릴 권한이 없는 계정입니다. 총괄이 올립니다."))
    require_before_opening(poll)
    if kind == VoterList.Kind.ELIGIBLE and not poll.is_listed:
        raise ListNotNeeded(
            _(
                "누구나 투표할 수 있는 투표입니다. 명부에 있는 사람만 투표하게 하려면 "
                "‘투표’에서 투표할 수 있는 사람을 먼저 바꿔 주세요."
            )
        )
    if poll.voter_lists.waiting().filter(kind=kind).exists():
        raise ListWaits(
            _("같은 종류의 명부가 감사의 확인을 기다립니다. 바꾸려면 올린 사람이 먼저 거두어 주세요.")
        )


def withdraw_list(*, voter_list: VoterList, by) -> None:
    """Take back a list that waits, by who imported it; its rows go.

    Raises `ListNotWaiting`, `SamePersonAsked`, `ListsClosed`.
    """
    with transaction.atomic(), acting(by=by):
        poll = locked_poll(voter_list.poll)
        voter_list = _waiting(voter_list)
        if voter_list.asked_by_id != by.pk:
            raise SamePersonAsked(_("명부는 올린 사람만 거둘 수 있습니다."))
        require_before_opening(poll)
        voter_list.withdrawn_at = database_now()
        voter_list.save(update_fields=["withdrawn_at"])
        voter_list.voters.all().delete()


def confirm_list(*, voter_list: VoterList, by) -> VoterList:
    """Put a list into force as the second person; the one of its kind before it is replaced and its rows go.

    Raises `ListNotWaiting`, `SamePersonAsked`, `ListNotAllowed`, `ListsClosed`, `ListIncomplete`.
    """
    with transaction.atomic(), acting(by=by):
        box_sql.lock_exclusive(voter_list.poll_id)
        poll = locked_poll(voter_list.poll)
        voter_list = _waiting(voter_list)
        if voter_list.asked_by_id == by.pk:
            raise SamePersonAsked(_("올린 사람은 확인할 수 없습니다. 감사가 로그인해 확인해 주세요."))
        if not by.has_perm(RIGHT_TO_CONFIRM):
            raise ListNotAllowed(_("확인할 권한이 없는 계정입니다. 감사가 확인합니다."))
        require_before_opening(poll)
        if voter_list.voters.count() != voter_list.size:
            raise ListIncomplete(_("올린 명부와 저장된 사람 수가 다릅니다. 명부를 거두고 다시 올려 주세요."))
        now = database_now()
        for before in poll.voter_lists.in_force().filter(kind=voter_list.kind):
            before.replaced_at = now
            before.save(update_fields=["replaced_at"])
            before.voters.all().delete()
        voter_list.confirmed_by, voter_list.confirmed_at = by, now
        voter_list.save(update_fields=["confirmed_by", "confirmed_at"])
    return voter_list


def _waiting(voter_list):
    found = VoterList.objects.waiting().filter(pk=voter_list.pk).first()
    if found is None:
        raise ListNotWaiting(_("확인을 기다리는 명부가 아닙니다. 화면을 새로 열어 확인해 주세요."))
    return found


def forget_listed(poll: Poll) -> int:
    """Delete the rows of every list of a poll whose secret is gone; return how many. The lists' records stay."""
    return ListedVoter.objects.filter(voter_list__in=poll.voter_lists.all()).delete()[0]
