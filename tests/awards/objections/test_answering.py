"""An answer is written by one person and confirmed by another; the database knows no other."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from awards.objections.answering import (
    AnswerWaits,
    MayNotAnswer,
    NotWaiting,
    NotWhole,
    SamePerson,
    add_memo,
    confirm_answer,
    draft_answer,
    take_back_answer,
)
from awards.objections.models import ObjectionAct
from cases.models import HistoryEntry
from cases.staff.roles import ROLES, SECOND
from tests.awards.objections.objecting import ANSWER, answer, file_one, make_pair, make_result
from tests.cases.staff.accounts import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def objection():
    return file_one(make_result()).objection


@pytest.fixture
def pair():
    return make_pair()


def draft(objection, by, **changes):
    return draft_answer(objection=objection, by=by, **(ANSWER | changes))


def in_force(objection):
    return [(act.kind, act.summary) for act in objection.acts.answers_in_force()]


def test_an_answer_is_in_force_once_another_person_confirmed_it(objection, pair):
    lead, auditor = pair
    act = draft(objection, lead)
    assert in_force(objection) == []
    confirm_answer(act=act, by=auditor)
    assert in_force(objection) == [("answer", ANSWER["summary"])]
    act.refresh_from_db()
    assert (act.by, act.confirmed_by, act.note) == (lead, auditor, ANSWER["reason"])


def test_a_later_answer_replaces_the_earlier_and_both_stay(objection, pair):
    answer(objection, *pair)
    answer(objection, *pair, outcome="accepted", summary="다시 보니 점수를 고쳐야 합니다.")
    assert in_force(objection) == [
        ("correction", "다시 보니 점수를 고쳐야 합니다."),
        ("answer", ANSWER["summary"]),
    ]


def test_one_person_alone_answers_nothing(objection):
    both = make_account(name="혼자", is_superuser=True)
    act = draft(objection, both)
    with pytest.raises(SamePerson):
        confirm_answer(act=act, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(ObjectionAct).filter(pk=act.pk).update(confirmed_by=both, confirmed_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        QuerySet(ObjectionAct).filter(pk=act.pk).update(confirmed_at=timezone.now())


def test_only_the_roles_that_may(objection, pair):
    lead, auditor = pair
    for act in (lambda: draft(objection, auditor), lambda: draft(objection, make_account(SECOND))):
        with pytest.raises(MayNotAnswer):
            act()
    written = draft(objection, lead)
    for by in (make_account("총괄", name="다른 총괄"), make_account(SECOND, name="다른 확인")):
        with pytest.raises(MayNotAnswer):
            confirm_answer(act=written, by=by)
    with pytest.raises(MayNotAnswer):
        take_back_answer(act=written, by=auditor)
    for role in set(ROLES) - {"총괄", "감사"}:
        with pytest.raises(MayNotAnswer):
            add_memo(objection=objection, by=make_account(role, name=f"메모 {role}"), text="메모")


@pytest.mark.parametrize("missing", ["answer", "summary", "reason", "outcome"])
def test_an_answer_is_whole(objection, pair, missing):
    with pytest.raises(NotWhole):
        draft(objection, pair[0], **{missing: " "})


def test_one_draft_at_a_time_until_it_is_taken_back(objection, pair):
    lead, auditor = pair
    first = draft(objection, lead)
    with pytest.raises(AnswerWaits):
        draft(objection, lead)
    other = make_account("총괄", name="다른 총괄")
    take_back_answer(act=first, by=other)
    first.refresh_from_db()
    assert (first.withdrawn_by, first.is_waiting) == (other, False)
    with pytest.raises(NotWaiting):
        confirm_answer(act=first, by=auditor)
    with pytest.raises(NotWaiting):
        take_back_answer(act=first, by=lead)
    confirm_answer(act=draft(objection, lead), by=auditor)


def test_database_knows_one_draft(objection, pair):
    act = draft(objection, pair[0])
    act.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        act.save(force_insert=True)


def test_a_memo_is_no_answer(objection, pair):
    lead, auditor = pair
    add_memo(objection=objection, by=lead, text=" 회의록을 찾는 중 ")
    memo = add_memo(objection=objection, by=auditor, text="요약에 이름이 있습니다")
    with pytest.raises(NotWhole):
        add_memo(objection=objection, by=lead, text=" ")
    with pytest.raises(NotWaiting):
        confirm_answer(act=memo, by=lead)
    assert [act.note for act in objection.acts.filter(kind="memo")] == [
        "회의록을 찾는 중",
        "요약에 이름이 있습니다",
    ]
    assert in_force(objection) == []


def test_history_tells_who_without_what_will_be_blanked(objection, pair):
    lead, auditor = pair
    add_memo(objection=objection, by=lead, text="담당만 읽는 문장입니다.")
    answer(objection, lead, auditor)
    entries = list(HistoryEntry.objects.all())
    confirmed = [
        entry for entry in entries if "confirmed_at" in (entry.changes or {}) and entry.account == "감사 담당"
    ]
    assert [entry.edition_slug for entry in confirmed] == ["2026"]
    told = " ".join(f"{entry.changes} {entry.reason}" for entry in entries)
    assert ANSWER["summary"] in told
    assert [words for words in ("담당만 읽는", "낸 분만 읽는", "비밀문장") if words in told] == []
