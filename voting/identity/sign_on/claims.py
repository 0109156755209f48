"""From what the provider says of a person to the identity that is keyed."""

import unicodedata
from collections.abc import Mapping

from django.conf import settings

from voting.identity.methods import Identity, identity_of_claim
from voting.identity.numbers import NumberRefused, to_e164
from voting.identity.sign_on.troubles import NotMobile, NotProved

VERIFIED = {"phone_number": "phone_number_verified", "email": "email_verified"}


def wanted_claims() -> set[str]:
    """Return the claims that `identity_of` reads."""
    return {settings.OIDC_CLAIM, VERIFIED.get(settings.OIDC_CLAIM, settings.OIDC_CLAIM)}


def identity_of(claims: Mapping) -> str:
    """Return what is keyed: the same for a number or an address as a code sent there proves.

    Raises `NotProved`, and `NotMobile` where the number is not one of this country's mobile numbers.
    """
    name = settings.OIDC_CLAIM
    # Some providers send "true" as text.
    if name in VERIFIED and claims.get(VERIFIED[name]) not in (True, "true"):
        raise NotProved
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise NotProved
    return KEYED[identity_of_claim(name)](str(value))


def _number(value):
    try:
        return to_e164(value)
    except NumberRefused:
        raise NotMobile from None


def _address(value):
    address = unicodedata.normalize("NFKC", value.strip()).lower()
    if "@" not in address:
        raise NotProved
    return address


def _member(value):
    return f"member:{settings.OIDC_ISSUER}|{value}"


KEYED = {Identity.PHONE: _number, Identity.EMAIL: _address, Identity.MEMBER: _member}
