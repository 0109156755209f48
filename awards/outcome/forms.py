"""Forms of the page that leads to publication."""

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.outcome.models import Review
from cases.services import database_now

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


class ReasonForm(forms.Form):
    """Why the vote of a practice edition ends early; it is recorded with the calendar."""

    reason = forms.CharField(
        label=_("사유"), max_length=300, error_messages={"required": _("일찍 마감하는 사유를 적어 주세요.")}
    )


class RequestForm(forms.Form):
    """Publish as soon as it may be, or at a moment in Korea time: the second person approves the moment too."""

    at = forms.DateTimeField(
        label=_("발표할 때(비워 두면 승인을 받은 뒤 바로)"),
        required=False,
        input_formats=[LOCAL_FORMAT, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(format=LOCAL_FORMAT, attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("날짜와 시각을 적어 주세요. 예: 2026-12-08 15:00")},
    )

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at is not None and at <= database_now():
            raise forms.ValidationError(
                _("지난 시각입니다. 앞으로의 때를 적거나 비워 두어 승인을 받은 뒤 바로 발표해 주세요.")
            )
        return at


class CorrectionForm(forms.Form):
    """Why a published result is corrected: citizens read it above the result."""

    reason = forms.CharField(
        label=_("정정하는 사유"),
        max_length=500,
        help_text=_("정정과 함께 그대로 공개합니다. 무엇이 왜 잘못되었는지 한두 문장으로 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": _("정정하는 사유를 적어 주세요. 정정과 함께 공개합니다.")},
    )


class TakeBackForm(forms.Form):
    """Why a publication that waits for its moment is taken back; it stays in the history."""

    reason = forms.CharField(
        label=_("사유"),
        max_length=300,
        error_messages={"required": _("발표 예약을 거두는 사유를 적어 주세요.")},
    )


class ReviewForm(forms.Form):
    """What 감사 says of the result; an objection has a reason."""

    verdict = forms.ChoiceField(
        label=_("의견"),
        choices=Review.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("확인인지 이의인지 골라 주세요.")},
    )
    reason = forms.CharField(
        label=_("사유"),
        max_length=1000,
        required=False,
        help_text=_("이의가 있으면 반드시 적습니다. 결과와 함께 그대로 공개합니다."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )

    def clean(self):
        values = super().clean()
        if values.get("verdict") == Review.Verdict.OBJECTED and not values.get("reason"):
            self.add_error("reason", _("이의가 있는 사유를 적어 주세요. 결과와 함께 공개합니다."))
        return values
