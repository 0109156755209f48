"""The sign-in form of the staff: password first, with growing waits after failures."""

from datetime import timedelta

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.staff.delays import note_failure, note_success, waits_until

PASSWORD = "password"  # noqa: S105  (the name of a kind, not a secret)


def told_wait(until) -> str:
    """Until when somebody has to wait, in words that help."""
    # Rounded up to the minute: what is told is never too early.
    local = timezone.localtime(until)
    shown = local if not local.second else local + timedelta(minutes=1)
    return _("여러 번 맞지 않아 잠시 멈췄습니다. %(time)s부터 다시 하실 수 있습니다.") % {
        "time": f"{shown:%H:%M}"
    }


class StaffLoginForm(AdminAuthenticationForm):
    def clean(self):
        name = self.cleaned_data.get("username") or ""
        if until := waits_until(PASSWORD, name):
            raise ValidationError(told_wait(until), code="waiting")
        try:
            values = super().clean()
        except ValidationError:
            note_failure(PASSWORD, name)
            if until := waits_until(PASSWORD, name):
                raise ValidationError(told_wait(until), code="waiting") from None
            raise
        note_success(PASSWORD, name)
        return values
