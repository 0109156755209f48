"""The form that takes a spreadsheet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.sheets.kinds import SheetKind


class UploadForm(forms.Form):
    """Where to, and which file; the reader says everything about the file itself."""

    target = forms.ModelChoiceField(
        queryset=None,
        label=_("가져올 곳"),
        empty_label=_("골라 주세요"),
        error_messages={
            "required": _("어디에 가져올지 골라 주세요."),
            "invalid_choice": _("어디에 가져올지 다시 골라 주세요."),
        },
    )
    file = forms.FileField(
        label=_("파일(xlsx, csv)"),
        allow_empty_file=True,
        help_text=_("10MB, 2만 줄까지 읽습니다. 첫 번째 시트만 읽습니다."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("파일을 골라 주세요."), "invalid": _("파일을 골라 주세요.")},
    )

    def __init__(self, *arguments, kind: SheetKind, **options):
        super().__init__(*arguments, **options)
        self.fields["target"].queryset = kind.targets()
        self.fields["target"].label_from_instance = kind.label
