"""What is asked of whoever files an objection, of whoever reads the answer, and of the office."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from awards.objections.models import LONGEST_TEXT, Objection, ObjectionAct

Filer = Objection.Filer


class Radios(forms.RadioSelect):
    """Its label leads to the first one, so that the error summary does too."""

    def id_for_label(self, id_, index=None):
        return super().id_for_label(id_, index or "0")


class Names(forms.Select):
    """Names from the database are Korean, and say so on pages of another language."""

    def create_option(self, name, value, *arguments, **options):
        option = super().create_option(name, value, *arguments, **options)
        if value and get_language() not in (None, "ko"):
            option["attrs"]["lang"] = "ko"
        return option


class TextField(forms.CharField):
    """A text of several lines. A browser sends each end of a line as two signs, and counts it as one."""

    def __init__(self, *, rows, css="inp", **options):
        widget = forms.Textarea(attrs={"rows": rows, "class": css})
        super().__init__(widget=widget, max_length=LONGEST_TEXT, **options)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def widget_attrs(self, widget):
        """Without a length: what is pasted would be cut without a word."""
        return super().widget_attrs(widget) | {"maxlength": None}


class PageField(forms.UUIDField):
    """What the page drew. A page that lost it is one of its own."""

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return uuid.uuid4()


class FilingForm(forms.Form):
    """No name, telephone or mail of anybody; of an organisation its name, which is public."""

    nonce = PageField(widget=forms.HiddenInput)
    filer = forms.ChoiceField(
        label=gettext_lazy("누가 내나요"),
        choices=Filer.choices,
        widget=Radios,
        error_messages={"required": gettext_lazy("‘누가 내나요’에서 시민이나 응모 기관을 골라 주세요.")},
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("기관"),
        required=False,
        help_text=gettext_lazy("응모 기관으로 내실 때만 골라 주세요. 기관 이름은 공개합니다."),
        widget=Names(attrs={"class": "inp"}),
        error_messages={
            "invalid_choice": gettext_lazy("‘기관’에서 이번에 응모한 기관 가운데 하나를 골라 주세요.")
        },
    )
    subject = forms.ChoiceField(
        label=gettext_lazy("무엇에 대한 것인가요"),
        choices=[("", gettext_lazy("골라 주세요")), *Objection.Subject.choices],
        help_text=gettext_lazy("무엇에 대한 것인지는 공개합니다."),
        widget=forms.Select(attrs={"class": "inp"}),
        error_messages={
            "required": gettext_lazy(
                "‘무엇에 대한 것인가요’에서 하나를 골라 주세요. 맞는 것이 없으면 ‘기타’를 고르시면 됩니다."
            )
        },
    )
    text = TextField(
        label=gettext_lazy("내용"),
        rows=10,
        help_text=gettext_lazy(
            "2,000자까지 쓸 수 있습니다. 담당자와 감사부서만 읽고 공개하지 않습니다. "
            "이름, 전화번호, 주소처럼 누구인지 알 수 있는 내용은 쓰지 마세요."
        ),
        error_messages={
            "required": gettext_lazy("‘내용’에 무엇이 왜 잘못되었다고 보시는지 적어 주세요."),
            "max_length": gettext_lazy(
                "‘내용’은 %(limit_value)d자까지 쓸 수 있습니다. 지금 %(show_value)d자이니 줄여 주세요."
            ),
        },
    )

    def __init__(self, *arguments, edition, **options):
        super().__init__(*arguments, initial={"nonce": uuid.uuid4()}, **options)
        names = edition.cases.competing().values_list("organisation__name", flat=True)
        choices = [(name, name) for name in sorted(set(names))]
        self.fields["organisation"].choices = [("", _("기관이 아닙니다")), *choices]

    def clean(self):
        values = super().clean()
        filer, organisation = values.get("filer"), values.get("organisation")
        if filer == Filer.ORGANISATION and not organisation and "organisation" not in self.errors:
            self.add_error(
                "organisation",
                _("응모 기관으로 내시려면 ‘기관’에서 기관 이름을 골라 주세요. 이름은 공개합니다."),
            )
        if filer == Filer.CITIZEN and organisation:
            self.add_error(
                "organisation",
                _(
                    "시민으로 내시려면 ‘기관’을 ‘기관이 아닙니다’로 바꿔 주세요. 기관 이름은 공개하기 때문입니다."
                ),
            )
        return values

    def take_new_page(self):
        """What is typed stays, and the next press is one of a page of its own."""
        self.data = self.data.copy()
        self.data["nonce"] = str(uuid.uuid4())


class AnswerCodeForm(forms.Form):
    """Whatever is typed is looked up: nobody is told how near a wrong code was."""

    code = forms.CharField(
        label=gettext_lazy("접수 확인번호"),
        help_text=gettext_lazy("16자리입니다. 대문자와 소문자, ‘-’는 구분하지 않습니다."),
        widget=forms.TextInput(
            attrs={
                "class": "inp ref wide",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": gettext_lazy("접수 확인번호를 입력해 주세요. 예: 7KQ4-M2XR-9DTP-H3WN")},
    )


class MemoForm(forms.Form):
    text = TextField(
        label=gettext_lazy("메모"),
        rows=3,
        css="vLargeTextField",
        help_text=gettext_lazy("담당하는 사람들만 봅니다."),
        error_messages={
            "required": gettext_lazy("메모를 적어 주세요."),
            "max_length": gettext_lazy("%(limit_value)d자까지 쓸 수 있습니다. 지금 %(show_value)d자입니다."),
        },
    )


class AnswerForm(forms.Form):
    """`outcome` and `summary` become public, `answer` is the filer's, `reason` stays in the office."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("판단"),
        choices=ObjectionAct.Outcome.choices,
        widget=Radios,
        error_messages={"required": gettext_lazy("판단을 골라 주세요.")},
    )
    answer = TextField(
        label=gettext_lazy("낸 분이 읽는 답변"),
        rows=8,
        css="vLargeTextField",
        help_text=gettext_lazy("접수 확인번호를 가진 분만 읽습니다."),
        error_messages={
            "required": gettext_lazy("답변을 적어 주세요."),
            "max_length": gettext_lazy("%(limit_value)d자까지 쓸 수 있습니다. 지금 %(show_value)d자입니다."),
        },
    )
    summary = forms.CharField(
        label=gettext_lazy("공개하는 요약"),
        max_length=300,
        help_text=gettext_lazy(
            "누구나 읽습니다. 무엇을 물었고 어떻게 판단했는지 한두 문장으로 적고, 누구인지 알 수 있는 내용은 빼 주세요."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("공개하는 요약을 적어 주세요.")},
    )
    reason = TextField(
        label=gettext_lazy("판단하거나 정정하는 사유"),
        rows=3,
        css="vLargeTextField",
        help_text=gettext_lazy("담당하는 사람들만 봅니다. 무엇을 확인하고 그렇게 판단했는지 적어 주세요."),
        error_messages={
            "required": gettext_lazy("사유를 적어 주세요."),
            "max_length": gettext_lazy("%(limit_value)d자까지 쓸 수 있습니다. 지금 %(show_value)d자입니다."),
        },
    )
