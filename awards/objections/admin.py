"""Objections in the admin: what waits for an answer, and one page an objection for its log and its steps."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.objections.answering import (
    ANSWER,
    ANSWER_WITHIN,
    CONFIRM,
    add_memo,
    confirm_answer,
    draft_answer,
    overdue_before,
    take_back_answer,
)
from awards.objections.forms import AnswerForm, MemoForm
from awards.objections.models import Objection
from cases.services import RuleBroken, database_now
from cases.staff.logs import ReadOnlyAdmin

MEMO, DRAFT, CONFIRMING, TAKING_BACK = "memo", "draft", "confirm", "take_back"
# Who may do each step: any of these.
RIGHTS = {MEMO: (ANSWER, CONFIRM), DRAFT: (ANSWER,), CONFIRMING: (CONFIRM,), TAKING_BACK: (ANSWER,)}
FORMS = {MEMO: MemoForm, DRAFT: AnswerForm}


def may(user, step) -> bool:
    return any(user.has_perm(right) for right in RIGHTS.get(step, ()))


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("상태")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("open", _("답변하지 않음")),
            ("overdue", _("답변 기준일이 지남")),
            ("draft", _("확인을 기다림")),
            ("answered", _("답변함")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "overdue":
            return queryset.filter(has_answer=False, filed_at__lte=overdue_before(database_now()))
        states = {
            "open": {"has_answer": False},
            "draft": {"has_draft": True},
            "answered": {"has_answer": True},
        }
        return queryset.filter(**states.get(self.value(), {}))


@admin.register(Objection)
class ObjectionAdmin(ReadOnlyAdmin):
    list_display = ("title", "edition", "subject", "filer_words", "filed_at", "state")
    list_filter = (StateFilter, ("edition", admin.RelatedOnlyFieldListFilter), "subject")
    list_select_related = ("edition",)
    ordering = ("-filed_at", "-pk")

    def get_queryset(self, request):
        return super().get_queryset(request).with_state()

    @admin.display(description=gettext_lazy("번호"), ordering="number")
    def title(self, objection):
        return _("제%(n)s호") % {"n": objection.number}

    @admin.display(description=gettext_lazy("낸 사람"))
    def filer_words(self, objection):
        return objection.organisation or objection.get_filer_display()

    @admin.display(description=gettext_lazy("상태"))
    def state(self, objection):
        return state_of(objection)

    def changelist_view(self, request, extra_context=None):
        title = _("이의신청: %(n)s일 안에 답하는 것을 기준으로 합니다(이 누리집이 정한 기본값)")
        context = {"title": title % {"n": ANSWER_WITHIN.days}}
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The whole log, and the steps that this account may do now."""
        objection = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, objection):
            raise PermissionDenied
        if objection is None:
            raise Http404
        bound = {}
        if request.method == "POST":
            try:
                bound = self._carry_out(request, objection)
            except RuleBroken as error:
                messages.error(request, str(error))
            if not bound:
                return redirect(request.path)
        return self._page(request, objection, bound)

    def _carry_out(self, request, objection):
        """Do the step that was asked for; return the form, by step, that has to be mended first."""
        step = request.POST.get("step")
        if not may(request.user, step):
            raise PermissionDenied
        if step not in FORMS:
            self._decide(request, objection, step)
            return {}
        form = FORMS[step](request.POST, auto_id=f"id_{step}_%s")
        if not form.is_valid():
            return {step: form}
        if step == MEMO:
            add_memo(objection=objection, by=request.user, **form.cleaned_data)
            self._tell(request, objection, _("메모를 남겼습니다."))
        else:
            draft_answer(objection=objection, by=request.user, **form.cleaned_data)
            self._tell(request, objection, _("답변을 썼습니다. 감사에게 확인을 부탁해 주세요."))
        return {}

    def _decide(self, request, objection, step):
        """About the very answer that the page showed, so that nobody confirms another text than was read."""
        key = request.POST.get("act", "")
        act = objection.acts.filter(pk=key if key.isascii() and key.isdigit() else None).first()
        if act is None:
            raise PermissionDenied
        if step == CONFIRMING:
            confirm_answer(act=act, by=request.user)
            self._tell(
                request,
                objection,
                _("확인했습니다. 판단과 요약을 공개했고, 낸 분이 답변을 읽을 수 있습니다."),
            )
        else:
            take_back_answer(act=act, by=request.user)
            self._tell(request, objection, _("답변을 거두었습니다. 공개되지 않았습니다."))

    def _tell(self, request, objection, words):
        self.log_change(request, objection, words)
        messages.success(request, words)

    def _page(self, request, objection, bound):
        acts = list(objection.acts.with_people())
        waiting = next((act for act in acts if act.is_waiting), None)
        in_force = objection.acts.answers_in_force().first()
        forms = {step: form(auto_id=f"id_{step}_%s") for step, form in FORMS.items()}
        if in_force is not None:
            # A correction begins with what it corrects.
            forms[DRAFT].initial = {
                name: getattr(in_force, name) for name in ("outcome", "answer", "summary")
            }
        context = {
            **self.admin_site.each_context(request),
            "title": str(objection),
            "opts": self.opts,
            "objection": objection,
            "state": state_of(objection),
            "acts": acts,
            "in_force": in_force,
            "waiting": waiting,
            "is_mine": waiting is not None and waiting.by_id == request.user.pk,
            "may": {step: may(request.user, step) for step in RIGHTS},
            "forms": forms | bound,
            "bound": list(bound.values()),
        }
        return TemplateResponse(request, "admin/awards/objections/objection.html", context)


def state_of(objection) -> str:
    """In words, of an objection that was read `with_state`."""
    if objection.has_draft:
        return _("정정의 확인을 기다림") if objection.has_answer else _("답변의 확인을 기다림")
    if objection.has_answer:
        return _("답변함")
    if objection.filed_at <= overdue_before(database_now()):
        return _("답변 기준일이 지남")
    return _("접수함")
