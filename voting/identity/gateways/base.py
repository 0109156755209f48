"""What every gateway keeps to: how it is asked, what it may answer, and how long that may take."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.services import RuleBroken

# A worker that waits serves nobody else, and gunicorn ends one after 30 s.
DEADLINE_SECONDS = 10


class NotSent(RuleBroken):
    """The code did not get on its way. Says nothing of whom it was for, also not in its context."""


class GatewayUnavailable(NotSent):
    """No code can be sent now."""


class RecipientUnreachable(NotSent):
    """The provider takes messages, but none for this number or address."""


@dataclass(frozen=True)
class Delivery:
    """What became of a message; `shown_code` is for the page, where nothing was sent."""

    shown_code: str = ""


class CodeGateway(Protocol):
    """Sends a code to what it proves: a mobile number or a mail address."""

    # Who sends the messages on the office's behalf, as the consent page names it; empty where nobody does.
    processor: str | Promise

    def send(self, *, to: str, code: str, language: str) -> Delivery:
        """Send `code` to `to` (E.164, or an address) in words of `language`, or raise a kind of `NotSent`."""


def message(code: str, language: str) -> str:
    """Return the text of the message: one short message also in EUC-KR, which has 90 bytes."""
    with override(language):
        return _("[민원서비스 우수사례] 투표 인증번호 %(code)s. 다른 사람에게 알려 주지 마세요.") % {
            "code": code
        }


def unavailable() -> GatewayUnavailable:
    return GatewayUnavailable(_("지금은 인증번호를 보낼 수 없습니다."))


def within_deadline(attempt: Callable[[], str]) -> str | None:
    """Return what `attempt` returns, or None when it takes too long; `attempt` raises nothing.

    Time limits of sockets count each step alone: name, connection, its repetitions, every part of an answer.
    """
    answers: list[str] = []
    thread = Thread(target=lambda: answers.append(attempt()), daemon=True)
    thread.start()
    thread.join(DEADLINE_SECONDS)
    return answers[0] if answers else None
