"""What a citizen is asked before the ballot: consent and age, a number or an address, a code."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from voting.identity.addresses import LONGEST, AddressRefused, to_address
from voting.identity.codes import DIGITS
from voting.identity.numbers import NumberRefused, to_e164


class ConsentForm(forms.Form):
    agree = forms.BooleanField(
        label=_("동의합니다."),
        error_messages={"required": _("개인정보 수집·이용에 동의하시면 표시해 주세요.")},
    )
    age = forms.BooleanField(
        label=_("만 14세 이상입니다."),
        error_messages={
            "required": _(
                "만 14세 이상만 투표할 수 있습니다. 만 14세 이상이면 표시해 주세요. "
                "입력하신 내용은 저장하지 않았습니다."
            )
        },
    )


class IdentityForm(forms.Form):
    """Asks for what is proved by a code. It is cleaned to the one form that is keyed; what was typed stays."""

    # The field of it.
    asked = ""

    @property
    def identity(self):
        return self.cleaned_data[self.asked]

    @property
    def typed(self):
        return self[self.asked]


class NumberForm(IdentityForm):
    """`number` is cleaned to E.164."""

    asked = "number"
    number = forms.CharField(
        label=_("휴대전화 번호"),
        help_text=_("이 번호로 인증번호를 문자로 보내 드립니다. 예: 010-1234-5678"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "class": "inp tel", "enterkeyhint": "send"}
        ),
        error_messages={
            "required": _("휴대전화 번호를 입력해 주세요. 예: 010-1234-5678"),
            "max_length": _("휴대전화 번호를 다시 확인해 주세요. 예: 010-1234-5678"),
        },
    )

    def clean_number(self):
        try:
            return to_e164(self.cleaned_data["number"])
        except NumberRefused as refusal:
            raise ValidationError(str(refusal)) from None


class AddressForm(IdentityForm):
    """`email` is cleaned to lower case."""

    asked = "email"
    email = forms.CharField(
        label=_("전자우편 주소"),
        help_text=_("이 주소로 인증번호를 전자우편으로 보내 드립니다. 예: hong@example.org"),
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={
                "type": "email",
                "autocomplete": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "inp",
                "enterkeyhint": "send",
            }
        ),
        error_messages={
            "required": _("전자우편 주소를 입력해 주세요. 예: hong@example.org"),
            "max_length": _("전자우편 주소를 다시 확인해 주세요. 예: hong@example.org"),
        },
    )

    def clean_email(self):
        try:
            return to_address(self.cleaned_data["email"])
        except AddressRefused as refusal:
            raise ValidationError(str(refusal)) from None


class CodeFields(forms.Form):
    """The page of the code: identity and challenge travel hidden."""

    challenge = forms.UUIDField(widget=forms.HiddenInput)
    # The demonstration's own: the code it shows, so that the page after a mistake shows it again.
    shown_code = forms.CharField(
        required=False, widget=forms.HiddenInput, validators=[RegexValidator(rf"^[0-9]{{{DIGITS}}}\Z")]
    )
    # The last code of the day lives longer than the others.
    is_last = forms.BooleanField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("문자로 받은 인증번호 6자리"),
        help_text=_(
            "10분 안에 입력해 주세요. 시간이 지나면 다시 받을 수 있습니다. "
            "인증한 뒤에는 30분 안에 투표를 마쳐 주세요."
        ),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "inp code",
                "enterkeyhint": "done",
            }
        ),
        error_messages={
            "required": _("문자로 받은 인증번호 6자리를 입력해 주세요."),
            "max_length": _("인증번호는 숫자 6자리입니다. 다시 확인해 주세요."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.asked].widget = forms.HiddenInput()
        if self["is_last"].value():
            self.fields["code"].help_text = _(
                "마지막 인증번호라서 10분이 지나도 쓸 수 있습니다. 인증한 뒤에는 30분 안에 투표를 마쳐 주세요."
            )

    def clean_code(self):
        """Read what people paste: spaces, a hyphen, full-width digits."""
        code = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", self.cleaned_data["code"])))
        if len(code) != DIGITS or not code.isascii() or not code.isdecimal():
            raise ValidationError(_("인증번호는 숫자 6자리입니다. 다시 확인해 주세요."))
        return code

    @property
    def is_of_a_page(self):
        """Whether what travels hidden is as the page had it."""
        return not {self.asked, "challenge"} & set(self.errors)


class NumberCodeForm(CodeFields, NumberForm):
    pass


class AddressCodeForm(CodeFields, AddressForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("전자우편으로 받은 인증번호 6자리")
        code.error_messages["required"] = _("전자우편으로 받은 인증번호 6자리를 입력해 주세요.")
