"""Forms of the page where awards are revoked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Case

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAY_ERRORS = {
    "required": _("날짜를 적어 주세요. 예: 2027-01-15"),
    "invalid": _("날짜를 적어 주세요. 예: 2027-01-15"),
}


class RevocationForm(forms.Form):
    """Whose awards, since when and by what decision, and why."""

    case = forms.ModelChoiceField(
        Case.objects.none(),
        label=_("사례"),
        error_messages={"required": _("수상을 취소할 사례를 골라 주세요.")},
    )
    decided_on = forms.DateField(label=_("결정한 날"), widget=DAY, error_messages=DAY_ERRORS)
    decision = forms.CharField(
        label=_("결정"),
        max_length=200,
        help_text=_("어디에서 어떻게 결정했는지 적어 주세요. 예: 2027년 제1차 시상심의위원회 의결"),
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        error_messages={"required": _("어디에서 결정했는지 적어 주세요.")},
    )
    reason = forms.CharField(
        label=_("취소 사유"),
        max_length=500,
        help_text=_("결과와 함께 그대로 공개합니다. 누구나 알아볼 수 있게 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": _("취소 사유를 적어 주세요. 결과와 함께 공개합니다.")},
    )

    def __init__(self, *arguments, cases, **options):
        super().__init__(*arguments, **options)
        self.fields["case"].queryset = cases.in_natural_order()


class RecoveryForm(forms.Form):
    """Money that came back: how much, when, and where that is written."""

    amount_krw = forms.IntegerField(
        label=_("환수한 금액(원)"),
        min_value=1,
        error_messages={
            "required": _("환수한 금액을 적어 주세요."),
            "invalid": _("금액을 숫자로만 적어 주세요. 예: 2000000"),
            "min_value": _("1원 이상을 적어 주세요."),
        },
    )
    recovered_on = forms.DateField(label=_("환수한 날"), widget=DAY, error_messages=DAY_ERRORS)
    note = forms.CharField(
        label=_("근거"),
        max_length=200,
        help_text=_("예: 세입 처리 문서 번호"),
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        error_messages={"required": _("근거를 적어 주세요. 예: 세입 처리 문서 번호")},
    )
