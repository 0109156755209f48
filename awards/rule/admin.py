"""Rounds, criteria, award tiers and the rule: open until the rule is frozen, read-only after it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from awards.rule.clone_page import ClonePage
from awards.rule.models import AwardTier, Criterion, Round, Rule
from cases.staff.reasons import ReasonedAdmin


def is_frozen(edition):
    return Rule.objects.filter(edition=edition, frozen_at__isnull=False).exists()


class LockedByFreeze(ReasonedAdmin):
    """Rows that a frozen rule was made of can be looked at and nothing else."""

    def has_change_permission(self, request, obj=None):
        return not (obj and is_frozen(obj.edition)) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """No row joins an edition whose rule is frozen."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "edition":
            field.queryset = field.queryset.exclude(rule__frozen_at__isnull=False)
        return field


class CriterionInline(admin.TabularInline):
    model = Criterion
    extra = 0


@admin.register(Round)
class RoundAdmin(LockedByFreeze):
    list_display = ("name", "edition", "order", "method", "cut", "closed_at")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    inlines = (CriterionInline,)


@admin.register(AwardTier)
class AwardTierAdmin(LockedByFreeze):
    list_display = ("name", "edition", "kind", "places", "prize_krw")
    list_filter = ("edition",)
    list_select_related = ("edition",)


@admin.register(Rule)
class RuleAdmin(ClonePage, LockedByFreeze):
    list_display = ("edition", "frozen_at", "sha256")
    list_select_related = ("edition",)
    readonly_fields = ("document", "sha256", "frozen_at", "frozen_by")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "edition",
                    "groups",
                    "decimals",
                    "tie_chain",
                    "lot_seed",
                    "bonus",
                    "cash_excluded_kinds",
                )
            },
        ),
        (_("확정한 규칙"), {"fields": readonly_fields}),
    )
