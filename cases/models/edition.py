"""The award year: its kind, its calendar, and what happened when."""

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases import stages
from cases.querysets import EditionQuerySet

# First parts of an address that belong to the portal itself.
RESERVED_SLUGS = {"admin", "editions", "en", "healthz", "privacy", "sign-on", "static"}

# A default: the real contest published no period for objections. An edition may have another one.
OBJECTION_PERIOD = timedelta(days=30)
LONGEST_OBJECTION_DAYS = 365

STAGE_NAMES = {
    stages.Stage.DRAFT: _("준비"),
    stages.Stage.SUBMISSIONS: _("접수"),
    stages.Stage.JUDGING: _("전문가 심사"),
    stages.Stage.VOTING: _("시민투표"),
    stages.Stage.COUNTING: _("집계"),
    stages.Stage.RESULTS: _("발표"),
}


def validate_slug(slug):
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or slug in RESERVED_SLUGS:
        raise ValidationError(
            _(
                "주소 이름에는 영문 소문자, 숫자와 붙임표(-)만 쓸 수 있습니다. 예: 2026. "
                "이미 쓰이는 말(%(words)s)은 쓸 수 없습니다."
            ),
            params={"words": ", ".join(sorted(RESERVED_SLUGS))},
        )


class Edition(models.Model):
    """One award year. The calendar lives here alone; a poll has no window of its own."""

    class Kind(models.TextChoices):
        CONTEST = "contest", _("대회")
        REPLAY = "replay", _("다시 계산한 지난 회차")
        PRACTICE = "practice", _("연습")
        RECORD = "record", _("기록")

    class Disclosure(models.TextChoices):
        """What of the judges' totals is told with the result."""

        FINALISTS = "finalists", _("최종 후보의 점수만")
        MARKS_ONLY = "marks_only", _("점수 없이 평점만")
        ALL = "all", _("모든 사례의 점수")

    # Value of the fact `figures` of a past year that is played through with made-up scores or ballots.
    GENERATED = "generated"

    slug = models.CharField(_("주소 이름"), max_length=40, unique=True, validators=[validate_slug])
    kind = models.CharField(_("종류"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(_("연도"), validators=[MinValueValidator(2000)])
    title = models.CharField(_("이름"), max_length=200)

    submissions_open_at = models.DateTimeField(_("접수 시작"), null=True, blank=True)
    submissions_close_at = models.DateTimeField(_("접수 마감"), null=True, blank=True)
    judging_open_at = models.DateTimeField(_("심사 시작"), null=True, blank=True)
    judging_close_at = models.DateTimeField(_("심사 마감"), null=True, blank=True)
    voting_open_at = models.DateTimeField(_("투표 시작"), null=True, blank=True)
    voting_close_at = models.DateTimeField(_("투표 마감"), null=True, blank=True)
    results_planned_at = models.DateTimeField(_("발표 예정"), null=True, blank=True)

    sealed_at = models.DateTimeField(_("봉인한 때"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("발표한 때"), null=True, blank=True, editable=False)
    voided_at = models.DateTimeField(_("투표를 무효로 한 때"), null=True, blank=True, editable=False)
    void_reason = models.CharField(_("투표를 무효로 한 사유"), max_length=300, blank=True, editable=False)

    disclosure = models.CharField(
        _("심사위원별 점수 공개"),
        max_length=10,
        choices=Disclosure,
        default=Disclosure.FINALISTS,
        help_text=_(
            "발표할 때 공개 자료에 심사위원별 점수를 어디까지 싣는지 정합니다. 심사위원의 이름은 싣지 않습니다. "
            "접수가 시작되면 바꿀 수 없습니다."
        ),
    )

    is_audit_required = models.BooleanField(
        _("감사가 확인해야 발표"),
        default=False,
        help_text=_(
            "켜면 감사가 결과를 확인해야 발표할 수 있습니다. 끄면 감사 의견은 결과와 함께 공개만 합니다. "
            "접수가 시작되면 바꿀 수 없습니다."
        ),
    )

    objection_days = models.PositiveSmallIntegerField(
        _("이의신청 기간(일)"),
        default=OBJECTION_PERIOD.days,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_OBJECTION_DAYS)],
        help_text=_(
            "발표하거나 투표를 무효로 한 때부터 며칠 동안 이의신청을 받는지 정합니다. "
            "30일은 이 누리집이 정한 기본값입니다. "
            "투표가 시작되거나 결과를 발표한 뒤에는 늘릴 수만 있고, 기간이 끝나면 바꿀 수 없습니다."
        ),
    )

    facts = models.JSONField(
        _("사실"),
        default=dict,
        blank=True,
        help_text=_("항목마다 value, basis(published 또는 default), source를 적습니다."),
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("회차")
        verbose_name_plural = _("회차")
        ordering = ("-year", "-pk")
        constraints = [
            models.CheckConstraint(
                name=f"edition_{name}_window",
                condition=Q(**{f"{name}_open_at": None, f"{name}_close_at": None})
                | Q(**{f"{name}_open_at__lt": F(f"{name}_close_at")}),
                violation_error_message=_("시작과 마감을 함께 적고, 마감이 시작보다 늦어야 합니다."),
            )
            for name in ("submissions", "judging", "voting")
        ] + [
            models.CheckConstraint(
                name="edition_windows_in_order",
                condition=(
                    (
                        Q(judging_open_at=None)
                        | Q(submissions_close_at=None)
                        | Q(judging_open_at__gte=F("submissions_open_at"))
                    )
                    & (
                        Q(voting_open_at=None)
                        | Q(judging_close_at=None)
                        | Q(voting_open_at__gte=F("judging_close_at"))
                    )
                ),
                violation_error_message=_(
                    "접수, 심사, 투표의 차례로 날짜를 적어 주세요. 투표는 심사가 끝난 뒤에 시작합니다."
                ),
            ),
            models.CheckConstraint(
                name="edition_published_after_seal",
                condition=Q(published_at=None)
                | Q(kind="record")
                | Q(voting_open_at=None)
                | Q(published_at__gte=F("sealed_at")),
            ),
            models.CheckConstraint(
                name="edition_disclosure_known",
                condition=Q(disclosure__in=["finalists", "marks_only", "all"]),
            ),
            models.CheckConstraint(
                name="edition_objection_days_in_range",
                condition=Q(objection_days__gte=1, objection_days__lte=LONGEST_OBJECTION_DAYS),
            ),
            models.CheckConstraint(
                name="edition_void_has_reason", condition=Q(voided_at=None) | ~Q(void_reason="")
            ),
            models.CheckConstraint(
                name="edition_void_or_published", condition=Q(voided_at=None) | Q(published_at=None)
            ),
            models.CheckConstraint(
                name="edition_void_after_opening",
                condition=Q(voided_at=None) | Q(voting_open_at__lte=F("voided_at")),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def calendar(self):
        return stages.Calendar(
            submissions=stages.Window(self.submissions_open_at, self.submissions_close_at),
            judging=stages.Window(self.judging_open_at, self.judging_close_at),
            voting=stages.Window(self.voting_open_at, self.voting_close_at),
            has_vote=self._has_vote,
        )

    @property
    def _has_vote(self):
        """Whether citizens vote. Asked of the database only while no window says so and the judging is planned."""
        if self.voting_open_at is not None or self.judging_open_at is None:
            return True
        return self.has_poll if hasattr(self, "has_poll") else hasattr(self, "poll")

    @property
    def recorded(self):
        return stages.Facts(
            sealed_at=self.sealed_at, published_at=self.published_at, voided_at=self.voided_at
        )

    def stage_at(self, at):
        return stages.stage_of(self.calendar, self.recorded, at)

    def scene_at(self, at):
        return stages.scene_of(self.calendar, self.recorded, at)

    def stage_name_at(self, at):
        """The stage at the moment `at` in the reader's words."""
        return _("무효") if self.is_void(at) else STAGE_NAMES[self.stage_at(at)]

    def is_published(self, at):
        """Whether a result is public: that a poll is void is told in the same stage, without one."""
        return self.scene_at(at) is stages.Scene.PUBLISHED

    def is_void(self, at):
        return self.scene_at(at) is stages.Scene.VOID

    @property
    def objections_close_at(self):
        """Until when objections are taken, once there is something to object to; else None."""
        told_at = self.voided_at or self.published_at
        return told_at + self.objection_period if told_at else None

    @property
    def objection_period(self):
        return timedelta(days=self.objection_days)

    @property
    def voting_extensions(self):
        """What citizens are told of the vote's extensions, the newest first."""
        return self.calendar_changes.extensions("voting")

    @property
    def is_sample(self):
        """Whether figures of this edition are reconstructed or practice, so that pages must say so."""
        return self.kind in (self.Kind.REPLAY, self.Kind.PRACTICE)

    @property
    def is_rehearsal(self):
        """Whether a past year is played through with made-up figures: its order and awards are not that year's."""
        return self.kind == self.Kind.REPLAY and self.fact("figures") == self.GENERATED

    @property
    def real_year(self):
        """The edition that tells the real awards of the year of a rehearsal, where there is one."""
        return Edition.objects.filter(slug=str(self.year)).exclude(pk=self.pk).first()

    def fact(self, name):
        """Return the value of the fact `name`, or None where nobody published it."""
        return self.facts.get(name, {}).get("value")
