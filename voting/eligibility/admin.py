"""The lists of voters in the admin: one person imports, another confirms; nobody sees who is on them."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from cases.services import RuleBroken
from cases.sheets.admin import XLSX
from cases.sheets.errors import SheetError
from cases.sheets.template import template
from cases.staff.logs import ReadOnlyAdmin
from voting.eligibility.forms import InMemory, ListForm, open_polls
from voting.eligibility.lists import (
    RIGHT_TO_ASK,
    RIGHT_TO_CONFIRM,
    ask_for_list,
    confirm_list,
    require_before_opening,
    require_list_possible,
    withdraw_list,
)
from voting.eligibility.sheets import COLUMNS, read_list, told
from voting.identity.methods import Identity
from voting.models import VoterList

WITHDRAW, CONFIRM = "withdraw", "confirm"


@admin.register(VoterList)
class VoterListAdmin(ReadOnlyAdmin):
    list_display = ("poll", "kind", "size", "state", "asked_by", "asked_at")
    list_filter = ("poll__edition", "kind")
    list_select_related = ("poll__edition", "asked_by", "confirmed_by")

    @admin.display(description=gettext_lazy("상태"))
    def state(self, voter_list):
        if voter_list.withdrawn_at:
            return _("거둠")
        if voter_list.replaced_at:
            return _("새 명부로 바뀜")
        return _("확정") if voter_list.confirmed_at else _("감사의 확인을 기다림")

    def has_add_permission(self, request):
        return request.user.has_perm(RIGHT_TO_ASK)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("add/", view(csrf_exempt(self.upload_view)), name="voting_voterlist_add"),
            path("template/<str:identity>/", view(self.template_view), name="voting_voterlist_template"),
            path("<int:pk>/decide/", view(self.decide_view), name="voting_voterlist_decide"),
            *super().get_urls(),
        ]

    def upload_view(self, request):
        """The sheet stays in memory: this has to be said before anything reads the form, its token too."""
        request.upload_handlers = [InMemory(request)]
        return self._upload(request)

    @method_decorator(csrf_protect)
    def _upload(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ListForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._upload_page(request, form)
        try:
            voter_list, words = self._take_in(request, **form.cleaned_data)
        except RuleBroken as error:
            return self._upload_page(request, form, error)
        self.log_addition(request, voter_list, words)
        messages.success(request, words + " " + _("감사에게 확인해 달라고 알려 주세요."))
        return redirect("admin:voting_voterlist_change", voter_list.pk)

    def _take_in(self, request, *, poll, kind, legal_basis, note, file):
        require_list_possible(poll=poll, kind=kind, by=request.user)
        read = read_list(poll=poll, content=file.read(), name=file.name)
        voter_list = ask_for_list(
            poll=poll,
            kind=VoterList.Kind(kind),
            legal_basis=legal_basis,
            note=note,
            identity=poll.identity,
            keys=read.keys,
            sheet_rows=read.sheet_rows,
            by=request.user,
        )
        return voter_list, told(read)

    def _upload_page(self, request, form, error=None):
        polls = list(open_polls())
        used = {poll.identity for poll in polls}
        context = {
            "title": _("명부 올리기"),
            "form": form,
            "polls": polls,
            "columns": [(name, column) for name, column in COLUMNS.items() if name in used],
            "error": error,
            "problems": error.problems if isinstance(error, SheetError) else (),
            "has_errors": bool(error or form.errors),
        }
        return self._page(request, "upload.html", context)

    def template_view(self, request, identity):
        """A sheet to fill in, for what a poll tells voters apart by."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if identity not in Identity.values:
            raise Http404
        answer = HttpResponse(template([COLUMNS[Identity(identity)]]), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="voters-{identity}.xlsx"'
        return answer

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The record of one list, and what the person who looks may do with it."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        voter_list = self._found(unquote(object_id))
        context = {
            "title": f"{voter_list.poll} {voter_list.get_kind_display()}",
            "list": voter_list,
            "state": self.state(voter_list),
            "why_not": self._why_not(voter_list),
            "is_mine": voter_list.asked_by_id == request.user.pk,
            "may_confirm": request.user.has_perm(RIGHT_TO_CONFIRM),
        }
        return self._page(request, "record.html", context)

    def _why_not(self, voter_list):
        try:
            require_before_opening(voter_list.poll)
        except RuleBroken as refusal:
            return str(refusal)
        return ""

    def _found(self, key):
        voter_list = VoterList.objects.with_people().filter(pk=key).first() if key.isdecimal() else None
        if voter_list is None:
            raise Http404
        return voter_list

    def decide_view(self, request, pk):
        """Confirm or withdraw the very list that the page showed."""
        step = request.POST.get("step")
        rights = {WITHDRAW: RIGHT_TO_ASK, CONFIRM: RIGHT_TO_CONFIRM}
        if request.method != "POST" or not request.user.has_perm(rights.get(step, "")):
            raise PermissionDenied
        voter_list = self._found(str(pk))
        try:
            if step == WITHDRAW:
                withdraw_list(voter_list=voter_list, by=request.user)
                words = _("명부를 거두고 올린 사람들을 지웠습니다.")
            else:
                confirm_list(voter_list=voter_list, by=request.user)
                words = _("명부를 확정했습니다. 사람 수와 법적 근거를 시민에게 공개합니다.")
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            self.log_change(request, voter_list, words)
            messages.success(request, words)
        return redirect(reverse("admin:voting_voterlist_change", args=[pk]))

    def _page(self, request, name, context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/voting/voterlist/{name}", context)
