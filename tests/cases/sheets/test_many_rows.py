"""Ten thousand rows: taken over in time, by a number of queries that does not follow the rows."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.sheets.cases import import_cases
from cases.sheets.reader import read_table
from cases.sheets.summary import ImportSummary
from tests.cases.sheets.editions import make_edition
from tests.cases.sheets.workbooks import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROWS = 10_000
# Of processor time: what else runs on the machine does not count.
SECONDS = 20
# Every row is written twice, itself and its history; SQLite takes 999 values in one statement.
ROWS_A_QUERY = 10
HEADER = [
    "사례번호",
    "사례명",
    "기관명",
    "요약",
    "기관구분",
    "분야",
    "담당자",
    "연락처",
    "추진시작일",
    "출처",
]


def sheet(rows, suffix=""):
    lines = [
        [
            n,
            f"사례 {n}{suffix}",
            f"{n % 400}구",
            "한 문장 요약" * 5,
            "자치구",
            "행정",
            "담당",
            "02",
            "2026-03-01",
            "공모",
        ]
        for n in range(1, rows + 1)
    ]
    return xlsx([HEADER, *lines])


def test_ten_thousand_rows():
    edition = make_edition("submissions")
    for suffix, summary in (
        ("", {"created": ROWS}),
        ("", {"unchanged": ROWS}),
        (" 고침", {"changed": ROWS}),
    ):
        file = sheet(ROWS, suffix)
        start = time.process_time()
        with CaptureQueriesContext(connection) as queries:
            found = import_cases(edition=edition, table=read_table(file, name="test"))
        seconds = time.process_time() - start
        print(f"{summary}: {seconds:.1f} s, {len(queries)} queries")
        assert found == ImportSummary(**summary, new_organisations=found.new_organisations)
        assert seconds < SECONDS
        assert len(queries) < ROWS / ROWS_A_QUERY
    assert Case.objects.count() == ROWS


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_follow_the_rows(rows, django_assert_num_queries):
    edition = make_edition("submissions")
    table = read_table(sheet(rows), name="test")
    with django_assert_num_queries(11):
        import_cases(edition=edition, table=table)
