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
    """A reason for every judge whose set has gaps or no scan; the service refuses a round without."""

    def __init__(self, *args, lacking=(), with_gaps=(), **kwargs):
        super().__init__(*args, **kwargs)
        for judge in lacking:
            self._add(
                f"no_scan_{judge.pk}",
                _("%(judge)s: 스캔이 없는 사유") % {"judge": judge.name},
                _("스캔을 첨부하거나 없는 사유를 적어 주세요."),
            )
        for judge in with_gaps:
            self._add(
                f"gap_{judge.pk}",
                _("%(judge)s: 채점표를 채우지 못한 사유") % {"judge": judge.name},
                _("빈 칸을 채우거나 채우지 못한 사유를 적어 주세요."),
                help_text=_("결과와 함께 공개합니다. 이름처럼 누구인지 알 수 있는 말은 적지 마세요."),
            )

    def _add(self, name, label, required, **options):
        self.fields[name] = forms.CharField(
            label=label, max_length=REASON_LENGTH, error_messages={"required": required}, **options
        )

    @property
    def needs_scans(self):
        return any(name.startswith("no_scan_") for name in self.fields)

    @property
    def without_scan(self):
        return self._reasons("no_scan_")

    @property
    def excuses(self):
        return self._reasons("gap_")

    def _reasons(self, prefix):
        """{primary key of the judge: reason}"""
        values = self.cleaned_data.items()
        return {int(name.removeprefix(prefix)): reason for name, reason in values if name.startswith(prefix)}
