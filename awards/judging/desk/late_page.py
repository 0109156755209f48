"""The page beside a set where three people correct a keying error once the poll has opened."""

from dataclasses import dataclass
from enum import StrEnum

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.judging import late
from awards.judging.corrections import LateCorrection
from awards.judging.desk.access import SEE_SCANS, VIEW, find_judge, find_round, page, require
from awards.judging.desk.late_form import LateForm
from awards.judging.desk.scan_file import ScanForm
from awards.judging.desk.set_page import log_of_round
from awards.judging.merging import plain
from awards.judging.papers import Scan
from awards.judging.scans import MAX_BYTES, attach_scan
from cases.services import RuleBroken


class Step(StrEnum):
    """What staff can do on the page."""

    SCAN = "scan"
    ASK = "ask"
    CONFIRM = "confirm"
    AUDIT = "audit"
    WITHDRAW = "withdraw"


# A key of a row has no more.
DIGITS = 18
RIGHTS = {
    Step.SCAN: late.ASK,
    Step.ASK: late.ASK,
    Step.CONFIRM: late.CONFIRM,
    Step.AUDIT: late.AUDIT,
    Step.WITHDRAW: late.ASK,
}
DONE: dict[Step, str | Promise] = {
    Step.SCAN: gettext_lazy("스캔을 첨부했습니다. 이제 정정을 요청할 수 있습니다."),
    Step.ASK: gettext_lazy("정정을 요청했습니다. 두 번째 사람에게 알려 주세요."),
    Step.CONFIRM: gettext_lazy("확인했습니다. 감사에게 알려 주세요. 감사가 서명해야 점수가 바뀝니다."),
    Step.AUDIT: gettext_lazy("서명했습니다. 점수를 바로잡고 그 사례의 평점을 다시 계산했습니다."),
    Step.WITHDRAW: gettext_lazy("요청을 거두었습니다."),
}
ACTS = {
    Step.CONFIRM: late.confirm_late_correction,
    Step.AUDIT: late.audit_late_correction,
    Step.WITHDRAW: late.withdraw_late_correction,
}


@dataclass
class Shown:
    """One correction as the page shows it to this account."""

    correction: LateCorrection
    was: str
    points: str
    is_mine: bool
    may_confirm: bool
    may_audit: bool


def shown_to(user, correction) -> Shown:
    """What `user` reads of `correction` and may do about it."""
    waits = correction.is_waiting
    took_part = user.pk in (correction.asked_by_id, correction.confirmed_by_id)
    is_confirmed = correction.confirmed_at is not None
    return Shown(
        correction,
        plain(correction.was),
        plain(correction.points),
        is_mine=waits and correction.asked_by_id == user.pk,
        may_confirm=waits and not is_confirmed and not took_part and user.has_perm(late.CONFIRM),
        may_audit=waits and is_confirmed and not took_part and user.has_perm(late.AUDIT),
    )


def corrections_of(edition):
    """Every correction of an edition with its cell and its people. One query."""
    found = LateCorrection.objects.filter(sheet__round__edition=edition)
    return found.with_cells().with_people()


def why_not_late(edition) -> str:
    """Why no cell can be corrected now, in the reader's words; empty where it can."""
    try:
        late.require_late(edition)
    except RuleBroken as error:
        return str(error)
    return ""


def late_page(request, edition_pk, round_pk, judge_pk, desk):
    """Attach the scan, ask, confirm, sign, withdraw: whoever may do one of them on this set."""
    require(request, VIEW)
    round_ = find_round(edition_pk, round_pk)
    judge = find_judge(round_, judge_pk, request.user)
    form = None
    if request.method == "POST":
        step = _step(request)
        form = LateForm(request.POST, round_=round_, judge=judge) if step == Step.ASK else None
        if form is None or form.is_valid():
            _carry_out(request, desk, round_, judge, step, form)
            return redirect(request.path)
    return page(
        request,
        "late",
        round_.edition,
        title=_("%(round)s · %(judge)s 늦은 정정") % {"round": round_.name, "judge": judge.name},
        round=round_,
        judge=judge,
        corrections=[
            shown_to(request.user, one)
            for one in corrections_of(round_.edition).filter(sheet__round=round_, sheet__judge=judge)
        ],
        why_not=why_not_late(round_.edition),
        scans=Scan.objects.filter(sheet_set__round=round_, sheet_set__judge=judge).order_by("pk"),
        scan_form=ScanForm(auto_id="id_new_%s"),
        form=form or LateForm(round_=round_, judge=judge),
        bound=form,
        may_ask=request.user.has_perm(late.ASK),
        may_see_scans=request.user.has_perm(SEE_SCANS),
    )


def _step(request):
    try:
        step = Step(request.POST.get("step", ""))
    except ValueError:
        raise PermissionDenied from None
    if not request.user.has_perm(RIGHTS[step]):
        raise PermissionDenied
    return step


def _carry_out(request, desk, round_, judge, step, form):
    try:
        told = _do(request, round_, judge, step, form)
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        log_of_round(request, desk, round_, f"{judge.name} · {told}")
        messages.success(request, DONE[step])


def _do(request, round_, judge, step, form):
    """Do what was asked for; return what the history says of it."""
    if step == Step.SCAN:
        _attach(request, round_, judge)
        return _("늦은 정정을 위한 스캔 첨부")
    if step == Step.ASK:
        correction = late.ask_late_correction(by=request.user, **form.asked())
    else:
        correction = _named(request, round_, judge)
        ACTS[step](correction=correction, by=request.user)
    cell = f"{correction.sheet.case.number} {correction.criterion.name}"
    change = f"{plain(correction.was) or '-'} → {plain(correction.points) or '-'}"
    return _("늦은 정정 %(cell)s: %(change)s · %(done)s") % {
        "cell": cell,
        "change": change,
        "done": DONE[step],
    }


def _named(request, round_, judge):
    """The very request that the page showed, so that nobody signs other points than were read."""
    key = request.POST.get("request", "")
    found = LateCorrection.objects.with_cells().filter(sheet__round=round_, sheet__judge=judge)
    correction = found.filter(
        pk=key if key.isascii() and key.isdigit() and len(key) <= DIGITS else None
    ).first()
    if correction is None:
        raise PermissionDenied
    return correction


def _attach(request, round_, judge):
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        raise RuleBroken(form.errors["scan"][0])
    content = form.cleaned_data["scan"].read(MAX_BYTES + 1)
    attach_scan(round_=round_, judge=judge, content=content, by=request.user, is_late=True)
