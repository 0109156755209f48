"""Every recorded move of the calendar."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.querysets import CalendarChangeQuerySet


class CalendarChange(models.Model):
    """A recorded act on the calendar: who moved which moment from when to when, and why."""

    edition = models.ForeignKey(
        "cases.Edition", models.CASCADE, related_name="calendar_changes", verbose_name=_("회차")
    )
    field = models.CharField(_("항목"), max_length=30)
    before = models.DateTimeField(_("바꾸기 전"), null=True)
    after = models.DateTimeField(_("바꾼 뒤"))
    reason = models.CharField(_("사유"), max_length=300)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("바꾼 사람")
    )
    changed_at = models.DateTimeField(_("바꾼 때"), auto_now_add=True)
    is_extension = models.BooleanField(_("연장(사유 공개)"), default=False)

    objects = CalendarChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("일정 변경")
        verbose_name_plural = _("일정 변경")
        ordering = ("changed_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="calendar_change_extension_lengthens",
                condition=Q(is_extension=False) | (Q(after__gt=F("before")) & ~Q(reason="")),
            )
        ]

    def __str__(self):
        return f"{self.edition} · {self.field}"
