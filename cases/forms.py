"""What a reader may ask the case list for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Organisation

Kind = Organisation.Kind

# Words of the address, so that links stay readable in both languages.
KIND_OF_TYPE = {
    "hq": Kind.HEADQUARTERS,
    "office": Kind.OFFICE,
    "invested": Kind.INVESTED,
    "district": Kind.DISTRICT,
}


class CaseSearchForm(forms.Form):
    """Words and a type of organisation. An unknown type is no mistake of the reader: it is left out."""

    q = forms.CharField(
        label=_("사례 찾기"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "class": "inp", "autocomplete": "off"}),
        error_messages={"max_length": _("검색어는 %(limit_value)d자까지 쓸 수 있습니다. 짧게 줄여 주세요.")},
    )
    type = forms.ChoiceField(required=False, choices=[("", _("전체")), *KIND_OF_TYPE.items()])

    @property
    def words(self):
        self.is_valid()
        return self.cleaned_data.get("q", "")

    @property
    def chosen_type(self):
        self.is_valid()
        return self.cleaned_data.get("type", "")

    @property
    def has_unknown_type(self):
        return "type" in self.errors
