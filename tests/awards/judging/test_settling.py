"""Typed twice: only equal cells count, what differs is listed and settled with a third look at the paper."""

from decimal import Decimal
from fractions import Fraction

import pytest

from awards.judging.entries import entries_of, sheets_of
from awards.judging.merging import OutOfRange
from awards.judging.models import RoundMark, Score
from awards.judging.papers import SecondScore, Settlement
from awards.judging.rounds import RoundIncomplete, close_round
from awards.judging.settling import differences_of, settle_differences
from awards.judging.table import RoundTable
from awards.rule.freezing import freeze_rule
from awards.rule.models import Round
from tests.awards.editions import NO_SCAN, fill_round, make_contest, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_staff("담당")[0]


@pytest.fixture
def round_(clerk):
    """A round typed twice, both entries equal."""
    edition = make_contest()
    Round.objects.filter(edition=edition).update(is_double_entry=True)
    freeze_rule(edition=edition, by=clerk)
    round_ = edition.rounds.get(order=1)
    fill_round(round_)
    SecondScore.objects.bulk_create(
        SecondScore(sheet_id=one.sheet_id, criterion_id=one.criterion_id, points=one.points)
        for one in Score.objects.all()
    )
    return round_


def second(judge="가", number="1", criterion="창의성"):
    return SecondScore.objects.filter(
        sheet__judge__name=judge, sheet__case__number=number, criterion__name=criterion
    )


def key_of(score):
    return (score.sheet_id, score.criterion_id)


def listed(round_):
    return [
        (one.judge.name, one.spot.case.number, one.spot.criterion.name, one.first, one.second)
        for one in differences_of(RoundTable(round_))
    ]


def test_equal_entries_count_and_close_the_round(round_, clerk):
    assert listed(round_) == []
    close_round(round_=round_, by=clerk, without_scan=NO_SCAN)
    assert RoundMark.objects.get(case__number="1").mark == "89"


def test_first_entry_alone_counts_nothing(round_, clerk):
    SecondScore.objects.all().delete()
    assert {points for sheet in sheets_of(round_) for points in sheet.points} == {None}
    with pytest.raises(RoundIncomplete):
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN)


def test_every_difference_is_listed_and_keeps_the_round_from_closing(round_, clerk):
    second("나", "3").update(points=12)
    second("가", "1").update(points=58)
    second("가", "1", "효용성").update(points=3)
    assert listed(round_) == [
        ("가", "1", "창의성", Decimal(59), Decimal(58)),
        ("가", "1", "효용성", Decimal(30), Decimal(3)),
        ("나", "3", "창의성", Decimal(57), Decimal(12)),
    ]
    with pytest.raises(RoundIncomplete, match="두 입력이 다른 칸이 3개"):
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN)


def test_differences_of_a_set_that_is_not_finished_twice_are_not_told(round_):
    second("가", "1").update(points=58)
    second("가", "2").delete()
    assert listed(round_) == []


def test_a_third_look_settles_and_records_who_what_and_when(round_, clerk):
    second().update(points=58)
    score = second().get()
    assert settle_differences(round_=round_, looks={key_of(score): " 57.5 "}, by=clerk) == (1, {})
    settled = Settlement.objects.get()
    assert (settled.first, settled.second, settled.points, settled.settled_by) == (
        Decimal(59),
        Decimal(58),
        Decimal("57.5"),
        clerk,
    )
    counted = {(sheet.judge, sheet.case): sheet.points for sheet in sheets_of(round_)}
    assert counted["가", "1"] == (Fraction(115, 2), Fraction(30))
    close_round(round_=round_, by=clerk, without_scan=NO_SCAN)


def test_a_settlement_holds_no_longer_when_an_entry_is_typed_anew(round_, clerk):
    second().update(points=58)
    key = key_of(second().get())
    settle_differences(round_=round_, looks={key: "58"}, by=clerk)
    second().update(points=57)
    assert entries_of(round_).counted(key) is None
    second().update(points=59)
    assert entries_of(round_).counted(key) == 59


def test_a_look_out_of_range_is_refused_and_the_others_are_kept(round_, clerk):
    second("가", "1").update(points=58)
    second("가", "2").update(points=57)
    first, other = key_of(second("가", "1").get()), key_of(second("가", "2").get())
    settled, refused = settle_differences(round_=round_, looks={first: "61", other: "58"}, by=clerk)
    assert (settled, [type(error) for error in refused.values()], list(refused)) == (1, [OutOfRange], [first])


def test_a_blank_look_and_a_look_at_an_equal_cell_settle_nothing(round_, clerk):
    second("가", "1").update(points=58)
    looks = {key_of(second("가", "1").get()): " ", key_of(second("가", "2").get()): "1", (0, 0): "1"}
    assert settle_differences(round_=round_, looks=looks, by=clerk) == (0, {})
    assert Settlement.objects.count() == 0


def test_settling_twice_keeps_the_first_look(round_, clerk):
    second().update(points=58)
    key = key_of(second().get())
    settle_differences(round_=round_, looks={key: "58"}, by=clerk)
    assert settle_differences(round_=round_, looks={key: "59"}, by=clerk) == (0, {})
    assert entries_of(round_).counted(key) == 58
