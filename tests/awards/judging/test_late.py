"""The late correction of a keying error: three people, the scan, the same finalists, and its time."""

from decimal import Decimal

import pytest
from django.utils import timezone

from awards.judging.corrections import LateCorrection
from awards.judging.late import (
    CutWouldChange,
    NotLate,
    ResultWaits,
    audit_late_correction,
    confirm_late_correction,
    withdraw_late_correction,
)
from awards.judging.models import RoundMark, Score
from awards.judging.papers import SecondScore, Settlement
from awards.judging.rounds import RoundsLocked, close_round
from awards.judging.scans import attach_scan
from awards.models import Result
from awards.outcome.computing import compute_result
from awards.outcome.publication import approve, publish, request_approval
from awards.rule.freezing import freeze_rule
from awards.rule.models import Round
from cases.models import HistoryEntry
from cases.services import PollVoid
from tests.awards.editions import (
    BALLOTS,
    DAY,
    NO_SCAN,
    fill_round,
    judge_all,
    make_contest,
    make_published,
    make_staff,
    rule_document,
    vote_and_seal,
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
from tests.awards.test_roles import declare_void

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def edition():
    return voted_on()


def test_three_people_correct_a_cell_and_the_mark_of_its_case(edition, people):
    cell = cell_of(edition, "1")
    marks = dict(RoundMark.objects.values_list("pk", "mark"))
    correction = ask(cell, Decimal(57), people.asking)
    confirm_late_correction(correction=correction, by=people.second)
    assert (points_of(cell), dict(RoundMark.objects.values_list("pk", "mark"))) == (Decimal(59), marks)
    audit_late_correction(correction=correction, by=people.auditor)
    assert (points_of(cell), mark_of(edition, "1")) == (Decimal(57), "177/2")
    correction.refresh_from_db()
    assert (correction.was, correction.points, correction.reason) == (Decimal(59), Decimal(57), REASON)
    assert correction.asked_at <= correction.confirmed_at <= correction.audited_at
    changed = {pk for pk, mark in RoundMark.objects.values_list("pk", "mark") if marks[pk] != mark}
    assert changed == {RoundMark.objects.get(round__order=1, case__number="1").pk}
    assert [case.number for case in edition.cases.finalists().in_natural_order()] == ["1", "2", "3"]


def test_the_history_tells_who_asked_confirmed_and_signed_and_why(edition, people):
    correct(cell_of(edition, "1"), Decimal(57), people)
    told = HistoryEntry.objects.filter(content_type__model="latecorrection").order_by("pk")
    assert [entry.account for entry in told] == ["심사 담당", "확인 담당", "감사 담당"]
    score = HistoryEntry.objects.get(content_type__model="score", account="감사 담당")
    assert (score.changes["points"], score.reason) == (["59.00", "57.00"], REASON)
    assert (score.edition_slug, score.object_repr) == ("2026", "1차 서면심사 · 가 · 1. 사례 1 · 창의성")


def test_of_a_round_typed_twice_both_entries_become_the_corrected_one(people):
    edition = make_contest()
    Round.objects.filter(edition=edition).update(is_double_entry=True)
    freeze_rule(edition=edition, by=people.second)
    for round_ in edition.rounds.order_by("order"):
        fill_round(round_)
        for one in Score.objects.filter(sheet__round=round_):
            SecondScore.objects.create(sheet=one.sheet, criterion=one.criterion, points=one.points)
        first = Score.objects.get(
            sheet__round=round_, sheet__case__number="1", sheet__judge__name="가", criterion__name="창의성"
        )
        SecondScore.objects.filter(sheet=first.sheet, criterion=first.criterion).update(points=50)
        Settlement.objects.create(
            sheet=first.sheet,
            criterion=first.criterion,
            first=59,
            second=50,
            points=58,
            settled_by=people.second,
            settled_at=timezone.now(),
        )
        close_round(round_=round_, by=people.asking, without_scan=NO_SCAN)
    open_vote(edition)
    cell = cell_of(edition, "1", order=2)
    assert points_of(cell) == Decimal(58)
    correction = correct(cell, Decimal(57), people)
    sheet, criterion = cell
    typed = [model.objects.get(sheet=sheet, criterion=criterion).points for model in (Score, SecondScore)]
    assert (correction.was, typed, points_of(cell)) == (Decimal(58), [Decimal(57)] * 2, Decimal(57))
    assert mark_of(edition, "1", order=2) == "177/2"


@pytest.mark.parametrize("points", [Decimal(59), Decimal(60)])
def test_a_correction_by_which_others_would_pass_the_cut_is_refused_and_names_them(edition, people, points):
    words = r"‘1차 서면심사’ 통과 사례가 달라집니다\(새로 통과하는 사례: 5"
    with pytest.raises(CutWouldChange, match=words) as refusal:
        ask(cell_of(edition, "5"), points, people.asking)
    # Equal at the line lets both pass; above it the fourth falls out.
    assert ("떨어지는 사례: 4" in str(refusal.value)) == (points == Decimal(60))
    assert "투표를 무효로 하거나" in str(refusal.value)
    assert LateCorrection.objects.count() == 0


def test_a_correction_that_decides_at_the_line_of_a_later_round_is_refused(people):
    edition = make_contest()
    freeze_rule(edition=edition, by=people.second)
    points = {1: {}, 2: {"3": (50, 30), "4": (50, 30)}}
    for round_ in edition.rounds.order_by("order"):
        fill_round(round_, points[round_.order])
        close_round(round_=round_, by=people.asking, without_scan=NO_SCAN)
    open_vote(edition)
    with pytest.raises(
        CutWouldChange, match=r"‘2차 대면심사’ 통과 사례가 달라집니다\(새로 통과하는 사례: 4\)"
    ):
        ask(cell_of(edition, "4"), Decimal(60), people.asking)


def test_what_became_impossible_since_it_was_asked_is_refused_at_the_signature(edition, people):
    """Two corrections that are possible one at a time and not together."""
    corrections = [
        ask(cell_of(edition, "5", judge=judge), Decimal(57), people.asking) for judge in ("가", "나")
    ]
    for correction in corrections:
        confirm_late_correction(correction=correction, by=people.second)
    audit_late_correction(correction=corrections[0], by=people.auditor)
    with pytest.raises(CutWouldChange):
        audit_late_correction(correction=corrections[1], by=people.auditor)
    assert mark_of(edition, "5") == "171/2"
    assert points_of(cell_of(edition, "5", judge="나")) == Decimal(55)


def test_before_the_poll_opens_reopening_is_the_way(people):
    edition = make_contest()
    judge_all(edition, people.asking)
    sheet, _criterion = cell_of(edition, "1")
    with pytest.raises(NotLate, match="다시 열기를 요청해 점수를 고쳐 주세요"):
        attach_scan(round_=sheet.round, judge=sheet.judge, content=PDF, by=people.asking, is_late=True)
    scan = attach_scan(round_=sheet.round, judge=sheet.judge, content=PDF, by=people.asking)
    with pytest.raises(NotLate):
        ask(cell_of(edition, "1"), Decimal(57), people.asking, scan=scan)


def test_a_scan_is_attached_once_the_poll_has_opened_only_for_a_correction(edition, people):
    sheet, _criterion = cell_of(edition, "1")
    with pytest.raises(RoundsLocked):
        attach_scan(round_=sheet.round, judge=sheet.judge, content=PDF, by=people.asking)
    attach_scan(round_=sheet.round, judge=sheet.judge, content=PDF, by=people.asking, is_late=True)


def test_of_a_void_poll_nothing_is_corrected(edition, people):
    correction = ask(cell_of(edition, "1"), Decimal(57), people.asking)
    declare_void(edition)
    with pytest.raises(PollVoid):
        confirm_late_correction(correction=correction, by=people.second)
    withdraw_late_correction(correction=correction, by=people.asking)


def test_nothing_is_corrected_under_a_result_that_waits_for_approval_or_its_moment(edition, people):
    clerk, second = make_staff("담당", "확인")
    vote_and_seal(edition, BALLOTS, clerk)
    result = compute_result(edition=edition, by=clerk)
    waiting = ask(cell_of(edition, "1"), Decimal(57), people.asking)
    request_approval(result=result, by=clerk, at=timezone.now() + DAY)
    for step in (
        lambda: None,
        lambda: approve(result=result, by=second),
        lambda: publish(result=result, by=clerk),
    ):
        step()
        with pytest.raises(ResultWaits, match="발표한 뒤에 공개 정정으로"):
            confirm_late_correction(correction=waiting, by=people.second)
        with pytest.raises(ResultWaits):
            ask(cell_of(edition, "2"), Decimal(57), people.asking)
    assert Result.objects.count() == 1


def test_after_the_publication_a_cell_may_be_corrected(people):
    edition = make_published()
    correct(cell_of(edition, "1"), Decimal(57), people)
    assert mark_of(edition, "1") == "177/2"


def test_without_a_poll_the_first_result_takes_the_place_of_the_opening(people):
    document = rule_document(poll=None, tie_chain=["round:2", "lot"])
    document["groups"] = [document["groups"][0] | {"weight": 100}]
    edition = make_contest(document=document)
    type(edition).objects.filter(pk=edition.pk).update(voting_open_at=None, voting_close_at=None)
    edition.refresh_from_db()
    judge_all(edition, people.asking)
    with pytest.raises(NotLate):
        ask(cell_of(edition, "1"), Decimal(57), people.asking)
    compute_result(edition=edition, by=people.asking)
    correct(cell_of(edition, "1"), Decimal(57), people)
    assert mark_of(edition, "1") == "177/2"
