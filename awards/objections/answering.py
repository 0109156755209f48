"""What the office does about an objection: notes for itself, and answers that two people give.

총괄 writes an answer; nothing of it is public, nor told to the filer, until 감사 confirms it. A later answer
corrects the one before; both stay in the log.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from awards.objections.models import Objection, ObjectionAct
from cases.models import Edition
from cases.services import RuleBroken, database_now
from cases.staff.acting import acting

Kind = ObjectionAct.Kind
ANSWER, CONFIRM = "awards.answer_objection", "awards.confirm_answer"
# A default of ours: no rule of the contest says how soon an objection is answered.
ANSWER_WITHIN = timedelta(days=14)


class MayNotAnswer(RuleBroken):
    """The account has not the role that writes, or confirms, an answer."""


class NotWhole(RuleBroken):
    """An answer has its outcome, its text, its public summary and its reason; a note is not empty."""


class AnswerWaits(RuleBroken):
    """An answer to this objection waits to be confirmed or taken back."""


class NotWaiting(RuleBroken):
    """The answer was confirmed or taken back meanwhile."""


class SamePerson(RuleBroken):
    """Who wrote an answer cannot confirm it."""


def overdue_before(now: datetime) -> datetime:
    """Objections filed up to the returned moment should have been answered by now."""
    return now - ANSWER_WITHIN


def add_memo(*, objection: Objection, by, text: str) -> ObjectionAct:
    """Note something for the office alone. Raises `MayNotAnswer`, `NotWhole`."""
    if not (by.has_perm(ANSWER) or by.has_perm(CONFIRM)):
        raise MayNotAnswer(_("메모를 쓸 권한이 없는 계정입니다. 총괄이나 감사가 씁니다."))
    if not text.strip():
        raise NotWhole(_("메모를 적어 주세요."))
    with transaction.atomic(), acting(by=by):
        _lock(objection)
        return objection.acts.create(kind=Kind.MEMO, at=database_now(), by=by, note=text.strip())


def draft_answer(
    *, objection: Objection, by, outcome: str, answer: str, summary: str, reason: str
) -> ObjectionAct:
    """Write an answer, or a correction of the one in force, for a second person to confirm.

    Raises `MayNotAnswer`, `NotWhole`, `AnswerWaits`.
    """
    told = {"answer": answer.strip(), "summary": summary.strip(), "note": reason.strip()}
    if not by.has_perm(ANSWER):
        raise MayNotAnswer(_("답변을 쓸 권한이 없는 계정입니다. 총괄이 씁니다."))
    if outcome not in ObjectionAct.Outcome or not all(told.values()):
        raise NotWhole(_("판단, 답변, 공개하는 요약, 사유를 모두 적어 주세요."))
    with transaction.atomic(), acting(by=by):
        _lock(objection)
        if objection.acts.waiting().exists():
            raise AnswerWaits(_("감사의 확인을 기다리는 답변이 있습니다. 먼저 거두거나 확인을 받아 주세요."))
        kind = Kind.CORRECTION if objection.acts.answers_in_force().exists() else Kind.ANSWER
        return objection.acts.create(kind=kind, at=database_now(), by=by, outcome=outcome, **told)


def take_back_answer(*, act: ObjectionAct, by) -> None:
    """Take back an answer that waits. Raises `MayNotAnswer`, `NotWaiting`."""
    if not by.has_perm(ANSWER):
        raise MayNotAnswer(_("답변을 거둘 권한이 없는 계정입니다. 총괄이 거둡니다."))
    with transaction.atomic(), acting(by=by):
        act = _waiting(act)
        act.withdrawn_by, act.withdrawn_at = by, database_now()
        act.save(update_fields=["withdrawn_by", "withdrawn_at"])


def confirm_answer(*, act: ObjectionAct, by) -> ObjectionAct:
    """Confirm an answer as the second person: it is public, and the filer's to read, from now on.

    Raises `NotWaiting`, `SamePerson`, `MayNotAnswer`.
    """
    with transaction.atomic(), acting(by=by):
        act = _waiting(act)
        if act.by_id == by.pk:
            raise SamePerson(_("답변을 쓴 사람은 확인할 수 없습니다. 감사가 로그인해 확인해 주세요."))
        if not by.has_perm(CONFIRM):
            raise MayNotAnswer(_("확인할 권한이 없는 계정입니다. 감사가 확인합니다."))
        act.confirmed_by, act.confirmed_at = by, database_now()
        act.save(update_fields=["confirmed_by", "confirmed_at"])
        return act


def _lock(objection):
    """The row of the edition, as whoever files one: the role that serves pages changes no row of an objection."""
    Edition.objects.select_for_update(no_key=True).get(pk=objection.edition_id)


def _waiting(act):
    _lock(act.objection)
    found = ObjectionAct.objects.waiting().filter(pk=act.pk).first()
    if found is None:
        raise NotWaiting(_("확인을 기다리는 답변이 아닙니다. 화면을 새로 열어 확인해 주세요."))
    return found
