"""A field for the reason on the forms of protected rows: what is written there goes into the history."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cases.staff.acting import give_reason

REASON = "reason"


class ReasonedAdmin(admin.ModelAdmin):
    """An admin whose change form asks why. Everything it saves afterwards carries the answer."""

    def get_fieldsets(self, request, obj=None):
        return self.with_reason(request, obj, super().get_fieldsets(request, obj))

    def with_reason(self, request, obj, fieldsets):
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (_("바꾸는 사유"), {"fields": (REASON,)})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        names = kwargs.get("fields") or ()
        if REASON not in names:
            return super().get_form(request, obj, change=change, **kwargs)
        kwargs["fields"] = [name for name in names if name != REASON]
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form)(form.__name__, (form,), {REASON: _field()})

    def save_model(self, request, obj, form, change):
        give_reason(form.cleaned_data.get(REASON, ""))
        super().save_model(request, obj, form, change)


def _field():
    return forms.CharField(
        label=_("사유"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("기록에 함께 남습니다. 왜 바꾸는지 한 문장으로 적어 주세요."),
    )
