"""Gateways that send nothing: for practice, and for a portal that has none yet."""

from django.conf import settings
from django.utils.translation import gettext_lazy

from voting.identity.gateways.base import Delivery, message, unavailable


class DemonstrationGateway:
    """Prints the message to the console and lets the page show the code, in DEMO only."""

    processor = gettext_lazy("없음(연습에서는 문자를 보내지 않습니다)")

    def send(self, *, to: str, code: str, language: str) -> Delivery:
        if not settings.DEMO:
            raise unavailable()
        # To the console, not the log: logs are kept.
        print(message(code, language), flush=True)
        return Delivery(shown_code=code)


class UnavailableGateway:
    """Where nobody has been engaged to send messages yet."""

    processor = ""

    def send(self, *, to: str, code: str, language: str) -> Delivery:
        raise unavailable()
