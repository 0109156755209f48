"""The fields of the editor, row by row. They show and name what is typed; what is wrong with it is said elsewhere.

A form is filled from a `Draft` and never refuses by itself: the faults of the document are put beside its fields.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.arithmetic.rule import ConversionMethod
from awards.rule.announcing import CONVERSION_NAMES, CONVERSION_WORDS, RANK_FORMULA
from awards.rule.editor.draft import NO_POLL, POLL, Draft, flat
from awards.rule.editor.faults import Fault
from awards.rule.models import AwardTier, Round, Rule
from cases.models import Organisation

CHOOSE = ("", gettext_lazy("골라 주세요"))
CONVERSIONS = [
    CHOOSE,
    *(
        (one.value, (CONVERSION_NAMES[one], RANK_FORMULA if one == "rank_points" else CONVERSION_WORDS[one]))
        for one in ConversionMethod
    ),
]
POLL_CHOICES = [
    (NO_POLL, gettext_lazy("하지 않습니다")),
    ("exactly", gettext_lazy("정해진 건수를 꼭 채워 고릅니다")),
    ("up_to", gettext_lazy("1건부터 정해진 건수까지 고릅니다")),
]


def _text(label, *, size=None, help_text="", most=50):
    attrs = {"maxlength": most} | ({"size": size} if size else {})
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=forms.TextInput(attrs=attrs)
    )


def _number(label, *, help_text="", size=6):
    attrs = {"inputmode": "decimal", "size": size, "maxlength": 15, "autocomplete": "off"}
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=forms.TextInput(attrs=attrs)
    )


def _choice(label, choices=(), widget=forms.Select, help_text=""):
    """A choice that says nothing of values it does not know: the check of the document does."""
    return forms.CharField(
        label=label, required=False, help_text=help_text, widget=widget(choices=list(choices))
    )


def _hidden():
    return forms.CharField(required=False, widget=forms.HiddenInput)


def _tick(label, help_text=""):
    return forms.BooleanField(label=label, required=False, help_text=help_text)


class Row(forms.Form):
    """One row of the form."""

    def say(self, name, words):
        """Put a sentence beside the field `name`; beside the row as a whole where there is no such field."""
        self.add_error(name if name in self.fields else None, words)

    def know(self, name, known):
        """Offer `known` for the field; what was typed stays among them, also where it leads nowhere any more."""
        typed = self.data.get(self.add_prefix(name), "")
        lost = [] if typed in dict(known) else [(typed, _("없어진 항목"))]
        self.fields[name].widget.choices = [*known, *lost]


class RoundForm(Row):
    key = _hidden()
    pk = _hidden()
    name = _text(gettext_lazy("심사의 이름"), size=24)
    method = _choice(gettext_lazy("방법"), [CHOOSE, *Round.Method.choices])
    trim_from = _number(
        gettext_lazy("최고·최저 제외: 점수가 몇 개 이상일 때"),
        help_text=gettext_lazy("비워 두면 아무 점수도 빼지 않고 평균을 냅니다."),
    )
    trim_high = _number(gettext_lazy("빼는 최고점 개수"))
    trim_low = _number(gettext_lazy("빼는 최저점 개수"))
    cut = _number(gettext_lazy("통과 건수"), help_text=gettext_lazy("비워 두면 모두 통과합니다."))
    is_double_entry = _tick(
        gettext_lazy("두 사람이 따로 입력"),
        gettext_lazy("같은 종이 채점표를 두 사람이 서로 보지 않고 입력합니다. 같은 값만 점수가 됩니다."),
    )


class CriterionForm(Row):
    pk = _hidden()
    name = _text(gettext_lazy("심사항목"), size=18)
    max = _number(gettext_lazy("배점"))


class GroupForm(Row):
    key = _hidden()
    name = _text(gettext_lazy("묶음의 이름"), size=24)
    weight = _number(gettext_lazy("반영 비율(%)"))
    conversion = _choice(gettext_lazy("환산 방법"))
    table = _text(
        gettext_lazy("순위 점수표"),
        size=30,
        most=500,
        help_text=gettext_lazy(
            "‘순위 점수’에만 씁니다. 1위부터 쉼표로 적습니다. 예: 12, 10, 8. 비워 두면 위의 식을 씁니다."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Composed here: the words of a choice wait for the language of the page.
        told = [(key, words if key == "" else f"{words[0]}: {words[1]}") for key, words in CONVERSIONS]
        self.know("conversion", told)


class SourceForm(Row):
    source = _choice(gettext_lazy("반영하는 것"))
    weight = _number(gettext_lazy("이 묶음 안의 비율(%)"))


class StepForm(Row):
    step = _choice(gettext_lazy("견주는 것"))


class AwardForm(Row):
    pk = _hidden()
    name = _text(gettext_lazy("상의 이름"), size=16)
    kind = _choice(
        gettext_lazy("주는 방법"),
        [
            CHOOSE,
            (AwardTier.Kind.RANKED, gettext_lazy("순위대로")),
            (AwardTier.Kind.MOST_VOTES, gettext_lazy("시민의 표가 가장 많은 사례")),
            (AwardTier.Kind.COMMITTEE, gettext_lazy("위원회가 정하는 사례")),
        ],
    )
    places = _number(gettext_lazy("건수"), size=4)
    prize_krw = _number(gettext_lazy("한 건의 상금(원)"), size=12)
    is_stackable = _tick(
        gettext_lazy("앞의 상과 함께 받을 수 있음"), gettext_lazy("‘시민의 표가 가장 많은 사례’에만 씁니다.")
    )


class WholeForm(Row):
    """What stands in the announcement once."""

    choices = _choice(gettext_lazy("시민투표"), POLL_CHOICES, forms.RadioSelect)
    k = _number(gettext_lazy("한 사람이 고르는 건수"))
    bonus_cap = _number(
        gettext_lazy("가점의 한도(점)"),
        help_text=gettext_lazy("합계에 더하는 가점은 이 점수를 넘지 못합니다. 비워 두면 가점이 없습니다."),
    )
    decimals = _number(
        gettext_lazy("합계의 소수점 아래 자릿수"),
        help_text=gettext_lazy("합계에서 한 번만 반올림합니다. 순위는 반올림한 합계로 정합니다."),
    )
    lot_seed = _text(
        gettext_lazy("추첨 씨앗값"),
        size=40,
        most=100,
        help_text=gettext_lazy("추첨을 누구나 다시 해 볼 수 있도록 투표 전에 공개하는 글자입니다."),
    )
    cash_excluded_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("상장만 받는 기관 유형"),
        required=False,
        choices=Organisation.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("고른 유형의 기관은 상장을 받고 상금은 받지 않습니다(공직선거법)."),
    )
    revoked_place = _choice(gettext_lazy("수상이 취소된 자리"), Rule.RevokedPlace.choices, forms.RadioSelect)
    seen = _hidden()
    reason = _text(
        gettext_lazy("바꾸는 사유"),
        size=50,
        most=300,
        help_text=gettext_lazy("기록에 함께 남습니다. 왜 바꾸는지 한 문장으로 적어 주세요."),
    )


@dataclass
class Line:
    """A row with the rows within it and its name in the list of faults."""

    form: Row
    title: str
    inner: list["Line"] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return self.form.prefix


class Editor:
    """All forms of a draft, and beside them what is wrong."""

    TITLES = {
        "rounds": gettext_lazy("심사"),
        "groups": gettext_lazy("반영 비율"),
        "ties": gettext_lazy("동점 처리"),
        "awards": gettext_lazy("상과 상금"),
    }

    def __init__(self, draft: Draft, faults: Iterable[Fault] = ()):
        self.draft, self._data = draft, flat(draft)
        self.whole = WholeForm(self._data)
        self.section_faults: dict[str, list[str]] = {}
        self.faults = [self._place(one) for one in faults]

    @cached_property
    def rounds(self) -> list[Line]:
        return self._lines(
            "rounds", RoundForm, _("심사 %(n)s"), ("criteria", CriterionForm, _("심사항목 %(n)s"))
        )

    @cached_property
    def groups(self) -> list[Line]:
        lines = self._lines(
            "groups", GroupForm, _("묶음 %(n)s"), ("sources", SourceForm, _("반영하는 것 %(n)s"))
        )
        for line in lines:
            for inner in line.inner:
                inner.form.know("source", [CHOOSE, *self._rounds_to_choose(), (POLL, _("시민투표의 득표"))])
        return lines

    @cached_property
    def ties(self) -> list[Line]:
        lines = self._lines("ties", StepForm, _("%(n)s단계"))
        groups = [
            (f"group:{row['key']}", row["name"] or _("이름 없는 묶음")) for row in self.draft.rows["groups"]
        ]
        known = [CHOOSE, *groups, *self._rounds_to_choose(), ("votes", _("득표")), ("lot", _("추첨"))]
        for line in lines:
            line.form.know("step", known)
        return lines

    @cached_property
    def awards(self) -> list[Line]:
        return self._lines("awards", AwardForm, _("상 %(n)s"))

    def _rounds_to_choose(self):
        return [
            (f"round:{row['key']}", row["name"] or _("이름 없는 심사")) for row in self.draft.rows["rounds"]
        ]

    def _lines(self, section, form, title, within=None):
        lines = []
        for n, row in enumerate(self.draft.rows[section]):
            prefix = f"{section}-{n}"
            name = row.get("name")
            told = title % {"n": n + 1} + (f" ‘{name}’" if name else "")
            inner = list(self._inner(prefix, row, *within)) if within else []
            lines.append(Line(form(self._data, prefix=prefix), told, inner))
        return lines

    def _inner(self, prefix, row, part, form, title) -> Iterator[Line]:
        for m, inner in enumerate(row[part]):
            told = title % {"n": m + 1} + (f" ‘{inner['name']}’" if inner.get("name") else "")
            yield Line(form(self._data, prefix=f"{prefix}-{part}-{m}"), told)

    @cached_property
    def _by_prefix(self) -> dict[str, tuple[Line, str]]:
        """Every row with the words that lead to it."""
        found = {}
        for line in (*self.rounds, *self.groups, *self.ties, *self.awards):
            section = self.TITLES[line.prefix.partition("-")[0]]
            found[line.prefix] = (line, f"{section} · {line.title}")
            found |= {
                inner.prefix: (inner, f"{section} · {line.title} · {inner.title}") for inner in line.inner
            }
        return found

    def _place(self, fault: Fault) -> dict[str, Any]:
        """Put the fault beside its field; return it for the list on top: {"where", "words", "anchor"}."""
        if fault.prefix in self.TITLES:
            self.section_faults.setdefault(fault.prefix, []).append(fault.words)
            return {"where": self.TITLES[fault.prefix], "words": fault.words, "anchor": fault.prefix}
        line, where = self._by_prefix.get(fault.prefix, (None, ""))
        form = line.form if line else self.whole
        form.say(fault.field, fault.words)
        if fault.field not in form.fields:
            return {"where": where, "words": fault.words, "anchor": fault.prefix or "rule-form"}
        bound = form[fault.field]
        words = [where, str(bound.label)] if where else [str(bound.label)]
        return {
            "where": " · ".join(words),
            "words": fault.words,
            "anchor": bound.id_for_label or f"{bound.auto_id}_0",
        }
