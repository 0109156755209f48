"""The ways on which a code reaches a citizen. A provider is one more class with a `send`."""

from django.conf import settings
from django.utils.module_loading import import_string

from voting.identity.gateways.base import (
    CodeGateway,
    Delivery,
    GatewayUnavailable,
    NotSent,
    RecipientUnreachable,
)
from voting.identity.gateways.demonstration import DemonstrationGateway, UnavailableGateway
from voting.identity.gateways.mail import MailGateway
from voting.identity.gateways.sms import SolapiGateway

__all__ = [
    "CodeGateway",
    "Delivery",
    "DemonstrationGateway",
    "GatewayUnavailable",
    "MailGateway",
    "NotSent",
    "RecipientUnreachable",
    "SolapiGateway",
    "UnavailableGateway",
    "code_gateway",
    "mail_gateway",
]

CONSOLE = "consolemail:"


def code_gateway() -> CodeGateway:
    """Return the gateway to phones that the settings name."""
    return import_string(settings.CODE_GATEWAY)()


def mail_gateway() -> CodeGateway:
    """Return the gateway to mailboxes: the mail server of the settings.

    Where mail would go to the console, whose backend prints addresses, the demonstration shows the code instead.
    """
    return DemonstrationGateway() if settings.EMAIL_URL.startswith(CONSOLE) else MailGateway()
