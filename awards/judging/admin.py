"""Judges and score entry in the admin: one sheet, one row a criterion, refused at its cell."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.judging.models import Judge, Recusal, Score, Sheet
from awards.rule.freezing import require_frozen
from cases.services import RuleBroken, require_open
from cases.staff.reasons import ReasonedAdmin


class RecusalInline(admin.TabularInline):
    model = Recusal
    extra = 0
    autocomplete_fields = ("organisation",)


@admin.register(Judge)
class JudgeAdmin(ReasonedAdmin):
    list_display = ("name", "role", "edition", "order")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    search_fields = ("name",)
    inlines = (RecusalInline,)

    def has_change_permission(self, request, obj=None):
        """Judges and their recusals are fixed once citizens vote."""
        is_locked = obj is not None and obj.edition.calendar.voting.has_begun(timezone.now())
        return not is_locked and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not (obj and obj.sheets.exists()) and super().has_delete_permission(request, obj)


class SheetForm(forms.ModelForm):
    """A sheet may be written while judging is open, the rule is frozen and its round is not closed."""

    class Meta:
        model = Sheet
        fields = ("round", "judge", "case", "comment")

    def clean(self):
        values = super().clean()
        round_ = values.get("round") or (self.instance.pk and self.instance.round)
        if not round_:
            return values
        try:
            require_frozen(round_.edition)
            require_open(round_.edition, "judging")
        except RuleBroken as error:
            raise ValidationError(str(error)) from None
        for name in ("judge", "case"):
            if name in values and values[name].edition_id != round_.edition_id:
                self.add_error(name, _("이 심사와 같은 회차에서 골라 주세요."))
        return values


class ScoreForm(forms.ModelForm):
    class Meta:
        model = Score
        fields = ("criterion", "points")

    def clean(self):
        values = super().clean()
        criterion, points = values.get("criterion"), values.get("points")
        if criterion and points is not None and not 0 <= points <= criterion.maximum:
            self.add_error(
                "points",
                _("0점에서 %(maximum)s점까지 적어 주세요.")
                % {"maximum": f"{criterion.maximum.normalize():f}"},
            )
        return values


class ScoreInline(admin.TabularInline):
    model = Score
    form = ScoreForm

    def get_extra(self, request, obj=None, **kwargs):
        return len(self.missing_criteria(obj))

    def get_max_num(self, request, obj=None, **kwargs):
        return obj.round.criteria.count() if obj else 0

    def missing_criteria(self, sheet):
        if sheet is None:
            return []
        return list(sheet.round.criteria.exclude(pk__in=sheet.scores.values("criterion")))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        sheet = getattr(request, "sheet", None)
        if sheet:
            field.queryset = sheet.round.criteria.all()
        return field


@admin.register(Sheet)
class SheetAdmin(admin.ModelAdmin):
    form = SheetForm
    fields = ("round", "judge", "case", "comment")
    list_display = ("case", "judge", "round")
    list_filter = ("round__edition", "round", "judge")
    list_select_related = ("case", "judge", "round")
    search_fields = ("case__number", "case__title", "judge__name")
    autocomplete_fields = ("judge", "case")
    inlines = (ScoreInline,)

    def get_readonly_fields(self, request, obj=None):
        return ("round", "judge", "case") if obj else ()

    def get_form(self, request, obj=None, **kwargs):
        request.sheet = obj
        return super().get_form(request, obj, **kwargs)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """One row for every criterion that has no points yet."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, ScoreInline):
            kwargs["initial"] = [
                {"criterion": criterion.pk} for criterion in inline.missing_criteria(obj if obj.pk else None)
            ]
        return kwargs

    def response_add(self, request, obj, post_url_continue=None):
        """A new sheet goes on to its points."""
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"
        return super().response_add(request, obj, post_url_continue)

    def has_change_permission(self, request, obj=None):
        return not (obj and obj.round.closed_at) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False
