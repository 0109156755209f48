"""From a cell to a value, or to a sentence that says what to write instead.

A parser gets a cell that is not empty and returns the value or raises `CellRefused`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cases.numbers import normalise_number
from cases.sheets.cells import Cell, as_text, is_visible, printable

Parser = Callable[[Cell], Any]

_BREAKS = "\t\n\r"
_YES = {"예", "Y", "YES", "TRUE"}
_NO = {"아니오", "아니요", "N", "NO", "FALSE"}
_DATE = re.compile(
    r"(?P<year>\d+)\s*(?P<sep>[-./]|년)\s*(?P<month>\d{1,2})\s*(?:(?P=sep)|월)\s*(?P<day>\d{1,2})\s*[.일]?"
)
_COMPACT_DATE = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


class CellRefused(Exception):
    """The cell does not hold what its column wants; the message says what it wants."""


def text(max_length: int, *, keep_lines: bool = False) -> Parser:
    """Text of at most `max_length` characters, on one line unless `keep_lines`."""

    def parse(cell: Cell) -> str:
        value = visible(cell)
        value = value if keep_lines else " ".join(value.split())
        if len(value) > max_length:
            raise CellRefused(
                _("%(max)s자까지 적을 수 있습니다. 지금은 %(n)s자입니다.")
                % {"max": max_length, "n": len(value)}
            )
        return value

    return parse


def visible(cell: Cell) -> str:
    """Return the text of a cell; refuse control and direction marks and whatever nobody sees."""
    value = as_text(cell)
    for place, char in enumerate(value, start=1):
        if not is_visible(char) and char not in _BREAKS:
            raise CellRefused(
                _("%(place)s번째 글자는 쓸 수 없는 글자(%(code)s)입니다. 지워 주세요.")
                % {"place": place, "code": f"U+{ord(char):04X}"}
            )
    return value


def case_number(max_length: int) -> Parser:
    """The normal form of a case number. `12` and `12.0`, as spreadsheets store digits, are both "12"."""

    def parse(cell: Cell) -> str:
        if isinstance(cell, date | bool):
            raise CellRefused(
                _("사례번호가 다른 값으로 바뀌어 있습니다. 셀 서식을 텍스트로 바꾸고 다시 적어 주세요.")
            )
        number = normalise_number(re.sub(r"^(\d+)\.0+$", r"\1", visible(cell)))
        if not re.search("[0-9]", number):
            raise CellRefused(_("사례번호에는 숫자가 있어야 합니다."))
        return text(max_length)(number)

    return parse


def yes_no(cell: Cell) -> bool:
    """Whether the cell says yes: 예 or Y, 아니오 or N."""
    value = visible(cell).upper()
    if value not in _YES | _NO:
        raise CellRefused(_("예 또는 아니오로 적어 주세요."))
    return value in _YES


def day(cell: Cell) -> date:
    """A date cell, or a date as offices write it: 2021-03-01, 2021. 3. 1., 2021년 3월 1일, 20210301."""
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    value = unicodedata.normalize("NFKC", visible(cell))
    written = _DATE.fullmatch(value) or _COMPACT_DATE.fullmatch(value)
    if written is None:
        raise CellRefused(_("날짜는 2021-03-01처럼 적어 주세요."))
    if len(written["year"]) != 4:
        raise CellRefused(_("연도를 네 자리로 적어 주세요. 예: 2021-03-01"))
    try:
        return date(int(written["year"]), int(written["month"]), int(written["day"]))
    except ValueError as error:
        raise CellRefused(_("달력에 없는 날짜입니다.")) from error


def points(maximum: Decimal) -> Parser:
    """Points from 0 to `maximum`, with at most 2 places."""
    shown = as_text(maximum)
    advice = _("0점에서 %(max)s점까지 적어 주세요.") % {"max": shown}

    def parse(cell: Cell) -> Decimal:
        value = _number(cell)
        if value < 0:
            raise CellRefused(
                _("%(points)s점은 0점보다 낮습니다.") % {"points": printable(as_text(value), 20)}
                + f" {advice}"
            )
        if value > maximum:
            raise CellRefused(
                _("%(points)s점은 최고점 %(max)s점보다 높습니다.")
                % {"points": printable(as_text(value), 20), "max": shown}
                + f" {advice}"
            )
        if value != round(value, 2):
            raise CellRefused(_("점수는 소수점 아래 두 자리까지 적을 수 있습니다."))
        return value

    return parse


def _number(cell):
    if isinstance(cell, bool | date):
        raise CellRefused(_("점수는 숫자로 적어 주세요."))
    value = unicodedata.normalize("NFKC", visible(cell))
    if not _NUMBER.fullmatch(value):
        raise CellRefused(_("점수는 숫자로 적어 주세요."))
    return Decimal(value)
