"""Spreadsheets of tests, made in memory, and what a refusal says."""

import csv
import io

import openpyxl
import pytest

from cases.sheets.errors import SheetError
from cases.sheets.reader import read_table


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
