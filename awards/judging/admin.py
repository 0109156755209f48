"""Judges and the list of their sheets in the admin. Points are typed and read on the judging desk."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from awards.judging.desk import admin as desk_admin
from awards.judging.models import CaseRecusal, Judge, Recusal, Sheet
from awards.judging.sheets.kinds import JUDGES, SCORES
from cases.sheets.admin import ImportsSheets
from cases.staff.reasons import ReasonedAdmin

__all__ = ["desk_admin"]


class RecusalInline(admin.TabularInline):
    model = Recusal
    extra = 0
    autocomplete_fields = ("organisation",)


class CaseRecusalForm(forms.ModelForm):
    """The case is one of the judge's own edition."""

    class Meta:
        model = CaseRecusal
        fields = ("case", "ground", "reason")

    def clean(self):
        values = super().clean()
        case, judge = values.get("case"), self.instance.judge
        if case and case.edition_id != judge.edition_id:
            self.add_error("case", _("심사위원과 같은 회차의 사례를 골라 주세요."))
        return values


class CaseRecusalInline(admin.TabularInline):
    model = CaseRecusal
    form = CaseRecusalForm
    extra = 0
    autocomplete_fields = ("case",)


@admin.register(Judge)
class JudgeAdmin(ImportsSheets, ReasonedAdmin):
    sheet_kind = JUDGES
    list_display = ("name", "role", "edition", "order")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    search_fields = ("name",)
    inlines = (RecusalInline, CaseRecusalInline)

    def has_change_permission(self, request, obj=None):
        """Judges and their recusals are fixed while one of their rounds is closed, and once citizens vote."""
        is_locked = obj is not None and (
            obj.edition.calendar.voting.has_begun(timezone.now())
            or obj.rounds.filter(closed_at__isnull=False).exists()
        )
        return not is_locked and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not (obj and obj.sheets.exists()) and super().has_delete_permission(request, obj)


@admin.register(Sheet)
class SheetAdmin(ImportsSheets, admin.ModelAdmin):
    """Which sheets there are, to read: no points, which the second person must not see, and a way to the set."""

    sheet_kind = SCORES
    fields = readonly_fields = ("round", "judge", "case", "comment", "sheet_set")
    list_display = ("case", "judge", "round", "sheet_set")
    list_filter = ("round__edition", "round", "judge")
    list_select_related = ("case", "judge", "round")
    search_fields = ("case__number", "case__title", "judge__name")

    @admin.display(description=_("채점표 묶음"))
    def sheet_set(self, sheet):
        address = reverse(
            "admin:awards_judging_set", args=[sheet.round.edition_id, sheet.round_id, sheet.judge_id]
        )
        return format_html('<a href="{}">{}</a>', address, _("채점표 열기"))

    def may_import(self, request):
        return request.user.has_perm("awards.enter_scores")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
