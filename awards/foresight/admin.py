"""The page beside a drafted rule that shows on practice data what it would do; gone with the freeze.

It needs the rehearsal's inventions, which lie above the rule's own room, so the admin of the rule gets its page here.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from awards.arithmetic.document import RuleError
from awards.arithmetic.rule import parse_rule
from awards.foresight.example import example_of
from awards.foresight.forms import DrawForm
from awards.foresight.practice import CASES, VOTERS, invent, trials
from awards.rule.admin import RuleAdmin
from awards.rule.announcing import CONVERSION_WORDS
from awards.rule.drafting import compose_document
from awards.rule.models import Rule

admin.site.unregister(Rule)


@admin.register(Rule)
class RuleWithForesight(RuleAdmin):
    list_display = (*RuleAdmin.list_display, "foresight")

    @admin.display(description=gettext_lazy("확정하기 전에"))
    def foresight(self, rule):
        if rule.frozen_at is not None:
            return ""
        address = reverse("admin:awards_rule_foresight", args=[rule.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("연습 자료로 살펴보기"))

    def example_of(self, rule, edition):
        """The figures of the first draw of the page below, so that both tell the same contest."""
        return example_of(rule, seed=f"{edition.slug}-1")

    def get_urls(self):
        view = self.admin_site.admin_view(self.foresight_view)
        return [path("<int:pk>/foresight/", view, name="awards_rule_foresight"), *super().get_urls()]

    def foresight_view(self, request, pk):
        """What the drafted rule would do; of a frozen one nothing, so that nobody compares results by other rules."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rule = self.get_object(request, str(pk))
        if rule is None:
            raise Http404
        form = DrawForm(request.GET if "draw" in request.GET else {"draw": 1})
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("연습 자료로 살펴보기"),
            "opts": self.opts,
            "rule": rule,
            "form": form,
            "cases": CASES,
            "voters": VOTERS,
        }
        if rule.frozen_at is None and form.is_valid():
            context |= tried(rule, form.cleaned_data["draw"])
        return TemplateResponse(request, "admin/awards/rule/foresight.html", context)


def tried(rule: Rule, draw: int):
    """Return {"trials"} with their words, or {"faults"} where the draft cannot be computed."""
    try:
        drafted = parse_rule(compose_document(rule.edition))
    except RuleError as error:
        return {"faults": [problem.message for problem in error.problems]}
    practice = invent(drafted, seed=f"{rule.edition.slug}-{draw}")
    found = trials(drafted, practice)
    return {"trials": [(one, CONVERSION_WORDS.get(one.method)) for one in found]}
