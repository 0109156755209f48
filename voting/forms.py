"""The ballot as a form: one field, as many boxes as there are cases on it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voting.ballot_box import InvalidChoices, check_choices


class Boxes(forms.CheckboxSelectMultiple):
    """Its label leads to the first box, so that the error summary does too."""

    def id_for_label(self, id_, index=None):
        return super().id_for_label(id_, index or "0")


class BallotForm(forms.Form):
    """`case` holds the chosen numbers; cleaned it is the canonical text of the choice."""

    case = forms.MultipleChoiceField(
        widget=Boxes,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("투표지에 없는 사례가 들어 있습니다. 사례를 다시 골라 주세요.")
        },
    )

    def __init__(self, *args, poll, cases, **kwargs):
        """`cases` stand on the page in this order."""
        super().__init__(*args, **kwargs)
        self.poll, self.cases = poll, cases
        self.fields["case"].choices = [(case.number, case.title) for case in cases]

    def clean_case(self):
        numbers = self.cleaned_data["case"]
        if not numbers:
            raise ValidationError(_("사례를 골라 주세요."))
        try:
            return check_choices(self.poll, numbers, [case.number for case in self.cases])
        except InvalidChoices as refusal:
            raise ValidationError(str(refusal) + self._remedy(len(numbers))) from refusal

    @property
    def is_exact(self):
        return self.poll.choices == self.poll.Choices.EXACTLY

    def _remedy(self, chosen):
        over = chosen - self.poll.k
        return " " + _("%(n)s건을 빼 주세요.") % {"n": over} if over > 0 else ""

    @property
    def cards(self):
        """Each box with its case."""
        return list(zip(self["case"], self.cases, strict=True))

    @property
    def examples(self):
        """The organisations whose cases are examples."""
        return [case.organisation.name for case in self.cases if case.is_example]

    @property
    def chosen_cases(self):
        """The cases that were chosen, in the order of the page."""
        chosen = set(self["case"].value() or ())
        return [case for case in self.cases if case.number in chosen]
