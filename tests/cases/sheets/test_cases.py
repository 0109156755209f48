from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Organisation
from cases.services import WindowClosed, rename_organisation
from cases.sheets.cases import import_cases
from cases.sheets.reader import read_table
from cases.sheets.summary import ImportSummary
from tests.cases.sheets.editions import contents, make_edition
from tests.cases.sheets.workbooks import refusal, table_of
from tests.statements import kinds_of_statements

pytestmark = pytest.mark.django_db

HEADER = ["사례번호", "사례명", "기관명", "요약", "기관구분"]
DATA = settings.BASE_DIR / "awards" / "data"
XLSX = settings.BASE_DIR / "tests" / "awards" / "data"


@pytest.fixture
def edition():
    return make_edition("submissions")


def row(
    number=1, title="여권 대기 안내", organisation="송파구", summary="대기 현황을 보여 준다.", kind="자치구"
):
    return [number, title, organisation, summary, kind]


def take(edition, *rows, header=HEADER):
    return import_cases(edition=edition, table=table_of(header, *rows))


def refused(edition, *rows, header=HEADER):
    """Return what the refusal says; nothing may have changed."""
    before = contents(Case, Organisation)
    lines = refusal(take_all, edition=edition, rows=rows, header=header)
    assert contents(Case, Organisation) == before
    return lines


def take_all(edition, rows, header):
    return take(edition, *rows, header=header)


def test_new_cases_and_organisations(edition):
    header = [*HEADER, "분야", "담당자", "연락처", "추진시작일", "추진종료일", "출처", "예시여부", "비고"]
    rest = ["행정", "김담당", "02-123", "2021. 3. 1.", date(2021, 6, 30), "공모", "예", "무시"]
    summary = take(edition, [*row("２０２６－０１"), *rest], row(2, organisation="중구"), header=header)
    assert summary == ImportSummary(created=2, new_organisations=["송파구", "중구"], ignored_columns=["비고"])
    first, second = Case.objects.order_by("pk").select_related("organisation")
    assert (first.number, first.number_key, second.number_key) == ("2026-01", "00002026-00000001", "00000002")
    assert (first.organisation.name, first.organisation.kind) == ("송파구", "자치구")
    assert (first.title, first.summary) == ("여권 대기 안내", "대기 현황을 보여 준다.")
    assert (first.field, first.contact_name, first.contact_phone, first.source) == (
        "행정",
        "김담당",
        "02-123",
        "공모",
    )
    assert (first.started_on, first.ended_on, first.is_example) == (date(2021, 3, 1), date(2021, 6, 30), True)
    assert (second.field, second.started_on, second.is_example) == ("", None, False)


@pytest.mark.parametrize("path", [DATA / "2021" / "cases.csv", XLSX / "2021" / "cases.xlsx"])
def test_2021_sheet(edition, path):
    table = read_table(path, name=path.name)
    summary = import_cases(edition=edition, table=table)
    assert (summary.created, summary.changed, summary.unchanged, summary.ignored_columns) == (61, 0, 0, [])
    assert {"서울시 38세금징수과", "서울시 토지관리과"} <= set(summary.new_organisations)
    assert Case.objects.filter(is_example=False).count() == 9
    before = contents(Case, Organisation)
    assert import_cases(edition=edition, table=table) == ImportSummary(unchanged=61)
    assert contents(Case, Organisation) == before


@pytest.mark.parametrize("path", [DATA / "practice" / "cases.csv", XLSX / "practice-cases.xlsx"])
def test_practice_sheet(edition, path):
    assert import_cases(edition=edition, table=read_table(path, name=path.name)).created == 61


def test_only_differences_are_written(edition):
    take(edition, row(1), row(2), row("3"))
    summary = take(
        edition, row("01"), row(2, title="새 이름"), row(3, organisation="새 사업소", kind="사업소"), row(4)
    )
    assert summary == ImportSummary(created=1, changed=2, unchanged=1, new_organisations=["새 사업소"])
    rows = list(Case.objects.values_list("number", "title", "organisation__name"))
    assert rows == [
        ("1", "여권 대기 안내", "송파구"),
        ("2", "새 이름", "송파구"),
        ("3", "여권 대기 안내", "새 사업소"),
        ("4", "여권 대기 안내", "송파구"),
    ]


def test_column_that_is_not_there_keeps_the_value_and_an_empty_cell_clears_it(edition):
    header = [*HEADER, "분야", "추진시작일", "예시여부"]
    take(edition, [*row(), "행정", "2021-03-01", "예"], header=header)
    assert take(edition, row()) == ImportSummary(unchanged=1)
    assert take(edition, [*row(), None, None, None], header=header) == ImportSummary(changed=1)
    assert Case.objects.values_list("field", "started_on", "is_example").get() == ("", None, False)


def test_cases_of_another_edition_stay(edition):
    take(edition, row(1, title="2026"))
    other = make_edition("submissions", slug="2027")
    assert take(other, row(1, title="2027")).created == 1
    assert list(Case.objects.values_list("edition__slug", "title").order_by("title")) == [
        ("2026", "2026"),
        ("2027", "2027"),
    ]


def test_former_name_finds_the_organisation(edition):
    organisation = Organisation.objects.create(name="수도사업본부", kind="사업소")
    rename_organisation(organisation=organisation, name="서울아리수본부", on=date(2022, 1, 1))
    summary = take(edition, row(1, organisation="수도사업본부", kind=None))
    assert summary == ImportSummary(created=1)
    assert Case.objects.get().organisation == organisation


def test_kind_may_stand_in_another_row_and_with_dots(edition):
    summary = take(
        edition,
        row(1, organisation="서울의료원", kind=None),
        row(2, organisation="서울의료원", kind="투자·출연기관"),
    )
    assert summary.new_organisations == ["서울의료원"]
    assert Organisation.objects.get().kind == "투자출연기관"


def test_every_problem_of_the_file(edition):
    Organisation.objects.create(name="중구", kind="자치구")
    header = [*HEADER, "추진시작일", "추진종료일", "예시여부"]
    lines = refused(
        edition,
        [*row(None, title="가" * 201, summary="\u202e요약"), None, None, None],
        [*row(1, organisation="새 기관", kind=None), None, None, "네"],
        [*row("01", organisation="중구", kind="본청"), "2021-03-02", "2021-03-01", None],
        [*row(4, organisation="새 기관 2", kind="사업소"), None, None, None],
        [*row(5, organisation="새 기관 2", kind="본청"), "21.3.1", None, None],
        [*row(6, organisation="새 기관 3", kind="구청"), None, None, None],
        [*row(date(2026, 1, 2), title=None), None, None, None],
        header=header,
    )
    assert lines == [
        "2행 ‘사례번호’: 빈칸입니다. 값을 적어 주세요.",
        "2행 ‘사례명’: 200자까지 적을 수 있습니다. 지금은 201자입니다.",
        "2행 ‘요약’: 1번째 글자는 쓸 수 없는 글자(U+202E)입니다. 지워 주세요.",
        "3행 ‘예시여부’: 예 또는 아니오로 적어 주세요.",
        "3행 ‘기관명’: 등록되지 않은 기관입니다. 이름을 고치거나, 새 기관이면 기관구분을 함께 적어 주세요.",
        "4행 ‘사례번호’: 3행에 이미 있는 사례번호입니다. 한 줄만 남겨 주세요.",
        "4행 ‘기관구분’: 등록된 기관구분은 자치구입니다.",
        "4행 ‘추진종료일’: 추진종료일이 추진시작일보다 빠릅니다.",
        "6행 ‘추진시작일’: 연도를 네 자리로 적어 주세요. 예: 2021-03-01",
        "6행 ‘기관구분’: 5행에 적힌 같은 기관의 기관구분(사업소)과 다릅니다.",
        "7행 ‘기관구분’: 본청, 사업소, 투자출연기관, 자치구 가운데 하나를 적어 주세요.",
        "8행 ‘사례번호’: 사례번호가 다른 값으로 바뀌어 있습니다. 셀 서식을 텍스트로 바꾸고 다시 적어 주세요.",
        "8행 ‘사례명’: 빈칸입니다. 값을 적어 주세요.",
    ]


def test_missing_columns(edition):
    assert refused(edition, [1, "중구"], header=["사례번호", "기관명"]) == [
        f"1행 ‘{title}’: 이 열이 없습니다. 첫 줄에 이 열 이름을 넣어 주세요." for title in ("사례명", "요약")
    ]


def test_end_before_the_start_that_is_known_already(edition):
    take(edition, [*row(), "2021-03-01"], header=[*HEADER, "추진시작일"])
    assert refused(edition, [*row(), "2021-02-01"], header=[*HEADER, "추진종료일"]) == [
        "2행 ‘추진종료일’: 추진종료일이 추진시작일보다 빠릅니다."
    ]


@pytest.mark.parametrize("window", [None, "judging", "voting"])
def test_outside_the_submission_window(window):
    edition = make_edition(window)
    with pytest.raises(WindowClosed):
        take(edition, row())
    assert contents(Case, Organisation) == [[], []]


def test_the_window_is_read_anew(edition):
    stale = make_edition("judging", slug="2027")
    stale.submissions_open_at, stale.submissions_close_at = (
        edition.submissions_open_at,
        edition.submissions_close_at,
    )
    with pytest.raises(WindowClosed):
        take(stale, row())


@pytest.mark.parametrize("title", ["여권 대기 안내", "새 이름"])
def test_queries_do_not_grow_with_rows(edition, title):
    def statements(count):
        names = [(number, f"기관 {number}") for number in range(1, count + 1)]
        take(edition, *[row(number, organisation=name) for number, name in names])
        again = table_of(HEADER, *[row(number, title, name) for number, name in names])
        with CaptureQueriesContext(connection) as queries:
            import_cases(edition=edition, table=again)
        return kinds_of_statements(queries)

    assert statements(5) == statements(40)


def test_first_import_reads_the_same_whatever_the_rows(edition):
    def statements(count):
        rows = [row(f"{count}-{n}", organisation=f"기관 {count}-{n}") for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            take(edition, *rows)
        return kinds_of_statements(queries)

    few, many = statements(5), statements(50)
    assert many == few
    assert many.count("SELECT") == few.count("SELECT")
