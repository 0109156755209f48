"""The rule of an edition: drafted as rows, frozen as one document."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Edition


class Rule(models.Model):
    """What the rows below do not hold, and the frozen document: the only thing the engine reads."""

    class RevokedPlace(models.TextChoices):
        EMPTY = "empty", _("비워 둡니다")
        NEXT = "next", _("차순위 사례가 한 자리씩 올라옵니다")

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="rule", verbose_name=_("회차"))
    groups = models.JSONField(_("심사 묶음"), default=list)
    decimals = models.PositiveSmallIntegerField(_("소수 자릿수"), default=3)
    tie_chain = models.JSONField(_("동점 처리 차례"), default=list)
    lot_seed = models.CharField(_("추첨 씨앗값"), max_length=100, blank=True)
    bonus = models.JSONField(_("가점"), null=True, blank=True)
    cash_excluded_kinds = models.JSONField(_("상장만 받는 기관 유형"), default=list, blank=True)
    revoked_place = models.CharField(
        _("수상이 취소된 자리"), max_length=10, choices=RevokedPlace, default=RevokedPlace.EMPTY
    )

    document = models.TextField(_("확정한 산정 규칙"), blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("확정한 때"), null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("산정 규칙")
        verbose_name_plural = _("산정 규칙")
        permissions = (("freeze_rule", _("산정 규칙 확정")),)
        constraints = [
            models.CheckConstraint(name="rule_decimals_range", condition=Q(decimals__lte=10)),
            models.CheckConstraint(
                name="rule_revoked_place_known", condition=Q(revoked_place__in=["empty", "next"])
            ),
            models.CheckConstraint(
                name="rule_frozen_whole",
                condition=Q(document="", sha256="", frozen_at=None)
                | (~Q(document="") & ~Q(sha256="") & Q(frozen_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return str(self.edition)


class Round(models.Model):
    """One pass of expert judging."""

    class Method(models.TextChoices):
        WRITTEN = "written", _("서면심사")
        PRESENTATION = "presentation", _("대면심사")
        PANEL = "panel", _("현장평가")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="rounds", verbose_name=_("회차"))
    order = models.PositiveSmallIntegerField(_("차례"))
    name = models.CharField(_("이름"), max_length=50)
    method = models.CharField(_("방법"), max_length=20, choices=Method, default=Method.WRITTEN)
    trim_from = models.PositiveSmallIntegerField(
        _("제외를 시작하는 점수 개수"),
        null=True,
        blank=True,
        help_text=_("이 수 이상이면 최고와 최저를 뺍니다."),
    )
    trim_high = models.PositiveSmallIntegerField(_("빼는 최고점 수"), default=1)
    trim_low = models.PositiveSmallIntegerField(_("빼는 최저점 수"), default=1)
    cut = models.PositiveSmallIntegerField(
        _("통과 건수"), null=True, blank=True, help_text=_("비워 두면 모두 통과합니다.")
    )
    is_double_entry = models.BooleanField(
        _("두 사람이 따로 입력"),
        default=False,
        help_text=_("같은 종이 채점표를 두 사람이 서로 보지 않고 입력합니다. 같은 값만 점수가 됩니다."),
    )
    closed_at = models.DateTimeField(_("마감한 때"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("심사")
        verbose_name_plural = _("심사")
        ordering = ("edition", "order")
        constraints = [
            models.UniqueConstraint(fields=["edition", "order"], name="round_order_unique"),
            models.CheckConstraint(name="round_order_positive", condition=Q(order__gte=1)),
            models.CheckConstraint(name="round_cut_positive", condition=Q(cut=None) | Q(cut__gte=1)),
            models.CheckConstraint(
                name="round_trim_leaves_somebody",
                condition=Q(trim_from=None) | Q(trim_from__gt=F("trim_high") + F("trim_low")),
                violation_error_message=_("최고점과 최저점을 빼고도 점수가 하나는 남아야 합니다."),
            ),
        ]

    def __str__(self):
        return self.name


class Criterion(models.Model):
    """One line of the score sheet. The maxima of a round add up to 100."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="criteria", verbose_name=_("심사"))
    order = models.PositiveSmallIntegerField(_("차례"))
    name = models.CharField(_("이름"), max_length=50)
    maximum = models.DecimalField(_("최고점"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("심사항목")
        verbose_name_plural = _("심사항목")
        ordering = ("round", "order")
        constraints = [
            models.UniqueConstraint(fields=["round", "order"], name="criterion_order_unique"),
            models.UniqueConstraint(fields=["round", "name"], name="criterion_name_unique"),
            models.CheckConstraint(
                name="criterion_maximum_range", condition=Q(maximum__gt=0, maximum__lte=100)
            ),
        ]

    def __str__(self):
        return f"{self.name}({self.limit})"

    @property
    def limit(self):
        """The maximum as people write it: 40, not 40.00."""
        return f"{self.maximum.normalize():f}"

    @property
    def history_title(self):
        return f"{self.round} · {self.name}"


class AwardTier(models.Model):
    """An award the rule can give: places in rank order, most votes, or the committee's choice."""

    class Kind(models.TextChoices):
        RANKED = "ranked", _("순위")
        MOST_VOTES = "most_votes", _("최다 득표")
        COMMITTEE = "committee", _("위원회 선정")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="award_tiers", verbose_name=_("회차"))
    order = models.PositiveSmallIntegerField(_("차례"))
    name = models.CharField(_("이름"), max_length=50)
    kind = models.CharField(_("종류"), max_length=20, choices=Kind, default=Kind.RANKED)
    places = models.PositiveSmallIntegerField(_("자리 수"), default=1)
    prize_krw = models.PositiveIntegerField(_("상금(원)"), default=0)
    is_stackable = models.BooleanField(_("다른 상과 함께 받을 수 있음"), default=False)

    class Meta:
        verbose_name = _("상")
        verbose_name_plural = _("상")
        ordering = ("edition", "order")
        constraints = [
            models.UniqueConstraint(fields=["edition", "order"], name="award_tier_order_unique"),
            models.UniqueConstraint(fields=["edition", "name"], name="award_tier_name_unique"),
            models.CheckConstraint(name="award_tier_places_positive", condition=Q(places__gte=1)),
        ]

    def __str__(self):
        return self.name
