"""The page beside the way to publication where awards are revoked by two people, and prizes recovered."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from awards.outcome.revocation.forms import RecoveryForm, RevocationForm
from awards.outcome.revocation.models import Revocation
from awards.outcome.revocation.revoking import (
    ask_revocation,
    awarded_cases,
    confirm_revocation,
    record_recovery,
    withdraw_revocation,
)
from cases.services import RuleBroken, database_now

ASK, CONFIRM = "awards.ask_revocation", "awards.confirm_revocation"
RIGHTS = {"ask": ASK, "withdraw": ASK, "confirm": CONFIRM, "recover": ASK}


def recovery_form(key, data=None):
    """The form of one revocation, whose fields have names of their own on the page."""
    return RecoveryForm(data, auto_id=f"id_{key}_%s")


def _with_forms(edition, bound):
    """Yield (revocation, form of its recovery), with the form that has to be mended where it belongs."""
    found = edition.revocations.with_recovered().select_related(
        "case__organisation", "asked_by", "confirmed_by"
    )
    for one in found.prefetch_related("recoveries__recorded_by"):
        fresh = recovery_form(one.pk)
        yield one, bound if bound is not None and bound.auto_id == fresh.auto_id else fresh


class RevocationPage:
    """Adds the page to the admin of an edition that is on its way to publication, for whoever sees that."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.revocations_view)
        return [path("<int:pk>/revocations/", view, name="awards_closing_revocations"), *super().get_urls()]

    def revocations_view(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        edition = self.get_object(request, str(pk))
        now = database_now()
        if edition is None or not edition.is_published(now):
            raise Http404
        form, recovery = RevocationForm(cases=awarded_cases(edition, now)), None
        if request.method == "POST":
            step = self._step(request)
            if step == "ask":
                form = RevocationForm(request.POST, cases=awarded_cases(edition, now))
            elif step == "recover":
                recovery = recovery_form(request.POST.get("revocation", ""), request.POST)
            if self._do(request, edition, step, {"ask": form, "recover": recovery}.get(step)):
                return redirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": _("수상 취소와 환수"),
            "opts": self.opts,
            "edition": edition,
            "revocations": list(_with_forms(edition, recovery)),
            "form": form,
            "bound": [one for one in (form, recovery) if one is not None and one.is_bound],
            "may_ask": request.user.has_perm(ASK),
            "may_confirm": request.user.has_perm(CONFIRM),
        }
        return TemplateResponse(request, "admin/awards/closing/revocations.html", context)

    def _step(self, request):
        step = request.POST.get("step", "")
        if not request.user.has_perm(RIGHTS.get(step, "")):
            raise PermissionDenied
        return step

    def _do(self, request, edition, step, form):
        """Carry out a step; False where its form has to be mended first."""
        if form is not None and not form.is_valid():
            return False
        try:
            words = self._carried_out(request, edition, step, form)
        except RuleBroken as error:
            if form is not None:
                form.add_error(None, str(error))
                return False
            messages.error(request, str(error))
            return True
        self.log_change(request, edition, words)
        messages.success(request, words)
        return True

    def _carried_out(self, request, edition, step, form):
        """Do it, and say what was done."""
        if step == "ask":
            ask_revocation(edition=edition, by=request.user, **form.cleaned_data)
            return _("수상 취소를 요청했습니다. 감사에게 알려 주세요.")
        revocation = self._revocation(request, edition)
        if step == "withdraw":
            withdraw_revocation(revocation=revocation, by=request.user)
            return _("수상 취소 요청을 거두었습니다.")
        if step == "recover":
            record_recovery(revocation=revocation, by=request.user, **form.cleaned_data)
            return _("환수를 기록했습니다.")
        confirm_revocation(revocation=revocation, by=request.user)
        return _("수상 취소를 확인했습니다. 정정하는 판을 산정하고 발표하면 공개됩니다.")

    def _revocation(self, request, edition) -> Revocation:
        """The very one that the page showed."""
        key = request.POST.get("revocation", "")
        found = edition.revocations.filter(pk=key if key.isascii() and key.isdigit() else None).first()
        if found is None:
            raise PermissionDenied
        return found
