"""The page of a rule in the admin: the announcement to be typed until the freeze, to be read from then on."""

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.arithmetic.document import RuleError
from awards.arithmetic.rule import parse_rule
from awards.rule.announcing import Announcement
from awards.rule.drafting import compose_document
from awards.rule.editing import RoundRow, Rows, RuleEditedMeanwhile, edit_rule, problems_of, state_of
from awards.rule.editor.acts import act_on
from awards.rule.editor.draft import document_of, draft_of, read_draft, stored_keys
from awards.rule.editor.faults import fault_of
from awards.rule.editor.forms import Editor
from awards.rule.freezing import RuleChanged, frozen_rule
from awards.rule.models import Rule
from awards.rule.starting import starting_document
from cases.models import Edition
from cases.services import RuleBroken


class EditionForm(forms.Form):
    """Which edition gets a rule."""

    edition = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("회차"),
        empty_label=gettext_lazy("골라 주세요"),
        error_messages={
            "required": gettext_lazy("회차를 골라 주세요."),
            "invalid_choice": gettext_lazy("산정 규칙이 아직 없는 회차를 골라 주세요."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without = Edition.objects.filter(rule=None).exclude(kind=Edition.Kind.RECORD)
        self.fields["edition"].queryset = without


class EditorPage:
    """Puts the editor in the place of the form of a rule."""

    def example_of(self, rule, edition):
        """A worked example in numbers for the parsed `rule`; rooms above this one know how to invent figures."""
        return

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id is None:
            return self._add(request)
        rule = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, rule):
            raise PermissionDenied
        if rule is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if self.has_change_permission(request, rule):
            return self._edit(request, rule.edition, rule)
        if request.method == "POST":
            raise PermissionDenied
        return self._read(request, rule)

    def _add(self, request):
        """First the edition, then the same form as later: nothing is stored that cannot be computed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = EditionForm(request.GET if "edition" in request.GET else None)
        if form.is_valid():
            return self._edit(request, form.cleaned_data["edition"], None)
        return self._page(request, "choose_edition", _("산정 규칙 만들기"), form=form)

    def _edit(self, request, edition, rule):
        if rule is None:
            # Its rows may be there before it: what is composed of them knows this one by its edition.
            Rule(edition=edition)
        if request.method != "POST":
            return self._checked(request, edition, rule, _stored(edition, is_new=rule is None))
        draft = read_draft(request.POST)
        if "act" in request.POST:
            act_on(draft, request.POST["act"])
            return self._form(request, edition, rule, Editor(draft))
        if "_save" not in request.POST:
            return self._checked(request, edition, rule, draft)
        return self._save(request, edition, rule, draft)

    def _save(self, request, edition, rule, draft):
        try:
            saved = edit_rule(
                edition=edition,
                document=document_of(draft),
                rows=_rows(draft),
                seen=draft.top["seen"],
                by=request.user,
                reason=draft.top["reason"],
            )
        except RuleError:
            return self._checked(request, edition, rule, draft)
        except RuleBroken as refusal:
            if isinstance(refusal, RuleEditedMeanwhile):
                # Who saves again has been told what is overwritten.
                draft.top["seen"] = state_of(edition)
            return self._checked(request, edition, rule, draft, problem=str(refusal))
        words = _("산정 규칙을 저장했습니다. 예시도 다시 계산했습니다.")
        log = self.log_addition if rule is None else self.log_change
        log(request, saved, draft.top["reason"] or words)
        messages.success(request, words)
        return redirect(reverse("admin:awards_rule_change", args=[saved.pk]))

    def _checked(self, request, edition, rule, draft, problem=""):
        """The form with every fault at its place, or with the example that the rule as typed gives."""
        document = document_of(draft)
        faults = [fault_of(one) for one in problems_of(document)]
        example = None if faults else self.example_of(parse_rule(document), edition)
        told = {"example": example, "problem": problem, "is_refused": "_save" in request.POST}
        return self._form(request, edition, rule, Editor(draft, faults), **told)

    def _form(self, request, edition, rule, editor, **context):
        title = _("산정 규칙: %(edition)s") % {"edition": edition}
        return self._page(
            request, "editor", title, edition=edition, rule=rule, original=rule, editor=editor, **context
        )

    def _read(self, request, rule):
        context = {"rule": rule, "original": rule, "edition": rule.edition}
        try:
            parsed = (
                frozen_rule(rule.edition) if rule.frozen_at else parse_rule(compose_document(rule.edition))
            )
            context["announced"] = Announcement(parsed)
        except RuleChanged as error:
            context["problem"] = str(error)
        except RuleError as error:
            context["faults"] = [fault_of(one).words for one in error.problems]
        return self._page(request, "read", _("산정 규칙: %(edition)s") % {"edition": rule.edition}, **context)

    def _page(self, request, template, title, **context):
        frame = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": title,
            # The announcement and its example stand side by side.
            "is_nav_sidebar_enabled": False,
        }
        return TemplateResponse(request, f"admin/awards/rule/{template}.html", frame | context)


def _stored(edition, *, is_new):
    rounds, tiers = list(edition.rounds.prefetch_related("criteria")), list(edition.award_tiers.all())
    starts_afresh = is_new and not rounds and not tiers and not hasattr(edition, "poll")
    document = starting_document() if starts_afresh else compose_document(edition)
    draft = draft_of(document, rounds=rounds, tiers=tiers)
    draft.top["seen"] = state_of(edition)
    return draft


def _rows(draft):
    keys = stored_keys(draft.rows["rounds"])
    return Rows(
        rounds=[
            RoundRow(pk, bool(row["is_double_entry"]), stored_keys(row["criteria"]))
            for pk, row in zip(keys, draft.rows["rounds"], strict=True)
        ],
        tiers=stored_keys(draft.rows["awards"]),
    )
