"""The late correction of a keying error: the signed sheet's scan, a second person and 감사, one after the other.

From when the poll opens, where a reopening is the way no longer; after the publication too, where the new version of
the result needs the cell corrected first. Whoever is let through a round stands by then: a correction that would
change that is refused.
"""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from awards.judging.corrections import LateCorrection
from awards.judging.entries import entries_of
from awards.judging.late_effects import CutWouldChange, carry_out, marks_after, require_same_cut
from awards.judging.models import Sheet
from awards.judging.papers import Scan
from awards.judging.rounds import RoundsLocked, require_before_vote
from awards.judging.sets import open_cells
from awards.rule.models import Criterion, Round
from cases.models import Edition
from cases.services import RuleBroken, database_now, require_not_void
from cases.staff.acting import acting

__all__ = ["CutWouldChange", "ask_late_correction", "audit_late_correction", "confirm_late_correction"]

ASK, CONFIRM, AUDIT = (f"awards.{act}_late_correction" for act in ("ask", "confirm", "audit"))


class NotLate(RuleBroken):
    """The poll has not opened, and no result was computed: reopening the round is the way."""


class ResultWaits(RuleBroken):
    """A result waits for its approval or its moment: nothing changes under it."""


class NotAllowed(RuleBroken):
    """The account has not the role that takes this step."""


class NotACell(RuleBroken):
    """The cell does not count in this round, or the scan is of another set."""


class NothingToCorrect(RuleBroken):
    """The paper says what counts already; or nobody said what is wrong."""


class AlreadyAsked(RuleBroken):
    """A correction of this cell waits."""


class NotWaiting(RuleBroken):
    """The correction took effect, was withdrawn, or waits for another step."""


class SamePerson(RuleBroken):
    """Asking, confirming and signing are three people's; and only who asked may withdraw."""


def require_late(edition: Edition) -> None:
    """Raise `NotLate`, `ResultWaits` or `PollVoid` unless a cell may be corrected in this way now."""
    require_not_void(edition)
    try:
        require_before_vote(edition)
    except RoundsLocked:
        pass
    else:
        raise NotLate(
            _("아직 심사를 다시 열 수 있습니다. 심사 진행 화면에서 다시 열기를 요청해 점수를 고쳐 주세요.")
        )
    newest = edition.results.order_by("-version").first()
    is_asked = newest is not None and newest.requested_at is not None
    if is_asked and (newest.published_by_id is None or not edition.is_published(database_now())):
        raise ResultWaits(
            _(
                "승인을 요청한 결과가 발표를 기다리고 있어 지금은 점수를 정정할 수 없습니다. "
                "발표한 뒤에 공개 정정으로 고치거나, 발표하기 전에 투표를 무효로 할 수 있습니다."
            )
        )


def ask_late_correction(
    *, sheet: Sheet, criterion: Criterion, points: Decimal | None, reason: str, scan: Scan, by
) -> LateCorrection:
    """Ask for a cell to count as the paper says: `points`, None where it is empty there. `reason` becomes public.

    Raises what `require_late` raises, `NotAllowed`, `NotACell`, `NothingToCorrect`, `AlreadyAsked`,
    `CutWouldChange`, `NoValidTotal`.
    """
    reason = reason.strip()
    with transaction.atomic(), acting(by=by, reason=reason):
        round_ = _locked(sheet.round)
        _require_role(by, ASK)
        sheet = Sheet.objects.select_related("judge", "case").get(pk=sheet.pk)
        _require_cell(round_, sheet, criterion, scan)
        if not reason:
            raise NothingToCorrect(_("무엇을 잘못 옮겼는지 사유를 적어 주세요."))
        if LateCorrection.objects.waiting().filter(sheet=sheet, criterion=criterion).exists():
            raise AlreadyAsked(
                _("이 칸의 정정을 이미 요청했습니다. 그 요청을 끝내거나 거둔 뒤 다시 요청해 주세요.")
            )
        was = entries_of(round_).counted((sheet.pk, criterion.pk))
        if was == points:
            raise NothingToCorrect(
                _("지금 세고 있는 점수와 같습니다. 종이 채점표의 점수를 다시 확인해 주세요.")
            )
        require_same_cut(round_, sheet, marks_after(round_, sheet, criterion, points))
        return LateCorrection.objects.create(
            sheet=sheet,
            criterion=criterion,
            was=was,
            points=points,
            reason=reason,
            scan=scan,
            asked_by=by,
            asked_at=database_now(),
        )


def withdraw_late_correction(*, correction: LateCorrection, by) -> None:
    """Take back a request, by the one who made it. Raises `NotWaiting`, `SamePerson`."""
    with transaction.atomic(), acting(by=by):
        correction = _waiting(correction)
        if correction.asked_by_id != by.pk:
            raise SamePerson(_("요청은 요청한 사람만 거둘 수 있습니다."))
        correction.withdrawn_at = database_now()
        correction.save(update_fields=["withdrawn_at"])


def confirm_late_correction(*, correction: LateCorrection, by) -> None:
    """Confirm as the second person that the scan says so. Nothing counts differently yet.

    Raises what `require_late` raises, `NotAllowed`, `NotWaiting`, `SamePerson`.
    """
    with transaction.atomic(), acting(by=by):
        _locked(correction.sheet.round)
        _require_role(by, CONFIRM)
        correction = _waiting(correction)
        if correction.confirmed_at is not None:
            raise NotWaiting(_("이미 확인한 정정입니다. 감사의 서명을 기다립니다."))
        if by.pk == correction.asked_by_id:
            raise SamePerson(_("정정을 요청한 사람은 확인할 수 없습니다. 두 번째 사람이 확인해 주세요."))
        correction.confirmed_by, correction.confirmed_at = by, database_now()
        correction.save(update_fields=["confirmed_by", "confirmed_at"])


def audit_late_correction(*, correction: LateCorrection, by) -> None:
    """Sign as 감사, the third person: from now on the cell counts as the paper says, and the mark of its case.

    Raises what `require_late` raises, `NotAllowed`, `NotWaiting`, `SamePerson`, `CutWouldChange`, `NoValidTotal`.
    """
    with transaction.atomic(), acting(by=by, reason=correction.reason):
        round_ = _locked(correction.sheet.round)
        _require_role(by, AUDIT)
        correction = _waiting(correction)
        if correction.confirmed_at is None:
            raise NotWaiting(_("두 번째 사람이 아직 확인하지 않았습니다. 확인한 뒤에 서명해 주세요."))
        if by.pk in (correction.asked_by_id, correction.confirmed_by_id):
            raise SamePerson(_("정정을 요청하거나 확인한 사람은 서명할 수 없습니다. 감사가 서명해 주세요."))
        if entries_of(round_).counted((correction.sheet_id, correction.criterion_id)) != correction.was:
            raise NotWaiting(_("요청한 뒤에 이 칸의 점수가 바뀌었습니다. 요청을 거두고 다시 요청해 주세요."))
        carry_out(round_, correction)
        correction.audited_by, correction.audited_at = by, database_now()
        correction.save(update_fields=["audited_by", "audited_at"])


def _locked(round_):
    """The edition first, then the round, as every act on both. Raises what `require_late` raises, and `NotACell`."""
    edition = Edition.objects.select_for_update(no_key=True).get(pk=round_.edition_id)
    require_late(edition)
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if round_.closed_at is None:
        raise NotACell(_("마감하지 않은 심사의 점수는 세지 않으므로 정정하지 않습니다."))
    return round_


def _waiting(correction):
    """The row itself is locked as well, for a withdrawal that no window of time refuses."""
    found = LateCorrection.objects.select_for_update(of=("self",)).with_cells().get(pk=correction.pk)
    if not found.is_waiting:
        raise NotWaiting(_("기다리는 정정이 아닙니다. 화면을 새로 열어 어디까지 왔는지 확인해 주세요."))
    return found


def _require_role(by, permission):
    if not by.has_perm(permission):
        raise NotAllowed(
            _("이 일을 할 권한이 없는 계정입니다. 심사가 요청하고, 확인이 확인하고, 감사가 서명합니다.")
        )


def _require_cell(round_, sheet, criterion, scan):
    counts = round_.judges.filter(pk=sheet.judge_id).exists()
    if not counts or (sheet.case_id, criterion.pk) not in open_cells(round_, sheet.judge):
        raise NotACell(_("이 심사에서 세는 칸이 아닙니다. 사례와 심사항목을 다시 골라 주세요."))
    if (scan.sheet_set.round_id, scan.sheet_set.judge_id) != (round_.pk, sheet.judge_id):
        raise NotACell(
            _("다른 채점표의 스캔입니다. 이 심사위원이 이 심사에서 서명한 채점표의 스캔을 골라 주세요.")
        )
