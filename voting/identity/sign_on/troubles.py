"""What can go wrong on the way to the provider and back; each has its words, and is counted as a failure."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.services import RuleBroken
from voting.identity.methods import Identity, identity_of_claim
from voting.models import Failure


class SignOnTrouble(RuleBroken):
    """Nobody was verified. `word` is all that a cookie carries of it to the page that tells it."""

    word: str
    kind = Failure.Kind.SIGN_ON_FAILED
    status = 403
    heading: str | Promise
    lead: str | Promise


class Cancelled(SignOnTrouble):
    word, kind, status = "cancelled", Failure.Kind.SIGN_ON_CANCELLED, 200
    heading = _("통합 로그인을 마치지 않았습니다")
    lead = _("로그인 화면에서 취소했거나, 정보를 제공하는 데에 동의하지 않은 경우입니다.")


class ProviderDown(SignOnTrouble):
    """The provider cannot be reached, answers with an error of its own, or what nobody can read."""

    word, kind, status = "down", Failure.Kind.SIGN_ON_DOWN, 503
    heading = _("지금은 통합 로그인에 연결할 수 없습니다")
    lead = _("로그인 서비스가 응답하지 않습니다. 잠시 뒤에 다시 시도해 주세요.")


class Lapsed(SignOnTrouble):
    """The state is not the one this browser left with, or too old."""

    word = "lapsed"
    heading = _("이 로그인은 이어 갈 수 없습니다")
    lead = _("로그인을 시작한 지 10분이 지났거나 다른 창에서 다시 시작하셨습니다. 처음부터 로그인해 주세요.")


class TokenRefused(SignOnTrouble):
    """What the provider sent is not for this sign-on, not for this portal, too old, or not the provider's."""

    word = "refused"
    heading = _("로그인 결과를 확인하지 못했습니다")
    lead = _(
        "로그인 서비스에서 받은 결과가 이번 로그인과 맞지 않거나 유효 시간이 지났습니다. 다시 시도해 주세요."
    )


class NotProved(SignOnTrouble):
    """The claim that tells voters apart is missing, empty, or not verified by the provider."""

    word, status = "unproved", 422
    heading = _("로그인만으로는 확인할 수 없습니다")

    @property
    def lead(self):
        return UNPROVED[identity_of_claim(settings.OIDC_CLAIM)]


class NotMobile(SignOnTrouble):
    word, status = "number", 422
    heading = _("국내 휴대전화 번호가 아닙니다")
    lead = _(
        "국내 휴대전화 번호로만 투표할 수 있습니다. "
        "로그인 서비스에 등록된 번호를 국내 휴대전화 번호로 바꾸신 뒤 다시 시도해 주세요."
    )


UNPROVED = {
    Identity.PHONE: _(
        "로그인 서비스에 본인 확인을 마친 휴대전화 번호가 없거나, 그 번호를 제공하도록 동의되어 있지 않습니다. "
        "로그인 서비스에서 번호를 확인하신 뒤 다시 시도해 주세요."
    ),
    Identity.EMAIL: _(
        "로그인 서비스에 확인을 마친 전자우편 주소가 없거나, 그 주소를 제공하도록 동의되어 있지 않습니다. "
        "로그인 서비스에서 주소를 확인하신 뒤 다시 시도해 주세요."
    ),
    Identity.MEMBER: _(
        "로그인 서비스가 한 사람을 가려낼 정보를 보내지 않았습니다. "
        "정보를 제공하는 데에 동의하시고 다시 시도해 주세요."
    ),
}
TROUBLES = {kind.word: kind for kind in SignOnTrouble.__subclasses__()}
