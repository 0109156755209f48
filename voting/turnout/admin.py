"""The admin of who watches: the turnout of a vote, to read; the providers' counts, added by 감사."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.services import RuleBroken, database_now
from cases.staff.logs import ReadOnlyAdmin
from voting.identity.methods import METHODS
from voting.models import Poll, ProviderCount, Turnout
from voting.turnout.counts import enter_provider_count
from voting.turnout.page import TurnoutPage


@admin.register(Turnout)
class TurnoutAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "stage")
    list_filter = ("kind",)

    @admin.display(description=gettext_lazy("단계"))
    def stage(self, edition):
        return edition.stage_name_at(timezone.now())

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(poll=None).select_related("poll")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        edition = self.get_object(request, unquote(object_id))
        if edition is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": edition.title,
            "opts": self.opts,
            "edition": edition,
            "page": TurnoutPage(edition, timezone.now()),
            "may_enter_counts": request.user.has_perm("voting.add_providercount"),
        }
        return TemplateResponse(request, "admin/voting/turnout/turnout.html", context)


class ProviderCountForm(forms.ModelForm):
    """Polls that have ended, and methods that somebody outside the office counts."""

    method = forms.ChoiceField(label=gettext_lazy("인증 방법"))

    class Meta:
        model = ProviderCount
        fields = ("poll", "method", "count", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["poll"].queryset = Poll.objects.filter(
            edition__voting_close_at__lte=database_now()
        ).select_related("edition")
        counted = [method for method in METHODS.values() if method.has_provider]
        self.fields["method"].choices = [(method.name, method.title) for method in counted]
        self.fields["method"].help_text = " · ".join(
            f"{method.title}: {method.counted}" for method in counted
        )


@admin.register(ProviderCount)
class ProviderCountAdmin(ReadOnlyAdmin):
    """Rows are only added: a mistake is corrected by a newer row, and both stay."""

    list_display = ("poll", "method_title", "count", "note", "entered_by", "entered_at")
    list_filter = ("poll__edition",)
    list_select_related = ("poll__edition", "entered_by")
    readonly_fields = ("method_title", "entered_by", "entered_at")

    @admin.display(description=gettext_lazy("인증 방법"), ordering="method")
    def method_title(self, entered):
        return entered.method_title

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("poll", "method", "count", "note")
        return ("poll", "method_title", "count", "note", "entered_by", "entered_at")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = ProviderCountForm
        return super().get_form(request, obj, change=change, **kwargs)

    def has_add_permission(self, request):
        return admin.ModelAdmin.has_add_permission(self, request)

    def add_view(self, request, form_url="", extra_context=None):
        context = {
            "title": _("업체 인증 건수 입력"),
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        } | (extra_context or {})
        try:
            return super().add_view(request, form_url, context)
        except RuleBroken as refusal:
            # The window was extended while the form was filled in.
            messages.error(request, str(refusal))
            return redirect("admin:voting_providercount_changelist")

    def save_model(self, request, obj, form, change):
        entered = enter_provider_count(by=request.user, **form.cleaned_data)
        obj.__dict__.update(entered.__dict__)
