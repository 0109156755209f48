"""Forms of the page that leads through the rounds."""

from django import forms
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 300


class ReopenForm(forms.Form):
    """Why a closed round is opened again."""

    reason = forms.CharField(
        label=_("다시 여는 사유"),
        max_length=REASON_LENGTH,
        error_messages={"required": _("다시 여는 사유를 적어 주세요.")},
    )


class CloseForm(forms.Form):
    """A reason for every judge whose set has no scan; the service refuses a round without."""

    def __init__(self, *args, lacking=(), **kwargs):
        super().__init__(*args, **kwargs)
        for judge in lacking:
            self.fields[f"no_scan_{judge.pk}"] = forms.CharField(
                label=_("%(judge)s: 스캔이 없는 사유") % {"judge": judge.name},
                max_length=REASON_LENGTH,
                error_messages={"required": _("스캔을 첨부하거나 없는 사유를 적어 주세요.")},
            )

    @property
    def reasons(self):
        """{primary key of the judge: reason}"""
        return {int(name.removeprefix("no_scan_")): reason for name, reason in self.cleaned_data.items()}
