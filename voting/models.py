"""The citizens' vote: the poll of an edition, that somebody voted, what was chosen, and the sealed box."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Edition
from voting.acts.models import PollAct
from voting.commitments import COMMITMENT_BYTES, KEY_BYTES
from voting.eligibility.models import ListedVoter, VoterList
from voting.identity.limits.models import MessageDay, NetworkLoad, NumberDay, WrongTries
from voting.identity.methods import EMAIL, METHODS, SIGN_ON, SMS, Identity, Method
from voting.identity.models import OneTimeCode
from voting.purging.models import PurgeRecord
from voting.turnout.models import Failure, ProviderCount, Turnout, TurnoutDigest
from voting.wrapping import new_wrapped_secret, unwrap

__all__ = [
    "Ballot",
    "Commitment",
    "Failure",
    "ListedVoter",
    "MessageDay",
    "NetworkLoad",
    "NumberDay",
    "OneTimeCode",
    "Participation",
    "Poll",
    "PollAct",
    "ProviderCount",
    "PurgeRecord",
    "Seal",
    "SealedBallot",
    "Turnout",
    "TurnoutDigest",
    "VoterList",
    "WrongTries",
]


class Poll(models.Model):
    """The vote of one edition. Its window is the edition's; its secret keys the voter keys.

    Who may vote, and how that is proved, is fixed when the window opens (`identity.methods.require_one_identity`).
    """

    class Choices(models.TextChoices):
        EXACTLY = "exactly", _("정확히 k건")
        UP_TO = "up_to", _("k건까지")

    class Eligibility(models.TextChoices):
        EVERYONE = "everyone", _("만 14세 이상 누구나")
        LISTED = "listed", _("명부에 있는 사람")

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="poll", verbose_name=_("회차"))
    choices = models.CharField(_("고르는 방법"), max_length=10, choices=Choices, default=Choices.EXACTLY)
    k = models.PositiveSmallIntegerField(_("고르는 건수"), default=3)
    eligibility = models.CharField(
        _("투표할 수 있는 사람"), max_length=10, choices=Eligibility, default=Eligibility.EVERYONE
    )
    identity = models.CharField(
        _("한 사람을 가려내는 것"), max_length=10, choices=Identity, default=Identity.PHONE
    )
    by_sms = models.BooleanField(_("문자 인증"), default=True)
    by_email = models.BooleanField(_("전자우편 인증"), default=False)
    by_sign_on = models.BooleanField(_("통합 로그인"), default=False)
    wrapped_secret = models.BinaryField(default=new_wrapped_secret, editable=False)

    class Meta:
        verbose_name = _("투표")
        verbose_name_plural = _("투표")
        constraints = [
            models.CheckConstraint(
                name="poll_method_given", condition=Q(by_sms=True) | Q(by_email=True) | Q(by_sign_on=True)
            ),
            models.CheckConstraint(
                name="poll_sms_proves_phone", condition=Q(by_sms=False) | Q(identity="phone")
            ),
            models.CheckConstraint(
                name="poll_email_proves_listed_email",
                condition=Q(by_email=False) | Q(identity="email", eligibility="listed"),
            ),
            models.CheckConstraint(name="poll_k_positive", condition=Q(k__gte=1)),
            models.CheckConstraint(name="poll_choices_known", condition=Q(choices__in=["exactly", "up_to"])),
        ]

    def __str__(self):
        return str(self.edition)

    @property
    def methods(self) -> list[Method]:
        """The ways to be verified for this poll, in the order in which pages offer them."""
        offered = {SMS: self.by_sms, EMAIL: self.by_email, SIGN_ON: self.by_sign_on}
        return [METHODS[name] for name, is_offered in offered.items() if is_offered]

    @property
    def is_listed(self) -> bool:
        return self.eligibility == self.Eligibility.LISTED

    @property
    def secret(self) -> bytes:
        """What the keys of this poll are made under. Raises `SecretDestroyed`, `SecretLocked`."""
        return unwrap(self.wrapped_secret)


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
    """*What* was chosen, until the close: one canonical string, under an id that the poll's secret makes of the
    review page's nonce. No voter, no time; but the database itself can still join it to the participation that
    was written with it, which is why the close copies.

    `mac` finds an edit made without the poll's secret. `positions` says where on the page the chosen cases
    stood, in ascending order; the close adds them up and leaves them behind.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="ballots", verbose_name=_("투표"))
    choices = models.CharField(_("선택"), max_length=200)
    mac = models.BinaryField(max_length=KEY_BYTES)
    positions = models.CharField(_("화면의 자리"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("투표지")
        verbose_name_plural = _("투표지")
        constraints = [models.CheckConstraint(name="ballot_choices_given", condition=~Q(choices=""))]

    def __str__(self):
        return str(_("투표지"))


class SealedBallot(models.Model):
    """A ballot after the close: copied in the order of the ids, so that nothing tells when it was cast."""

    id = models.UUIDField(primary_key=True)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="sealed_ballots", verbose_name=_("투표"))
    choices = models.CharField(_("선택"), max_length=200)
    mac = models.BinaryField(max_length=KEY_BYTES)

    class Meta:
        verbose_name = _("봉인한 투표지")
        verbose_name_plural = _("봉인한 투표지")

    def __str__(self):
        return str(_("봉인한 투표지"))


class Commitment(models.Model):
    """One line of the public list: what a receipt is found by. Nothing stored joins it to a ballot."""

    value = models.BinaryField(primary_key=True, max_length=COMMITMENT_BYTES)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="commitments", verbose_name=_("투표"))

    class Meta:
        verbose_name = _("확인값")
        verbose_name_plural = _("확인값")

    def __str__(self):
        return str(_("확인값"))


class Seal(models.Model):
    """What was in the box at the close. `sha256` is that of the public list (`commitments.seal_text`)."""

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="seal", verbose_name=_("투표"))
    ballots = models.PositiveIntegerField(_("투표지"))
    participations_sha256 = models.CharField(_("참여의 SHA-256"), max_length=64)
    sha256 = models.CharField(_("봉인값(SHA-256)"), max_length=64)
    positions = models.JSONField(
        _("자리별 선택 수"), default=dict, help_text=_("투표 화면에서 몇째에 놓인 사례가 몇 번 골라졌는지")
    )
    sealed_at = models.DateTimeField(_("봉인한 때"))

    class Meta:
        verbose_name = _("봉인")
        verbose_name_plural = _("봉인")

    def __str__(self):
        return self.sha256
