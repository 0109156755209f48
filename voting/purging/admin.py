"""The record of the purges, to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from cases.staff.logs import ReadOnlyAdmin
from cases.templatetags.portal import thousands
from voting.models import PurgeRecord


@admin.register(PurgeRecord)
class PurgeRecordAdmin(ReadOnlyAdmin):
    list_display = fields = ("at", "told", "rows")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("무엇을"))
    def told(self, record):
        return " · ".join(f"{kind} {thousands(n)}" for kind, n in record.told() if n) or "–"

    @admin.display(description=gettext_lazy("지운 건수"))
    def rows(self, record):
        return thousands(record.total)
