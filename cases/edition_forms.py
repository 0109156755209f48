"""Forms of the calendar: what has begun is not moved, only extended, and the reason for it is public."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.services import WINDOW_NAMES, WINDOWS, database_now
from cases.templatetags.portal import moment_words

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


def is_period_told(edition, at):
    """Whether voters, or readers of the result, were told by the moment `at` how long objections are taken."""
    told_at = edition.voided_at or edition.published_at
    return edition.calendar.voting.has_begun(at) or (told_at is not None and told_at <= at)


def are_objections_over(edition, at):
    closes_at = edition.objections_close_at
    return closes_at is not None and closes_at <= at


class EditionForm(forms.ModelForm):
    """Windows of an edition that have not begun, and the rest. What has begun is not among the fields."""

    def clean(self):
        values = super().clean()
        if self.instance.pk is not None:
            self._require_untouched()
            self._require_ahead(values)
            self._require_period_kept(values)
        planned = values.get("results_planned_at")
        close = values.get("voting_close_at") or self.instance.voting_close_at
        if planned and close and planned < close:
            self.add_error("results_planned_at", _("발표 예정은 투표 마감보다 빠를 수 없습니다."))
        return values

    def _require_untouched(self):
        """A page that was opened before a window began still has its fields."""
        disclosure = self.data.get(self.add_prefix("disclosure"), self.instance.disclosure)
        if "disclosure" not in self.fields and disclosure != self.instance.disclosure:
            self.add_error(None, _("접수가 시작되어 심사위원별 점수의 공개 범위를 바꿀 수 없습니다."))
        days = self.data.get(self.add_prefix("objection_days"), self.instance.objection_days)
        if "objection_days" not in self.fields and str(days) != str(self.instance.objection_days):
            self.add_error(None, _("이의신청 기간이 끝나 더는 바꿀 수 없습니다."))
        for name in WINDOWS:
            fields = [f"{name}_{end}_at" for end in ("open", "close")]
            is_sent = any(f"{self.add_prefix(field)}_0" in self.data for field in fields)
            if is_sent and not set(fields) & set(self.fields):
                self.add_error(
                    None,
                    _(
                        "‘%(window)s’ 기간은 이미 시작되어 여기서 바꿀 수 없습니다. "
                        "늦추려면 ‘기간 연장’에서 사유를 적고 연장해 주세요."
                    )
                    % {"window": WINDOW_NAMES[name]},
                )

    def _require_period_kept(self, values):
        """Citizens were told until when objections are taken, and until when keys are kept: no sooner."""
        before = self.instance.objection_days
        days = values.get("objection_days", before)
        if days < before and is_period_told(self.instance, database_now()):
            self.add_error(
                "objection_days",
                _(
                    "투표가 시작되었거나 결과를 발표한 뒤에는 이의신청 기간을 줄일 수 없습니다. "
                    "%(n)s일보다 짧지 않게 적어 주세요."
                )
                % {"n": before},
            )

    def _require_ahead(self, values):
        """A window that is moved begins after now: otherwise it could be opened, or ended, in the past."""
        now = database_now()
        for name in WINDOWS:
            field = f"{name}_open_at"
            if field in self.changed_data and values.get(field) and values[field] <= now:
                self.add_error(field, _("지난 때로 옮길 수 없습니다. 앞으로의 때를 적어 주세요."))


class ExtensionForm(forms.Form):
    """Which open window, until when (Korea time), and why."""

    window = forms.ChoiceField(label=_("연장할 기간"), widget=forms.RadioSelect)
    until = forms.DateTimeField(
        label=_("새 마감(한국 시간)"),
        input_formats=[LOCAL_FORMAT, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(format=LOCAL_FORMAT, attrs={"type": "datetime-local"}),
        error_messages={
            "required": _("언제까지 연장할지 적어 주세요."),
            "invalid": _("날짜와 시각을 적어 주세요. 예: 2026-11-28 18:00"),
        },
    )
    reason = forms.CharField(
        label=_("연장하는 사유"),
        max_length=300,
        help_text=_("시민에게 그대로 공개합니다. 누구나 알아볼 수 있게 한두 문장으로 적어 주세요."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": _("연장하는 사유를 적어 주세요. 시민에게 공개합니다.")},
    )

    def __init__(self, *arguments, edition, at, **options):
        super().__init__(*arguments, **options)
        self.fields["window"].choices = [
            (
                name,
                _("%(window)s, 지금 마감 %(t)s")
                % {"window": WINDOW_NAMES[name], "t": moment_words(window.close_at)},
            )
            for name in WINDOWS
            if (window := getattr(edition.calendar, name)).is_open(at)
        ]
        if len(self.fields["window"].choices) == 1:
            self.initial.setdefault("window", self.fields["window"].choices[0][0])

    @property
    def has_window(self):
        return bool(self.fields["window"].choices)
