"""The cells of one worksheet, row by row as they stream in."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.utils.escape import unescape

from cases.sheets.cells import Cell, Unreadable, as_text, cell_of, printable
from cases.sheets.parts import MEBIBYTE, Handler, Pieces, read_part, swollen
from cases.sheets.workbook import Book

MAX_SHEET = 128 * MEBIBYTE
MAX_MERGED = 10_000
# How far to the right a sheet of a spreadsheet program goes.
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")

Merged = tuple[int, int, int, int]


class Worksheet(Handler):
    """Collects finished rows in `rows`, and the places of merged cells: (top, left, bottom, right) from 1."""

    def __init__(self, book: Book):
        self.book = book
        self.rows: list[tuple[int, dict[int, Cell]]] = []
        self.merged: list[Merged] = []
        self._row, self._column, self._cells = 0, 0, {}
        self._cell: dict[str, str] | None = None
        self._value = self._inline = self._sink = None
        self._has_formula, self._guides = False, 0

    def lines(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Yield (number, {column from 1: cell}) of every row with content."""
        for _piece in read_part(self.book.archive, self.book.sheet, self, MAX_SHEET):
            yield from self.rows
            self.rows.clear()

    def start(self, name, attributes):
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif self._cell is not None:
            self._start_inside(name)
        elif name == "mergeCell":
            self._merge(attributes["ref"])

    def text(self, piece):
        if self._sink is not None:
            self._sink.add(piece)

    def end(self, name):
        if name == "c":
            value = self._read_cell()
            if value is not None:
                self._cells[self._column] = value
            self._cell = self._sink = None
        elif name == "row" and self._cells:
            self.rows.append((self._row, self._cells))
        elif name in ("v", "t", "f"):
            self._sink = None
        elif name == "rPh":
            self._guides -= 1

    def _start_row(self, attributes):
        number = int(attributes.get("r", self._row + 1))
        if number > LAST_ROW:
            raise swollen()
        if number <= self._row:
            raise ValueError("rows out of order")
        self._row, self._column, self._cells = number, 0, {}

    def _start_cell(self, attributes):
        reference = attributes.get("r")
        self._column = _place(reference)[1] if reference else self._column + 1
        if self._column > LAST_COLUMN:
            raise ValueError("beyond the last column")
        self._cell, self._value, self._inline, self._has_formula = attributes, None, None, False

    def _start_inside(self, name):
        if name == "v":
            self._value = self._sink = Pieces()
        elif name == "is":
            self._inline = Pieces()
        elif name == "t" and self._inline is not None and not self._guides:
            self._sink = self._inline
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._guides += 1

    def _read_cell(self) -> Cell:
        if self._has_formula and self._value is None:
            return Unreadable(
                "",
                _("수식의 계산한 값이 파일에 없습니다. 엑셀에서 열어 저장한 뒤 다시 올려 주세요."),
            )
        if self._inline is not None:
            return cell_of(unescape(str(self._inline)))
        if self._value is None:
            return None
        value = self._typed(str(self._value))
        if self._has_formula and self.book.is_stale:
            return Unreadable(
                printable(as_text(value)),
                _("수식이 다시 계산되지 않은 채 저장되었습니다. 엑셀에서 열어 저장한 뒤 다시 올려 주세요."),
            )
        return value

    def _typed(self, text: str) -> Cell:
        kind = self._cell.get("t", "n")
        if kind == "s":
            # Composed once for all cells that share it: one text can stand in every cell.
            return self.book.strings[int(text)]
        return cell_of(self._typed_alone(kind, text))

    def _typed_alone(self, kind: str, text: str) -> Any:
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return _failed(text)
        if kind == "d":
            return from_ISO8601(text)
        if kind != "n":
            return unescape(text)
        return self._number(text.strip())

    def _number(self, text: str) -> Any:
        if not text:
            return None
        number = float(text)
        if not math.isfinite(number):
            return _failed(text)
        style = int(self._cell.get("s", "0"))
        kind = self.book.styles[style] if style < len(self.book.styles) else None
        if kind is None:
            return number
        try:
            return from_excel(number, self.book.epoch, timedelta=kind == "duration")
        except (OverflowError, ValueError):
            # No day of the calendar, such as a negative one: the number is what the file holds.
            return number

    def _merge(self, reference):
        if len(self.merged) == MAX_MERGED:
            raise ValueError("more merged cells than any form has")
        first, _colon, last = reference.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self.merged.append((top, left, bottom, right))


def _failed(shown):
    return Unreadable(
        printable(shown),
        _("엑셀 오류 값(%(error)s)입니다. 엑셀에서 고친 뒤 다시 올려 주세요.") % {"error": printable(shown)},
    )


def _place(reference: str) -> tuple[int, int]:
    """Return (row, column) from 1.

    >>> _place("AB12")
    (12, 28)
    """
    letters, digits = _REFERENCE.fullmatch(reference).groups()
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(digits), column


def cover(lines: list[tuple[int, list[Cell]]], merged: list[Merged], bound: int) -> None:
    """Mark, under the header, the empty places that merged cells cover, at most `bound` of them."""
    numbers = [number for number, _cells in lines]
    width = len(lines[0][1]) if lines else 0
    left_over = bound
    for top, left, bottom, right in merged:
        first = max(1, bisect_left(numbers, top))
        for index in range(first, bisect_left(numbers, bottom + 1)):
            for column in range(left, min(right, width) + 1):
                left_over -= 1
                if left_over < 0:
                    return
                _cover(lines, numbers, index, column, (top, left, bottom, right))


def _cover(lines, numbers, index, column, place):
    top, left, bottom, right = place
    above = bisect_left(numbers, top)
    if above >= len(numbers) or numbers[above] != top or (numbers[index], column) == (top, left):
        return
    source, cells = lines[above][1], lines[index][1]
    value = source[left - 1] if left <= len(source) else None
    if value is None or (column <= len(cells) and cells[column - 1] is not None):
        return
    cells.extend([None] * (column - len(cells)))
    area = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
    cells[column - 1] = Unreadable(
        "",
        _("합쳐진 칸(%(area)s)입니다. 셀 병합을 풀고 칸마다 값을 적어 주세요.") % {"area": area},
        value if column == left else None,
    )
