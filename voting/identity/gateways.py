"""The ways on which a code reaches a phone. A provider of text messages is one more class with a `send`."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cases.services import RuleBroken


class GatewayUnavailable(RuleBroken):
    """No code can be sent now."""


@dataclass(frozen=True)
class Delivery:
    """What became of a message; `shown_code` is for the page, where nothing was sent to a phone."""

    shown_code: str = ""


class CodeGateway(Protocol):
    """Sends a code to a mobile number."""

    # Who sends the messages on the office's behalf, as the consent page names it; empty where nobody does.
    processor: str | Promise

    def send(self, *, number: str, code: str, language: str) -> Delivery:
        """Send `code` to `number` (E.164) in words of `language`, or raise `GatewayUnavailable`."""


def message(code: str, language: str) -> str:
    """Return the text of the message."""
    with override(language):
        return _("[민원서비스 우수사례] 투표 인증번호 %(code)s. 다른 사람에게 알려 주지 마세요.") % {
            "code": code
        }


class DemonstrationGateway:
    """Sends nothing: prints the message to the console and lets the page show the code, in DEMO only."""

    processor = gettext_lazy("없음(연습에서는 문자를 보내지 않습니다)")

    def send(self, *, number: str, code: str, language: str) -> Delivery:
        if not settings.DEMO:
            raise GatewayUnavailable(_("지금은 인증번호를 보낼 수 없습니다."))
        # To the console, not the log: logs are kept.
        print(message(code, language), flush=True)
        return Delivery(shown_code=code)


class UnavailableGateway:
    """Where nobody has been engaged to send messages yet."""

    processor = ""

    def send(self, *, number: str, code: str, language: str) -> Delivery:
        raise GatewayUnavailable(_("지금은 인증번호를 보낼 수 없습니다."))


def code_gateway() -> CodeGateway:
    """Return the gateway that the settings name."""
    return import_string(settings.CODE_GATEWAY)()
