"""A sheet to fill in, made from the columns that the reader reads."""

import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from cases.sheets.columns import Column

_HEAD = {
    "font": Font(bold=True),
    "fill": PatternFill("solid", fgColor="D8E5FD"),
    "alignment": Alignment(vertical="center", wrap_text=True),
}
# How wide a column is for what it holds, in letters.
_NARROW, _WIDE = 12, 44


def template(columns: Sequence[Column], rows: Iterable[Sequence] = ()) -> bytes:
    """Return an .xlsx: the header and `rows` on the first sheet, how to fill it in on the second.

    The example stands on the second sheet, which is never read. Cells are text where no number is wanted, so
    that the program does not make dates of case numbers such as 1-2.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _("입력")
    for place, column in enumerate(columns, start=1):
        head = sheet.cell(1, place, column.title)
        _dress(head)
        if column.note:
            head.comment = Comment(str(column.note), _("안내"), width=320, height=90)
        letter = head.column_letter
        sheet.column_dimensions[letter].width = _width(column)
        if not column.is_number:
            sheet.column_dimensions[letter].number_format = "@"
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            _put(sheet.cell(number, place), value)
    sheet.freeze_panes = "A2"
    _explain(workbook.create_sheet(_("작성 방법")), columns)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _explain(sheet, columns):
    rows = [(_("열 이름"), _("꼭 적기"), _("설명"), _("보기"))]
    for column in columns:
        need = _("필요") if column.is_filled else _("열은 필요, 칸은 비워도 됨") if column.is_required else ""
        rows.append((column.title, need, str(column.note), column.example))
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            _put(cell, value)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if number == 1:
                _dress(cell)
    for letter, width in zip("ABCD", (18, 16, 60, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    advice = (
        _("이 시트는 읽지 않습니다. ‘입력’ 시트의 첫 줄(열 이름)은 그대로 두고 둘째 줄부터 적어 주세요."),
        _("열의 순서는 바꾸어도 되고, 여기에 없는 열은 읽지 않습니다."),
        _("같은 파일을 다시 올려도 달라진 것만 바뀝니다."),
    )
    for number, words in enumerate(advice, start=len(rows) + 2):
        _put(sheet.cell(number, 1), words)


def _put(cell, value):
    """Write a value; text stays text, also where it begins like a formula."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def _dress(cell):
    cell.font, cell.fill, cell.alignment = _HEAD["font"], _HEAD["fill"], _HEAD["alignment"]


def _width(column):
    return min(_WIDE, max(_NARROW, 2 * len(column.title), round(1.8 * len(column.example))))
