"""The judging desk in the admin: one page leads through the rounds; sets, overview and differences hang below it."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy

from awards.judging.desk import differences, late_page, overview, scan_file, set_page
from awards.judging.desk.access import ENTER, SEE_SCANS, SETTLE, VIEW, find_round, page
from awards.judging.desk.forms import CloseForm, ReopenForm
from awards.judging.desk.rounds_page import Act, states_of
from awards.judging.desk.set_page import log_of_round
from awards.judging.papers import Judging
from awards.judging.reopening import confirm_reopening, request_reopening
from awards.judging.rounds import RoundsLocked, close_round, require_before_vote
from awards.judging.table import RoundTable
from cases.services import RuleBroken

DONE = {
    Act.CLOSE: gettext_lazy("심사를 마감했습니다."),
    Act.REQUEST: gettext_lazy("다시 열기를 요청했습니다. 두 번째 사람에게 알려 주세요."),
    Act.CONFIRM: gettext_lazy("심사를 다시 열었습니다. 뒤 차례의 심사와 최종 후보도 다시 정합니다."),
}


@admin.register(Judging)
class JudgingAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "stage")
    list_filter = ("kind",)

    @admin.display(description=gettext_lazy("단계"))
    def stage(self, edition):
        return edition.stage_name_at(timezone.now())

    def get_queryset(self, request):
        return super().get_queryset(request).filter(rule__isnull=False).select_related("rule")

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

    def get_urls(self):
        of_round = "<int:edition_pk>/rounds/<int:round_pk>/"
        of_judge = of_round + "judges/<int:judge_pk>/"
        pages = (
            (of_round, overview.overview, "overview"),
            (f"{of_round}printed/", overview.printed, "printed"),
            (f"{of_round}differences/", differences.differences, "differences"),
            (of_judge, set_page.sheet_set, "set"),
            (f"{of_judge}scans/", overview.scans, "scans"),
            (f"{of_judge}scans/add/", scan_file.attach, "scan_add"),
            (f"{of_judge}late/", late_page.late_page, "late"),
            ("<int:edition_pk>/scans/<int:scan_pk>/", scan_file.scan_file, "scan"),
        )
        own = [
            path(route, self.admin_site.admin_view(partial(view, desk=self)), name=f"awards_judging_{name}")
            for route, view, name in pages
        ]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        edition = self.get_object(request, unquote(object_id))
        if edition is None:
            raise Http404
        bound = {}
        if request.method == "POST":
            act, round_ = self._asked(request, edition)
            form = _form(act, round_, request.POST)
            if form is None or form.is_valid():
                self._carry_out(request, round_, act, form)
                return redirect(request.path)
            bound = {(act, round_.pk): form}
        return self._page(request, edition, bound)

    def _asked(self, request, edition):
        """The act and the round that were asked for, once the account is shown to have the permission."""
        try:
            act, round_pk = Act(request.POST.get("act", "")), int(request.POST.get("round", ""))
        except ValueError:
            raise PermissionDenied from None
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        return act, find_round(edition.pk, round_pk)

    def _carry_out(self, request, round_, act, form):
        try:
            SERVICES[act](round_, request.user, form)
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            log_of_round(request, self, round_, _told(act, form))
            messages.success(request, DONE[act])

    def _page(self, request, edition, bound):
        rounds = [find_round(edition.pk, pk) for pk in edition.rounds.values_list("pk", flat=True)]
        is_locked = _is_locked(edition)
        states = states_of(rounds, is_locked=is_locked)
        may = request.user.has_perm
        acts = [
            (
                state,
                bound.get((Act.CLOSE, state.round.pk)) or _close_form(state.round, state.with_gaps),
                bound.get((Act.REQUEST, state.round.pk)) or ReopenForm(auto_id=f"id_{state.round.pk}_%s"),
            )
            for state in states
        ]
        return page(
            request,
            "rounds",
            edition,
            title=edition.title,
            rounds=acts,
            bound=list(bound.values()),
            is_locked=is_locked,
            late=[late_page.shown_to(request.user, one) for one in late_page.corrections_of(edition)],
            may_enter=may(ENTER),
            may_settle=may(SETTLE),
            may_see_scans=may(SEE_SCANS),
            may_close=may(Act.CLOSE.permission),
            may_request=may(Act.REQUEST.permission),
            may_confirm=may(Act.CONFIRM.permission),
        )


def _is_locked(edition):
    try:
        require_before_vote(edition)
    except RoundsLocked:
        return True
    return False


def _form(act, round_, data=None):
    if act == Act.CLOSE:
        table = RoundTable(round_)
        return _close_form(round_, [judge for judge in table.judges if table.missing(judge)], data)
    return ReopenForm(data, auto_id=f"id_{round_.pk}_%s") if act == Act.REQUEST else None


def _close_form(round_, with_gaps, data=None):
    lacking = round_.judges.exclude(sheet_sets__scans__sheet_set__round=round_).order_by("order")
    return CloseForm(data, lacking=lacking, with_gaps=with_gaps, auto_id=f"id_{round_.pk}_%s")


def _told(act, form):
    """The act in the history, with the reasons that were given for it."""
    reasons = form.cleaned_data.values() if form else ()
    return " · ".join([str(DONE[act]), *dict.fromkeys(reasons)])


SERVICES = {
    Act.CLOSE: lambda round_, user, form: close_round(
        round_=round_, by=user, without_scan=form.without_scan, excuses=form.excuses
    ),
    Act.REQUEST: lambda round_, user, form: request_reopening(
        round_=round_, by=user, reason=form.cleaned_data["reason"]
    ),
    Act.CONFIRM: lambda round_, user, form: confirm_reopening(round_=round_, by=user),
}
