"""A keying error found once the poll has opened: what counted, what the paper says, and the three people who say so."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.judging.models import Sheet
from awards.judging.papers import OfACell, Scan
from awards.rule.models import Criterion
from cases.staff.two_people import Asked, AskedQuerySet, person


class LateCorrectionQuerySet(AskedQuerySet):
    def waiting(self):
        """Asked for, and neither in effect nor withdrawn."""
        return self.filter(audited_at=None, withdrawn_at=None)

    def in_effect(self):
        """Signed by all three, in the order in which they took effect."""
        return self.filter(audited_at__isnull=False).order_by("audited_at", "pk")

    def with_people(self):
        return self.select_related("asked_by", "confirmed_by", "audited_by")

    def with_cells(self):
        return self.select_related("sheet__round", "sheet__judge", "sheet__case", "criterion", "scan")


class LateCorrection(OfACell, Asked):
    """One cell of one sheet. It takes effect when 감사 signs, after a second person; nothing of it is ever deleted.

    An empty cell is None: on the paper, or among what counted.
    """

    sheet = models.ForeignKey(
        Sheet, models.CASCADE, related_name="late_corrections", verbose_name=_("채점표")
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("심사항목"))
    was = models.DecimalField(_("세고 있던 점수"), max_digits=5, decimal_places=2, null=True, blank=True)
    points = models.DecimalField(
        _("종이 채점표의 점수"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    # Public with the result, so it names nobody.
    reason = models.CharField(_("사유"), max_length=300)
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="+", verbose_name=_("서명한 채점표의 스캔"))
    audited_by = person(_("서명한 감사"), null=True, blank=True)
    audited_at = models.DateTimeField(_("감사가 서명한 때"), null=True, blank=True)

    objects = LateCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("늦은 정정")
        verbose_name_plural = _("늦은 정정")
        ordering = ("asked_at", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="late_correction_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(
                name="late_correction_changes_points",
                condition=Q(was=None, points__isnull=False)
                | Q(was__isnull=False, points=None)
                | (Q(was__isnull=False, points__isnull=False) & ~Q(points=F("was"))),
            ),
            models.CheckConstraint(
                name="late_correction_points_range",
                condition=Q(points=None) | Q(points__gte=0, points__lte=100),
            ),
            models.CheckConstraint(
                name="late_correction_second_person",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("asked_by"))
                ),
            ),
            models.CheckConstraint(
                name="late_correction_third_person",
                condition=Q(audited_by=None, audited_at=None)
                | (
                    Q(audited_by__isnull=False, audited_at__isnull=False, confirmed_by__isnull=False)
                    & ~Q(audited_by=F("asked_by"))
                    & ~Q(audited_by=F("confirmed_by"))
                ),
            ),
            models.CheckConstraint(
                name="late_correction_signed_or_withdrawn",
                condition=Q(audited_at=None) | Q(withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="late_correction_asked_once",
                fields=["sheet", "criterion"],
                condition=Q(audited_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.was} → {self.points}"

    @property
    def is_waiting(self):
        return self.audited_at is None and self.withdrawn_at is None
