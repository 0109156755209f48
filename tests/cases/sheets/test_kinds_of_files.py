"""Every kind of file that offices send: what the page of imports says, and a database that stays as it was."""

import pytest
from django.contrib.admin.models import LogEntry

from cases.models import Case, Organisation, SheetUpload
from cases.sheets.cases import import_cases
from tests.cases.sheets.editions import contents, make_edition
from tests.cases.sheets.heavy import bomb, entities
from tests.cases.sheets.pages import sign_in, text_of, upload
from tests.cases.sheets.workbooks import archive, compound, csv_file, line, package, table_of, xlsx

pytestmark = pytest.mark.django_db

AGAIN = "엑셀에서 xlsx 형식으로 다시 저장해 주세요."
HEADER = ["사례번호", "사례명", "기관명", "요약", "기관구분"]
KNOWN = [1, "여권 안내", "중구", "한 문장", "자치구"]
TITLES = line(1, *HEADER)
LONG = "가" * 1000


def sheet(**change):
    """Return a workbook of one row with the cells of some columns changed."""
    row = dict(zip(HEADER, KNOWN, strict=True)) | change
    return xlsx([HEADER, list(row.values())])


def raw(cell, **parts):
    """Return a workbook whose only case has this XML for its title."""
    return package(TITLES + line(2, 1, cell, "중구", "한 문장"), **parts)


FILES = {
    "xls": (compound("Workbook"), f"옛 엑셀(xls) 파일입니다. {AGAIN}"),
    "locked": (compound("EncryptedPackage"), f"암호가 걸린 파일입니다. 암호를 풀어 주세요. {AGAIN}"),
    "hwp": (compound("HwpSummaryInformation"), f"한글(hwp) 문서입니다. {AGAIN}"),
    "html": (b"<html><table><tr><td>1</td></tr></table>", f"웹 문서(HTML)입니다. {AGAIN}"),
    "pdf": (b"%PDF-1.7\n", f"PDF 파일입니다. {AGAIN}"),
    "docx": (archive({"word/document.xml": []}), f"워드(docx) 문서입니다. {AGAIN}"),
    "zip": (archive({"사진.jpg": []}), f"엑셀 파일이 아닙니다. {AGAIN}"),
    "damaged": (xlsx([HEADER, KNOWN]).getvalue()[:-300], f"손상된 파일입니다. {AGAIN}"),
    "entities": (entities(), f"손상된 파일입니다. {AGAIN}"),
    "bomb": (bomb, "압축을 풀면 너무 큰 파일입니다. 내용이 있는 줄만 새 파일에 옮겨 주세요."),
    "empty": (b"", "빈 파일입니다."),
    "header only": (xlsx([HEADER]), "열 이름만 있고 내용이 없습니다."),
    "no header": (xlsx([[1, 2], [3, 4]]), "첫 줄에 열 이름이 없습니다."),
    "ragged": (csv_file([HEADER, [1, "가"]]), "2 기관명 – 빈칸입니다. 값을 적어 주세요."),
    "uncomputed": (raw("<c><f>A1</f></c>"), "2 사례명 – 수식의 계산한 값이 파일에 없습니다."),
    "stale": (
        raw('<c t="str"><f>A1</f><v>가</v></c>', workbook='<calcPr fullCalcOnLoad="1"/>'),
        "2 사례명 가 수식이 다시 계산되지 않은 채 저장되었습니다.",
    ),
    "error": (raw('<c t="e"><v>#N/A</v></c>'), "2 사례명 #N/A 엑셀 오류 값(#N/A)입니다."),
    "merged": (raw("<c/>", merged=["A2:B2"]), "2 사례명 – 합쳐진 칸(A2:B2)입니다."),
    "twice": (
        xlsx([HEADER, KNOWN, ["０ 1", *KNOWN[1:]]]),
        "3 사례번호 ０ 1 2행에 이미 있는 사례번호입니다. 한 줄만 남겨 주세요.",
    ),
    "twice with dashes": (
        xlsx([HEADER, ["2025-001", *KNOWN[1:]], ["２０２５－１", *KNOWN[1:]]]),
        "3 사례번호 ２０２５－１ 2행에 이미 있는 사례번호입니다.",
    ),
    "long": (sheet(사례명=LONG), "200자까지 적을 수 있습니다. 지금은 1000자입니다."),
    "bidi": (sheet(사례명="가\u202e나"), "2 사례명 가�나 2번째 글자는 쓸 수 없는 글자(U+202E)입니다."),
    "NUL": (
        csv_file([HEADER, [1, "가\0", "중구", "나"]]),
        "2 사례명 가� 2번째 글자는 쓸 수 없는 글자(U+0000)입니다.",
    ),
    "escaped NUL": (
        raw('<c t="str"><v>_x0000_나</v></c>'),
        "2 사례명 �나 1번째 글자는 쓸 수 없는 글자(U+0000)",
    ),
    "half a character": (
        raw('<c t="str"><v>_xD800_</v></c>'),
        "2 사례명 � 1번째 글자는 쓸 수 없는 글자(U+D800)",
    ),
    "unknown organisation": (
        sheet(기관명="<b>", 기관구분=None),
        "2 기관명 &lt;b&gt; 등록되지 않은 기관입니다.",
    ),
    "boolean number": (sheet(사례번호=True), "2 사례번호 TRUE 사례번호가 다른 값으로 바뀌어 있습니다."),
    "far corner": (package(TITLES + '<row r="9"><c r="XFD9"><v>1</v></c></row>'), "열이 너무 많습니다."),
}


@pytest.mark.parametrize("kind", FILES)
def test_kind_of_file(kind):
    edition = make_edition("submissions")
    import_cases(edition=edition, table=table_of(HEADER, KNOWN))
    tables = (Case, Organisation, SheetUpload, LogEntry)
    before = contents(*tables)
    file, message = FILES[kind]
    file = file() if callable(file) else file
    content = file if isinstance(file, bytes) else file.getvalue()
    answer = upload(sign_in("add_case", "change_case", "view_every_case", "view_contacts"), edition, content)
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert contents(*tables) == before
