"""The page beside the way to publication where the committee's awards are recorded, each with its reason."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.outcome.committee import choose_for_award, take_back_choice, why_locked
from awards.outcome.models import CommitteeChoice
from awards.rule.models import AwardTier
from cases.models import Case
from cases.services import RuleBroken

CHOOSE = "awards.choose_for_award"


def committee_tiers(edition):
    """The awards of `edition` that a committee gives, in the order of the rule."""
    return AwardTier.objects.filter(edition=edition, kind=AwardTier.Kind.COMMITTEE).order_by("order")


class ChoiceForm(forms.Form):
    """Which award, which finalist, and why."""

    tier = forms.ModelChoiceField(AwardTier.objects.none(), label=gettext_lazy("상"))
    case = forms.ModelChoiceField(Case.objects.none(), label=gettext_lazy("사례"))
    reason = forms.CharField(
        label=gettext_lazy("선정 사유"),
        max_length=300,
        help_text=gettext_lazy(
            "결과와 함께 그대로 공개합니다. 위원회가 왜 골랐는지 한두 문장으로 적어 주세요."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("선정 사유를 적어 주세요. 결과와 함께 공개합니다.")},
    )

    def __init__(self, *arguments, edition, **options):
        super().__init__(*arguments, **options)
        self.fields["tier"].queryset = committee_tiers(edition)
        self.fields["case"].queryset = edition.cases.on_the_ballot().in_natural_order()


class TakeBackForm(forms.Form):
    choice = forms.ModelChoiceField(CommitteeChoice.objects.none(), widget=forms.HiddenInput)
    why = forms.CharField(
        label=gettext_lazy("거두는 사유"),
        max_length=300,
        error_messages={"required": gettext_lazy("거두는 사유를 적어 주세요.")},
    )

    def __init__(self, *arguments, edition, **options):
        super().__init__(*arguments, **options)
        self.fields["choice"].queryset = edition.committee_choices.all()


class CommitteePage:
    """Adds the page to the admin of an edition that is on its way to publication, for whoever sees that."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.committee_view)
        return [path("<int:pk>/committee/", view, name="awards_closing_committee"), *super().get_urls()]

    def committee_view(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        edition = self.get_object(request, str(pk))
        if edition is None or not committee_tiers(edition).exists():
            raise Http404
        form = ChoiceForm(edition=edition)
        if request.method == "POST":
            if not request.user.has_perm(CHOOSE):
                raise PermissionDenied
            form = self._recorded(request, edition)
            if form is None:
                return redirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": _("위원회 선정"),
            "opts": self.opts,
            "edition": edition,
            "tiers": committee_tiers(edition).prefetch_related(
                "choices__case__organisation", "choices__chosen_by"
            ),
            "locked": why_locked(edition),
            "may_choose": request.user.has_perm(CHOOSE),
            "form": form,
        }
        return TemplateResponse(request, "admin/awards/closing/committee.html", context)

    def _recorded(self, request, edition):
        """Do what was asked for; return the form of a choice that has to be mended, None when all is done."""
        if "choice" in request.POST:
            self._take_back(request, edition)
            return None
        form = ChoiceForm(request.POST, edition=edition)
        if not form.is_valid():
            return form
        try:
            choice = choose_for_award(by=request.user, **form.cleaned_data)
        except RuleBroken as error:
            form.add_error(None, str(error))
            return form
        self.log_change(request, edition, f"{_('위원회 선정')}: {choice}")
        messages.success(request, _("위원회 선정을 기록했습니다."))
        return None

    def _take_back(self, request, edition):
        form = TakeBackForm(request.POST, edition=edition)
        if not form.is_valid():
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
            return
        choice = form.cleaned_data["choice"]
        words = _("거둔 선정") + f": {choice}"
        try:
            take_back_choice(choice=choice, by=request.user, reason=form.cleaned_data["why"])
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            self.log_change(request, edition, words)
            messages.success(request, _("선정을 거두었습니다."))
