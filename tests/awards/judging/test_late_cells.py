"""Which cells a late correction may touch: changed, filled, emptied, and none that does not count."""

from decimal import Decimal

import pytest

from awards.judging.completeness import NoValidTotal
from awards.judging.late import (
    NotACell,
    NothingToCorrect,
)
from awards.judging.models import Score, Sheet
from awards.judging.papers import SheetSet
from awards.judging.rounds import close_round
from awards.judging.scans import attach_scan
from awards.rule.freezing import freeze_rule
from tests.awards.editions import (
    NO_SCAN,
    fill_round,
    make_contest,
)
from tests.awards.judging.late import (
    REASON,
    ask,
    cell_of,
    correct,
    make_people,
    mark_of,
    open_vote,
    points_of,
    voted_on,
)
from tests.awards.judging.scans import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def edition():
    return voted_on()


@pytest.mark.parametrize(("points", "reason"), [(Decimal(59), REASON), (Decimal(57), "  ")])
def test_without_a_change_or_a_reason_there_is_nothing_to_correct(edition, people, points, reason):
    with pytest.raises(NothingToCorrect):
        ask(cell_of(edition, "1"), points, people.asking, reason=reason)


def test_a_scan_of_another_set_proves_nothing(edition, people):
    sheet, _criterion = cell_of(edition, "1", judge="나")
    other = attach_scan(round_=sheet.round, judge=sheet.judge, content=PDF, by=people.asking, is_late=True)
    with pytest.raises(NotACell, match="다른 채점표의 스캔"):
        ask(cell_of(edition, "1"), Decimal(57), people.asking, scan=other)


def test_a_cell_that_does_not_count_is_not_corrected(edition, people):
    judge, case = edition.judges.get(name="가"), edition.cases.get(number="1")
    judge.case_recusals.create(case=case, ground="회피")
    with pytest.raises(NotACell):
        ask(cell_of(edition, "1"), Decimal(57), people.asking)
    # A sheet of a case that did not enter the second round.
    outside = Sheet.objects.create(
        round=edition.rounds.get(order=2), judge=judge, case=edition.cases.get(number="5")
    )
    with pytest.raises(NotACell):
        ask((outside, outside.round.criteria.first()), Decimal(50), people.asking)
    edition.judges.get(name="나").rounds.clear()
    with pytest.raises(NotACell):
        ask(cell_of(edition, "1", judge="나"), Decimal(57), people.asking)


def closed_over_a_gap(people):
    """Both rounds closed; of 가 one cell of case 1 is empty in the first, excused."""
    edition = make_contest()
    freeze_rule(edition=edition, by=people.second)
    for round_ in edition.rounds.order_by("order"):
        fill_round(round_)
        if round_.order == 1:
            sheet, criterion = cell_of(edition, "1")
            Score.objects.filter(sheet=sheet, criterion=criterion).delete()
        close_round(round_=round_, by=people.asking, without_scan=NO_SCAN, excuses="한 칸을 비웠습니다.")
    return open_vote(edition)


def gap_reason(edition, judge="가"):
    return SheetSet.objects.get(round=edition.rounds.get(order=1), judge__name=judge).gap_reason


def test_a_cell_that_was_overlooked_is_filled_and_the_excuse_goes(people):
    edition = closed_over_a_gap(people)
    assert gap_reason(edition) == "한 칸을 비웠습니다."
    correction = correct(cell_of(edition, "1"), Decimal(55), people)
    assert (correction.was, mark_of(edition, "1"), gap_reason(edition)) == (None, "88", "")


def test_a_cell_that_is_empty_on_the_paper_takes_its_sheet_out_and_is_excused_by_the_reason(edition, people):
    cell = cell_of(edition, "1")
    correct(cell_of(edition, "1", judge="나"), Decimal(57), people)
    correction = correct(cell, None, people, reason="종이에 빈칸이었습니다.")
    assert (correction.points, points_of(cell)) == (None, None)
    # 87 of 나, 89 of 다 and 라.
    assert mark_of(edition, "1") == "265/3"
    assert (gap_reason(edition), gap_reason(edition, "나")) == ("종이에 빈칸이었습니다.", "")


def test_no_correction_takes_the_last_total_of_a_case(edition, people):
    for judge in ("가", "나", "다"):
        correct(cell_of(edition, "1", judge=judge), None, people)
    with pytest.raises(NoValidTotal, match="사례 1번"):
        ask(cell_of(edition, "1", judge="라"), None, people.asking)
