"""What the limits count: never a number or an address, each row under a keyed hash of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberDay(models.Model):
    """The codes sent to one number in the last 24 hours. Stays when a code is used, so that it counts on.

    `key` is an HMAC under the poll's secret and joins no row to a participation; `moments` are those of the codes
    in microseconds since 1970, ascending, joined by commas.
    """

    key = models.UUIDField(primary_key=True, editable=False)
    poll = models.ForeignKey(
        "voting.Poll", models.CASCADE, related_name="+", db_index=False, verbose_name=_("투표")
    )
    challenge = models.UUIDField(editable=False)
    moments = models.TextField(editable=False)
    newest_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("번호의 하루")
        verbose_name_plural = _("번호의 하루")
        default_permissions = ()

    def __str__(self):
        return str(_("번호의 하루"))


class WrongTries(models.Model):
    """Wrong codes entered for one number from one network: on its newest code, and in a row."""

    key = models.UUIDField(primary_key=True, editable=False)
    poll = models.ForeignKey(
        "voting.Poll", models.CASCADE, related_name="+", db_index=False, verbose_name=_("투표")
    )
    # Which code of the number was tried: the moment it was sent.
    code_sent_at = models.DateTimeField(editable=False)
    tries = models.PositiveSmallIntegerField(editable=False)
    in_a_row = models.PositiveSmallIntegerField(editable=False)
    last_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("틀린 입력")
        verbose_name_plural = _("틀린 입력")
        default_permissions = ()

    def __str__(self):
        return str(_("틀린 입력"))


class NetworkLoad(models.Model):
    """Until when the codes asked for from one network keep it busy, in seconds since 1970."""

    key = models.UUIDField(primary_key=True, editable=False)
    busy_until = models.FloatField(editable=False)

    class Meta:
        verbose_name = _("네트워크의 요청")
        verbose_name_plural = _("네트워크의 요청")
        default_permissions = ()

    def __str__(self):
        return str(_("네트워크의 요청"))


class MessageDay(models.Model):
    """How many codes the portal sent on one day of the office, and what of it the office was told."""

    day = models.DateField(_("날"), primary_key=True)
    sent = models.PositiveIntegerField(_("보낸 인증번호"))
    told_percent = models.PositiveSmallIntegerField(_("알린 비율"), default=0)
    # A mail is on its way, or failed, since then.
    telling_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        verbose_name = _("하루에 보낸 인증번호")
        verbose_name_plural = _("하루에 보낸 인증번호")
        default_permissions = ()

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"
