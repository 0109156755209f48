"""Expert judging: who judges, who steps back, what was written on each sheet, and what a closed round said.

How the sheets of a judge came in (entries, settlements, scans) stands in `papers.py`.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.rule.models import Criterion, Round
from cases.models import Case, Edition, Organisation


class Judge(models.Model):
    """A person who scores in some rounds of an edition. The order is the order of the printed forms."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="judges", verbose_name=_("회차"))
    order = models.PositiveSmallIntegerField(_("차례"))
    name = models.CharField(_("이름"), max_length=50)
    role = models.CharField(_("역할"), max_length=20, blank=True)
    rounds = models.ManyToManyField(Round, related_name="judges", verbose_name=_("맡은 심사"))

    class Meta:
        verbose_name = _("심사위원")
        verbose_name_plural = _("심사위원")
        ordering = ("edition", "order")
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="judge_name_unique"),
            models.UniqueConstraint(fields=["edition", "order"], name="judge_order_unique"),
            models.CheckConstraint(name="judge_name_given", condition=~Q(name="")),
        ]

    def __str__(self):
        return self.name


class Recusal(models.Model):
    """A judge steps back from every case of one organisation; those sheets are left out."""

    class Ground(models.TextChoices):
        EXCLUSION = "제척", _("제척")
        CHALLENGE = "기피", _("기피")
        WITHDRAWAL = "회피", _("회피")

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="recusals", verbose_name=_("심사위원"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("기관"))
    ground = models.CharField(_("구분"), max_length=10, choices=Ground)
    reason = models.CharField(_("사유"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("제척·기피·회피")
        verbose_name_plural = _("제척·기피·회피")
        constraints = [
            models.UniqueConstraint(fields=["judge", "organisation"], name="recusal_once"),
            models.CheckConstraint(
                name="recusal_ground_known", condition=Q(ground__in=["제척", "기피", "회피"])
            ),
        ]

    def __str__(self):
        return f"{self.judge} · {self.organisation}"


class CaseRecusal(models.Model):
    """A judge steps back from one case alone: a helper of that case, say, but not of its whole organisation."""

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="case_recusals", verbose_name=_("심사위원"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("사례"))
    ground = models.CharField(_("구분"), max_length=10, choices=Recusal.Ground)
    reason = models.CharField(_("사유"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("한 사례의 제척·기피·회피")
        verbose_name_plural = _("한 사례의 제척·기피·회피")
        constraints = [
            models.UniqueConstraint(fields=["judge", "case"], name="case_recusal_once"),
            models.CheckConstraint(
                name="case_recusal_ground_known", condition=Q(ground__in=["제척", "기피", "회피"])
            ),
        ]

    def __str__(self):
        return f"{self.judge} · {self.case}"


class Sheet(models.Model):
    """One judge × one case × one round."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheets", verbose_name=_("심사"))
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="sheets", verbose_name=_("심사위원"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="sheets", verbose_name=_("사례"))
    comment = models.TextField(_("의견"), blank=True)

    class Meta:
        verbose_name = _("채점표")
        verbose_name_plural = _("채점표")
        ordering = ("round", "judge", "case")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "judge", "case"],
                name="sheet_once",
                violation_error_message=_("이 심사위원의 이 사례 채점표가 이미 있습니다."),
            )
        ]

    def __str__(self):
        return f"{self.round} · {self.judge} · {self.case}"


class Score(models.Model):
    """Points of one criterion on one sheet. An empty criterion has no row: empty is not 0."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="scores", verbose_name=_("채점표"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("심사항목"))
    points = models.DecimalField(_("점수"), max_digits=5, decimal_places=2)

    # For the history: its title names the sheet, which these relations hold.
    history_related = ("sheet__judge", "sheet__case", "criterion")

    class Meta:
        verbose_name = _("점수")
        verbose_name_plural = _("점수")
        ordering = ("sheet", "criterion")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once"),
            models.CheckConstraint(name="score_points_range", condition=Q(points__gte=0, points__lte=100)),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.points}"

    @property
    def history_title(self):
        return f"{self.sheet} · {self.criterion.name}"


class RoundMark(models.Model):
    """What a closed round said of a case: the exact mark as a fraction, and whether the case went on."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="marks", verbose_name=_("심사"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="round_marks", verbose_name=_("사례"))
    mark = models.CharField(_("평점"), max_length=60, blank=True)
    has_passed = models.BooleanField(_("통과"))

    class Meta:
        verbose_name = _("심사 평점")
        verbose_name_plural = _("심사 평점")
        ordering = ("round", "case")
        constraints = [
            models.UniqueConstraint(fields=["round", "case"], name="round_mark_once"),
            models.CheckConstraint(
                name="round_mark_passed_has_mark", condition=Q(has_passed=False) | ~Q(mark="")
            ),
        ]

    def __str__(self):
        return self.mark
