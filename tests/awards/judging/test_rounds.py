"""Closing a round: complete sheets, the cut, who goes on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.judging.models import Recusal, RoundMark, Score, Sheet
from awards.judging.rounds import RoundClosed, RoundIncomplete, cases_in_round, close_round
from awards.rule.freezing import RuleNotFrozen, freeze_rule
from cases.services import withdraw_case
from tests.awards.editions import NO_SCAN, fill_round, make_contest, make_staff, rule_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_staff("담당")[0]


@pytest.fixture
def edition(clerk):
    edition = make_contest()
    freeze_rule(edition=edition, by=clerk)
    return edition


def test_close_round_cuts_and_names_who_goes_on(edition, clerk):
    first, second = edition.rounds.order_by("order")
    fill_round(first)
    assert close_round(round_=first, by=clerk, without_scan=NO_SCAN) == ("1", "2", "3", "4")
    assert [case.number for case in cases_in_round(second).in_natural_order()] == ["1", "2", "3", "4"]


def test_close_round_stores_the_exact_mark(edition, clerk):
    first = edition.rounds.get(order=1)
    fill_round(first)
    Score.objects.filter(sheet__case__number="1", criterion__name="창의성", sheet__judge__name="가").update(
        points=58
    )
    close_round(round_=first, by=clerk, without_scan=NO_SCAN)
    marks = dict(RoundMark.objects.values_list("case__number", "mark"))
    assert marks == {"1": "355/4", "2": "88", "3": "87", "4": "86", "5": "85"}


def test_close_last_cutting_round_marks_the_finalists(edition, clerk):
    for round_ in edition.rounds.order_by("order"):
        assert edition.cases.finalists().count() == 0
        fill_round(round_)
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN)
    assert [case.number for case in edition.cases.finalists().in_natural_order()] == ["1", "2", "3"]


def test_close_round_at_a_tie_on_the_line_lets_the_earlier_round_decide(edition, clerk):
    first, second = edition.rounds.order_by("order")
    fill_round(first)
    close_round(round_=first, by=clerk, without_scan=NO_SCAN)
    fill_round(second, {"1": (50, 30), "2": (50, 30), "3": (40, 30), "4": (40, 30)})
    assert close_round(round_=second, by=clerk, without_scan=NO_SCAN) == ("1", "2", "3")


def test_close_round_with_a_missing_sheet_says_which(edition, clerk):
    first = edition.rounds.get(order=1)
    fill_round(first)
    Sheet.objects.filter(judge__name="나", case__number="3").delete()
    with pytest.raises(RoundIncomplete, match=r"빈 채점표가 1장 있습니다\. 첫 번째: 사례 3번, 나\."):
        close_round(round_=first, by=clerk, without_scan=NO_SCAN)
    first.refresh_from_db()
    assert (first.closed_at, RoundMark.objects.count()) == (None, 0)


def test_close_round_with_an_empty_criterion_is_incomplete(edition, clerk):
    first = edition.rounds.get(order=1)
    fill_round(first)
    Score.objects.filter(sheet__judge__name="라", sheet__case__number="5", criterion__name="효용성").delete()
    with pytest.raises(RoundIncomplete, match="사례 5번, 라"):
        close_round(round_=first, by=clerk, without_scan=NO_SCAN)


def test_close_round_leaves_out_the_sheets_of_a_recused_judge(edition, clerk):
    first = edition.rounds.get(order=1)
    fill_round(first)
    case = edition.cases.get(number="5")
    judge = edition.judges.get(name="가")
    Recusal.objects.create(judge=judge, organisation=case.organisation, ground="회피")
    Sheet.objects.filter(judge=judge, case=case).delete()
    close_round(round_=first, by=clerk, without_scan=NO_SCAN)
    assert RoundMark.objects.get(case=case).mark == "85"


def test_close_round_twice_is_refused(edition, clerk):
    first = edition.rounds.get(order=1)
    fill_round(first)
    close_round(round_=first, by=clerk, without_scan=NO_SCAN)
    with pytest.raises(RoundClosed):
        close_round(round_=first, by=clerk, without_scan=NO_SCAN)


def test_close_round_before_the_round_before_it_is_refused(edition, clerk):
    with pytest.raises(RoundIncomplete, match="앞 차례의 심사"):
        close_round(round_=edition.rounds.get(order=2), by=clerk, without_scan=NO_SCAN)


def test_close_round_without_a_frozen_rule_is_refused(clerk):
    edition = make_contest(slug="2027")
    with pytest.raises(RuleNotFrozen):
        close_round(round_=edition.rounds.get(order=1), by=clerk, without_scan=NO_SCAN)


def test_close_round_needs_the_same_queries_for_few_and_for_many_sheets(clerk):
    counts = []
    for slug, cases in (("2031", 5), ("2032", 12)):
        contest = make_contest(slug=slug, cases=cases)
        freeze_rule(edition=contest, by=clerk)
        first = contest.rounds.get(order=1)
        fill_round(first)
        with CaptureQueriesContext(connection) as queries:
            close_round(round_=first, by=clerk, without_scan=NO_SCAN)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_close_last_round_of_a_rule_without_cuts_makes_everybody_a_finalist(clerk):
    document = rule_document()
    for entry in document["rounds"]:
        entry["cut"] = None
    edition = make_contest(slug="2028", document=document)
    freeze_rule(edition=edition, by=clerk)
    for round_ in edition.rounds.order_by("order"):
        fill_round(round_)
        close_round(round_=round_, by=clerk, without_scan=NO_SCAN)
    assert edition.cases.finalists().count() == 5


def test_a_case_withdrawn_before_the_cut_takes_nobodys_place(edition, clerk):
    withdraw_case(case=edition.cases.get(number="1"), reason="제출 기관이 철회")
    first = edition.rounds.get(order=1)
    fill_round(first)
    assert close_round(round_=first, by=clerk, without_scan=NO_SCAN) == ("2", "3", "4", "5")
