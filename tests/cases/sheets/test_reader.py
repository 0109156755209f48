import io
import unicodedata
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

from cases.sheets import reader
from cases.sheets.reader import Row, as_text, read_table
from tests.cases.sheets.workbooks import csv_file, refusal, saved, xlsx

CSV_2021 = settings.BASE_DIR / "awards" / "data" / "2021"
XLSX_2021 = settings.BASE_DIR / "tests" / "awards" / "data" / "2021"
AGAIN = "엑셀에서 xlsx 형식으로 다시 저장해 주세요."


def read(file):
    return read_table(file, name="test")


def texts(table):
    return [table.header, *((row.number, [as_text(cell) for cell in row.cells]) for row in table.rows)]


@pytest.mark.parametrize("name", ["cases", "judges", "scores_round1", "scores_round2"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_2021_files_read_the_same_as_xlsx_and_csv(name, encoding):
    text = (CSV_2021 / f"{name}.csv").read_text(encoding="utf-8-sig")
    from_csv = read(io.BytesIO(text.encode(encoding)))
    from_xlsx = read(XLSX_2021 / f"{name}.xlsx")
    assert texts(from_csv) == texts(from_xlsx)
    assert len(from_xlsx.rows) == {"cases": 61, "judges": 7, "scores_round1": 427, "scores_round2": 105}[name]


def test_content_decides_not_the_name(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_bytes(xlsx([["사례번호"], [1]]).getvalue())
    table = read_table(str(path), name="cases.csv")
    assert (table.name, table.header, table.rows) == ("cases.csv", ("사례번호",), (Row(2, (Decimal(1),)),))


def test_csv_that_begins_like_an_archive():
    assert read(csv_file([["PK", "이름"], ["1", "가"]])).header == ("PK", "이름")


def test_cells_keep_their_type():
    values = [
        1,
        12.0,
        38.25,
        True,
        date(2021, 3, 1),
        datetime(2021, 3, 1, 10, 30),
        time(9, 5),
        " 중구 ",
        "  ",
    ]
    table = read(xlsx([["a"] * 10, [*values, "끝"]]))
    assert table.rows[0].cells == (
        Decimal(1),
        Decimal(12),
        Decimal("38.25"),
        True,
        date(2021, 3, 1),
        datetime(2021, 3, 1, 10, 30),
        "09:05:00",
        "중구",
        None,
        "끝",
    )


def test_text_of_cells():
    cells = [
        Decimal("12"),
        Decimal("12.50"),
        Decimal("1E+2"),
        True,
        False,
        datetime(2021, 3, 1, 10, 30),
        None,
        "",
    ]
    shown = [as_text(cell) for cell in cells]
    assert shown == ["12", "12.5", "100", "TRUE", "FALSE", "2021-03-01 10:30", None, ""]


@pytest.mark.parametrize("file", [xlsx, csv_file])
def test_text_is_composed(file):
    decomposed = unicodedata.normalize("NFD", "강남구")
    table = read(file([[decomposed], [decomposed]]))
    assert (table.header, table.rows[0].cells) == (("강남구",), ("강남구",))


@pytest.mark.parametrize("file", [xlsx, csv_file])
def test_empty_rows_are_skipped_and_numbers_stay(file):
    table = read(file([["", ""], ["번호", "이름"], [], ["1", "가"], [" ", ""], ["2", "나"]]))
    assert table.header_row == 2
    assert table.rows == (Row(4, ("1", "가")), Row(6, ("2", "나")))


@pytest.mark.parametrize("file", [xlsx, csv_file])
def test_ragged_rows_are_filled_up(file):
    table = read(file([["가", "나", "다"], ["1"], ["1", "2", "3", "4"]]))
    assert [row.cells for row in table.rows] == [("1", None, None), ("1", "2", "3", "4")]


def test_line_break_in_a_csv_cell_is_one_row():
    table = read(csv_file([["가"], ["한\n두"], ["세"]]))
    assert table.rows == (Row(2, ("한\n두",)), Row(3, ("세",)))


def test_first_visible_sheet_is_read():
    workbook = openpyxl.Workbook()
    workbook.active.sheet_state = "hidden"
    workbook.active.append(["숨김"])
    for title in ("가", "나"):
        sheet = workbook.create_sheet(title)
        sheet.append([title])
        sheet.append([1])
    workbook.active = 2
    assert read(saved(workbook)).header == ("가",)


def test_wrong_size_in_the_workbook_is_ignored():
    packed = rezipped(xlsx([["가", "나"], [1, 2]]), b'<dimension ref="A1:B2"', b'<dimension ref="A1:A1"')
    assert read(packed).rows == (Row(2, (Decimal(1), Decimal(2))),)


def test_computed_number_has_the_digits_that_are_shown():
    packed = rezipped(xlsx([["합계"], [7]]), b"<v>7</v>", b"<v>0.30000000000000004</v>")
    assert read(packed).rows == (Row(2, (Decimal("0.3"),)),)


def rezipped(file, old, new):
    """Return the workbook with `old` replaced in its sheet; it must be there."""
    result = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return io.BytesIO(result.getvalue())


def zipped(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, b"<document/>")
    return file.getvalue()


WORKBOOK = xlsx([["가"], [1]])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "빈 파일입니다."),
        (b"\xef\xbb\xbf", "빈 파일입니다."),
        (b"\r\n,,\r\n", "빈 파일입니다."),
        (xlsx([]).getvalue(), "빈 파일입니다."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
            f"옛 엑셀(xls) 파일이거나 암호가 걸린 파일입니다. {AGAIN}",
        ),
        (b"%PDF-1.7\n", f"PDF 파일입니다. {AGAIN}"),
        (b"\r\n<!DOCTYPE html><table>", f"웹 문서(HTML)입니다. {AGAIN}"),
        (b"\xef\xbb\xbf<html>", f"웹 문서(HTML)입니다. {AGAIN}"),
        (b"PK\x03\x04 cut short", f"손상된 파일입니다. {AGAIN}"),
        (WORKBOOK.getvalue()[:-200], f"손상된 파일입니다. {AGAIN}"),
        (rezipped(WORKBOOK, b"</sheetData>", b"<<").getvalue(), f"손상된 파일입니다. {AGAIN}"),
        (zipped("xl/workbook.xml"), f"손상된 파일입니다. {AGAIN}"),
        (zipped("word/document.xml"), f"워드(docx) 문서입니다. {AGAIN}"),
        (zipped("other.xml"), f"엑셀 파일이 아닙니다. {AGAIN}"),
        (b"\xff\xfe\xac\xc0", f"엑셀이나 CSV 파일이 아니거나 글자 방식을 알 수 없습니다. {AGAIN}"),
        (b'a,b\r\n"1,2\r\n', f"2번째 줄에서 큰따옴표의 짝이 맞지 않거나 칸이 너무 깁니다. {AGAIN}"),
        (xlsx([[1, 2], [3, 4]]).getvalue(), "첫 줄에 열 이름이 없습니다. 첫 줄에 열 이름을 적어 주세요."),
        ("사례번호,사례명\r\n".encode(), "열 이름만 있고 내용이 없습니다."),
    ],
)
def test_refused_files(content, message):
    assert refusal(read, file=io.BytesIO(content)) == [message]


def test_bounds(monkeypatch):
    monkeypatch.setattr(reader, "MAX_ROWS", 3)
    monkeypatch.setattr(reader, "MAX_COLUMNS", 2)
    assert len(read(csv_file([["가", "나"], *[["1", "2"]] * 3])).rows) == 3
    assert refusal(read, file=csv_file([["가"], *[["1"]] * 4])) == ["줄이 너무 많습니다. 3줄까지 읽습니다."]
    assert refusal(read, file=xlsx([["가", "나", "다"], [1]])) == ["열이 너무 많습니다. 2열까지 읽습니다."]


def test_file_size_is_bounded(monkeypatch):
    monkeypatch.setattr(reader, "MAX_BYTES", 1024**2)
    exact = ("가\r\n" + "a" * (1024**2)).encode()[: 1024**2]
    assert refusal(read, file=io.BytesIO(exact + b"a")) == ["파일이 너무 큽니다. 1MB까지 읽습니다."]
    assert refusal(read, file=io.BytesIO(exact)) == [
        f"2번째 줄에서 큰따옴표의 짝이 맞지 않거나 칸이 너무 깁니다. {AGAIN}"
    ]


def test_limits_of_the_portal():
    assert (reader.MAX_ROWS, reader.MAX_COLUMNS) == (20_000, 200)


def test_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(Path(tmp_path / "none.xlsx"))
