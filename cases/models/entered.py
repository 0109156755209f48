"""What was entered in an award year, and by whom: organisations and cases."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.edition import Edition
from cases.numbers import normalise_number, number_key
from cases.querysets import CaseQuerySet, OrganisationQuerySet


class Organisation(models.Model):
    """A body that enters cases. It may be renamed or retired, so nothing is keyed by its name."""

    class Kind(models.TextChoices):
        HEADQUARTERS = "본청", _("본청")
        OFFICE = "사업소", _("사업소")
        INVESTED = "투자출연기관", _("투자출연기관")
        DISTRICT = "자치구", _("자치구")

    name = models.CharField(_("이름"), max_length=100)
    kind = models.CharField(_("기관 유형"), max_length=10, choices=Kind)
    former_names = models.JSONField(_("옛 이름"), default=list, blank=True)
    retired_on = models.DateField(_("폐지일"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("기관")
        verbose_name_plural = _("기관")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(retired_on=None),
                name="organisation_active_name_unique",
                violation_error_message=_("같은 이름의 기관이 이미 있습니다."),
            ),
            models.CheckConstraint(
                name="organisation_kind_known",
                condition=Q(kind__in=["본청", "사업소", "투자출연기관", "자치구"]),
            ),
            models.CheckConstraint(name="organisation_name_given", condition=~Q(name="")),
        ]

    def __str__(self):
        return self.name


class Case(models.Model):
    """What an organisation entered in an edition, and what became of it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="cases", verbose_name=_("회차"))
    number = models.CharField(_("사례 번호"), max_length=20)
    number_key = models.CharField(max_length=120, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="cases", verbose_name=_("제출 기관")
    )
    title = models.CharField(_("사례명"), max_length=200)
    summary = models.CharField(_("한 문장 요약"), max_length=300)
    problem = models.TextField(_("무엇이 불편했나요"), blank=True)
    change = models.TextField(_("어떻게 바꾸었나요"), blank=True)
    benefit = models.TextField(_("무엇이 좋아졌나요"), blank=True)
    effects = models.JSONField(
        _("효과 수치"),
        default=list,
        blank=True,
        help_text=_('예: [{"label": "무단투기", "value": "89", "unit": "% 감소"}]'),
    )
    field = models.CharField(_("분야"), max_length=50, blank=True)
    contact_name = models.CharField(_("담당자"), max_length=50, blank=True)
    contact_phone = models.CharField(_("연락처"), max_length=50, blank=True)
    started_on = models.DateField(_("추진 시작일"), null=True, blank=True)
    ended_on = models.DateField(_("추진 종료일"), null=True, blank=True)
    source = models.CharField(_("출처"), max_length=200, blank=True)
    is_example = models.BooleanField(_("예시 사례"), default=False)

    is_finalist = models.BooleanField(_("최종 후보"), default=False, editable=False)
    award_rank = models.PositiveSmallIntegerField(_("순위"), null=True, blank=True, editable=False)
    award_name = models.CharField(_("상"), max_length=50, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("철회한 때"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("철회 사유"), max_length=300, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("사례")
        verbose_name_plural = _("사례")
        permissions = (
            ("view_every_case", _("모든 기관의 사례 보기")),
            ("view_contacts", _("담당자와 연락처 보기")),
        )
        ordering = ("edition", "number_key")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "number_key"],
                name="case_number_unique",
                violation_error_message=_("이 회차에 같은 번호의 사례가 이미 있습니다."),
            ),
            models.CheckConstraint(name="case_number_given", condition=~Q(number="")),
            models.CheckConstraint(name="case_title_given", condition=~Q(title="")),
            models.CheckConstraint(
                name="case_period_in_order",
                condition=Q(started_on=None) | Q(ended_on=None) | Q(started_on__lte=F("ended_on")),
                violation_error_message=_("추진 종료일이 시작일보다 빠릅니다."),
            ),
            models.CheckConstraint(
                name="case_withdrawal_has_reason", condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason="")
            ),
            models.CheckConstraint(
                name="case_award_of_finalist", condition=Q(award_name="") | Q(is_finalist=True)
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def save(self, **kwargs):
        self.number = normalise_number(self.number)
        self.number_key = number_key(self.number)
        super().save(**kwargs)

    def clean_fields(self, exclude=None):
        self.number = normalise_number(self.number)
        super().clean_fields(exclude)

    def validate_constraints(self, exclude=None):
        """Forms leave the key out because nobody types it; a number that is taken is found by it."""
        exclude = set(exclude or ())
        if "number" not in exclude:
            self.number_key = number_key(self.number)
            exclude.discard("number_key")
        super().validate_constraints(exclude)
