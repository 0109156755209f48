"""The page in the admin that makes a new edition with the rule of another."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from awards.arithmetic.rule import RuleError
from awards.rule.cloning import clone_edition
from cases.models import Edition
from cases.services import RuleBroken

RIGHTS = ("cases.add_edition", "awards.add_rule")


class CloneForm(forms.ModelForm):
    """What a new edition is called; all else comes from the one that is cloned."""

    class Meta:
        model = Edition
        fields = ("slug", "kind", "year", "title")

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        kinds = self.fields["kind"].choices
        self.fields["kind"].choices = [one for one in kinds if one[0] != Edition.Kind.RECORD]


class ClonePage:
    """Adds the page to the admin of the rules; the page of an edition leads there."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.clone_view)
        return [path("clone/<int:pk>/", view, name="awards_rule_clone"), *super().get_urls()]

    def clone_view(self, request, pk):
        if not request.user.has_perms(RIGHTS):
            raise PermissionDenied
        source = get_object_or_404(Edition.objects.exclude(rule=None), pk=pk)
        form = CloneForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            edition = self._clone(request, source, form)
            if edition is not None:
                return redirect(reverse("admin:cases_edition_change", args=[edition.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("새 회차로 복제"),
            "opts": Edition._meta,
            "edition": source,
            "form": form,
        }
        return TemplateResponse(request, "admin/awards/rule/clone.html", context)

    def _clone(self, request, source, form):
        try:
            edition = clone_edition(source=source, by=request.user, **form.cleaned_data)
        except (RuleBroken, RuleError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
            return None
        done = _("‘%(slug)s’ 회차를 복제해 만들었습니다. 일정을 정하고 산정 규칙을 확인해 주세요.")
        words = done % {"slug": source.slug}
        self.log_addition(request, edition, words)
        messages.success(request, words)
        return edition
