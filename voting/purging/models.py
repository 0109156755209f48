"""That what must end has ended: one record a run, written once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.staff.models import WrittenOnce, WrittenOnceQuerySet


class PurgeRecord(WrittenOnce):
    """When the purge ran, and how many rows of each kind went; `counts` is {kind: rows}."""

    class Kind(models.TextChoices):
        CODES = "codes", _("24시간이 지난 인증번호")
        NUMBERS = "numbers", _("24시간이 지난 번호별 횟수")
        TRIES = "tries", _("24시간이 지난 틀린 입력 횟수")
        NETWORKS = "networks", _("보관 기간이 지난 네트워크 값")
        UPLOADS = "uploads", _("반영하지 않은 파일")
        SESSIONS = "sessions", _("끝난 직원 세션")
        DELAYS = "delays", _("하루가 지난 로그인 실패 횟수")
        ACCESSES = "accesses", _("두 해가 지난 개인정보 접속 기록")
        REFUSALS = "refusals", _("두 해가 지난 거부된 시도")
        FILINGS = "filings", _("시간이 지난 이의신청 횟수")
        OBJECTIONS = "objections", _("보관 기간이 지난 이의신청의 내용")

    at = models.DateTimeField(_("때"))
    counts = models.JSONField(_("지운 건수"))

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        verbose_name = _("파기 기록")
        verbose_name_plural = _("파기 기록")
        default_permissions = ("view",)
        ordering = ("-at", "-pk")

    def __str__(self):
        return f"{self.at:%Y-%m-%d}"

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def told(self):
        """Yield (kind in the reader's words, rows) in the order of the kinds."""
        for kind in self.Kind:
            if kind in self.counts:
                yield kind.label, self.counts[kind]
