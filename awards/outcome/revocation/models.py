"""Awards that were taken back after the publication: why, by whose decision, and whether the prize came back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Edition
from cases.staff.two_people import Asked, AskedQuerySet


class RevocationQuerySet(AskedQuerySet):
    def with_recovered(self):
        """Tell on each how much of the prize came back: `recovered_krw`, None where nothing did."""
        return self.annotate(recovered_krw=Sum("recoveries__amount_krw"))


class Revocation(Asked):
    """All awards of a case are taken back: one person asks, 감사 confirms. Nothing of it is ever deleted.

    It becomes public with the correction of the result that is computed after it.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="revocations", verbose_name=_("회차"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("사례"))
    decided_on = models.DateField(_("결정한 날"))
    decision = models.CharField(_("결정"), max_length=200)
    reason = models.CharField(_("취소 사유"), max_length=500)
    payout_krw = models.PositiveIntegerField(_("환수할 상금(원)"))

    objects = RevocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("수상 취소")
        verbose_name_plural = _("수상 취소")
        ordering = ("asked_at", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="revocation_says_why", condition=~Q(reason="") & ~Q(decision="")),
            models.CheckConstraint(
                name="revocation_two_people",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="revocation_confirmed_or_withdrawn",
                condition=Q(confirmed_at=None) | Q(withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="revocation_of_a_case_once", fields=["case"], condition=Q(withdrawn_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.case}"


class Recovery(models.Model):
    """Money of a revoked prize that came back. Added to, never changed."""

    revocation = models.ForeignKey(
        Revocation, models.PROTECT, related_name="recoveries", verbose_name=_("수상 취소")
    )
    amount_krw = models.PositiveIntegerField(_("환수한 금액(원)"))
    recovered_on = models.DateField(_("환수한 날"))
    note = models.CharField(_("근거"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("기록한 때"))

    class Meta:
        verbose_name = _("상금 환수")
        verbose_name_plural = _("상금 환수")
        ordering = ("recovered_on", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="recovery_has_amount_and_note", condition=Q(amount_krw__gt=0) & ~Q(note="")
            ),
        ]

    def __str__(self):
        return f"{self.recovered_on}: {self.amount_krw:,}"
