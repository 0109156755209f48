"""The citizens' vote: the poll of an edition, that somebody voted, and what was chosen."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Edition
from voting.identity.models import OneTimeCode
from voting.turnout.models import Failure, ProviderCount, Turnout, TurnoutDigest

__all__ = [
    "Ballot",
    "Failure",
    "OneTimeCode",
    "Participation",
    "Poll",
    "ProviderCount",
    "Turnout",
    "TurnoutDigest",
    "new_secret",
]

SECRET_BYTES = 32


def new_secret():
    return secrets.token_bytes(SECRET_BYTES)


class Poll(models.Model):
    """The vote of one edition. Its window is the edition's; its secret keys the voter keys."""

    class Choices(models.TextChoices):
        EXACTLY = "exactly", _("정확히 k건")
        UP_TO = "up_to", _("k건까지")

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="poll", verbose_name=_("회차"))
    choices = models.CharField(_("고르는 방법"), max_length=10, choices=Choices, default=Choices.EXACTLY)
    k = models.PositiveSmallIntegerField(_("고르는 건수"), default=3)
    secret = models.BinaryField(default=new_secret, editable=False)

    class Meta:
        verbose_name = _("투표")
        verbose_name_plural = _("투표")
        constraints = [
            models.CheckConstraint(name="poll_k_positive", condition=Q(k__gte=1)),
            models.CheckConstraint(name="poll_choices_known", condition=Q(choices__in=["exactly", "up_to"])),
        ]

    def __str__(self):
        return str(self.edition)


class Participation(models.Model):
    """*That* a number voted. The key is the voter key: no sequence, no number, time kept to the hour."""

    voter_key = models.UUIDField(primary_key=True)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="participations", verbose_name=_("투표"))
    method = models.CharField(_("인증 방법"), max_length=20)
    hour = models.DateTimeField(_("시간대"))

    class Meta:
        verbose_name = _("참여")
        verbose_name_plural = _("참여")

    def __str__(self):
        return self.method


class Ballot(models.Model):
    """*What* was chosen: a random id and one canonical string. No voter, no time, no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="ballots", verbose_name=_("투표"))
    choices = models.CharField(_("선택"), max_length=200)

    class Meta:
        verbose_name = _("투표지")
        verbose_name_plural = _("투표지")
        constraints = [models.CheckConstraint(name="ballot_choices_given", condition=~Q(choices=""))]

    def __str__(self):
        return _("투표지")
