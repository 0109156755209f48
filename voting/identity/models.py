"""What is kept about a number between asking for a code and entering it: never the number, never the code."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OneTimeCode(models.Model):
    """The newest code of a number. Its id is the challenge a page carries; a used code is deleted at once.

    What is counted of the number and of wrong tries by network stands in `voting.identity.limits`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey("voting.Poll", models.CASCADE, related_name="codes", verbose_name=_("투표"))
    voter_key = models.UUIDField(editable=False)
    code_hmac = models.BinaryField()
    sent_at = models.DateTimeField(_("보낸 때"))
    expires_at = models.DateTimeField(_("유효 기한"))
    tries = models.PositiveSmallIntegerField(_("이 인증번호가 틀린 횟수"), default=0)
    # Which of the codes of its 24 hours: before the first of them nobody can have tried.
    nth = models.PositiveSmallIntegerField(_("24시간 안에서 몇째"), default=1)

    class Meta:
        verbose_name = _("인증번호")
        verbose_name_plural = _("인증번호")
        constraints = [
            models.UniqueConstraint(name="one_time_code_newest_only", fields=["poll", "voter_key"]),
            models.CheckConstraint(name="one_time_code_lives", condition=Q(expires_at__gt=F("sent_at"))),
        ]

    def __str__(self):
        return str(_("인증번호"))
