"""The form that asks for a late correction: one cell, what the paper says, and why it was typed otherwise."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.judging.desk.forms import REASON_LENGTH
from awards.judging.desk.grid import words_of
from awards.judging.merging import plain, read_points
from awards.judging.models import Sheet
from awards.judging.papers import Scan
from awards.rule.models import Criterion
from cases.models import Case
from cases.templatetags.portal import moment_words


class CaseField(forms.ModelChoiceField):
    def label_from_instance(self, case):
        return f"{case.number} · {case.title}"


class ScanField(forms.ModelChoiceField):
    def label_from_instance(self, scan):
        return f"{moment_words(scan.attached_at)} · {scan.get_kind_display()}"


class CriterionField(forms.ModelChoiceField):
    def label_from_instance(self, criterion):
        return f"{criterion.name} ({plain(criterion.maximum)})"


class LateForm(forms.Form):
    """A cell, what the paper says of it, and why it was typed otherwise."""

    case = CaseField(
        Case.objects.none(),
        label=gettext_lazy("사례"),
        error_messages={"required": gettext_lazy("사례를 골라 주세요.")},
    )
    criterion = CriterionField(
        Criterion.objects.none(),
        label=gettext_lazy("심사항목"),
        error_messages={"required": gettext_lazy("심사항목을 골라 주세요.")},
    )
    points = forms.CharField(
        label=gettext_lazy("종이 채점표의 점수"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    is_empty = forms.BooleanField(label=gettext_lazy("종이 채점표에 빈칸입니다"), required=False)
    scan = ScanField(
        Scan.objects.none(),
        label=gettext_lazy("이 점수가 보이는 스캔"),
        error_messages={
            "required": gettext_lazy("서명한 채점표의 스캔을 골라 주세요. 없으면 먼저 첨부해 주세요.")
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("사유"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "바뀐 점수와 함께 결과에 공개합니다. 이름처럼 누구인지 알 수 있는 말은 적지 마세요. "
            "예: 종이의 38을 33으로 옮겼습니다."
        ),
        error_messages={"required": gettext_lazy("무엇을 잘못 옮겼는지 사유를 적어 주세요.")},
    )

    def __init__(self, *args, round_, judge, **kwargs):
        super().__init__(*args, auto_id="id_late_%s", **kwargs)
        self.sheets = {
            sheet.case_id: sheet
            for sheet in Sheet.objects.filter(round=round_, judge=judge).select_related("round")
        }
        self.fields["case"].queryset = Case.objects.filter(pk__in=self.sheets).in_natural_order()
        self.fields["criterion"].queryset = round_.criteria.order_by("order")
        of_set = {"sheet_set__round": round_, "sheet_set__judge": judge}
        self.fields["scan"].queryset = Scan.objects.filter(**of_set).order_by("pk")

    def clean(self):
        values = super().clean()
        typed, is_empty = values.get("points", "").strip(), values.get("is_empty")
        if bool(typed) == bool(is_empty):
            self.add_error(
                "points",
                _("점수를 적거나, 종이 채점표에 빈칸이면 그렇다고 표시해 주세요. 둘 가운데 하나만 합니다."),
            )
        elif typed and values.get("criterion"):
            self._read(typed, values["criterion"].maximum)
        return values

    def _read(self, typed, maximum):
        try:
            self.cleaned_data["points"] = read_points(typed, maximum)
        except ValueError as error:
            self.add_error("points", words_of(error, maximum))

    def asked(self):
        """The arguments of `ask_late_correction`."""
        values = self.cleaned_data
        return {
            "sheet": self.sheets[values["case"].pk],
            "criterion": values["criterion"],
            "points": None if values["is_empty"] else values["points"],
            "reason": values["reason"],
            "scan": values["scan"],
        }
