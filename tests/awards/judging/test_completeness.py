"""Rounds that end without every sheet: excused with a reason, left out, and never a case without any total."""

import pytest

from awards.judging.completeness import NoValidTotal
from awards.judging.models import RoundMark, Score, Sheet
from awards.judging.papers import SecondScore, SheetSet
from awards.judging.reopening import confirm_reopening, request_reopening
from awards.judging.rounds import RoundIncomplete, ScanMissing, close_round
from awards.judging.scans import attach_scan
from awards.rule.freezing import freeze_rule
from cases.models import HistoryEntry
from tests.awards.editions import NO_SCAN, fill_round, make_contest, make_staff
from tests.awards.judging.scans import PDF

pytestmark = pytest.mark.django_db
ILL = "심사 중에 입원하여 채점을 마치지 못했습니다."


@pytest.fixture
def clerk():
    return make_staff("담당")[0]


@pytest.fixture
def round_(clerk):
    """A full round, but that one sheet of 나 is missing and one of 라 has an empty criterion."""
    edition = make_contest()
    freeze_rule(edition=edition, by=clerk)
    round_ = edition.rounds.get(order=1)
    fill_round(round_, {"3": (50, 30)})
    Sheet.objects.filter(judge__name="나", case__number="3").delete()
    Score.objects.filter(sheet__judge__name="라", sheet__case__number="3", criterion__name="효용성").delete()
    Score.objects.filter(sheet__judge__name="가", sheet__case__number="3", criterion__name="창의성").update(
        points=54
    )
    return round_


def pk_of(round_, name):
    return round_.judges.get(name=name).pk


def gap_reasons(round_):
    return dict(round_.sheet_sets.values_list("judge__name", "gap_reason"))


def test_excused_sheets_are_left_out_of_the_mark_and_the_reason_stays_with_the_set(round_, clerk):
    excuses = {pk_of(round_, "나"): f" {ILL} ", pk_of(round_, "라"): "한 장을 빠뜨렸습니다."}
    close_round(round_=round_, by=clerk, without_scan=NO_SCAN, excuses=excuses)
    # 84 of 가 and 80 of 다: neither the missing sheet nor the empty criterion is a 0.
    assert RoundMark.objects.get(case__number="3").mark == "82"
    assert gap_reasons(round_) == {"가": "", "나": ILL, "다": "", "라": "한 장을 빠뜨렸습니다."}


@pytest.mark.parametrize("said", ["", "  "])
def test_one_judge_without_a_reason_keeps_the_round_open(round_, clerk, said):
    excuses = {pk_of(round_, "나"): ILL, pk_of(round_, "라"): said}
    with pytest.raises(RoundIncomplete, match=r"빈 채점표가 1장 있습니다\. 첫 번째: 사례 3번, 라\."):
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN, excuses=excuses)
    round_.refresh_from_db()
    assert (round_.closed_at, SheetSet.objects.count()) == (None, 0)


def test_an_excuse_is_no_reason_for_a_missing_scan(round_, clerk):
    with pytest.raises(ScanMissing):
        close_round(round_=round_, by=clerk, excuses=ILL)


def test_a_case_keeps_at_least_one_total_that_counts(round_, clerk):
    Sheet.objects.filter(case__number="3").delete()
    with pytest.raises(NoValidTotal, match="사례 3번에는 셀 수 있는 채점표가 한 장도 없습니다"):
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN, excuses=ILL)
    round_.refresh_from_db()
    assert (round_.closed_at, SheetSet.objects.count()) == (None, 0)


def test_a_case_that_every_judge_steps_back_from_is_not_dropped_in_silence(clerk):
    edition = make_contest()
    freeze_rule(edition=edition, by=clerk)
    round_ = edition.rounds.get(order=1)
    fill_round(round_)
    for judge in round_.judges.all():
        judge.case_recusals.create(case=edition.cases.get(number="5"), ground="회피")
    with pytest.raises(NoValidTotal, match="사례 5번"):
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN)


def test_a_round_closed_again_keeps_no_excuse_of_a_set_that_is_whole_by_then(round_, clerk):
    second = make_staff("확인")[0]
    close_round(round_=round_, by=clerk, without_scan=NO_SCAN, excuses=ILL)
    request_reopening(round_=round_, by=clerk, reason="빠뜨린 칸을 받았습니다.")
    confirm_reopening(round_=round_, by=second)
    sheet = Sheet.objects.get(judge__name="라", case__number="3")
    Score.objects.create(sheet=sheet, criterion=round_.criteria.get(name="효용성"), points=30)
    close_round(round_=round_, by=clerk, without_scan=NO_SCAN, excuses="퇴원하지 못했습니다.")
    assert gap_reasons(round_) == {"가": "", "나": "퇴원하지 못했습니다.", "다": "", "라": ""}


def test_the_history_tells_the_reasons_and_who_gave_them(round_, clerk):
    attach_scan(round_=round_, judge=round_.judges.get(name="나"), content=PDF, by=clerk)
    close_round(round_=round_, by=clerk, without_scan=NO_SCAN, excuses=ILL)
    told = {
        (entry.object_repr.rpartition(" · ")[2], entry.account): entry.changes
        for entry in HistoryEntry.objects.filter(content_type__model="sheetset", account="담당")
        if "gap_reason" in entry.changes
    }
    assert told["나", "담당"]["gap_reason"] == ["", ILL]
    assert told["라", "담당"]["gap_reason"][1] == ILL


def test_what_one_of_two_people_did_not_type_is_no_gap_to_excuse(clerk):
    edition = make_contest(slug="2027")
    edition.rounds.update(is_double_entry=True)
    freeze_rule(edition=edition, by=clerk)
    round_ = edition.rounds.get(order=1)
    fill_round(round_)
    scores = list(Score.objects.filter(sheet__round=round_))
    SecondScore.objects.bulk_create(
        SecondScore(sheet_id=one.sheet_id, criterion_id=one.criterion_id, points=one.points)
        for one in scores[1:]
    )
    with pytest.raises(RoundIncomplete, match="한 사람만 입력한 칸이 1개 있습니다"):
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN, excuses=ILL)
    scores[0].delete()
    close_round(round_=round_, by=clerk, without_scan=NO_SCAN, excuses=ILL)
    assert RoundMark.objects.filter(round=round_).exclude(mark="").count() == 5
