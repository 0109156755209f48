"""The rule in the admin: one page for all of it; its rounds and awards as lists that lead there."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from awards.rule.clone_page import ClonePage
from awards.rule.editor.page import EditorPage
from awards.rule.freeze_page import FreezePage
from awards.rule.models import AwardTier, Criterion, Round, Rule


class ReadInTheRule(admin.ModelAdmin):
    """Rows that are part of a rule: to be looked at here, to be changed on the page of the rule alone."""

    list_filter = ("edition",)
    list_select_related = ("edition__rule",)

    @admin.display(description=gettext_lazy("산정 규칙"))
    def rule_link(self, row):
        rule = getattr(row.edition, "rule", None)
        if rule is None:
            return ""
        words = gettext("규칙 보기") if rule.frozen_at else gettext("규칙에서 고치기")
        return format_html('<a href="{}">{}</a>', reverse("admin:awards_rule_change", args=[rule.pk]), words)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class CriterionInline(admin.TabularInline):
    model = Criterion
    extra = 0


@admin.register(Round)
class RoundAdmin(ReadInTheRule):
    list_display = ("name", "edition", "order", "method", "cut", "closed_at", "rule_link")
    readonly_fields = ("rule_link",)
    inlines = (CriterionInline,)


@admin.register(AwardTier)
class AwardTierAdmin(ReadInTheRule):
    list_display = ("name", "edition", "kind", "places", "prize_krw", "rule_link")
    readonly_fields = ("rule_link",)


@admin.register(Rule)
class RuleAdmin(ClonePage, FreezePage, EditorPage, admin.ModelAdmin):
    list_display = ("edition", "frozen_at", "sha256")
    list_select_related = ("edition",)

    def has_change_permission(self, request, obj=None):
        """A frozen rule can be looked at and nothing else."""
        return not (obj and obj.frozen_at) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False
