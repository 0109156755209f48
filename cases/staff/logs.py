"""The three logs in the admin: history, access to personal data, refused attempts. Nobody changes or deletes them."""

from auditlog.registry import auditlog
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.exports import csv_lines
from cases.staff.access import Act, log_access
from cases.staff.reading import act_of, changes_of, kind_of

ROWS_AT_ONCE = 2000


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": self.opts.verbose_name} | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"title": self.opts.verbose_name} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("종류")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        models = sorted(auditlog.get_models(), key=lambda model: str(model._meta.verbose_name))
        return [(model._meta.label_lower, model._meta.verbose_name) for model in models]

    def queryset(self, request, queryset):
        app, _dot, model = (self.value() or "").partition(".")
        return queryset.filter(content_type__app_label=app, content_type__model=model) if model else queryset


class AccountFilter(admin.AllValuesFieldListFilter):
    """Who acted; what commands did stands under ‘시스템’."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield choice | {"display": choice["display"] or _("시스템")}


class EditionFilter(admin.AllValuesFieldListFilter):
    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield choice | {"display": choice["display"] or _("회차 밖")}


class HistoryEntryAdmin(ReadOnlyAdmin):
    list_display = ("moment", "who", "subject", "changes_short")
    list_filter = (
        ("edition_slug", EditionFilter),
        KindFilter,
        ("account", AccountFilter),
        "timestamp",
    )
    list_select_related = ("content_type",)
    list_per_page = 50
    search_fields = ("object_repr", "reason", "account")
    search_help_text = gettext_lazy("대상, 사유, 계정 이름으로 찾습니다.")
    date_hierarchy = "timestamp"
    fields = readonly_fields = (
        "moment",
        "who",
        "edition_slug",
        "kind",
        "title",
        "act",
        "changes_whole",
        "reason",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).visible(timezone.now())

    @admin.display(description=gettext_lazy("때"), ordering="timestamp")
    def moment(self, entry):
        return f"{timezone.localtime(entry.timestamp):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=gettext_lazy("누가"), ordering="account")
    def who(self, entry):
        return entry.account or _("시스템")

    @admin.display(description=gettext_lazy("무엇을"))
    def subject(self, entry):
        context = {"entry": entry, "kind": kind_of(entry), "act": act_of(entry)}
        return render_to_string("admin/cases/historyentry/_subject.html", context)

    @admin.display(description=gettext_lazy("종류"))
    def kind(self, entry):
        return kind_of(entry)

    @admin.display(description=gettext_lazy("대상"))
    def title(self, entry):
        return entry.object_repr

    @admin.display(description=gettext_lazy("한 일"))
    def act(self, entry):
        return act_of(entry)

    @admin.display(description=gettext_lazy("바뀐 내용"))
    def changes_short(self, entry):
        context = {"changes": changes_of(entry), "reason": entry.reason}
        return render_to_string("admin/cases/historyentry/_changes_short.html", context)

    @admin.display(description=gettext_lazy("바뀐 내용"))
    def changes_whole(self, entry):
        return render_to_string(
            "admin/cases/historyentry/_changes_whole.html", {"changes": changes_of(entry)}
        )

    def get_urls(self):
        export = path(
            "export/", self.admin_site.admin_view(self.export_view), name="cases_historyentry_export"
        )
        return [export, *super().get_urls()]

    def export_view(self, request):
        """The entries that the list shows under the same filters, one line a changed field."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        entries = self.get_changelist_instance(request).get_queryset(request)
        log_access(request, _("기록"), Act.EXPORT)
        answer = StreamingHttpResponse(
            csv_lines(*history_table(entries)), content_type="text/csv; charset=utf-8"
        )
        name = f"history-{timezone.localtime():%Y%m%d-%H%M}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "no-store"
        return answer

    def changelist_view(self, request, extra_context=None):
        # The table needs the width that the menu takes.
        context = {"is_nav_sidebar_enabled": False}
        return super().changelist_view(request, context | (extra_context or {}))


def history_table(entries):
    """Return (header, lines) of `entries`: one line a changed field."""
    header = [
        _("때"),
        _("누가"),
        _("회차"),
        _("종류"),
        _("대상"),
        _("한 일"),
        _("항목"),
        _("바꾸기 전"),
        _("바꾼 뒤"),
        _("사유"),
    ]
    return header, _lines(entries)


def _lines(entries):
    for entry in entries.iterator(chunk_size=ROWS_AT_ONCE):
        # The content type from Django's cache, not from a join for every row.
        entry.content_type = ContentType.objects.get_for_id(entry.content_type_id)
        told = [
            f"{timezone.localtime(entry.timestamp):%Y-%m-%d %H:%M:%S}",
            entry.account or _("시스템"),
            entry.edition_slug,
            kind_of(entry),
            entry.object_repr,
            act_of(entry),
        ]
        for change in changes_of(entry):
            yield [*told, change.label, change.before, change.after, entry.reason]


class PersonalDataAccessAdmin(ReadOnlyAdmin):
    list_display = ("at", "account", "address", "subject", "act")
    list_filter = ("act", ("account", admin.AllValuesFieldListFilter), "at")
    search_fields = ("account", "subject", "address")
    date_hierarchy = "at"
    fields = list_display


class RefusalAdmin(ReadOnlyAdmin):
    list_display = ("at", "account", "address", "method", "path")
    list_filter = (("account", admin.AllValuesFieldListFilter), "at")
    search_fields = ("account", "path")
    date_hierarchy = "at"
    fields = list_display
