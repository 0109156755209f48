"""Editions, organisations and cases in the admin."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import CalendarChange, Case, Edition, Organisation
from cases.sheets.admin import ImportsSheets, MeetsOthers
from cases.sheets.kinds import CASES


class CalendarChangeInline(admin.TabularInline):
    model = CalendarChange
    extra = 0
    can_delete = False
    fields = readonly_fields = ("field", "before", "after", "reason", "changed_by", "changed_at")

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    list_display = ("title", "slug", "kind", "stage")
    list_filter = ("kind",)
    search_fields = ("title", "slug")
    inlines = (CalendarChangeInline,)
    fieldsets = (
        (None, {"fields": ("slug", "kind", "year", "title")}),
        (
            _("일정 (한국 시간)"),
            {
                "fields": (
                    ("submissions_open_at", "submissions_close_at"),
                    ("judging_open_at", "judging_close_at"),
                    ("voting_open_at", "voting_close_at"),
                    "results_planned_at",
                )
            },
        ),
        (_("기록"), {"fields": ("sealed_at", "published_at", "facts")}),
    )

    @admin.display(description=_("단계"))
    def stage(self, edition):
        return edition.stage_name_at(timezone.now())

    def get_readonly_fields(self, request, obj=None):
        """The kind is fixed at creation; a window that has begun is moved only by a recorded act."""
        fixed = ["sealed_at", "published_at"]
        if obj is None:
            return fixed
        begun = [
            name
            for name in ("submissions", "judging", "voting")
            if getattr(obj.calendar, name).has_begun(timezone.now())
        ]
        return fixed + ["kind", "slug"] + [f"{name}_{end}_at" for name in begun for end in ("open", "close")]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organisation)
class OrganisationAdmin(MeetsOthers, admin.ModelAdmin):
    list_display = ("name", "kind", "retired_on")
    list_filter = ("kind",)
    search_fields = ("name",)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Case)
class CaseAdmin(ImportsSheets, admin.ModelAdmin):
    sheet_kind = CASES
    list_display = ("number", "title", "organisation", "edition", "is_finalist")
    list_display_links = ("title",)
    list_filter = ("edition", "organisation__kind", "is_example")
    list_select_related = ("organisation", "edition")
    search_fields = ("number", "title", "organisation__name")
    autocomplete_fields = ("organisation",)
    ordering = ("-edition", "number_key")
    readonly_fields = ("is_finalist", "withdrawn_at", "withdrawn_reason")
    fieldsets = (
        (None, {"fields": ("edition", "number", "title", "organisation", "summary")}),
        (
            _("내용"),
            {"fields": ("problem", "change", "benefit", "effects", "field", "started_on", "ended_on")},
        ),
        (_("담당자"), {"fields": ("contact_name", "contact_phone")}),
        (_("출처와 상태"), {"fields": ("source", "is_example", *readonly_fields)}),
    )

    def lookup_allowed(self, lookup, value, request):
        """Awards are written ahead of a set moment of publication: no filter in the address may ask for them."""
        return not lookup.startswith("award_") and super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request, obj=None):
        """A case is fixed once citizens vote on it."""
        is_locked = obj is not None and obj.edition.calendar.voting.has_begun(timezone.now())
        return not is_locked and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False
