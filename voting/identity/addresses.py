"""Addresses of electronic mail as people write them, and the one form that is keyed."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from cases.services import RuleBroken

LONGEST = 254
# No host of one word: nothing arrives there from outside.
_validate = EmailValidator(allowlist=())


class AddressRefused(RuleBroken):
    """Not an address of electronic mail; the message says what to write instead."""


def to_address(text: str) -> str:
    """Return the address in `text` in the form that is keyed, or raise `AddressRefused`.

    >>> {to_address(text) for text in ("Hong@Example.go.kr", " hong@example.go.kr ", "ｈｏｎｇ@example.go.kr")}
    {'hong@example.go.kr'}
    """
    address = unicodedata.normalize("NFKC", text).strip().lower()
    try:
        if len(address) > LONGEST:
            raise ValidationError("too long")
        _validate(address)
    except ValidationError:
        raise AddressRefused(_("전자우편 주소를 다시 확인해 주세요. 예: hong@example.com")) from None
    return address
