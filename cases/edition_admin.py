"""Editions in the admin: the calendar, every recorded move of it, and the page that extends a window."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.edition_forms import EditionForm, ExtensionForm, are_objections_over
from cases.models import CalendarChange, Edition
from cases.services import WINDOWS, RuleBroken, database_now, extend_window
from cases.staff.reasons import ReasonedAdmin


class CalendarChangeInline(admin.TabularInline):
    model = CalendarChange
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "field",
        "before",
        "after",
        "is_extension",
        "reason",
        "changed_by",
        "changed_at",
    )

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Edition)
class EditionAdmin(ReasonedAdmin):
    form = EditionForm
    list_display = ("title", "slug", "kind", "stage")
    list_filter = ("kind",)
    search_fields = ("title", "slug")
    inlines = (CalendarChangeInline,)
    recorded = ("sealed_at", "published_at", "voided_at", "void_reason")
    fieldsets = (
        (None, {"fields": ("slug", "kind", "year", "title")}),
        (
            gettext_lazy("일정 (한국 시간)"),
            {
                "fields": (
                    ("submissions_open_at", "submissions_close_at"),
                    ("judging_open_at", "judging_close_at"),
                    ("voting_open_at", "voting_close_at"),
                    "results_planned_at",
                )
            },
        ),
        (gettext_lazy("결과"), {"fields": ("disclosure", "is_audit_required", "objection_days")}),
        (gettext_lazy("기록"), {"fields": (*recorded, "facts")}),
    )

    @admin.display(description=gettext_lazy("단계"))
    def stage(self, edition):
        return edition.stage_name_at(timezone.now())

    def get_object(self, request, object_id, from_field=None):
        """What a form changes stays locked until it is written: a form saves every column of the row."""
        edition = super().get_object(request, object_id, from_field)
        if edition is None or request.method != "POST":
            return edition
        return Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)

    def get_readonly_fields(self, request, obj=None):
        """The kind is fixed at creation; a window that has begun is moved only by a recorded act.

        From the first window on it stands what the open data will tell.
        """
        if obj is None:
            return self.recorded
        now = database_now()
        begun = [name for name in WINDOWS if getattr(obj.calendar, name).has_begun(now)]
        ends = [f"{name}_{end}_at" for name in begun for end in ("open", "close")]
        # What is told of the judges, and who has to agree, is promised to those who enter and those who judge.
        policy = ("disclosure", "is_audit_required") if begun else ()
        # A period that is over is not opened again: the secret of the poll may be gone.
        period = ("objection_days",) if are_objections_over(obj, now) else ()
        return (*self.recorded, "kind", "slug", *ends, *policy, *period)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.extend_view)
        return [path("<int:pk>/extend/", view, name="cases_edition_extend"), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_change_permission(request, obj):
            context["extend_address"] = reverse("admin:cases_edition_extend", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def extend_view(self, request, pk):
        """Let an open window end later, with a reason that citizens read."""
        edition = Edition.objects.filter(pk=pk).first()
        if not self.has_change_permission(request, edition):
            raise PermissionDenied
        if edition is None:
            raise Http404
        form = ExtensionForm(request.POST or None, edition=edition, at=database_now())
        if request.method == "POST" and form.is_valid() and self._extend(request, edition, form):
            return redirect(reverse("admin:cases_edition_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("기간 연장"),
            "opts": self.opts,
            "edition": edition,
            "form": form,
        }
        return TemplateResponse(request, "admin/cases/edition/extend.html", context)

    def _extend(self, request, edition, form):
        try:
            change = extend_window(edition=edition, by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error("until", str(error))
            return False
        done = _("연장했습니다. 사유와 함께 시민에게 공개했습니다.")
        self.log_change(request, edition, f"{done} ({change.reason})")
        messages.success(request, done)
        return True
