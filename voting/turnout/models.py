"""What may be watched of a vote: failures by the hour, digests of who took part, the providers' own counts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Edition
from cases.staff.models import WrittenOnce, WrittenOnceQuerySet
from voting.identity.methods import title_of_method

SHA256_LENGTH = 64


class Turnout(Edition):
    """An edition as those see it who watch its vote: participations and failures by the hour, nothing of anybody."""

    class Meta:
        proxy = True
        verbose_name = _("투표 현황")
        verbose_name_plural = _("투표 현황")
        default_permissions = ("view",)


class Failure(models.Model):
    """How often voters failed in one way within one hour. Never who, never what, never from where."""

    class Kind(models.TextChoices):
        WRONG_CODE = "wrong_code", _("틀린 인증번호")
        CODE_UNKNOWN = "code_unknown", _("이미 썼거나 보낸 적 없는 인증번호")
        CODE_EXPIRED = "code_expired", _("유효 시간이 지난 인증번호")
        TOO_MANY = "too_many", _("너무 잦은 요청이나 입력")
        CROWDED = "crowded", _("네트워크가 붐벼 잠시 기다림")
        UNAVAILABLE = "unavailable", _("인증번호를 보내지 못함")
        BUDGET = "budget", _("하루 문자 한도를 다 씀")
        SIGN_ON_CANCELLED = "sign_on_cancelled", _("그만둔 통합 로그인")
        SIGN_ON_DOWN = "sign_on_down", _("연결하지 못한 통합 로그인")
        SIGN_ON_FAILED = "sign_on_failed", _("확인하지 못한 통합 로그인")
        ALREADY_VOTED = "already_voted", _("이미 투표한 번호")
        NOT_ELIGIBLE = "not_eligible", _("투표할 수 없는 사람")
        LAPSED = "lapsed", _("인증한 지 30분이 지남")
        ALTERED = "altered", _("바뀌었거나 이미 쓴 화면")
        TOO_LATE = "too_late", _("마감 뒤에 온 투표")

    poll = models.ForeignKey("voting.Poll", models.CASCADE, related_name="failures", verbose_name=_("투표"))
    hour = models.DateTimeField(_("시간대"))
    kind = models.CharField(_("실패"), max_length=20, choices=Kind)
    count = models.PositiveIntegerField(_("건수"))

    class Meta:
        verbose_name = _("투표 실패")
        verbose_name_plural = _("투표 실패")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="failure_once_an_hour", fields=["poll", "hour", "kind"]),
        ]

    def __str__(self):
        return self.get_kind_display()


class TurnoutDigest(WrittenOnce):
    """The participations before a full hour: how many, and one digest of their keys. Written once, mailed to 감사."""

    poll = models.ForeignKey("voting.Poll", models.CASCADE, related_name="digests", verbose_name=_("투표"))
    until = models.DateTimeField(_("이 시각 전까지"))
    count = models.PositiveIntegerField(_("참여"))
    sha256 = models.CharField(_("요약값(SHA-256)"), max_length=SHA256_LENGTH)
    made_at = models.DateTimeField(_("만든 때"))

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        verbose_name = _("참여 요약값")
        verbose_name_plural = _("참여 요약값")
        default_permissions = ()
        ordering = ("poll", "until")
        constraints = [
            models.UniqueConstraint(name="turnout_digest_once", fields=["poll", "until"]),
            models.CheckConstraint(name="turnout_digest_looks_back", condition=Q(until__lte=F("made_at"))),
        ]

    def __str__(self):
        return f"{self.poll} · {timezone.localtime(self.until):%Y-%m-%d %H:%M}"


class ProviderCount(WrittenOnce):
    """How many verifications an outside provider counted itself. Rows are only added; the newest counts."""

    poll = models.ForeignKey(
        "voting.Poll", models.CASCADE, related_name="provider_counts", verbose_name=_("투표")
    )
    method = models.CharField(_("인증 방법"), max_length=20)
    count = models.PositiveIntegerField(_("업체가 센 건수"))
    note = models.CharField(
        _("근거"),
        max_length=300,
        help_text=_("어느 문서에서 옮겼는지 적어 주세요. 예: 12월 1일 업체 공문 제12호"),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("입력한 사람")
    )
    entered_at = models.DateTimeField(_("입력한 때"))

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        verbose_name = _("업체 인증 건수")
        verbose_name_plural = _("업체 인증 건수")
        default_permissions = ("view", "add")
        ordering = ("-entered_at", "-pk")

    def __str__(self):
        return f"{self.poll} · {self.method_title}"

    @property
    def method_title(self):
        return title_of_method(self.method)
