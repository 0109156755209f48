import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.judging.models import Judge, Recusal, Sheet
from awards.judging.sheets import JudgesLocked, import_judges
from cases.models import Organisation
from cases.services import database_now
from cases.sheets.reader import read_table
from cases.sheets.summary import ImportSummary
from tests.awards.judging.sheets.editions import judged_edition
from tests.cases.sheets.editions import contents, make_edition
from tests.cases.sheets.workbooks import csv_file, refusal, table_of
from tests.statements import kinds_of_statements

pytestmark = pytest.mark.django_db

HEADER = ["심사위원", "역할", "기피기관", "심사"]
TABLES = (Judge, Recusal, Judge.rounds.through)
PATHS = [
    settings.BASE_DIR / "awards" / "data" / "2021" / "judges.csv",
    settings.BASE_DIR / "tests" / "awards" / "data" / "2021" / "judges.xlsx",
]


@pytest.fixture
def edition():
    return judged_edition("submissions")


def take(edition, *rows, header=HEADER):
    return import_judges(edition=edition, table=table_of(header, *rows))


def take_all(edition, rows, header):
    return take(edition, *rows, header=header)


def refused(edition, *rows, header=HEADER):
    """Return what the refusal says; nothing may have changed."""
    before = contents(*TABLES)
    lines = refusal(take_all, edition=edition, rows=rows, header=header)
    assert contents(*TABLES) == before
    return lines


def seats():
    return [
        (judge.order, judge.name, judge.role, [round_.order for round_ in judge.rounds.order_by("order")])
        for judge in Judge.objects.order_by("order")
    ]


def recusals():
    return list(Recusal.objects.order_by("pk").values_list("judge__name", "organisation__name", "ground"))


@pytest.mark.parametrize("path", PATHS)
def test_2021_sheet(edition, path):
    table = read_table(path, name=path.name)
    assert import_judges(edition=edition, table=table) == ImportSummary(created=7)
    assert seats()[0] == (1, "심사위원 가", "위원장", [1, 2])
    assert seats()[6] == (7, "심사위원 사", "위원", [1, 2])
    before = contents(*TABLES)
    assert import_judges(edition=edition, table=table) == ImportSummary(unchanged=7)
    assert contents(*TABLES) == before


def test_rounds_and_recusals(edition):
    rows = [
        ["김", None, "중구, 강남구;송파구", "2"],
        ["이", "위원", "중구\n강남구,중구,", "1차, 2차"],
        ["박", "위원", None, 1],
    ]
    assert take(edition, *rows) == ImportSummary(created=3)
    assert seats() == [(1, "김", "", [2]), (2, "이", "위원", [1, 2]), (3, "박", "위원", [1])]
    assert recusals() == [
        ("김", "중구", "기피"),
        ("김", "강남구", "기피"),
        ("김", "송파구", "기피"),
        ("이", "중구", "기피"),
        ("이", "강남구", "기피"),
    ]
    assert take(edition, *rows) == ImportSummary(unchanged=3)


def test_changes_of_known_judges(edition):
    take(edition, ["김", "위원", "중구", None], ["이", "위원", None, None], ["박", "위원", None, None])
    summary = take(
        edition,
        ["최", "위원", None, None],
        ["김", "위원장", "중구", None],
        ["이", "위원", "강남구", "1"],
        ["박", "위원", None, None],
    )
    assert summary == ImportSummary(created=1, changed=2, unchanged=1)
    assert seats() == [
        (1, "김", "위원장", [1, 2]),
        (2, "이", "위원", [1]),
        (3, "박", "위원", [1, 2]),
        (4, "최", "위원", [1, 2]),
    ]
    assert recusals() == [("김", "중구", "기피"), ("이", "강남구", "기피")]


def test_what_the_sheet_does_not_say_stays(edition):
    take(edition, ["김", "위원장", "중구", "1"])
    assert take(edition, ["김"], header=["심사위원"]) == ImportSummary(unchanged=1)
    assert take(edition, ["김", "위원장", None, None]) == ImportSummary(unchanged=1)
    assert (seats(), recusals()) == ([(1, "김", "위원장", [1])], [("김", "중구", "기피")])


def test_recusal_of_another_ground_stays(edition):
    take(edition, ["김"], header=["심사위원"])
    district = Organisation.objects.get(name="중구")
    Recusal.objects.create(judge=Judge.objects.get(), organisation=district, ground="제척")
    assert take(edition, ["김", None, "중구", None]) == ImportSummary(unchanged=1)
    assert recusals() == [("김", "중구", "제척")]


def test_judges_of_another_edition_stay(edition):
    take(edition, ["김", "위원", None, None])
    assert take(judged_edition(slug="2027"), ["김", "위원장", None, None]) == ImportSummary(created=1)
    assert list(Judge.objects.order_by("pk").values_list("order", "role")) == [(1, "위원"), (1, "위원장")]


def test_every_problem_of_the_file(edition):
    lines = refused(
        edition,
        ["김", "위원", "없는 기관, 중구, 옛 기관", "1,3,5"],
        [None, "위원", None, "모두"],
        ["김", "역" * 21, None, None],
    )
    assert lines == [
        "2행 ‘심사’: 이 회차에 없는 심사입니다: 3, 5.",
        "2행 ‘기피기관’: 등록되지 않은 기관입니다: 없는 기관.",
        "2행 ‘기피기관’: 등록되지 않은 기관입니다: 옛 기관.",
        "3행 ‘심사위원’: 빈칸입니다. 값을 적어 주세요.",
        "3행 ‘심사’: 심사의 차례를 쉼표로 나누어 적어 주세요. 예: 1,2",
        "4행 ‘역할’: 20자까지 적을 수 있습니다. 지금은 21자입니다.",
        "4행 ‘심사위원’: 2행에 이미 있는 심사위원입니다. 한 줄만 남겨 주세요.",
    ]


def test_missing_column(edition):
    assert refused(edition, ["김"], header=["이름"]) == [
        "1행 ‘심사위원’: 이 열이 없습니다. 첫 줄에 이 열 이름을 넣어 주세요."
    ]


def test_a_sheet_keeps_its_judge_in_the_round(edition):
    take(edition, ["김", None, None, None], ["이", None, None, None])
    first = edition.rounds.get(order=1)
    Sheet.objects.create(round=first, judge=Judge.objects.get(name="김"), case=edition.cases.first())
    assert refused(edition, ["이", None, None, "2"], ["김", None, None, "2"]) == [
        "3행 ‘심사’: 채점표를 이미 낸 심사에서 뺄 수 없습니다: 1차 서면심사."
    ]
    assert take(edition, ["이", None, None, "2"], ["김", None, None, "1"]) == ImportSummary(changed=2)
    assert seats() == [(1, "김", "", [1]), (2, "이", "", [2])]


def test_edition_without_rounds():
    edition = make_edition("submissions")
    assert refused(edition, ["김", None, None, None]) == [
        "이 회차에 심사가 없습니다. 심사를 먼저 등록해 주세요."
    ]


def test_locked_once_the_vote_has_begun():
    edition = judged_edition("voting")
    with pytest.raises(JudgesLocked) as caught:
        take(edition, ["김", None, None, None])
    assert str(caught.value) == "투표가 시작된 뒤에는 심사위원 명단을 바꿀 수 없습니다."
    assert contents(*TABLES) == [[], [], []]


def test_locked_while_a_round_is_closed(edition):
    take(edition, ["김", None, None, None])
    edition.rounds.filter(order=1).update(closed_at=database_now())
    before = contents(*TABLES)
    with pytest.raises(JudgesLocked, match="마감한 심사가 있습니다"):
        take(edition, ["이", None, None, None])
    assert contents(*TABLES) == before
    assert take(edition, ["김", None, None, None]) == ImportSummary(unchanged=1)


def test_queries_do_not_grow_with_rows():
    def statements(count, orders):
        edition = editions[count]
        rows = [[f"위원 {n}", f"역할 {orders}", "중구", orders] for n in range(count)]
        table = read_table(csv_file([HEADER, *rows]), name="judges.csv")
        with CaptureQueriesContext(connection) as queries:
            import_judges(edition=edition, table=table)
        return kinds_of_statements(queries)

    editions = {count: judged_edition("submissions", slug=f"test-{count}") for count in (5, 50)}
    for orders in ("1,2", "1,2", "1"):
        assert statements(5, orders) == statements(50, orders)
