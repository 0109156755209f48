"""Codes by mail, for polls whose voters are all on a list."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from voting.identity.gateways.base import (
    DEADLINE_SECONDS,
    Delivery,
    RecipientUnreachable,
    unavailable,
    within_deadline,
)

logger = logging.getLogger(__name__)

SENT, UNREACHABLE = "sent", "recipient refused"
# From here on an answer of SMTP means: never (RFC 5321, 4.2.1); below it: not now.
PERMANENT = 500
# Nobody's absence note, nobody's mailing list (RFC 3834).
HEADERS = {"Auto-Submitted": "auto-generated"}


class MailGateway:
    """Sends the code by the mail server of `EMAIL_URL`, which is the office's own."""

    processor = ""

    def send(self, *, to: str, code: str, language: str) -> Delivery:
        if not settings.EMAIL_URL:
            raise unavailable()
        with override(language):
            mail = _mail(to, code)
        # As with text messages: what is caught in there has the address in it.
        outcome = within_deadline(lambda: _attempt(mail)) or "timeout"
        if outcome == SENT:
            return Delivery()
        logger.warning("the mail server sent no code: %s", outcome)
        if outcome == UNREACHABLE:
            raise RecipientUnreachable(
                _(
                    "이 주소로는 전자우편을 보낼 수 없습니다. 주소가 맞는지 확인해 주세요. "
                    "맞는 주소라면 문의 전화(%(phone)s)로 알려 주세요."
                )
                % {"phone": settings.PORTAL["phone"]}
            )
        raise unavailable()


def _mail(to, code):
    """The code stands in the text alone: subjects are kept in the logs of mail servers."""
    text = _(
        "투표 인증번호는 %(code)s입니다.\n\n"
        "10분 안에 투표 화면에 입력해 주세요. 다른 사람에게 알려 주지 마세요.\n"
        "투표하려고 하지 않으셨다면 이 전자우편은 지우셔도 됩니다.\n\n"
        "문의 전화: %(phone)s\n"
    ) % {"code": code, "phone": settings.PORTAL["phone"]}
    return EmailMessage(_("[민원서비스 우수사례] 투표 인증번호"), text, to=[to], headers=HEADERS)


def _attempt(mail):
    """Return `SENT`, or in a word what went wrong."""
    mail.connection = get_connection(timeout=DEADLINE_SECONDS)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _words in refusal.recipients.values()]
        return UNREACHABLE if min(codes) >= PERMANENT else str(codes[0])
    except smtplib.SMTPResponseException as fault:
        return f"{type(fault).__name__} {fault.smtp_code}"
    # Names that cannot be found, lines that break, addresses that cannot be written: all mean that nothing went.
    except Exception as fault:  # noqa: BLE001
        return type(fault).__name__
    return SENT
