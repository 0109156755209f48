from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cases.models import Case, Organisation
from tests.cases.sheets.editions import contents, make_edition
from tests.cases.sheets.workbooks import csv_file, xlsx

pytestmark = pytest.mark.django_db

SHEET = settings.BASE_DIR / "tests" / "awards" / "data" / "2021" / "cases.xlsx"
HEADER = ["사례번호", "사례명", "기관명", "요약", "기관구분", "비고"]


def run(path, edition="2026"):
    out = StringIO()
    call_command("import_cases", path, edition=edition, stdout=out)
    return out.getvalue()


def refused(path, edition="2026"):
    with pytest.raises(CommandError) as caught:
        run(path, edition)
    return caught.value


def test_summary_of_a_sheet(tmp_path):
    make_edition("submissions")
    path = tmp_path / "cases.csv"
    path.write_bytes(csv_file([HEADER, ["1", "가", "중구", "나", "자치구", "다"]], "cp949").getvalue())
    assert run(path) == "새로 넣음 1건, 바뀜 0건, 그대로 0건\n새 기관 1곳: 중구\n무시한 열: 비고\n"
    assert run(path) == "새로 넣음 0건, 바뀜 0건, 그대로 1건\n무시한 열: 비고\n"


def test_2021_sheet():
    make_edition("submissions")
    assert run(SHEET).startswith("새로 넣음 61건, 바뀜 0건, 그대로 0건\n새 기관 ")
    assert run(SHEET) == "새로 넣음 0건, 바뀜 0건, 그대로 61건\n"


def test_all_problems_are_printed_and_nothing_changes(tmp_path):
    make_edition("submissions")
    path = tmp_path / "cases.xlsx"
    path.write_bytes(xlsx([HEADER, [1, "가", "중구", "나", "자치구"], [1, "가", "종로", "나"]]).getvalue())
    error = refused(path)
    assert str(error) == (
        "3행 ‘사례번호’: 2행에 이미 있는 사례번호입니다. 한 줄만 남겨 주세요.\n"
        "3행 ‘기관명’: 등록되지 않은 기관입니다. 이름을 고치거나, 새 기관이면 기관구분을 함께 적어 주세요."
    )
    assert error.returncode == 1
    assert contents(Case, Organisation) == [[], []]


def test_closed_window():
    make_edition("judging")
    assert str(refused(SHEET)) == "지금은 접수 기간이 아닙니다. 회차의 일정을 확인해 주세요."
    assert contents(Case, Organisation) == [[], []]


def test_unknown_edition():
    assert str(refused(SHEET, "1999")) == "회차를 찾을 수 없습니다: 1999"


def test_unknown_file(tmp_path):
    make_edition("submissions")
    path = tmp_path / "none.xlsx"
    assert str(refused(path)) == f"파일을 열 수 없습니다: {path}"
    assert str(refused(tmp_path)) == f"파일을 열 수 없습니다: {tmp_path}"


def test_refused_file(tmp_path):
    make_edition("submissions")
    path = tmp_path / "cases.xlsx"
    path.write_bytes(b"%PDF-1.7")
    assert str(refused(path)) == "PDF 파일입니다. 엑셀에서 xlsx 형식으로 다시 저장해 주세요."
