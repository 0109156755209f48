"""The result: frozen rows in numbered versions, and the awards it gives."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.rule.models import AwardTier
from cases.models import Case, Edition


class Closing(Edition):
    """An edition on its way from the end of the vote to the published result: the one page that leads there."""

    class Meta:
        proxy = True
        verbose_name = _("마감과 발표")
        verbose_name_plural = _("마감과 발표")
        default_permissions = ()
        permissions = (
            ("view_closing", _("마감과 발표 화면 보기")),
            ("close_vote", _("투표 마감과 봉인")),
            ("choose_for_award", _("위원회 선정 기록")),
            ("compute_result", _("집계와 산정")),
            ("request_approval", _("승인 요청")),
            ("approve_result", _("승인")),
            ("publish_result", _("발표")),
            ("review_result", _("결과에 대한 감사 의견")),
            ("download_audit_pack", _("감사 자료 내려받기")),
            ("ask_revocation", _("수상 취소 요청과 환수 기록")),
            ("confirm_revocation", _("수상 취소 확인")),
        )


class CommitteeChoice(models.Model):
    """A finalist that the committee names for an award of its own, and why. Recorded before the computation."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="committee_choices", verbose_name=_("회차")
    )
    tier = models.ForeignKey(AwardTier, models.PROTECT, related_name="choices", verbose_name=_("상"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("사례"))
    reason = models.CharField(_("선정 사유"), max_length=300)
    chosen_at = models.DateTimeField(_("기록한 때"))
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("기록한 사람")
    )

    class Meta:
        verbose_name = _("위원회 선정")
        verbose_name_plural = _("위원회 선정")
        ordering = ("edition", "tier__order", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["tier", "case"], name="committee_choice_once"),
            models.CheckConstraint(name="committee_choice_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.tier} · {self.case}"


class ResultQuerySet(models.QuerySet):
    def told(self, edition, at):
        """The versions of `edition` that are public at the moment `at`, the newest first."""
        public = Q(edition__published_at__lte=at, edition__voided_at=None, published_at__lte=at)
        return self.filter(public, edition=edition).order_by("-version")


class Result(models.Model):
    """One computed result. It is never changed: a correction is a new version, and says why it is made."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="results", verbose_name=_("회차"))
    version = models.PositiveSmallIntegerField(_("판"))
    reason = models.CharField(_("정정하는 사유"), max_length=500, blank=True)
    rule_sha256 = models.CharField(_("산정 규칙의 SHA-256"), max_length=64)
    summary = models.JSONField(
        _("집계"), help_text=_("투표자, 표, 심사위원, 반영 비율, 동점 처리 등 결과와 함께 굳힌 값")
    )
    computed_at = models.DateTimeField(_("산정한 때"))
    computed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("발표하기로 한 때"), null=True, blank=True)
    requested_at = models.DateTimeField(_("승인을 요청한 때"), null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("승인한 때"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("공개하는 때"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("결과")
        verbose_name_plural = _("결과")
        ordering = ("edition", "-version")
        constraints = [
            models.UniqueConstraint(fields=["edition", "version"], name="result_version_unique"),
            models.CheckConstraint(name="result_version_positive", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="result_two_people",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("requested_by")) & Q(requested_by__isnull=False)),
                violation_error_message=_("승인은 요청한 사람이 아닌 두 번째 사람이 합니다."),
            ),
            models.CheckConstraint(
                name="result_published_once_approved",
                condition=Q(published_at=None) | Q(approved_by__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.edition} ({self.version})"

    @property
    def review(self):
        """What 감사 said of it last, None while nothing was said."""
        return self.reviews.order_by("-reviewed_at", "-pk").first()


class Review(models.Model):
    """What 감사 says of one version of a result. Added to, never changed: the newest holds, all are shown."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("확인")
        OBJECTED = "objected", _("이의")

    result = models.ForeignKey(Result, models.PROTECT, related_name="reviews", verbose_name=_("결과"))
    verdict = models.CharField(_("감사 의견"), max_length=10, choices=Verdict)
    reason = models.CharField(_("사유"), max_length=1000, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("적은 사람")
    )
    reviewed_at = models.DateTimeField(_("적은 때"))

    class Meta:
        verbose_name = _("감사 의견")
        verbose_name_plural = _("감사 의견")
        ordering = ("result", "reviewed_at", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="review_verdict_known", condition=Q(verdict__in=["confirmed", "objected"])
            ),
            models.CheckConstraint(
                name="review_objection_has_reason", condition=Q(verdict="confirmed") | ~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.result}: {self.get_verdict_display()}"


class ResultRow(models.Model):
    """What one finalist reached, with the digits as they are shown."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="rows", verbose_name=_("결과"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("사례"))
    rank = models.PositiveSmallIntegerField(_("순위"), null=True)
    title = models.CharField(_("사례명"), max_length=200)
    organisation_name = models.CharField(_("기관"), max_length=100)
    organisation_kind = models.CharField(_("기관 유형"), max_length=10)
    votes = models.PositiveIntegerField(_("득표"), null=True)
    total = models.CharField(_("합계"), max_length=30)
    groups = models.JSONField(_("묶음별 값"))
    tie_step = models.CharField(_("순위를 가른 동점 처리"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("결과 줄")
        verbose_name_plural = _("결과 줄")
        ordering = ("result", "rank", "pk")
        constraints = [
            models.UniqueConstraint(fields=["result", "case"], name="result_row_once"),
            models.CheckConstraint(name="result_row_rank_positive", condition=Q(rank=None) | Q(rank__gte=1)),
        ]

    def __str__(self):
        return f"{self.rank}. {self.title}"


class Award(models.Model):
    """An award given by a result. Award and payout are two facts: some bodies get the certificate only."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="awards", verbose_name=_("결과"))
    row = models.ForeignKey(ResultRow, models.CASCADE, related_name="awards", verbose_name=_("결과 줄"))
    tier = models.PositiveSmallIntegerField(_("상의 차례"))
    name = models.CharField(_("상"), max_length=50)
    kind = models.CharField(_("종류"), max_length=20)
    prize_krw = models.PositiveIntegerField(_("상금(원)"))
    payout_krw = models.PositiveIntegerField(_("지급액(원)"))

    class Meta:
        verbose_name = _("수상")
        verbose_name_plural = _("수상")
        ordering = ("result", "tier", "row__rank")
        constraints = [
            models.UniqueConstraint(fields=["row", "tier"], name="award_once"),
            models.CheckConstraint(
                name="award_payout_at_most_prize", condition=Q(payout_krw__lte=F("prize_krw"))
            ),
        ]

    def __str__(self):
        return self.name
