"""What is kept of the staff: who belongs to which organisation, what was changed, looked at and refused."""

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Membership(models.Model):
    """An account of an organisation's own staff: it sees and drafts the cases of that organisation only."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("계정")
    )
    organisation = models.ForeignKey(
        "cases.Organisation", models.PROTECT, related_name="memberships", verbose_name=_("기관")
    )

    class Meta:
        verbose_name = _("소속 기관")
        verbose_name_plural = _("소속 기관")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")]

    def __str__(self):
        return f"{self.user} · {self.organisation}"


class NotChangeable(Exception):
    """A record of what happened is written once."""


class WrittenOnceQuerySet(models.QuerySet):
    """Rows that are added and read; the way around `save` is closed too."""

    def update(self, **values):
        raise NotChangeable

    def delete(self):
        raise NotChangeable


class HistoryQuerySet(WrittenOnceQuerySet):
    def visible(self, at):
        """Without awards that wait for their moment of publication."""
        from cases.models import Edition

        published = Edition.objects.published(at).values("slug")
        return self.exclude(models.Q(is_withheld=True) & ~models.Q(edition_slug__in=published))


class WrittenOnce(models.Model):
    class Meta:
        abstract = True

    def save(self, **kwargs):
        if not self._state.adding:
            raise NotChangeable
        super().save(**kwargs)

    def delete(self, **kwargs):
        raise NotChangeable


class HistoryManager(LogEntryManager.from_queryset(HistoryQuerySet)):
    """The library's way to an entry, with the edition and the title of the row it is about."""

    def log_create(self, instance, force_log=False, **values):
        return super().log_create(instance, force_log, **self._about(instance, values))

    def log_m2m_changes(self, changed_queryset, instance, operation, field_name, **values):
        values = self._about(instance, values)
        return super().log_m2m_changes(changed_queryset, instance, operation, field_name, **values)

    def _about(self, instance, values):
        from cases.staff.history import edition_slug, title_of

        return {"edition_slug": edition_slug(instance), "object_repr": title_of(instance)} | values


class HistoryEntry(WrittenOnce, AbstractLogEntry):
    """One change: who, when, what, before, after, why. Names are kept as text, so that it outlives its subject."""

    timestamp = models.DateTimeField(_("때"), default=timezone.now, db_index=True)
    account = models.CharField(_("계정"), max_length=150, blank=True)
    edition_slug = models.CharField(_("회차"), max_length=40, blank=True, db_index=True)
    reason = models.CharField(_("사유"), max_length=300, blank=True)
    is_withheld = models.BooleanField(_("발표 뒤 공개"), default=False)

    objects = HistoryManager()

    class Meta:
        verbose_name = _("기록")
        verbose_name_plural = _("기록")
        default_permissions = ("view",)
        ordering = ("-timestamp", "-pk")

    def __str__(self):
        return self.object_repr

    def save(self, **kwargs):
        """Written by the library for one row; who and why come from the act that is under way."""
        from cases.staff.history import complete

        complete([self])
        super().save(**kwargs)


class PersonalDataAccess(WrittenOnce):
    """That an account looked at, changed or took away contacts of people."""

    class Act(models.TextChoices):
        READ = "read", _("열람")
        CHANGE = "change", _("변경")
        EXPORT = "export", _("내려받기")

    at = models.DateTimeField(_("때"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("계정")
    )
    account = models.CharField(_("계정 이름"), max_length=150)
    address = models.GenericIPAddressField(_("접속 주소"), null=True)
    subject = models.CharField(_("대상"), max_length=200)
    act = models.CharField(_("한 일"), max_length=10, choices=Act)

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        verbose_name = _("개인정보 접속 기록")
        verbose_name_plural = _("개인정보 접속 기록")
        default_permissions = ("view",)
        ordering = ("-at", "-pk")

    def __str__(self):
        return f"{self.account} · {self.subject}"


class Refusal(WrittenOnce):
    """That a signed-in account tried what its roles do not allow."""

    at = models.DateTimeField(_("때"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("계정")
    )
    account = models.CharField(_("계정 이름"), max_length=150)
    address = models.GenericIPAddressField(_("접속 주소"), null=True)
    method = models.CharField(_("방식"), max_length=10)
    path = models.CharField(_("화면 주소"), max_length=300)

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        verbose_name = _("거부된 시도")
        verbose_name_plural = _("거부된 시도")
        default_permissions = ("view",)
        ordering = ("-at", "-pk")

    def __str__(self):
        return f"{self.account} · {self.path}"


class SignInDelay(models.Model):
    """Failures in a row for one account name or second factor. The key is a keyed hash: people type passwords there."""

    key = models.CharField(primary_key=True, max_length=64)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key
