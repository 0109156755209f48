"""Mobile numbers as people write them, and the one form that is keyed."""

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from cases.services import RuleBroken

COUNTRY, COUNTRY_CODE = "KR", 82
# Digits of a 010 number without its first 0.
LENGTH_AFTER_0 = 10
# After normalising: digits with the signs people put between them. Letters would be read as keys of a phone.
WRITTEN = re.compile(r"\+?[0-9 ().\-]+")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


class NumberRefused(RuleBroken):
    """Not a mobile number of this country; the message says what to write instead."""


def to_e164(text: str) -> str:
    """Return the Korean mobile number in `text` as E.164, or raise `NumberRefused`.

    >>> {to_e164(text) for text in ("010-1234-5678", "01012345678", "+82 10 1234 5678", "０１０ １２３４ ５６７８")}
    {'+821012345678'}
    """
    number = _parsed(text)
    if number.country_code != COUNTRY_CODE:
        raise NumberRefused(_("국내 휴대전화 번호로만 투표할 수 있습니다. 예: 010-1234-5678"))
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN or _lacks_a_digit(number):
        raise NumberRefused(_("휴대전화 번호를 다시 확인해 주세요. 예: 010-1234-5678"))
    if kind != PhoneNumberType.MOBILE:
        raise NumberRefused(
            _("문자를 받을 수 없는 번호입니다. 휴대전화 번호를 입력해 주세요. 예: 010-1234-5678")
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _lacks_a_digit(number):
    """010 is always followed by eight digits; the list of numbering plans allows seven, as after 011."""
    national = phonenumbers.national_significant_number(number)
    return national.startswith("10") and len(national) < LENGTH_AFTER_0


def _parsed(text):
    plain = unicodedata.normalize("NFKC", text).translate(DASHES).strip()
    try:
        if not WRITTEN.fullmatch(plain):
            raise NumberParseException(NumberParseException.NOT_A_NUMBER, "")
        return phonenumbers.parse(plain, COUNTRY)
    except NumberParseException:
        raise NumberRefused(_("휴대전화 번호를 다시 확인해 주세요. 예: 010-1234-5678")) from None


def as_written_here(e164: str) -> str:
    """Return the number as people of this country write it.

    >>> as_written_here("+821012345678")
    '010-1234-5678'
    """
    return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.NATIONAL)


def digits_here(e164: str) -> str:
    """Return the number as it is dialled in this country, digits alone.

    >>> digits_here("+821012345678")
    '01012345678'
    """
    return "".join(filter(str.isdecimal, as_written_here(e164)))
