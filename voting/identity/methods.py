"""The ways to be verified for a vote, what each proves, and who outside the office counts them too."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.services import RuleBroken


class Identity(models.TextChoices):
    """What one voter is told from another by. A poll has one, so that whoever is verified in two ways votes once."""

    PHONE = "phone", gettext_lazy("휴대전화 번호")
    EMAIL = "email", gettext_lazy("전자우편 주소")
    MEMBER = "member", gettext_lazy("통합 로그인의 회원")


class MethodCannot(RuleBroken):
    """A method of a poll does not prove what the poll tells voters apart by, or may not be used for it."""


@dataclass(frozen=True)
class Method:
    """One way to be verified; `name` is what a participation keeps of it.

    `counted` says what an outside provider counts of it, to be asked of the provider; empty where nobody
    outside counts. A method of practice explains no participation of a contest.
    """

    name: str
    title: str | Promise
    identity: Identity | None = None
    counted: str | Promise = ""
    is_practice: bool = False

    @property
    def has_provider(self) -> bool:
        return bool(self.counted)

    @property
    def proves(self) -> Identity | None:
        """What the method proves; single sign-on whatever its claim of the settings says."""
        return identity_of_claim(settings.OIDC_CLAIM) if self.name == SIGN_ON else self.identity


SMS, EMAIL, SIGN_ON = "sms", "email", "sign_on"

METHODS = {
    method.name: method
    for method in (
        Method(
            SMS,
            gettext_lazy("문자 인증"),
            Identity.PHONE,
            gettext_lazy("투표 기간에 인증번호 문자를 받은 번호의 수. 모르면 보낸 문자의 건수"),
        ),
        Method(
            EMAIL,
            gettext_lazy("전자우편 인증"),
            Identity.EMAIL,
            gettext_lazy("투표 기간에 인증번호 전자우편을 받은 주소의 수. 모르면 보낸 전자우편의 건수"),
        ),
        Method(
            SIGN_ON,
            gettext_lazy("통합 로그인"),
            counted=gettext_lazy("투표 기간에 통합 로그인으로 인증한 사람의 수"),
        ),
        Method("rehearsal", gettext_lazy("예행연습"), is_practice=True),
    )
}


def identity_of_claim(claim: str) -> Identity:
    """Return what a claim of the sign-on provider tells voters apart by."""
    return {"phone_number": Identity.PHONE, "email": Identity.EMAIL}.get(claim, Identity.MEMBER)


def require_one_identity(poll) -> None:
    """Raise `MethodCannot` unless every method of `poll` proves what the poll tells voters apart by.

    Mail is for polls whose voters are all on a list: anybody can have as many addresses as they like.
    """
    if not poll.methods:
        raise MethodCannot(_("인증 방법을 하나 이상 골라 주세요."))
    for method in poll.methods:
        if method.name == SIGN_ON and not settings.OIDC_ISSUER:
            raise MethodCannot(
                _("통합 로그인을 쓰려면 먼저 OIDC_ISSUER를 설정해야 합니다. 운영 담당자에게 알려 주세요.")
            )
        if method.proves != poll.identity:
            raise MethodCannot(
                _(
                    "‘%(method)s’ 방법으로는 ‘%(proves)s’만 알 수 있습니다. 이 투표는 ‘%(identity)s’ 기준으로 "
                    "한 사람을 가려내므로 함께 쓸 수 없습니다."
                )
                % {
                    "method": method.title,
                    "proves": method.proves.label,
                    "identity": Identity(poll.identity).label,
                }
            )
    if poll.by_email and not poll.is_listed:
        raise MethodCannot(_("전자우편 인증은 명부에 있는 사람만 투표할 때에 쓸 수 있습니다."))


def title_of_method(name: str) -> str:
    """Return the method in the reader's words; a name that the table does not know stays as it is."""
    return str(METHODS[name].title) if name in METHODS else name
