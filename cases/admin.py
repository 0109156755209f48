"""Editions, organisations and cases in the admin."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import edition_admin, entering
from cases.models import Case, Organisation
from cases.sheets.admin import ImportsSheets, MeetsOthers
from cases.sheets.cases import TITLES
from cases.sheets.kinds import CASES
from cases.staff import admin as staff_admin
from cases.staff.access import Act, log_access
from cases.staff.reasons import ReasonedAdmin

__all__ = ["edition_admin", "staff_admin"]


@admin.register(Organisation)
class OrganisationAdmin(MeetsOthers, ReasonedAdmin):
    list_display = ("name", "kind", "retired_on")
    list_filter = ("kind",)
    search_fields = ("name",)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Case)
class CaseAdmin(ImportsSheets, ReasonedAdmin):
    """The office sees every case; staff of an organisation their own, and write while submissions are open."""

    sheet_kind = CASES
    list_display = ("number", "title", "organisation", "edition", "is_finalist")
    list_display_links = ("title",)
    list_filter = ("edition", "organisation__kind", "is_example")
    list_select_related = ("organisation", "edition")
    search_fields = ("number", "title", "organisation__name")
    ordering = ("-edition", "number_key")
    readonly_fields = ("is_finalist", "withdrawn_at", "withdrawn_reason")
    contents = (
        _("내용"),
        {"fields": ("problem", "change", "benefit", "effects", "field", "started_on", "ended_on")},
    )
    contacts = (_("담당자"), {"fields": entering.CONTACTS})
    fieldsets = (
        (None, {"fields": ("edition", "number", "title", "organisation", "summary")}),
        contents,
        contacts,
        (_("출처와 상태"), {"fields": ("source", "is_example", *readonly_fields)}),
    )
    fieldsets_of_organisations = (
        (None, {"fields": ("edition", "title", "organisation", "summary")}),
        contents,
        contacts,
    )

    def get_queryset(self, request):
        return entering.cases_for(request.user, super().get_queryset(request))

    def get_fieldsets(self, request, obj=None):
        if not entering.is_office(request.user):
            fieldsets = self.fieldsets_of_organisations
        elif entering.may_see_contacts(request.user):
            fieldsets = self.fieldsets
        else:
            fieldsets = [fieldset for fieldset in self.fieldsets if fieldset is not self.contacts]
        return self.with_reason(request, obj, fieldsets)

    def get_autocomplete_fields(self, request):
        return ("organisation",) if entering.is_office(request.user) else ()

    def get_readonly_fields(self, request, obj=None):
        is_fixed = obj is not None and not entering.is_office(request.user)
        return (*self.readonly_fields, "edition", "organisation") if is_fixed else self.readonly_fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "edition":
            kwargs["queryset"] = entering.editions_for(request.user, timezone.now())
        elif db_field.name == "organisation":
            kwargs["queryset"] = entering.organisations_for(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def lookup_allowed(self, lookup, value, request):
        """No filter in the address may ask for contacts, or for awards, which are written ahead of their moment."""
        is_closed = lookup.startswith(("award_", "contact_"))
        return not is_closed and super().lookup_allowed(lookup, value, request)

    def may_import(self, request):
        """A sheet may name cases of every organisation, so it is the office's."""
        return entering.is_office(request.user) and super().may_import(request)

    def note_preview(self, request, target, plan):
        titles = {TITLES[name] for name in entering.CONTACTS}
        if any(
            part.title in titles for change in (*plan.created, *plan.changed) for part in change.differences
        ):
            log_access(request, _("%(edition)s 회차로 가져올 사례의 담당자") % {"edition": target.slug})

    def has_add_permission(self, request):
        return super().has_add_permission(request) and entering.may_add(request.user, timezone.now())

    def has_change_permission(self, request, obj=None):
        """A case is fixed once citizens vote on it; for its organisation once submissions are over."""
        is_open = obj is None or entering.may_change(request.user, obj, timezone.now())
        return is_open and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and entering.may_see_contacts(request.user) and entering.has_contacts(obj):
            log_access(request, entering.subject_of(obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if not obj.number:
            obj.number = entering.next_number(obj.edition)
        super().save_model(request, obj, form, change)
        if not set(entering.CONTACTS).isdisjoint(form.changed_data):
            log_access(request, entering.subject_of(obj), Act.CHANGE)
