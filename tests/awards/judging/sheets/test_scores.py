from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.judging.models import Judge, Score, Sheet
from awards.judging.rounds import RoundClosed, RoundIncomplete, close_round
from awards.judging.sheets import import_judges, import_scores
from awards.judging.sheets.scores import EntryStands
from awards.rule.freezing import RuleNotFrozen
from cases.services import WindowClosed
from cases.sheets.reader import read_table
from cases.sheets.summary import ImportSummary
from tests.awards.judging.sheets.editions import ONE_CRITERION, close_first_round, judged_edition
from tests.cases.sheets.editions import contents
from tests.cases.sheets.workbooks import csv_file, line, package, refusal, table_of
from tests.statements import kinds_of_statements

pytestmark = pytest.mark.django_db

CRITERIA = ["창의성(40)", "효용성(30)", "파급력(30)"]
HEADER = ["심사위원", "사례번호", *CRITERIA]
CSV_2021 = settings.BASE_DIR / "awards" / "data" / "2021"
XLSX_2021 = settings.BASE_DIR / "tests" / "awards" / "data" / "2021"


@pytest.fixture
def round_():
    return round_of(judged_edition())


def round_of(edition, order=1):
    """Return a round of `edition`, with judges 김 and 이, of whom 김 steps back from 강남구."""
    rows = [["김", "강남구", None], ["이", None, None], ["박", None, "2"]]
    import_judges(edition=edition, table=table_of(["심사위원", "기피기관", "심사"], *rows))
    return edition.rounds.get(order=order)


def take(round_, *rows, header=HEADER):
    return import_scores(round_=round_, table=table_of(header, *rows))


def take_all(round_, rows, header):
    return take(round_, *rows, header=header)


def refused(round_, *rows, header=HEADER):
    """Return what the refusal says; nothing may have changed."""
    before = contents(Sheet, Score)
    lines = refusal(take_all, round_=round_, rows=rows, header=header)
    assert contents(Sheet, Score) == before
    return lines


def points():
    """Return {(judge, case): {criterion: points}} over all sheets."""
    sheets = {
        (sheet.judge.name, sheet.case.number): {} for sheet in Sheet.objects.select_related("judge", "case")
    }
    for score in Score.objects.select_related("sheet__judge", "sheet__case", "criterion"):
        sheets[score.sheet.judge.name, score.sheet.case.number][score.criterion.name] = score.points
    return sheets


def three(creativity, utility, reach):
    values = {"창의성": creativity, "효용성": utility, "파급력": reach}
    return {name: Decimal(value) for name, value in values.items()}


@pytest.mark.parametrize(("folder", "suffix"), [(CSV_2021, "csv"), (XLSX_2021, "xlsx")])
def test_2021_sheets(folder, suffix):
    edition = judged_edition(cases=61)
    judges = CSV_2021 / "judges.csv"
    import_judges(edition=edition, table=read_table(judges, name="judges.csv"))
    for round_, count in zip(edition.rounds.order_by("order"), (427, 105), strict=True):
        path = folder / f"scores_round{round_.order}.{suffix}"
        table = read_table(path, name=path.name)
        assert import_scores(round_=round_, table=table) == ImportSummary(created=count)
        assert Score.objects.filter(sheet__round=round_).count() == 3 * count
        before = contents(Sheet, Score)
        assert import_scores(round_=round_, table=table) == ImportSummary(unchanged=count)
        assert contents(Sheet, Score) == before
        close_round(round_=round_, by=None, without_scan="시험")
    first = Sheet.objects.get(round__order=1, judge__name="심사위원 가", case__number="1")
    assert [score.points for score in first.scores.order_by("criterion")] == [38, 27, 28]
    assert edition.cases.finalists().count() == 9


def test_points_of_a_sheet(round_):
    summary = take(round_, ["김", 1, 38, 27.5, "28.25"], [" 이 ", "０1", 0, 30, 30])
    assert summary == ImportSummary(created=2)
    assert points() == {("김", "1"): three("38", "27.5", "28.25"), ("이", "1"): three(0, 30, 30)}


def test_only_differences_are_written(round_):
    take(round_, ["김", 1, 38, 27, 28], ["이", 1, 30, 20, 20], ["이", 2, 30, 20, 20])
    before = dict(Score.objects.values_list("pk", "points"))
    summary = take(round_, ["김", 1, 38, 27, 28], ["이", 1, 30, 21, 20], ["김", 3, 1, 2, 3])
    assert summary == ImportSummary(created=1, changed=1, unchanged=1)
    after = dict(Score.objects.filter(pk__in=before).values_list("pk", "points"))
    assert [(before[pk], after[pk]) for pk in before if before[pk] != after[pk]] == [(20, 21)]
    assert set(points()) == {("김", "1"), ("이", "1"), ("이", "2"), ("김", "3")}


def test_empty_cell_is_no_score_and_not_0(round_):
    assert take(round_, ["김", 1, 38, None, 0]) == ImportSummary(created=1)
    assert points() == {("김", "1"): {"창의성": 38, "파급력": 0}}
    assert take(round_, ["김", 1, None, 27, 0]) == ImportSummary(changed=1)
    assert points() == {("김", "1"): {"효용성": 27, "파급력": 0}}


def test_row_that_says_nothing_changes_nothing(round_):
    take(round_, ["김", 1, 38, 27, 28])
    before = contents(Sheet, Score)
    assert take(round_, ["김", 1, None, None, None], ["이", 1, None, None, None]) == ImportSummary(skipped=2)
    assert contents(Sheet, Score) == before


def test_comment(round_):
    header = [*HEADER, "의견"]
    take(
        round_, ["김", 1, 38, 27, 28, "좋습니다.\n 다만"], ["이", 1, None, None, None, "기권"], header=header
    )
    assert list(Sheet.objects.order_by("pk").values_list("comment", flat=True)) == [
        "좋습니다.\n 다만",
        "기권",
    ]
    assert take(round_, ["김", 1, 38, 27, 28]) == ImportSummary(unchanged=1)
    assert take(round_, ["김", 1, 38, 27, 28, None], header=header) == ImportSummary(changed=1)
    assert list(Sheet.objects.order_by("pk").values_list("comment", flat=True)) == ["", "기권"]


def test_single_points_column_of_a_round_with_one_criterion():
    round_ = round_of(judged_edition(criteria=ONE_CRITERION))
    assert take(round_, ["김", 1, 88], header=["심사위원", "사례번호", "점수"]) == ImportSummary(created=1)
    assert take(round_, ["김", 1, 88], header=["심사위원", "사례번호", "종합(100)"]) == ImportSummary(
        unchanged=1
    )
    assert points() == {("김", "1"): {"종합": 88}}


def test_single_points_column_where_there_are_more_criteria(round_):
    assert refused(round_, ["김", 1, 88], header=["심사위원", "사례번호", "점수"]) == [
        f"1행 ‘{title}’: 이 열이 없습니다. 첫 줄에 이 열 이름을 넣어 주세요." for title in CRITERIA
    ]


def test_columns_of_criteria_in_other_spellings_and_order(round_):
    header = ["파급력 (30점)", "사례 번호", "창의성（40）", "심사위원", "효용성(30.0)", "비고"]
    assert take(round_, [28, 1, 38, "김", 27, "x"], header=header) == ImportSummary(
        created=1, ignored_columns=["비고"]
    )
    assert points() == {("김", "1"): three(38, 27, 28)}


def test_columns_that_are_not_the_rule(round_):
    header = ["심사위원", "사례번호", "창의성(50)", "효용성(30)", "효용성(30점)", "참신성(30)"]
    assert refused(round_, ["김", 1, 38, 27, 27, 28], header=header) == [
        "1행 ‘창의성(50)’: 최고점이 산정 규칙과 다릅니다. 열 이름을 이렇게 적어 주세요: 창의성(40).",
        "1행 ‘참신성(30)’: 산정 규칙에 없는 심사항목입니다.",
        "1행 ‘효용성(30)’: 같은 열이 여럿 있습니다(D, E). 하나만 남겨 주세요.",
        "1행 ‘파급력(30)’: 이 열이 없습니다. 첫 줄에 이 열 이름을 넣어 주세요.",
    ]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (31, "31점은 최고점 30점보다 높습니다. 0점에서 30점까지 적어 주세요."),
        (-1, "-1점은 0점보다 낮습니다. 0점에서 30점까지 적어 주세요."),
        (27.125, "점수는 소수점 아래 두 자리까지 적을 수 있습니다."),
        (27.00000000001, "점수는 소수점 아래 두 자리까지 적을 수 있습니다."),
        ("기권", "점수는 숫자로 적어 주세요."),
        ("27 점", "점수는 숫자로 적어 주세요."),
        (True, "점수는 숫자로 적어 주세요."),
    ],
)
def test_points_refused(round_, cell, message):
    assert refused(round_, ["김", 1, 38, 27, 28], ["이", 1, 38, cell, 28]) == [f"3행 ‘효용성(30)’: {message}"]


def test_binary_tail_beyond_15_digits_is_no_part_of_the_points(round_):
    take(round_, ["김", 1, 38.00000000000001, 0.1 + 0.2, "28.0"])
    assert points() == {("김", "1"): three(38, "0.3", 28)}


def test_name_of_a_judge_merged_over_rows_counts_for_each_and_merged_points_do_not(round_):
    lines = [line(1, *HEADER), line(2, "이", 1, 38, 27, 28), line(3, "<c/>", 2, 38, 27, 28)]
    merged = package("".join(lines), merged=["A2:A3"])
    assert import_scores(round_=round_, table=read_table(merged, name="test")) == ImportSummary(created=2)
    assert set(points()) == {("이", "1"), ("이", "2")}
    lines[2] = line(3, "이", 2, "<c/>", 27, 28)
    merged = read_table(package("".join(lines), merged=["C2:C3"]), name="test")
    assert refusal(import_scores, round_=round_, table=merged) == [
        "3행 ‘창의성(40)’: 합쳐진 칸(C2:C3)입니다. 셀 병합을 풀고 칸마다 값을 적어 주세요."
    ]


def test_every_problem_of_the_file(round_):
    lines = refused(
        round_,
        ["최", 99, 41, 27, 28],
        ["박", 1, 38, 27, 28],
        ["김", 2, 38, 27, 28],
        [None, 1, 38, 27, 28],
        ["이", None, 38, 27, 28],
        ["이", 3, 38, 27, 28],
        ["이", "03", 38, 27, 28],
    )
    assert lines == [
        "2행 ‘창의성(40)’: 41점은 최고점 40점보다 높습니다. 0점에서 40점까지 적어 주세요.",
        "2행 ‘심사위원’: 이 회차의 심사위원 명단에 없습니다: 최.",
        "2행 ‘사례번호’: 이 회차에 없는 사례번호입니다: 99.",
        "3행 ‘심사위원’: 이 심사위원이 맡은 심사가 아닙니다: 1차 서면심사.",
        "4행 ‘심사위원’: 이 사례를 낸 기관에 대하여 제척·기피·회피한 심사위원입니다.",
        "5행 ‘심사위원’: 빈칸입니다. 값을 적어 주세요.",
        "6행 ‘사례번호’: 빈칸입니다. 값을 적어 주세요.",
        "8행 ‘사례번호’: 7행에 같은 심사위원과 사례번호가 있습니다. 한 줄만 남겨 주세요.",
    ]


def test_total_must_add_up(round_):
    header = [*HEADER, "합계"]
    rows = [["김", 1, 38, 27.5, 28, 93.5], ["이", 1, 38, None, 0, 38], ["이", 2, 38, 27, 28, None]]
    assert take(round_, *rows, header=header) == ImportSummary(created=3)
    assert refused(round_, ["김", 1, 38, 27, 28, 93.5], ["이", 1, 38, None, 0, 39], header=header) == [
        "2행 ‘합계’: 적힌 합계는 93.5점인데, 점수를 더하면 93점입니다.",
        "3행 ‘합계’: 적힌 합계는 39점인데, 점수를 더하면 38점입니다.",
    ]


def test_total_is_not_checked_where_a_cell_is_refused_anyway(round_):
    assert refused(round_, ["김", 1, 41, 27, 28, 96], header=[*HEADER, "합계"]) == [
        "2행 ‘창의성(40)’: 41점은 최고점 40점보다 높습니다. 0점에서 40점까지 적어 주세요."
    ]


def test_second_round_takes_only_cases_that_passed():
    edition = judged_edition()
    round_ = round_of(edition, order=2)
    close_first_round(edition, "1", "3")
    assert refused(round_, ["박", 1, 38, 27, 28], ["박", 2, 38, 27, 28]) == [
        "3행 ‘사례번호’: 앞 차례의 심사를 통과하지 못한 사례입니다: 2."
    ]
    assert take(round_, ["박", 1, 38, 27, 28], ["박", 3, 38, 27, 28]) == ImportSummary(created=2)
    assert {sheet.round for sheet in Sheet.objects.all()} == {round_}


def test_rounds_keep_their_sheets_apart():
    edition = judged_edition()
    first, second = round_of(edition), edition.rounds.get(order=2)
    take(first, ["이", 1, 1, 2, 3])
    close_first_round(edition, "1")
    assert take(second, ["이", 1, 4, 5, 6]) == ImportSummary(created=1)
    rows = Score.objects.order_by("points").values_list(
        "sheet__round__order", "criterion__round__order", "points"
    )
    assert list(rows) == [(1, 1, 1), (1, 1, 2), (1, 1, 3), (2, 2, 4), (2, 2, 5), (2, 2, 6)]


def fails(round_, error):
    """Return the words of `error`, which an import must raise; nothing may have been written."""
    with pytest.raises(error) as caught:
        take(round_, ["이", 1, 38, 27, 28])
    assert contents(Sheet, Score) == [[], []]
    return str(caught.value)


def test_rule_must_be_frozen():
    round_ = round_of(judged_edition(is_frozen=False))
    assert (
        fails(round_, RuleNotFrozen)
        == "산정 규칙을 먼저 확정해 주세요. 규칙은 첫 점수를 입력하기 전에 확정합니다."
    )


@pytest.mark.parametrize("window", [None, "submissions"])
def test_outside_the_judging_window(window):
    round_ = round_of(judged_edition(window))
    assert fails(round_, WindowClosed) == "지금은 심사 기간이 아닙니다. 회차의 일정을 확인해 주세요."


def test_closed_round_as_the_database_has_it(round_):
    close_first_round(round_.edition, "1")
    assert round_.closed_at is None
    assert fails(round_, RoundClosed) == "이미 마감한 심사입니다."


def test_round_before_is_still_open():
    round_ = round_of(judged_edition(), order=2)
    assert fails(round_, RoundIncomplete) == "앞 차례의 심사를 먼저 마감해 주세요."


def test_cases_and_judges_of_another_edition_are_unknown(round_):
    other = judged_edition(slug="2027", cases=1)
    Judge.objects.create(edition=other, order=1, name="정")
    case = round_.edition.cases.get(number="3")
    case.edition = other
    case.save()
    assert refused(round_, ["정", 1, 38, 27, 28], ["이", 3, 38, 27, 28]) == [
        "2행 ‘심사위원’: 이 회차의 심사위원 명단에 없습니다: 정.",
        "3행 ‘사례번호’: 이 회차에 없는 사례번호입니다: 3.",
    ]


def test_a_round_typed_twice_takes_new_sheets_and_tells_nothing_of_what_was_typed(round_):
    round_.is_double_entry = True
    round_.save()
    assert import_scores(round_=round_, table=table_of(HEADER, ["이", 1, 38, 27, 28])).created == 1
    before = list(Score.objects.order_by("pk").values_list("pk", "points"))
    with pytest.raises(EntryStands) as caught:
        import_scores(round_=round_, table=table_of(HEADER, ["이", 1, 37, 27, 28]))
    assert "38" not in str(caught.value)
    assert list(Score.objects.order_by("pk").values_list("pk", "points")) == before


@pytest.mark.parametrize("value", ["38", "39", ""])
def test_queries_do_not_grow_with_rows(value):
    edition = judged_edition(cases=50)
    round_ = round_of(edition)

    def statements(count, creativity):
        rows = [["이", number, creativity, "27", "28"] for number in range(1, count + 1)]
        table = read_table(csv_file([HEADER, *rows]), name="scores.csv")
        with CaptureQueriesContext(connection) as queries:
            import_scores(round_=round_, table=table)
        return kinds_of_statements(queries)

    def twice(count):
        Sheet.objects.all().delete()
        return statements(count, "38"), statements(count, value)

    assert twice(5) == twice(50)
