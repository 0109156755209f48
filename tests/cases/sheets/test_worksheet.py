"""Workbooks as programs write them: formulas, errors, merged cells, dates, escapes, and parts that lie."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest

from cases.sheets.cells import Unreadable
from cases.sheets.columns import Column, bind
from cases.sheets.parsers import text
from cases.sheets.reader import Row, read_table
from tests.cases.sheets.workbooks import MAIN, archive, compound, line, package, refusal

AGAIN = "엑셀에서 xlsx 형식으로 다시 저장해 주세요."
NO_VALUE = "수식의 계산한 값이 파일에 없습니다. 엑셀에서 열어 저장한 뒤 다시 올려 주세요."
STALE = "수식이 다시 계산되지 않은 채 저장되었습니다. 엑셀에서 열어 저장한 뒤 다시 올려 주세요."
FAILED = "엑셀 오류 값({})입니다. 엑셀에서 고친 뒤 다시 올려 주세요."
FORMULA = "<c><f>A1+1</f><v>38</v></c>"
COLUMNS = (
    Column("judge", "심사위원", text(50), is_required=True, is_filled=True, is_spread=True),
    Column("points", "점수", text(50)),
)


def read(file):
    return read_table(file, name="test")


def cell(xml, **parts):
    """Return the one cell that this XML makes."""
    return read(package(line(1, "가", "나") + line(2, xml, "끝"), **parts)).rows[0].cells[0]


def problems(*rows, **parts):
    """Return what a sheet of judges and points is refused with."""
    rows = [line(n, *cells) for n, cells in enumerate([("심사위원", "점수"), *rows], start=1)]
    return refusal(lambda: bind(read(package("".join(rows), **parts)), COLUMNS).raise_problems())


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (FORMULA, Decimal(38)),
        ('<c t="str"><f>B1</f><v>중구</v></c>', "중구"),
        ('<c t="str"><f>IF(1,"")</f><v></v></c>', None),
        ('<c t="b"><f>1=1</f><v>1</v></c>', True),
        ("<c><v>38.00000000000001</v></c>", Decimal(38)),
        ("<c><v>38.000000000000004</v></c>", Decimal(38)),
        ("<c><v>1E+2</v></c>", Decimal(100)),
        ("<c/>", None),
        ("<c><v></v></c>", None),
        ('<c t="inlineStr"><is><r><t>여</t></r><r><t>권</t></r><rPh><t>ㅇ</t></rPh></is></c>', "여권"),
        ('<c t="str"><v>한_x000D_두_x0041_</v></c>', "한\r두A"),
        ('<c t="str"><v>_x0000_</v></c>', "\0"),
        ('<c t="d"><v>2021-03-01</v></c>', date(2021, 3, 1)),
        ('<c t="str"><v>&lt;b&gt;굵게&lt;/b&gt;</v></c>', "<b>굵게</b>"),
    ],
)
def test_cells(xml, value):
    assert cell(xml) == value


@pytest.mark.parametrize(
    ("style", "value"),
    [
        (0, Decimal("44256.5")),
        (1, datetime(2021, 3, 1, 12)),
        (2, datetime(2021, 3, 1, 12)),
        (3, datetime(2021, 3, 1, 12)),
        (4, "44256 days, 12:00:00"),
        (9, Decimal("44256.5")),
    ],
)
def test_dates_by_their_format(style, value):
    """General, built in, Korean built in, of the file itself, a duration, and a style that is not there."""
    formats = '<numFmts><numFmt numFmtId="180" formatCode="yyyy&quot;년&quot; m&quot;월&quot;"/></numFmts>'
    cells = "".join(f'<xf numFmtId="{key}"/>' for key in (0, 14, 31, 180, 46))
    styles = f'{formats}<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{cells}</cellXfs>'
    found = cell(f'<c s="{style}"><v>44256.5</v></c>', styles=styles)
    assert found == value or (style == 4 and "12:00" in found)


def test_dates_of_the_other_calendar_and_beyond_any():
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    assert cell('<c s="0"><v>42794</v></c>', styles=styles, workbook='<workbookPr date1904="1"/>') == date(
        2021, 3, 1
    )
    assert cell('<c s="0"><v>9e9</v></c>', styles=styles) == Decimal(9_000_000_000)


def test_shared_texts():
    sheet = line(1, '<c t="s"><v>0</v></c>') + line(2, '<c t="s"><v>1</v></c>')
    table = read(package(sheet, strings="<si><t> 강남구 </t></si><si><r><t>중</t></r><r><t>구</t></r></si>"))
    assert (table.header, table.rows) == (("강남구",), (Row(2, ("중구",)),))


def test_names_with_a_prefix_and_a_part_without_places():
    sheet = "<x:row><x:c t='str'><x:v>가</x:v></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c></x:row>"
    wrapped = [f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{sheet}</x:sheetData></x:worksheet>']
    table = read(package("", more={"xl/worksheets/sheet1.xml": wrapped}.items()))
    assert (table.header, table.rows) == (("가",), (Row(2, (Decimal(1),)),))


@pytest.mark.parametrize(
    ("xml", "parts", "shown", "message"),
    [
        ("<c><f>A1+1</f></c>", {}, "", NO_VALUE),
        (FORMULA, {"workbook": '<calcPr fullCalcOnLoad="1"/>'}, "38", STALE),
        (FORMULA, {"workbook": '<calcPr calcMode="manual" calcCompleted="0"/>'}, "38", STALE),
        *(
            (
                f'<c t="e"><v>{error}</v></c>',
                {},
                error,
                f"엑셀 오류 값({error})입니다. 엑셀에서 고친 뒤 다시 올려 주세요.",
            )
            for error in ("#N/A", "#DIV/0!", "#REF!", "#VALUE!")
        ),
        ("<c><v>1e999</v></c>", {}, "1e999", FAILED.format("1e999")),
    ],
)
def test_cells_without_a_usable_value(xml, parts, shown, message):
    assert cell(xml, **parts) == Unreadable(shown, message)
    assert problems(("김", 1), (xml, 2), **parts) == [f"3행 ‘심사위원’: {message}"]


def test_value_of_a_formula_counts_while_excel_computed_it():
    assert cell(FORMULA, workbook='<calcPr calcId="191029"/>') == Decimal(38)


def test_text_merged_over_rows_counts_for_each_where_the_column_is_spread():
    rows = "".join(
        line(n, *cells)
        for n, cells in enumerate([("심사위원", "점수"), ("김", 1), ("<c/>", 2), ("이", 3)], start=1)
    )
    bound = bind(read(package(rows, merged=["A2:A3"])), COLUMNS)
    assert [row["judge"] for row in bound.rows] == ["김", "김", "이"]


def test_merged_cell_elsewhere_is_refused_by_its_place():
    merged = "합쳐진 칸({})입니다. 셀 병합을 풀고 칸마다 값을 적어 주세요."
    assert problems(("김", 1), ("이", "<c/>"), merged=["B2:B3"]) == [f"3행 ‘점수’: {merged.format('B2:B3')}"]
    assert problems(("김", "<c/>"), merged=["A2:B2"]) == [f"2행 ‘점수’: {merged.format('A2:B2')}"]


def test_empty_merged_cell_and_a_title_over_the_sheet_change_nothing():
    table = read(package(line(1, "심사위원", "점수") + line(2, "김", "<c/>"), merged=["B2:B9", "C1:XFD1"]))
    assert table.rows == (Row(2, ("김", None)),)


def test_size_that_is_claimed_does_not_matter():
    sheet = [
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>',
        line(1, "가"),
        line(2, 1),
    ]
    more = {"xl/worksheets/sheet1.xml": [*sheet, "</sheetData></worksheet>"]}
    assert read(package("", more=more.items())).rows == (Row(2, (Decimal(1),)),)


def test_one_filled_cell_at_the_far_corner():
    sheet = line(1, "가") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(read, file=package(sheet)) == ["열이 너무 많습니다. 200열까지 읽습니다."]


@pytest.mark.parametrize(
    "file",
    [
        package('<row r="2"/><row r="1"/>'),
        package('<row r="x"/>'),
        package('<row><c r="1A"/></row>'),
        package('<row><c r="XFE1"><v>1</v></c></row>'),
        package('<row><c t="s"><v>7</v></c></row>'),
        package("<row><c><v>38 점</v></c></row>"),
        package("<row>&bomb;</row>"),
        package("", doctype='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),
        package(line(1, "가"), merged=["1A:B2"]),
        package(line(1, "가"), styles="<cellXfs><xf numFmtId='x'/></cellXfs>"),
        package('<row><c t="str"><v>' + "가" * 230_000 + "</v></c></row>"),
    ],
)
def test_damaged_parts(file):
    assert refusal(read, file=file) == [f"손상된 파일입니다. {AGAIN}"]


def test_sizes_that_lie():
    content = package(line(1, "가") + line(2, 1)).getvalue()
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        size = whole.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = content.replace(size.to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert lying != content
    assert refusal(read, file=io.BytesIO(lying)) == [f"손상된 파일입니다. {AGAIN}"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (compound("Workbook"), "옛 엑셀(xls) 파일입니다."),
        (compound("EncryptionInfo", "EncryptedPackage"), "암호가 걸린 파일입니다. 암호를 풀어 주세요."),
        (compound("HwpSummaryInformation"), "한글(hwp) 문서입니다."),
        (compound("WordDocument"), "워드(doc) 문서입니다."),
        (archive({"ppt/presentation.xml": []}).getvalue(), "파워포인트(pptx) 문서입니다."),
        (archive({"Contents/content.hpf": []}).getvalue(), "한글(hwpx) 문서입니다."),
        (archive({"xl/workbook.bin": []}).getvalue(), "엑셀 이진 통합 문서(xlsb)입니다."),
        (archive({"content.xml": []}).getvalue(), "오픈도큐먼트(ods) 문서입니다."),
        (b'<?xml version="1.0"?><Workbook/>', "XML 문서입니다."),
        (b'<?xml version="1.0"?><!DOCTYPE html><html/>', "웹 문서(HTML)입니다."),
        (b"MIME-Version: 1.0\r\n", "웹 문서(HTML)입니다."),
    ],
)
def test_other_files(content, reason):
    assert refusal(read, file=io.BytesIO(content)) == [f"{reason} {AGAIN}"]


def test_header_shows_what_nobody_sees():
    table = read(package(line(1, "사례_x202E_번호_xD800_", "<c/>", "<c t='e'><v>#N/A</v></c>") + line(2, 1)))
    assert table.header == ("사례�번호�", "", "#N/A")
