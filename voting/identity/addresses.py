"""Mail addresses as people write them, and the one form that is keyed."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from cases.services import RuleBroken

# The longest that a mail server takes (RFC 3696, erratum 1690).
LONGEST = 254
# No host of one word: nothing arrives there from outside.
is_address = EmailValidator(allowlist=())


class AddressRefused(RuleBroken):
    """Not a mail address; the message says what to write instead."""


def to_address(text: str) -> str:
    """Return the mail address in `text` in lower case, or raise `AddressRefused`.

    What stands before the @ may differ by case in theory; no mail server of today keeps two mailboxes apart by it.

    >>> {to_address(text) for text in ("Hong@Example.org", " hong@example.org ", "ｈｏｎｇ＠example.org")}
    {'hong@example.org'}
    """
    address = unicodedata.normalize("NFKC", text).strip().lower()
    try:
        is_address(address)
    except ValidationError:
        address = ""
    if not address or len(address) > LONGEST:
        raise AddressRefused(_("전자우편 주소를 다시 확인해 주세요. 예: hong@example.org"))
    return address
