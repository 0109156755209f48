"""What is kept about a number between asking for a code and entering it: never the number, never the code."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

TRIES_A_CODE = 5


class OneTimeCode(models.Model):
    """The newest code of a number. Its id is the challenge a page carries; a used code is deleted at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey("voting.Poll", models.CASCADE, related_name="codes", verbose_name=_("투표"))
    voter_key = models.UUIDField(editable=False)
    code_hmac = models.BinaryField()
    sent_at = models.DateTimeField(_("보낸 때"))
    expires_at = models.DateTimeField(_("유효 기한"))
    tries = models.PositiveSmallIntegerField(_("이 인증번호가 틀린 횟수"), default=0)
    # In a row on this number, over all its codes: what the growing delays are measured by.
    sent_in_a_row = models.PositiveSmallIntegerField(_("잇달아 보낸 횟수"), default=0)
    wrong_in_a_row = models.PositiveSmallIntegerField(_("잇달아 틀린 횟수"), default=0)
    last_try_at = models.DateTimeField(_("마지막으로 틀린 때"), null=True)

    class Meta:
        verbose_name = _("인증번호")
        verbose_name_plural = _("인증번호")
        constraints = [
            models.UniqueConstraint(name="one_time_code_newest_only", fields=["poll", "voter_key"]),
            models.CheckConstraint(name="one_time_code_tries_limited", condition=Q(tries__lte=TRIES_A_CODE)),
            models.CheckConstraint(name="one_time_code_lives", condition=Q(expires_at__gt=F("sent_at"))),
            models.CheckConstraint(
                name="one_time_code_wrong_has_moment",
                condition=Q(wrong_in_a_row=0) | Q(last_try_at__isnull=False),
            ),
        ]

    def __str__(self):
        return str(_("인증번호"))
