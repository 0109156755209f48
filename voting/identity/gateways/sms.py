"""Text messages by SOLAPI, a Korean provider, through its own SDK."""

import logging
import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voting.identity.gateways.base import (
    Delivery,
    RecipientUnreachable,
    message,
    unavailable,
    within_deadline,
)
from voting.identity.numbers import COUNTRY_CODE, digits_here

logger = logging.getLogger(__name__)

SENT = "sent"
# SOLAPI's status codes of a recipient that is blocked (…60) or refuses messages (…61), told when a message is
# taken in; what happens to it later is not told to whoever waits. Other refusals are the office's to mend.
OF_THE_RECIPIENT = {"1060", "1061", "2060", "2061"}
# What may stand in the log of an answer: a code of the provider, never text, which may repeat the number.
STATUS, NAMED_FAULT = re.compile(r"[0-9]{4}"), re.compile(r"[A-Z][A-Za-z]{2,39}")


class SolapiGateway:
    """Sends one short message; never asks twice, so that nobody is sent two."""

    processor = gettext_lazy("솔라피(SOLAPI)")

    def send(self, *, to: str, code: str, language: str) -> Delivery:
        text = message(code, language)
        # Whatever went wrong was caught in there: no exception with the number in its frames comes out.
        outcome = within_deadline(lambda: _attempt(to, text)) or "timeout"
        if outcome == SENT:
            return Delivery()
        logger.warning("SOLAPI sent no code: %s", outcome)
        if outcome in OF_THE_RECIPIENT:
            raise RecipientUnreachable(
                _(
                    "이 번호로는 문자를 보낼 수 없습니다. 번호가 맞는지 확인해 주세요. 맞는 번호라면 통신사의 "
                    "수신 차단을 풀거나, 문자를 받을 수 있는 다른 휴대전화 번호를 입력해 주세요."
                )
            )
        raise unavailable()


def _attempt(to, text):
    """Return `SENT`, or in a word what went wrong."""
    # Here, because pydantic and httpx are needed by nobody else.
    from solapi import SolapiMessageService
    from solapi.error.MessageNotReceiveError import MessageNotReceivedError
    from solapi.model import MessageType, RequestMessage

    service = SolapiMessageService(settings.SOLAPI_API_KEY, settings.SOLAPI_API_SECRET)
    service.base_url = settings.SOLAPI_URL
    try:
        answer = service.send(
            RequestMessage(
                from_=settings.SOLAPI_SENDER,
                to=digits_here(to),
                country=str(COUNTRY_CODE),
                text=text,
                # As an SMS or not at all: by itself the provider would make a long message of a long text.
                type=MessageType.SMS,
                auto_type_detect=False,
            )
        )
    except MessageNotReceivedError as refusal:
        return _plain(STATUS, refusal.failed_messages[0].status_code) or "refused"
    # The SDK raises plain `Exception` with the provider's error code first; below it everything can break.
    except Exception as fault:  # noqa: BLE001
        named = (
            _plain(NAMED_FAULT, fault.args[0]) if type(fault) is Exception and len(fault.args) == 2 else ""
        )
        return named or type(fault).__name__
    return SENT if answer.group_info.count.registered_success == 1 else "not registered"


def _plain(pattern, code):
    return code if isinstance(code, str) and pattern.fullmatch(code) else ""
