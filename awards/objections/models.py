"""Objections to a result that is public, or to a void vote; what was done about each; how many a network filed."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Edition
from cases.staff.models import NotChangeable, WrittenOnce, WrittenOnceQuerySet

LONGEST_TEXT = 2000
SHA256_LENGTH = 64


class ObjectionQuerySet(WrittenOnceQuerySet):
    def for_the_public(self):
        """Newest first, with what is told of the answers; what the filer wrote is not even read."""
        told = ObjectionAct.objects.answers_in_force().defer("answer", "note")
        return self.defer("text").prefetch_related(Prefetch("acts", told, to_attr="told")).order_by("-number")

    def with_state(self):
        acts = ObjectionAct.objects.filter(objection=OuterRef("pk"), kind__in=ObjectionAct.ANSWERS)
        return self.annotate(
            has_answer=Exists(acts.filter(confirmed_at__isnull=False)),
            has_draft=Exists(acts.waiting()),
        )


class Objection(WrittenOnce):
    """One objection as it was filed. Of a citizen nothing is kept but the text; it is blanked when its time is over."""

    class Subject(models.TextChoices):
        SCORES = "scores", _("심사와 점수")
        VOTE = "vote", _("시민투표")
        RANKING = "ranking", _("순위와 시상")
        DATA = "data", _("공개 자료")
        OTHER = "other", _("기타")

    class Filer(models.TextChoices):
        CITIZEN = "citizen", _("시민")
        ORGANISATION = "organisation", _("응모 기관")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="objections", verbose_name=_("회차"))
    number = models.PositiveIntegerField(_("번호"))
    subject = models.CharField(_("주제"), max_length=10, choices=Subject)
    filer = models.CharField(_("낸 사람"), max_length=12, choices=Filer)
    organisation = models.CharField(_("기관"), max_length=100, blank=True)
    text = models.TextField(_("내용"), max_length=LONGEST_TEXT, blank=True)
    code_sha256 = models.CharField(max_length=SHA256_LENGTH, unique=True, editable=False)
    filed_at = models.DateTimeField(_("접수한 때"))
    erased_at = models.DateTimeField(_("내용을 지운 때"), null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("이의신청")
        verbose_name_plural = _("이의신청")
        ordering = ("-edition", "-number")
        default_permissions = ("view",)
        permissions = (
            ("answer_objection", _("이의신청 답변 작성")),
            ("confirm_answer", _("이의신청 답변 확인")),
        )
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="objection_number_once"),
            models.CheckConstraint(name="objection_number_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="objection_subject_known",
                condition=Q(subject__in=["scores", "vote", "ranking", "data", "other"]),
            ),
            models.CheckConstraint(
                name="objection_organisation_named",
                condition=Q(filer="citizen", organisation="")
                | (Q(filer="organisation") & ~Q(organisation="")),
            ),
            models.CheckConstraint(
                name="objection_text_or_erased",
                condition=(Q(erased_at=None) & ~Q(text="")) | Q(erased_at__isnull=False, text=""),
            ),
        ]

    def __str__(self):
        return str(_("%(edition)s 이의신청 제%(n)s호") % {"edition": self.edition, "n": self.number})


class ObjectionActQuerySet(models.QuerySet):
    def waiting(self):
        """Answers that were written, and neither confirmed nor taken back."""
        return self.filter(kind__in=self.model.ANSWERS, confirmed_at=None, withdrawn_at=None)

    def answers_in_force(self):
        """Answers that two people gave; the first is the one that counts, the others are those it corrects."""
        confirmed = self.filter(kind__in=self.model.ANSWERS, confirmed_at__isnull=False)
        return confirmed.order_by("-confirmed_at", "-pk")

    def with_people(self):
        return self.select_related("by", "confirmed_by", "withdrawn_by")

    def delete(self):
        raise NotChangeable


class ObjectionAct(models.Model):
    """A step on an objection. An answer waits until a second person confirms it; no step is ever deleted."""

    class Kind(models.TextChoices):
        FILED = "filed", _("접수함")
        MEMO = "memo", _("담당 메모")
        ANSWER = "answer", _("답변")
        CORRECTION = "correction", _("답변 정정")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("받아들임")
        PARTLY = "partly", _("일부 받아들임")
        REJECTED = "rejected", _("받아들이지 않음")
        OUTSIDE = "outside", _("대상 아님")

    ANSWERS = (Kind.ANSWER, Kind.CORRECTION)

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="acts", verbose_name=_("이의신청"))
    kind = models.CharField(_("종류"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("때"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("누가"),
    )
    note = models.TextField(_("메모나 사유"), max_length=LONGEST_TEXT, blank=True)
    outcome = models.CharField(_("판단"), max_length=10, choices=Outcome, blank=True)
    answer = models.TextField(_("낸 분이 읽는 답변"), max_length=LONGEST_TEXT, blank=True)
    summary = models.CharField(_("공개하는 요약"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("확인한 사람"),
    )
    confirmed_at = models.DateTimeField(_("확인한 때"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("거둔 사람"),
    )
    withdrawn_at = models.DateTimeField(_("거둔 때"), null=True, blank=True)

    objects = ObjectionActQuerySet.as_manager()

    class Meta:
        verbose_name = _("이의신청 처리")
        verbose_name_plural = _("이의신청 처리")
        ordering = ("objection", "at", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="objection_act_kind_known",
                condition=Q(kind="filed", by=None)
                | Q(kind__in=["memo", "answer", "correction"], by__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_act_answer_whole",
                condition=Q(kind__in=["filed", "memo"], outcome="", answer="", summary="")
                | (
                    Q(kind__in=["answer", "correction"])
                    & Q(outcome__in=["accepted", "partly", "rejected", "outside"])
                    & ~Q(summary="")
                ),
            ),
            models.CheckConstraint(
                name="objection_act_only_answers_confirmed",
                condition=Q(kind__in=["answer", "correction"]) | Q(confirmed_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="objection_act_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("by")),
            ),
            models.CheckConstraint(
                name="objection_act_confirmed_by_somebody",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_act_withdrawn_by_somebody",
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_act_confirmed_or_withdrawn",
                condition=Q(confirmed_at=None) | Q(withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="objection_act_one_draft",
                fields=["objection"],
                condition=Q(kind__in=["answer", "correction"], confirmed_at=None, withdrawn_at=None),
            ),
            models.UniqueConstraint(
                name="objection_act_answered_once",
                fields=["objection"],
                condition=Q(kind="answer", confirmed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.objection} · {self.get_kind_display()}"

    def delete(self, **kwargs):
        raise NotChangeable

    @property
    def is_answer(self):
        return self.kind in self.ANSWERS

    @property
    def is_waiting(self):
        return self.is_answer and self.confirmed_at is None and self.withdrawn_at is None


class FilingHour(models.Model):
    """How many objections one network filed within one hour. The key is of the hour too: no two rows tell of one
    network, and none of those that count codes."""

    key = models.UUIDField(primary_key=True, editable=False)
    hour = models.DateTimeField(editable=False)
    count = models.PositiveIntegerField(editable=False)

    class Meta:
        verbose_name = _("네트워크의 한 시간")
        verbose_name_plural = _("네트워크의 한 시간")
        default_permissions = ()

    def __str__(self):
        return str(_("네트워크의 한 시간"))
