"""What did not count, by kind and number."""

from decimal import Decimal

import pytest
from django.utils import timezone

from awards.arithmetic.computation import compute
from awards.outcome.ledger import edition_ledger, late_corrections, round_ledger
from cases.services import withdraw_case
from tests.awards.editions import make_contest
from tests.awards.judging.late import REASON, ask, cell_of, correct, make_people, voted_on
from tests.awards.outcome.worked import SHEETS, make_entries, make_rule


def test_round_ledger_counts_every_sheet_once():
    sheets = SHEETS | {"2": (80, "", 80, 80, 80)}
    recusals = [("가", "1", "제척"), ("나", "1", "회피"), ("나", "1", "회피"), ("다", "3", "회피")]
    entries = make_entries(sheets=sheets, recusals=recusals)
    outcome = compute(make_rule(), entries).rounds.rounds[0]
    # Of 15 sheets 3 are of judges who step back, 1 has an empty cell, 1 is missing. Nothing has 5 totals.
    assert round_ledger(entries, outcome) == {
        "due": 15,
        "counted": 10,
        "recused": {"제척": 1, "회피": 2},
        "incomplete": 1,
        "missing": 1,
        "excuses": [],
        "trimmed_high": 0,
        "trimmed_low": 0,
    }


def test_round_ledger_tells_each_excuse_once_and_none_of_a_judge_without_gaps():
    sheets = SHEETS | {"2": (80, "", "", 80, 80)}
    entries = make_entries(sheets=sheets)
    outcome = compute(make_rule(), entries).rounds.rounds[0]
    excuses = {"나": "입원", "다": "입원", "가": "다 채움"}
    assert round_ledger(entries, outcome, excuses)["excuses"] == ["입원"]


def test_round_ledger_counts_trimmed_totals():
    entries = make_entries()
    ledger = round_ledger(entries, compute(make_rule(), entries).rounds.rounds[0])
    assert (ledger["trimmed_high"], ledger["trimmed_low"], ledger["counted"]) == (2, 2, 14)


def test_round_ledger_leaves_out_recusals_for_cases_that_did_not_enter():
    entries = make_entries(recusals=[("가", "99", "기피")])
    assert round_ledger(entries, compute(make_rule(), entries).rounds.rounds[0])["recused"] == {}


@pytest.mark.django_db
def test_edition_ledger_keeps_the_reasons_of_finalists_and_counts_the_others():
    edition = make_contest()
    edition.cases.filter(number__in="12").update(is_finalist=True)
    withdraw_case(case=edition.cases.get(number="1"), reason="예산이 없어졌습니다")
    withdraw_case(case=edition.cases.get(number="5"), reason="비밀")
    assert edition_ledger(edition) == {
        "withdrawn": {"1": "예산이 없어졌습니다"},
        "withdrawn_before": 1,
        "reopened": {},
        "late": [],
    }


@pytest.mark.django_db
def test_late_corrections_name_a_finalist_and_nobody_else():
    people, edition = make_people(), voted_on()
    correct(cell_of(edition, "1"), Decimal("57.5"), people)
    correct(cell_of(edition, "5", "효용성", judge="나"), None, people, reason="종이에 빈칸이었습니다.")
    ask(cell_of(edition, "2"), Decimal(57), people.asking)
    today = timezone.localdate().isoformat()
    told = {"round": "1차 서면심사", "on": today}
    assert late_corrections(edition) == [
        told | {"number": "1", "criterion": "창의성", "was": "59", "points": "57.5", "reason": REASON},
        told
        | {
            "number": None,
            "criterion": "효용성",
            "was": "30",
            "points": None,
            "reason": "종이에 빈칸이었습니다.",
        },
    ]
    assert edition_ledger(edition)["late"] == late_corrections(edition)
