"""The office's page of an objection: its log, its steps, who may do which; what waits too long is marked."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.objections.answering import ANSWER_WITHIN, add_memo, draft_answer
from awards.objections.models import Objection, ObjectionAct
from cases.staff.roles import AUDIT, LEAD, ROLES, SECOND
from tests.awards.objections.objecting import ANSWER, TEXT, answer, file_one, make_pair, make_result
from tests.cases.staff.accounts import sign_in

pytestmark = pytest.mark.django_db

LIST = "admin:awards_objection_changelist"
MEMO = {"step": "memo", "text": "회의록을 찾고 있습니다."}
DRAFT = {"step": "draft", **ANSWER}


@pytest.fixture
def objection():
    return file_one(make_result()).objection


def path(objection):
    return reverse("admin:awards_objection_change", args=[objection.pk])


def buttons(html):
    return set(re.findall(r'name="step" value="(\w+)"', html))


def make_old(objection, ago):
    QuerySet(Objection).filter(pk=objection.pk).update(filed_at=timezone.now() - ago)


def test_only_총괄_감사_and_확인_look(objection):
    for address in (path(objection), reverse(LIST)):
        statuses = {role: sign_in(role, name=f"{role}{address}").get(address).status_code for role in ROLES}
        assert statuses == {role: 200 if role in (LEAD, AUDIT, SECOND) else 403 for role in ROLES}


def test_each_role_has_its_steps(objection):
    clients = {role: sign_in(role) for role in (LEAD, AUDIT, SECOND)}
    seen = {role: buttons(client.get(path(objection)).text) for role, client in clients.items()}
    assert seen == {LEAD: {"memo", "draft"}, AUDIT: {"memo"}, SECOND: set()}
    clients[LEAD].post(path(objection), DRAFT)
    seen = {role: buttons(client.get(path(objection)).text) for role, client in clients.items()}
    assert seen == {LEAD: {"memo", "take_back"}, AUDIT: {"memo", "confirm"}, SECOND: set()}


def test_steps_without_the_right_are_refused(objection):
    clients = {role: sign_in(role) for role in (LEAD, AUDIT, SECOND)}
    act = draft_answer(objection=objection, by=make_pair()[0], **ANSWER)
    tried = {
        (role, step): client.post(path(objection), {"step": step, "act": act.pk, **ANSWER}).status_code
        for role, client in clients.items()
        for step in ("draft", "confirm", "take_back", "memo", "")
        if (role, step)
        not in ((LEAD, "draft"), (LEAD, "take_back"), (LEAD, "memo"), (AUDIT, "confirm"), (AUDIT, "memo"))
    }
    assert set(tried.values()) == {403}
    assert len(tried) == 10


def test_from_the_filing_to_a_confirmed_correction(objection, client):
    lead, auditor = sign_in(LEAD), sign_in(AUDIT)
    lead.post(path(objection), MEMO)
    lead.post(path(objection), DRAFT)
    for _ in range(2):
        act = objection.acts.waiting().get()
        auditor.post(path(objection), {"step": "confirm", "act": act.pk})
        lead.post(path(objection), DRAFT | {"summary": "바로잡은 요약"})
    page = lead.get(path(objection)).text
    heads = re.findall(r"<h2>([^<]+) <small>([^<]*)</small></h2>", page)
    assert [head for head in heads if head[0] != "심사와 점수"] == [
        ("접수함", ""),
        ("담당 메모", ""),
        ("답변", "정정하기 전의 답변"),
        ("답변 정정", "지금 공개한 답변"),
        ("답변 정정", "감사의 확인을 기다립니다"),
    ]
    assert TEXT in page
    assert "바로잡은 요약" in client.get(reverse("awards:objections", args=["2026"])).text


def test_the_answer_that_was_read_is_confirmed_and_no_other(objection):
    lead, auditor = sign_in(LEAD), sign_in(AUDIT)
    lead.post(path(objection), DRAFT)
    read = objection.acts.waiting().get()
    lead.post(path(objection), {"step": "take_back", "act": read.pk})
    lead.post(path(objection), DRAFT | {"summary": "다른 요약"})
    page = auditor.post(path(objection), {"step": "confirm", "act": read.pk}, follow=True).text
    assert "확인을 기다리는 답변이 아닙니다." in page
    assert objection.acts.answers_in_force().count() == 0
    other = file_one(objection.edition).objection
    assert auditor.post(path(other), {"step": "confirm", "act": read.pk}).status_code == 403
    for act in ("", "x", "999999", "٣"):
        assert auditor.post(path(objection), {"step": "confirm", "act": act}).status_code == 403


def test_a_fault_keeps_what_was_typed_and_leads_to_its_field(objection):
    lead = sign_in(LEAD)
    page = lead.post(path(objection), DRAFT | {"summary": "", "outcome": ""}).text
    assert 'href="#id_draft_outcome_0"' in page
    assert 'href="#id_draft_summary"' in page
    assert ANSWER["answer"] in page
    assert 'href="#id_memo_text"' in lead.post(path(objection), {"step": "memo", "text": ""}).text
    assert ObjectionAct.objects.count() == 1


def test_nobody_adds_changes_or_deletes_an_objection(objection):
    boss = sign_in(name="모두", is_superuser=True)
    base = "admin:awards_objection"
    assert boss.get(reverse(f"{base}_add")).status_code == 403
    assert boss.post(reverse(f"{base}_delete", args=[objection.pk]), {"post": "yes"}).status_code == 403
    assert boss.post(path(objection), {"_save": "1", "text": "x"}).status_code == 403
    assert boss.get(path(objection).replace(str(objection.pk), "999999")).status_code == 404


def test_what_waits_too_long_is_marked_and_found(objection):
    lead = sign_in(LEAD)
    marked = "답변 기준일이 지남</td>"
    make_old(objection, ANSWER_WITHIN - timedelta(minutes=1))
    assert marked not in lead.get(reverse(LIST)).text
    make_old(objection, ANSWER_WITHIN)
    page = lead.get(reverse(LIST)).text
    assert marked in page
    assert "14일 안에 답하는 것을 기준으로 합니다(이 누리집이 정한 기본값)" in page
    assert "제1호" in lead.get(reverse(LIST), {"state": "overdue"}).text
    answer(objection, *make_pair())
    assert marked not in lead.get(reverse(LIST)).text
    assert "제1호" not in lead.get(reverse(LIST), {"state": "overdue"}).text


def test_states_are_filtered_by_edition_and_state(objection):
    pair = make_pair()
    other = make_result("2025")
    drafted, answered = (file_one(other).objection for _ in range(2))
    draft_answer(objection=drafted, by=pair[0], **ANSWER)
    answer(answered, *pair)
    lead = sign_in(LEAD)

    def found(**query):
        return set(re.findall(r"/objection/(\d+)/change/", lead.get(reverse(LIST), query).text))

    keys = {
        name: str(one.pk) for name, one in (("new", objection), ("drafted", drafted), ("answered", answered))
    }
    assert found() == set(keys.values())
    assert found(state="open") == {keys["new"], keys["drafted"]}
    assert found(state="draft") == {keys["drafted"]}
    assert found(state="answered") == {keys["answered"]}
    assert found(edition__id__exact=other.pk) == {keys["drafted"], keys["answered"]}


def test_queries_do_not_grow_with_objections_or_steps(objection):
    lead, pair = sign_in(LEAD), make_pair()
    counts = []
    for n in range(1, 4):
        lead.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            lead.get(reverse(LIST))
            lead.get(path(objection))
        counts.append(len(queries))
        add_memo(objection=objection, by=pair[0], text=f"메모 {n}")
        answer(file_one(objection.edition).objection, *pair)
    assert len(set(counts)) == 1
