"""The one reader of spreadsheets: a file in, a table out, whatever program saved it.

The content decides, never the name of the file. Cells keep their type; `as_text` gives what a person sees.
"""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.sheets.errors import SheetRefused

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200

Cell = str | Decimal | bool | date | None
# A place in the sheet and what stands there: (row as the program counts it, cells).
Line = tuple[int, list[Cell]]

SAVE_AGAIN = gettext_lazy("엑셀에서 xlsx 형식으로 다시 저장해 주세요.")
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": gettext_lazy("옛 엑셀(xls) 파일이거나 암호가 걸린 파일입니다."),
    b"%PDF": gettext_lazy("PDF 파일입니다."),
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MARKUP = ("<!doctype", "<html", "<?xml", "<table", "<head", "<meta")


@dataclass(frozen=True)
class Row:
    """One row with content; `number` as the spreadsheet program counts it, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """What a file holds. The first row with content is the header; a row has as many cells, or more."""

    name: str
    header_row: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(source: str | Path | BinaryIO, *, name: str) -> Table:
    """Read the first visible sheet of an .xlsx, or a .csv in UTF-8 or CP949; people know it as `name`.

    Raises `SheetRefused` with the reason and what to do about it.
    """
    content = _content(source)
    _refuse_foreign(content)
    lines = _workbook_lines(content) if content.startswith(_ZIP) else _text_lines(content)
    if not lines:
        raise SheetRefused(_("빈 파일입니다."))
    (header_row, header), *rows = lines
    if not any(isinstance(cell, str) for cell in header):
        raise SheetRefused(_("첫 줄에 열 이름이 없습니다. 첫 줄에 열 이름을 적어 주세요."))
    if not rows:
        raise SheetRefused(_("열 이름만 있고 내용이 없습니다."))
    width = len(header)
    return Table(
        name=name,
        header_row=header_row,
        header=tuple(as_text(cell) or "" for cell in header),
        rows=tuple(Row(number, (*cells, *[None] * (width - len(cells)))) for number, cells in rows),
    )


def as_text(cell: Cell) -> str | None:
    """Return a cell as the text a person sees, None for an empty one. A number never shows an exponent.

    >>> as_text(Decimal("12.0")), as_text(Decimal("1E+2")), as_text(date(2021, 3, 1)), as_text(" 중구 ")
    ('12', '100', '2021-03-01', '중구')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell and _plain(cell)


def _content(source):
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            return _content(file)
    content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise SheetRefused(_("파일이 너무 큽니다. %(n)sMB까지 읽습니다.") % {"n": MAX_BYTES // 1024**2})
    return content


def _refuse_foreign(content):
    for magic, reason in _FOREIGN.items():
        if content.startswith(magic):
            raise SheetRefused(f"{reason} {SAVE_AGAIN}")


def _text_lines(content: bytes) -> list[Line]:
    text = _decoded(content)
    if text.lstrip().lower().startswith(_MARKUP):
        raise SheetRefused(_("웹 문서(HTML)입니다.") + f" {SAVE_AGAIN}")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return _bounded(reader)
    except csv.Error as error:
        raise SheetRefused(
            _("%(line)s번째 줄에서 큰따옴표의 짝이 맞지 않거나 칸이 너무 깁니다.") % {"line": reader.line_num}
            + f" {SAVE_AGAIN}"
        ) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused(_("엑셀이나 CSV 파일이 아니거나 글자 방식을 알 수 없습니다.") + f" {SAVE_AGAIN}")


def _workbook_lines(content: bytes) -> list[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            is_workbook = "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile as error:
        raise SheetRefused(_("손상된 파일입니다.") + f" {SAVE_AGAIN}") from error
    if not is_workbook:
        raise SheetRefused(_("엑셀 파일이 아닙니다.") + f" {SAVE_AGAIN}")
    try:
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = next(sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible")
        # Some programs write a wrong size of the sheet; without it the reader goes by the cells.
        sheet.reset_dimensions()
        return _bounded(sheet.iter_rows(values_only=True))
    except SheetRefused:
        raise
    except Exception as error:
        # Damaged parts surface as almost any exception: KeyError, ParseError, zlib.error, EOFError …
        raise SheetRefused(_("손상된 파일입니다.") + f" {SAVE_AGAIN}") from error


def _bounded(records: Iterable[Iterable[Any]]) -> list[Line]:
    """Number the rows, drop the empty ones, and refuse more than the bounds."""
    lines = []
    for number, record in enumerate(records, start=1):
        cells = _trimmed(record)
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise SheetRefused(_("열이 너무 많습니다. %(n)s열까지 읽습니다.") % {"n": MAX_COLUMNS})
        lines.append((number, cells))
        if len(lines) > MAX_ROWS + 1:
            raise SheetRefused(_("줄이 너무 많습니다. %(n)s줄까지 읽습니다.") % {"n": f"{MAX_ROWS:,}"})
    return lines


def _trimmed(record):
    cells = [_cell(value) for value in record]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool | Decimal):
        return value
    if isinstance(value, int | float):
        # 15 digits, as spreadsheets show and compare: 0.1 + 0.2 is 0.3 there.
        return Decimal(f"{value:.15g}")
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        value = str(value)
    return _plain(value) or None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()
