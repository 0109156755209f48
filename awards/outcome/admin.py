"""One page leads from the end of the vote to the published result; nothing computed is shown anywhere else."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.outcome import acts_page
from awards.outcome.acts_page import ActsPage
from awards.outcome.audit.page import TAKE, AuditPackPage, has_pack
from awards.outcome.beside import acts_beside
from awards.outcome.committee_page import CommitteePage, committee_tiers
from awards.outcome.computing import compute_result
from awards.outcome.forms import CorrectionForm, ReasonForm, RequestForm, ReviewForm, TakeBackForm
from awards.outcome.models import Closing
from awards.outcome.pages import ResultPage
from awards.outcome.positions_page import PositionsPage
from awards.outcome.publication import (
    approve,
    publish,
    request_approval,
    review,
    take_back_publication,
)
from awards.outcome.revocation.page import RevocationPage
from awards.outcome.steps import Act, steps_to_publication, why_outdated
from cases.services import RuleBroken, close_window_now, database_now, require_not_void
from voting.sealing import seal_box

DONE = {
    Act.CLOSE: _("투표를 마감했습니다."),
    Act.SEAL: _("투표함을 대조하고 봉인했습니다."),
    Act.COMPUTE: _("집계하고 산정했습니다. 아래 결과를 확인해 주세요."),
    Act.REQUEST: _("승인을 요청했습니다. 두 번째 사람에게 알려 주세요."),
    Act.APPROVE: _("승인했습니다."),
    Act.PUBLISH: _("발표했습니다."),
    Act.COMPUTE_AGAIN: _("다시 산정했습니다. 아래 결과를 확인하고 승인을 요청해 주세요."),
    Act.CORRECT: _("정정하는 판을 산정했습니다. 아래 결과를 확인하고 승인을 요청해 주세요."),
    Act.REVIEW: _("감사 의견을 남겼습니다."),
    Act.TAKE_BACK: _("발표 예약을 거두었습니다."),
}
# Several forms may stand on the page at once, so that their fields need names of their own.
PREFIXES = {Act.CORRECT: "correct", Act.REVIEW: "review", Act.TAKE_BACK: "take_back"}
FORMS = {
    Act.CLOSE: ReasonForm,
    Act.REQUEST: RequestForm,
    Act.CORRECT: CorrectionForm,
    Act.REVIEW: ReviewForm,
    Act.TAKE_BACK: TakeBackForm,
}
VIEW = "awards.view_closing"


@admin.register(Closing)
class ClosingAdmin(ActsPage, AuditPackPage, CommitteePage, PositionsPage, RevocationPage, admin.ModelAdmin):
    list_display = ("title", "kind", "stage")
    list_filter = ("kind",)

    @admin.display(description=_("단계"))
    def stage(self, edition):
        return edition.stage_name_at(timezone.now())

    def get_queryset(self, request):
        """Editions with something to compute: a poll, or a rule by which experts or a panel decide alone."""
        return super().get_queryset(request).exclude(poll=None, rule=None)

    def has_module_permission(self, request):
        return request.user.has_perm(VIEW)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(VIEW)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        edition = self.get_object(request, unquote(object_id))
        if edition is None:
            raise Http404
        forms = {act: form(prefix=PREFIXES.get(act)) for act, form in FORMS.items()}
        if request.method == "POST":
            act = self._act(request)
            if act in forms:
                forms[act] = FORMS[act](request.POST, prefix=PREFIXES.get(act))
            if act not in forms or forms[act].is_valid():
                self._carry_out(request, edition, act, forms.get(act))
                return redirect(request.path)
        return self._page(request, edition, forms)

    def _act(self, request):
        """The act that was asked for, once the account is shown to have its permission."""
        try:
            act = Act(request.POST.get("act", ""))
        except ValueError:
            raise PermissionDenied from None
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        return act

    def _carry_out(self, request, edition, act, form):
        try:
            self._require_turn(request, edition, act)
            SERVICES[act](edition, request.user, form)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            self.log_change(request, edition, str(DONE[act]))
            messages.success(request, DONE[act])

    def _require_turn(self, request, edition, act):
        """Only the step to do now can be done: a page left open does not repeat or skip one."""
        require_not_void(edition)
        now, result = database_now(), newest_result(edition)
        if any(one.act == act for one in acts_beside(edition, result, now)):
            return
        steps = steps_to_publication(edition, result, now, request.user)
        step = next((step for step in steps if step.act == act), None)
        if step is None or not step.is_now:
            raise RuleBroken(_("지금 할 단계가 아닙니다. 화면을 새로 열어 어디까지 왔는지 확인해 주세요."))
        if step.missing:
            raise RuleBroken(step.missing[0][0])

    def _page(self, request, edition, forms):
        now = database_now()
        result = newest_result(edition)
        steps = steps_to_publication(edition, result, now, request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": edition.title,
            "opts": self.opts,
            "edition": edition,
            "steps": [
                (step, forms.get(step.act), request.user.has_perm(step.act.permission)) for step in steps
            ],
            "result": result,
            "beside": [
                (one, forms.get(one.act), request.user.has_perm(one.act.permission))
                for one in acts_beside(edition, result, now)
            ],
            "reviews": result.reviews.select_related("reviewed_by") if result else (),
            "page": ResultPage(edition, result) if result else None,
            "is_published": edition.is_published(now),
            "why_correct": why_outdated(result) if result and result.published_at else "",
            "may_take_pack": request.user.has_perm(TAKE) and has_pack(edition),
            "has_poll": hasattr(edition, "poll"),
            "has_committee": committee_tiers(edition).exists(),
            "may_see_acts": request.user.has_perm(acts_page.VIEW),
            "waiting_acts": edition.poll.acts.waiting() if hasattr(edition, "poll") else (),
        }
        return TemplateResponse(request, "admin/awards/closing/steps.html", context)


def newest_result(edition):
    """The newest result; none before the box is sealed, where there is one, and none of a poll that is void."""
    is_open = edition.sealed_at is None and hasattr(edition, "poll")
    if is_open or edition.voided_at is not None:
        return None
    return edition.results.order_by("-version").first()


def _close(edition, user, form):
    close_window_now(edition=edition, window="voting", by=user, reason=form.cleaned_data["reason"])


def _require_result(edition):
    result = newest_result(edition)
    if result is None:
        raise RuleBroken(_("산정한 결과가 없습니다. 먼저 집계하고 산정해 주세요."))
    return result


def _reason_under_way(edition):
    """Why a correction is made that has to be computed anew; none of a first result."""
    result = newest_result(edition)
    return result.reason if result is not None else ""


SERVICES = {
    Act.CLOSE: _close,
    Act.SEAL: lambda edition, user, form: seal_box(poll=edition.poll, by=user),
    Act.COMPUTE: lambda edition, user, form: compute_result(
        edition=edition, by=user, reason=_reason_under_way(edition)
    ),
    Act.REQUEST: lambda edition, user, form: request_approval(
        result=_require_result(edition), by=user, at=form.cleaned_data["at"]
    ),
    Act.APPROVE: lambda edition, user, form: approve(result=_require_result(edition), by=user),
    Act.PUBLISH: lambda edition, user, form: publish(result=_require_result(edition), by=user),
    Act.COMPUTE_AGAIN: lambda edition, user, form: compute_result(edition=edition, by=user),
    Act.CORRECT: lambda edition, user, form: compute_result(
        edition=edition, by=user, reason=form.cleaned_data["reason"]
    ),
    Act.REVIEW: lambda edition, user, form: review(
        result=_require_result(edition), by=user, **form.cleaned_data
    ),
    Act.TAKE_BACK: lambda edition, user, form: take_back_publication(
        edition=edition, by=user, reason=form.cleaned_data["reason"]
    ),
}
