from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from awards.judging.models import Judge, Score, Sheet
from tests.awards.judging.sheets.editions import judged_edition
from tests.cases.sheets.editions import contents
from tests.cases.sheets.workbooks import xlsx

pytestmark = pytest.mark.django_db

DATA = settings.BASE_DIR / "tests" / "awards" / "data" / "2021"
HEADER = ["심사위원", "사례번호", "창의성(40)", "효용성(30)", "파급력(30)"]


@pytest.fixture
def edition():
    return judged_edition(cases=61)


def run(name, path, **options):
    out = StringIO()
    call_command(name, path, **{"edition": "2026", "stdout": out} | options)
    return out.getvalue()


def refused(name, path, **options):
    with pytest.raises(CommandError) as caught:
        run(name, path, **options)
    assert caught.value.returncode == 1
    return str(caught.value)


def test_judges_and_scores_of_2021(edition):
    assert run("import_judges", DATA / "judges.xlsx") == "새로 넣음 7건, 바뀜 0건, 그대로 0건\n"
    path = DATA / "scores_round1.xlsx"
    assert run("import_scores", path, round=1) == "새로 넣음 427건, 바뀜 0건, 그대로 0건\n"
    assert run("import_scores", path, round=1) == "새로 넣음 0건, 바뀜 0건, 그대로 427건\n"


def test_rows_without_points_are_told(edition, tmp_path):
    run("import_judges", DATA / "judges.xlsx")
    path = tmp_path / "scores.xlsx"
    path.write_bytes(xlsx([HEADER, ["심사위원 가", 1], ["심사위원 가", 2, 1, 2, 3]]).getvalue())
    summary = run("import_scores", path, round=1)
    assert summary == "새로 넣음 1건, 바뀜 0건, 그대로 0건\n내용이 없어 건너뜀 1건\n"


def test_problems_of_scores(edition, tmp_path):
    run("import_judges", DATA / "judges.xlsx")
    path = tmp_path / "scores.xlsx"
    rows = [["심사위원 가", 1, 38, 27, 28], ["심사위원 가", 2, 38, 31, 28], ["심사위원 하", 3, 38, 30, 28]]
    path.write_bytes(xlsx([HEADER, *rows]).getvalue())
    assert refused("import_scores", path, round=1) == (
        "3행 ‘효용성(30)’: 31점은 최고점 30점보다 높습니다. 0점에서 30점까지 적어 주세요.\n"
        "4행 ‘심사위원’: 이 회차의 심사위원 명단에 없습니다: 심사위원 하."
    )
    assert contents(Sheet, Score) == [[], []]


def test_problems_of_judges(edition, tmp_path):
    path = tmp_path / "judges.xlsx"
    path.write_bytes(xlsx([["심사위원", "기피기관"], ["김", None], ["이", "없는 기관"]]).getvalue())
    assert refused("import_judges", path) == "3행 ‘기피기관’: 등록되지 않은 기관입니다: 없는 기관."
    assert contents(Judge) == [[]]


@pytest.mark.parametrize(("name", "options"), [("import_judges", {}), ("import_scores", {"round": 1})])
def test_unknown_edition_and_file(edition, tmp_path, name, options):
    path = tmp_path / "none.xlsx"
    assert refused(name, DATA / "judges.xlsx", **options, edition="1999") == "회차를 찾을 수 없습니다: 1999"
    assert refused(name, path, **options) == f"파일을 열 수 없습니다: {path}"


def test_unknown_round(edition):
    assert refused("import_scores", DATA / "scores_round1.xlsx", round=3) == "이 회차에 없는 심사입니다: 3"


def test_closed_window():
    judged_edition("submissions")
    message = "지금은 심사 기간이 아닙니다. 회차의 일정을 확인해 주세요."
    assert refused("import_scores", DATA / "scores_round1.xlsx", round=1) == message
