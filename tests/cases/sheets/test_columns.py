import pytest

from cases.sheets.columns import Column, bind
from cases.sheets.errors import SheetError, SheetProblem
from cases.sheets.parsers import text
from tests.cases.sheets.workbooks import refusal, table_of

COLUMNS = (
    Column("name", "기관명", text(5), is_required=True, is_filled=True, aliases=("제출기관",)),
    Column("field", "분야", text(5), blank=""),
    Column("source", "출처", text(5)),
)


def bound(*rows):
    return bind(table_of(*rows), COLUMNS)


def test_values_by_key():
    result = bound(["분야", "기관명"], ["행정", "중구"], [None, "강남구"])
    assert [(row.number, row.values) for row in result.rows] == [
        (2, {"name": "중구", "field": "행정"}),
        (3, {"name": "강남구", "field": ""}),
    ]
    assert result.present == {"name", "field"}
    assert result.rows[0]["source"] is None
    assert result.problems == []


@pytest.mark.parametrize("title", ["기관 명", " 기관명\n", "제출기관", "제출　기관"])
def test_header_is_found_under_other_spellings(title):
    assert bound([title], ["중구"]).rows[0]["name"] == "중구"


def test_unknown_columns_are_named():
    result = bound(["비고", "기관명", None, None, "연번"], [None, "중구", None, "메모"], [1, "강남구"])
    assert result.ignored == ["비고", "D열(이름 없음)", "연번"]


def test_content_beyond_the_header_is_named():
    assert bound(["기관명"], ["중구", None, "메모"]).ignored == ["C열(이름 없음)"]


def test_missing_required_column():
    assert refusal(bound_table, rows=(["분야"], ["행정"])) == [
        "1행 ‘기관명’: 이 열이 없습니다. 첫 줄에 이 열 이름을 넣어 주세요."
    ]


def bound_table(rows):
    return bound(*rows)


def test_duplicate_columns_also_by_alias():
    assert refusal(
        bound_table, rows=(["기관명", "분야", "제출기관", "분야"], ["중구", "행정", "중구", "행정"])
    ) == [
        "1행 ‘기관명’: 같은 열이 여럿 있습니다(A, C). 하나만 남겨 주세요.",
        "1행 ‘분야’: 같은 열이 여럿 있습니다(B, D). 하나만 남겨 주세요.",
    ]


def test_header_problems_of_the_caller_come_along():
    problem = SheetProblem(1, "분야", "여기서는 쓰지 않습니다.")
    with pytest.raises(SheetError) as caught:
        bind(table_of(["분야"], ["행정"]), COLUMNS, [problem])
    assert [str(one) for one in caught.value.problems] == [
        "1행 ‘분야’: 여기서는 쓰지 않습니다.",
        "1행 ‘기관명’: 이 열이 없습니다. 첫 줄에 이 열 이름을 넣어 주세요.",
    ]


def test_every_problem_at_once_in_the_order_of_rows():
    result = bound(["제출기관", "분야"], ["123456", "행정"], [None, "1234567"], ["중구", "행정"])
    result.refuse(result.rows[2], "name", "모르는 기관입니다.")
    result.refuse(result.rows[0], "field", "다른 분야입니다.")
    assert result.rows[0].values == {"name": None, "field": "행정"}
    assert result.rows[1].refused == {"name", "field"}
    assert refusal(result.raise_problems) == [
        "2행 ‘제출기관’: 5자까지 적을 수 있습니다. 지금은 6자입니다.",
        "2행 ‘분야’: 다른 분야입니다.",
        "3행 ‘제출기관’: 빈칸입니다. 값을 적어 주세요.",
        "3행 ‘분야’: 5자까지 적을 수 있습니다. 지금은 7자입니다.",
        "4행 ‘제출기관’: 모르는 기관입니다.",
    ]


def test_repeats_name_the_first_row():
    result = bound(["기관명", "분야"], ["중구", None], ["강남구", None], ["중구", None], ["중구", None])
    result.refuse_repeats("name", lambda row: row["name"], "%(row)s행과 같습니다.")
    result.refuse_repeats("field", lambda row: row["source"], "%(row)s행과 같습니다.")
    assert refusal(result.raise_problems) == [
        "4행 ‘기관명’: 2행과 같습니다.",
        "5행 ‘기관명’: 2행과 같습니다.",
    ]


def test_problem_without_place():
    problems = [SheetProblem(None, None, "가"), SheetProblem(3, None, "나"), SheetProblem(None, "분야", "다")]
    assert [str(problem) for problem in problems] == ["가", "3행: 나", "‘분야’: 다"]
