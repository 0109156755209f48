"""The one reader of spreadsheets: a file in, a table out, whatever program saved it.

The content decides, never the name of the file. Cells keep their type; `as_text` gives what a person sees.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.sheets.cells import MAX_TEXT, Cell, as_text, cell_of, printable
from cases.sheets.errors import SAVE_AGAIN, SheetRefused
from cases.sheets.parts import damaged, opened
from cases.sheets.workbook import is_workbook, open_book
from cases.sheets.worksheet import Worksheet, cover

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 500_000
MAX_CHARACTERS = 5_000_000

# A place in the sheet and what stands there: (row as the program counts it, cells).
Line = tuple[int, list[Cell]]

_OLE = b"\xd0\xcf\x11\xe0"
# Streams that tell the kinds of compound files apart, by their names.
_COMPOUND = {
    "EncryptedPackage": gettext_lazy("암호가 걸린 파일입니다. 암호를 풀어 주세요."),
    "HwpSummaryInformation": gettext_lazy("한글(hwp) 문서입니다."),
    "WordDocument": gettext_lazy("워드(doc) 문서입니다."),
    "Workbook": gettext_lazy("옛 엑셀(xls) 파일입니다."),
}
_COMPOUND_OTHER = gettext_lazy("옛 엑셀(xls) 파일이거나 암호가 걸린 파일입니다.")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# Parts that tell the kinds of archives apart.
_ARCHIVES = {
    "word/document.xml": gettext_lazy("워드(docx) 문서입니다."),
    "ppt/presentation.xml": gettext_lazy("파워포인트(pptx) 문서입니다."),
    "Contents/content.hpf": gettext_lazy("한글(hwpx) 문서입니다."),
    "xl/workbook.bin": gettext_lazy("엑셀 이진 통합 문서(xlsb)입니다."),
    "content.xml": gettext_lazy("오픈도큐먼트(ods) 문서입니다."),
}
_HTML = ("<!doctype html", "<html", "<table", "<head", "<meta", "mime-version:")
_MARKUP = ("<?xml", "<!doctype", "<workbook", "<ss:workbook")


@dataclass(frozen=True, slots=True)
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


def read_table(source: str | Path | BinaryIO, *, name: str, max_rows: int | None = None) -> Table:
    """Read the first visible sheet of an .xlsx, or a .csv in UTF-8 or CP949; people know it as `name`.

    More than `max_rows` rows, or the usual bound, are refused; the other bounds are the same for all.

    Raises `SheetRefused` with the reason and what to do about it.
    """
    content = _content(source)
    _refuse_foreign(content)
    read_lines = _workbook_lines if content.startswith(_ZIP) else _text_lines
    lines = read_lines(content, max_rows or MAX_ROWS)
    if not lines:
        raise SheetRefused(_("빈 파일입니다."))
    (header_row, header), *rows = lines
    if not any(isinstance(cell, str) for cell in header):
        raise SheetRefused(_("첫 줄에 열 이름이 없습니다. 첫 줄에 열 이름을 적어 주세요."))
    if not rows:
        raise SheetRefused(_("열 이름만 있고 내용이 없습니다."))
    width = len(header)
    return Table(
        name=printable(name, 100),
        header_row=header_row,
        header=tuple(printable(as_text(cell)) for cell in header),
        rows=tuple(Row(number, (*cells, *[None] * (width - len(cells)))) for number, cells in rows),
    )


def _content(source):
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            return _content(file)
    content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise SheetRefused(_("파일이 너무 큽니다. %(n)sMB까지 읽습니다.") % {"n": MAX_BYTES // 1024**2})
    return content


def _refuse_foreign(content):
    if content.startswith(b"%PDF"):
        raise SheetRefused(_("PDF 파일입니다.") + f" {SAVE_AGAIN}")
    if content.startswith(_OLE):
        reason = next(
            (words for name, words in _COMPOUND.items() if name.encode("utf-16-le") in content),
            _COMPOUND_OTHER,
        )
        raise SheetRefused(f"{reason} {SAVE_AGAIN}")


def _text_lines(content: bytes, max_rows: int) -> list[Line]:
    text = _decoded(content)
    start = text[:500].lstrip().lower()
    if start.startswith(_HTML) or (start.startswith(_MARKUP) and "<html" in start):
        raise SheetRefused(_("웹 문서(HTML)입니다.") + f" {SAVE_AGAIN}")
    if start.startswith(_MARKUP):
        raise SheetRefused(_("XML 문서입니다.") + f" {SAVE_AGAIN}")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return _bounded(_records(reader), max_rows)
    except csv.Error as error:
        raise SheetRefused(
            _("%(line)s번째 줄에서 큰따옴표의 짝이 맞지 않거나 칸이 너무 깁니다.") % {"line": reader.line_num}
            + f" {SAVE_AGAIN}"
        ) from error


def _records(reader) -> Iterator[tuple[int, dict[int, Cell]]]:
    for number, record in enumerate(reader, start=1):
        if any(len(value) > MAX_TEXT for value in record):
            raise csv.Error("longer than a cell may be")
        yield number, {column: cell_of(value) for column, value in enumerate(record, start=1)}


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused(_("엑셀이나 CSV 파일이 아니거나 글자 방식을 알 수 없습니다.") + f" {SAVE_AGAIN}")


def _workbook_lines(content: bytes, max_rows: int) -> list[Line]:
    archive = opened(content)
    _refuse_other_archive(archive)
    try:
        worksheet = Worksheet(open_book(archive))
        lines = _bounded(worksheet.lines(), max_rows)
        cover(lines, worksheet.merged, MAX_CELLS)
    except SheetRefused:
        raise
    except Exception as error:
        # Damaged parts surface as almost any exception: KeyError, ExpatError, zlib.error, EOFError …
        raise damaged() from error
    return lines


def _refuse_other_archive(archive: zipfile.ZipFile):
    if is_workbook(archive):
        return
    names = set(archive.namelist())
    reason = next((words for part, words in _ARCHIVES.items() if part in names), _("엑셀 파일이 아닙니다."))
    raise SheetRefused(f"{reason} {SAVE_AGAIN}")


def _bounded(records: Iterable[tuple[int, dict[int, Any]]], max_rows: int) -> list[Line]:
    """Lay the cells of each row out, drop the empty rows, and refuse more than the bounds."""
    lines, cells, characters = [], 0, 0
    for number, record in records:
        filled = {column: cell for column, cell in record.items() if cell is not None}
        if not filled:
            continue
        if max(filled) > MAX_COLUMNS:
            raise SheetRefused(_("열이 너무 많습니다. %(n)s열까지 읽습니다.") % {"n": MAX_COLUMNS})
        cells += len(filled)
        characters += sum(len(cell) for cell in filled.values() if isinstance(cell, str))
        _refuse_more(cells, characters)
        lines.append((number, [filled.get(column) for column in range(1, max(filled) + 1)]))
        if len(lines) > max_rows + 1:
            raise SheetRefused(_("줄이 너무 많습니다. %(n)s줄까지 읽습니다.") % {"n": f"{max_rows:,}"})
    return lines


def _refuse_more(cells, characters):
    if cells > MAX_CELLS:
        raise SheetRefused(
            _("내용이 있는 칸이 너무 많습니다. %(n)s칸까지 읽습니다.") % {"n": f"{MAX_CELLS:,}"}
        )
    if characters > MAX_CHARACTERS:
        raise SheetRefused(
            _("글자가 너무 많습니다. 모두 %(n)s자까지 읽습니다.") % {"n": f"{MAX_CHARACTERS:,}"}
        )
