"""Who asked for an act on a poll and why, who confirmed it, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.staff.two_people import Asked, AskedQuerySet
from voting.acts.sizes import words_of


class PollAct(Asked):
    """One request, and once it is confirmed the record of what was done. Nothing of it is ever deleted."""

    class Kind(models.TextChoices):
        VOID = "void", _("무효 선언")
        DESTROY_SECRET = "destroy_secret", _("비밀 키 파기")
        ADMIT_BOX = "admit_box", _("맞지 않는 투표함 공개")
        ADMIT_COUNTS = "admit_counts", _("맞지 않는 인증 건수 공개")

        @property
        def is_admission(self):
            return self.value.startswith("admit_")

        @property
        def right_to_ask(self):
            return f"voting.ask_{'admission' if self.is_admission else self.value}"

        @property
        def right_to_confirm(self):
            return f"voting.confirm_{'admission' if self.is_admission else self.value}"

    poll = models.ForeignKey("voting.Poll", models.PROTECT, related_name="acts", verbose_name=_("투표"))
    kind = models.CharField(_("종류"), max_length=20, choices=Kind)
    reason = models.CharField(_("사유"), max_length=300)
    # Of a destruction: the participations whose keys nobody can test any more, and the codes that were deleted.
    participations = models.PositiveIntegerField(_("더는 대조할 수 없는 참여"), null=True, blank=True)
    codes = models.PositiveIntegerField(_("지운 인증번호"), null=True, blank=True)

    # Of an admission: the numbers that do not agree, as they were signed.
    sizes = models.JSONField(_("밝힌 수"), null=True, blank=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        verbose_name = _("두 사람이 하는 일")
        verbose_name_plural = _("두 사람이 하는 일")
        ordering = ("asked_at", "pk")
        default_permissions = ("view",)
        permissions = (
            ("ask_void", _("무효 선언 요청")),
            ("confirm_void", _("무효 선언 확인")),
            ("ask_destroy_secret", _("비밀 키 파기 요청")),
            ("confirm_destroy_secret", _("비밀 키 파기 확인")),
            ("ask_admission", _("맞지 않는 것의 공개 요청")),
            ("confirm_admission", _("맞지 않는 것의 공개 확인")),
        )
        constraints = [
            models.CheckConstraint(
                name="poll_act_two_people", condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="poll_act_confirmed_by_somebody",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="poll_act_confirmed_or_withdrawn", condition=Q(confirmed_at=None) | Q(withdrawn_at=None)
            ),
            models.CheckConstraint(name="poll_act_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(
                name="poll_act_kind_known",
                condition=Q(kind__in=["void", "destroy_secret", "admit_box", "admit_counts"]),
            ),
            models.CheckConstraint(
                name="poll_act_admission_has_sizes",
                condition=Q(kind__startswith="admit_", sizes__isnull=False)
                | (~Q(kind__startswith="admit_") & Q(sizes__isnull=True)),
            ),
            models.CheckConstraint(
                name="poll_act_destruction_counted",
                condition=Q(participations=None, codes=None)
                & (~Q(kind="destroy_secret") | Q(confirmed_at=None))
                | Q(
                    kind="destroy_secret",
                    confirmed_at__isnull=False,
                    participations__isnull=False,
                    codes__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="poll_act_asked_once",
                fields=["poll", "kind"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="poll_act_done_once",
                fields=["poll", "kind"],
                condition=Q(confirmed_at__isnull=False, kind__in=["void", "destroy_secret"]),
            ),
        ]

    def __str__(self):
        return f"{self.poll} · {self.get_kind_display()}"

    @property
    def size_words(self):
        """The numbers that do not agree, as sentences; none of other acts."""
        return words_of(self.sizes) if self.sizes else []
