"""Forms of the page that leads to publication."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.services import database_now

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


class ReasonForm(forms.Form):
    """Why the vote of a practice edition ends early; it is recorded with the calendar."""

    reason = forms.CharField(
        label=_("사유"), max_length=300, error_messages={"required": _("일찍 마감하는 사유를 적어 주세요.")}
    )


class PublishForm(forms.Form):
    """Publish now, or at a moment in Korea time."""

    at = forms.DateTimeField(
        label=_("발표할 때(비워 두면 지금)"),
        required=False,
        input_formats=[LOCAL_FORMAT, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(format=LOCAL_FORMAT, attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("날짜와 시각을 적어 주세요. 예: 2026-12-08 15:00")},
    )

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at is not None and at <= database_now():
            raise forms.ValidationError(
                _("지난 시각입니다. 앞으로의 때를 적거나 비워 두어 지금 발표해 주세요.")
            )
        return at
