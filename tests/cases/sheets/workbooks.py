"""Spreadsheets of tests, made in memory, and what a refusal says."""

import csv
import io
import zipfile

import openpyxl
import pytest

from cases.sheets.errors import SheetError
from cases.sheets.reader import read_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(rows, *, first_row=1):
    """Return a workbook with `rows` from the row `first_row` on."""
    workbook = openpyxl.Workbook()
    for number, row in enumerate(rows, start=first_row):
        for column, value in enumerate(row, start=1):
            workbook.active.cell(number, column, value)
    return saved(workbook)


def saved(workbook):
    file = io.BytesIO()
    workbook.save(file)
    return io.BytesIO(file.getvalue())


def package(sheet, *, strings=(), styles="", workbook="", merged=(), doctype="", more=()):
    """Return a workbook from pieces of XML: rows, shared strings, styles, what follows the list of sheets.

    `sheet` and `strings` may be iterables of bytes, for parts that are never whole in memory.
    """
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    tail = f"<mergeCells>{areas}</mergeCells>" if areas else ""
    parts = {
        "xl/workbook.xml": [
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="가" sheetId="1" r:id="rId1"/></sheets>'
            f"{workbook}</workbook>"
        ],
        "xl/_rels/workbook.xml.rels": [
            f'<Relationships><Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>"
        ],
        "xl/worksheets/sheet1.xml": [
            f'{doctype}<worksheet xmlns="{MAIN}"><sheetData>',
            *pieces(sheet),
            f"</sheetData>{tail}</worksheet>",
        ],
        "xl/sharedStrings.xml": [f'<sst xmlns="{MAIN}">', *pieces(strings), "</sst>"],
        "xl/styles.xml": [f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'],
    }
    return archive({**parts, **dict(more)})


def pieces(source):
    return [source] if isinstance(source, str) else source


def archive(parts):
    """Return a zip of {name: iterable of pieces}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            with target.open(name, "w", force_zip64=True) as part:
                for piece in content:
                    part.write(piece if isinstance(piece, bytes) else piece.encode())
    return io.BytesIO(file.getvalue())


def line(number, *cells):
    """Return a row of XML; a cell is its XML, or a text, or a number."""
    written = []
    for column, cell in enumerate(cells):
        place = f"{chr(65 + column)}{number}"
        if isinstance(cell, int | float):
            cell = f"<c><v>{cell}</v></c>"
        elif not cell.startswith("<c"):
            cell = f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
        written.append(cell.replace("<c", f'<c r="{place}"', 1))
    return f'<row r="{number}">{"".join(written)}</row>'


def compound(*streams):
    """Return the beginning of a compound file (xls, doc, hwp, locked xlsx) with these streams."""
    names = "".join(stream.ljust(32, "\0") for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names.encode("utf-16-le") + bytes(500)


def csv_file(rows, encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def table_of(*rows):
    """Return what the reader makes of a workbook with `rows`."""
    return read_table(xlsx(rows), name="test.xlsx")


def refusal(act, **arguments):
    """Return the lines of the `SheetError` that `act` must raise."""
    with pytest.raises(SheetError) as caught:
        act(**arguments)
    return str(caught.value).split("\n")
