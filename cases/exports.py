"""Tables as CSV files that spreadsheets open as they are: UTF-8 with BOM, CRLF, nothing read as a formula."""

import csv
from collections.abc import Iterable, Iterator

BOM = "\ufeff"
# A cell that begins so would be read as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def formula_safe(cell: object) -> str:
    """Return the cell as text that no spreadsheet takes for a formula.

    >>> formula_safe("=1+1"), formula_safe("37"), formula_safe(None)
    ("'=1+1", '37', '')
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class _Line:
    """A file for the csv module that hands each line back instead of keeping it."""

    def write(self, text):
        return text


def csv_lines(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the file line by line, so that a long table needs no memory."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield BOM + writer.writerow([formula_safe(cell) for cell in header])
    written, line = None, ""
    for row in rows:
        # The very row again, as of equal ballots, is the same line again.
        if row is not written:
            written, line = row, writer.writerow([formula_safe(cell) for cell in row])
        yield line
