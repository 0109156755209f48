"""Ten thousand sheets of three criteria: taken over in time, by a number of queries that does not follow the rows."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.judging.models import Judge, Score, Sheet
from awards.judging.sheets import import_scores
from cases.sheets.reader import read_table
from cases.sheets.summary import ImportSummary
from tests.awards.judging.sheets.editions import judged_edition
from tests.cases.sheets.workbooks import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.once]

JUDGES, CASES = 40, 250
ROWS = JUDGES * CASES
# Of processor time: what else runs on the machine does not count.
SECONDS = 20
# Every row is written twice: itself and its history. SQLite takes 999 values in one statement.
ROWS_A_QUERY = 10
HEADER = ["심사위원", "사례번호", "창의성(40)", "효용성(30)", "파급력(30)"]


def table(points):
    rows = [[f"위원 {judge}", case, *points] for judge in range(JUDGES) for case in range(1, CASES + 1)]
    return read_table(xlsx([HEADER, *rows]), name="test")


def test_ten_thousand_sheets():
    edition = judged_edition(cases=CASES)
    round_ = edition.rounds.get(order=1)
    judges = [Judge(edition=edition, order=n + 1, name=f"위원 {n}") for n in range(JUDGES)]
    round_.judges.set(Judge.objects.bulk_create(judges))
    for points, summary in (
        ((38, 27, 28), ImportSummary(created=ROWS)),
        ((38, 27, 28), ImportSummary(unchanged=ROWS)),
        ((37.5, 26, 29), ImportSummary(changed=ROWS)),
    ):
        sheet = table(points)
        start = time.process_time()
        with CaptureQueriesContext(connection) as queries:
            assert import_scores(round_=round_, table=sheet) == summary
        seconds = time.process_time() - start
        print(f"{summary}: {seconds:.1f} s, {len(queries)} queries")
        assert seconds < SECONDS
        assert len(queries) < ROWS / ROWS_A_QUERY
    assert (Sheet.objects.count(), Score.objects.count()) == (ROWS, 3 * ROWS)
