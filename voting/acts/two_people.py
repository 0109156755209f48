"""Ask, withdraw, confirm. What an act needs and what it does stands in `ACTS`, by its kind.

Whoever confirms holds the exclusive lock of the poll: no cast is under way then, and one that waited reads what
was done. After it comes the row of the edition, in the order in which the seal takes both.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Edition
from cases.services import RuleBroken, database_now, require_voidable, void_edition
from cases.staff.acting import acting
from voting import box_sql
from voting.acts.admitting import box_difference, count_objections
from voting.acts.destroying import destroy_secret, require_destroyable
from voting.acts.models import PollAct
from voting.acts.sizes import Sizes
from voting.models import Poll

Kind = PollAct.Kind


class NotAllowed(RuleBroken):
    """The account has not the role that asks for, or confirms, this act."""


class NoReason(RuleBroken):
    """An act of two people says why."""


class AlreadyAsked(RuleBroken):
    """Somebody has asked for this act, and nobody has answered yet."""


class NotWaiting(RuleBroken):
    """The request was confirmed or withdrawn meanwhile."""


class SamePerson(RuleBroken):
    """Who asked cannot confirm; and only who asked may withdraw."""


@dataclass(frozen=True)
class ActOnPoll:
    """`require(poll)` raises in words while the act is not possible; `carry_out(poll, act)` does it.

    What `require` returns of an admission is what is signed.
    """

    require: Callable[[Poll], Sizes | None]
    carry_out: Callable[[Poll, PollAct], None]


def _void(poll, act):
    void_edition(edition=poll.edition, by=act.confirmed_by, reason=act.reason)


ACTS = {
    Kind.VOID: ActOnPoll(lambda poll: require_voidable(poll.edition), _void),
    Kind.DESTROY_SECRET: ActOnPoll(require_destroyable, destroy_secret),
    # The signature is all of it: the checks of seal and publication ask for it.
    Kind.ADMIT_BOX: ActOnPoll(box_difference, lambda poll, act: None),
    Kind.ADMIT_COUNTS: ActOnPoll(count_objections, lambda poll, act: None),
}


def ask_for(*, poll: Poll, kind: Kind, by, reason: str) -> PollAct:
    """Ask for an act. Raises `NotAllowed`, `NoReason`, `AlreadyAsked`, and why it is not possible now."""
    reason = reason.strip()
    with transaction.atomic(), acting(by=by, reason=reason):
        poll = _locked(poll)
        if not by.has_perm(kind.right_to_ask):
            raise NotAllowed(_("요청할 권한이 없는 계정입니다. 총괄이 요청합니다."))
        if not reason:
            raise NoReason(_("사유를 적어 주세요."))
        sizes = ACTS[kind].require(poll)
        if poll.acts.waiting().filter(kind=kind).exists():
            raise AlreadyAsked(_("이미 요청했습니다. 감사의 확인을 기다립니다."))
        return poll.acts.create(kind=kind, reason=reason, sizes=sizes, asked_by=by, asked_at=database_now())


def withdraw(*, act: PollAct, by) -> None:
    """Take back a request, by the one who made it. Raises `NotWaiting`, `SamePerson`."""
    with transaction.atomic(), acting(by=by):
        _locked(act.poll)
        act = _waiting(act)
        if act.asked_by_id != by.pk:
            raise SamePerson(_("요청은 요청한 사람만 거둘 수 있습니다."))
        act.withdrawn_at = database_now()
        act.save(update_fields=["withdrawn_at"])


def confirm(*, act: PollAct, by) -> PollAct:
    """Confirm a request as the second person, which carries it out; return the record of it.

    Raises `NotWaiting`, `SamePerson`, `NotAllowed`, and why it is not possible (any more).
    """
    with transaction.atomic(), acting(by=by, reason=act.reason):
        box_sql.lock_exclusive(act.poll_id)
        poll = _locked(act.poll)
        act = _waiting(act)
        if act.asked_by_id == by.pk:
            raise SamePerson(_("요청한 사람은 확인할 수 없습니다. 감사가 로그인해 확인해 주세요."))
        if not by.has_perm(Kind(act.kind).right_to_confirm):
            raise NotAllowed(_("확인할 권한이 없는 계정입니다. 감사가 확인합니다."))
        if ACTS[Kind(act.kind)].require(poll) != act.sizes:
            raise NotWaiting(_("요청한 뒤에 수가 달라졌습니다. 요청을 거두고 다시 요청해 주세요."))
        act.confirmed_by, act.confirmed_at = by, database_now()
        ACTS[Kind(act.kind)].carry_out(poll, act)
        act.save()
        return act


def _locked(poll):
    """The poll with its edition as they stand in the database, the row of the edition locked."""
    poll = Poll.objects.get(pk=poll.pk)
    poll.edition = Edition.objects.select_for_update(no_key=True).get(pk=poll.edition_id)
    return poll


def _waiting(act):
    found = PollAct.objects.waiting().filter(pk=act.pk).first()
    if found is None:
        raise NotWaiting(_("확인을 기다리는 요청이 아닙니다. 화면을 새로 열어 확인해 주세요."))
    return found
