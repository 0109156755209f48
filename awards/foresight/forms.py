"""Which invented figures the trial uses."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DrawForm(forms.Form):
    """The number of a draw: the same number gives the same figures."""

    draw = forms.IntegerField(label=_("연습 자료 번호"), min_value=1, max_value=999, initial=1)
