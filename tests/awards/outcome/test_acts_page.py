"""The page where 총괄 asks and 감사 confirms: every role at the stages that matter tries every step."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cases.models import Edition, Refusal
from cases.staff.roles import AUDIT, LEAD
from tests.awards.test_roles import edition_at, everybody
from tests.cases.staff.accounts import make_account, sign_in
from voting.acts.two_people import ask_for
from voting.models import Poll, PollAct

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WHY = "한 통신사의 번호 인증이 하루 동안 열려 있었습니다."
VOID, DESTROY = PollAct.Kind.VOID, PollAct.Kind.DESTROY_SECRET
STEPS = [(kind, step) for kind in PollAct.Kind for step in ("ask", "withdraw", "confirm")]
# Where a request waits, and who may do what there.
EXPECTED = {
    "judging": {},
    "voting": {LEAD: {(VOID, "ask")}},
    "approved": {LEAD: {(VOID, "ask")}},
    "published": {},
    "void": {},
}


def address(edition):
    return reverse("admin:awards_closing_acts", args=[edition.pk])


def state_of(edition):
    voided_at = Edition.objects.values_list("voided_at", flat=True).get(pk=edition.pk)
    secret = bytes(Poll.objects.get(edition=edition).wrapped_secret)
    return voided_at, secret, list(PollAct.objects.values_list("kind", "confirmed_at", "withdrawn_at"))


def try_step(client, edition, kind, step):
    """Post one step, tell the status and whether anything changed, and put everything back."""
    before = state_of(edition)
    waiting = PollAct.objects.waiting().filter(kind=kind).first()
    with transaction.atomic():
        form = {"kind": kind, "step": step, "reason": WHY, "request": waiting.pk if waiting else ""}
        answer = client.post(address(edition), form)
        has_changed = state_of(edition) != before
        transaction.set_rollback(True)
    return answer.status_code, has_changed


@pytest.mark.parametrize("stage", EXPECTED)
def test_only_the_right_role_at_the_right_stage_takes_a_step(stage):
    edition, done = edition_at(stage), {}
    for role, client in everybody().items():
        tried = {(kind, step): try_step(client, edition, kind, step) for kind, step in STEPS}
        if role not in (LEAD, AUDIT):
            assert {status for status, _changed in tried.values()} == {302 if role is None else 403}
        steps = {name for name, (_status, has_changed) in tried.items() if has_changed}
        if steps:
            done[role] = steps
    assert done == EXPECTED[stage]


@pytest.mark.parametrize("stage", ["voting"])
def test_what_waits_is_confirmed_by_the_auditor_alone_and_withdrawn_by_who_asked(stage):
    edition = edition_at(stage)
    asking = make_account(LEAD, name="요청한 총괄")
    ask_for(poll=edition.poll, kind=VOID, by=asking, reason=WHY)
    clients = everybody()
    clients["asked"] = type(clients[LEAD])()
    clients["asked"].force_login(asking)
    done = {
        (role, step)
        for role, client in clients.items()
        for step in ("ask", "withdraw", "confirm")
        if try_step(client, edition, VOID, step)[1]
    }
    assert done == {("asked", "withdraw"), (AUDIT, "confirm")}


def test_two_people_declare_a_poll_void_on_the_page():
    edition = edition_at("voting")
    lead, auditor = sign_in(LEAD, name="총괄 담당"), sign_in(AUDIT, name="감사 담당")
    leading = reverse("admin:awards_closing_change", args=[edition.pk])
    assert address(edition) in lead.get(leading).text
    text = lead.post(address(edition), {"kind": VOID, "step": "ask", "reason": WHY}, follow=True).text
    assert "요청했습니다. 감사에게 알려 주세요." in text
    assert "요청한 사람은 확인할 수 없습니다." in text
    assert "무효 선언: 감사의 확인을 기다립니다" in auditor.get(leading).text
    page = auditor.get(address(edition)).text
    assert WHY in page
    assert "요청 거두기" not in page
    form = {"kind": VOID, "step": "confirm", "request": PollAct.objects.get().pk}
    text = auditor.post(address(edition), form, follow=True).text
    assert "무효로 했습니다. 사유와 함께 시민에게 공개했습니다." in text
    edition.refresh_from_db()
    assert edition.is_void(timezone.now())
    text = lead.get(leading).text
    assert "이 회차의 시민투표는 무효입니다." in text
    assert '<ol class="steps">' not in text
    assert "무효로 했습니다." in lead.get(reverse("admin:awards_closing_history", args=[edition.pk])).text


def test_request_that_was_replaced_is_not_confirmed_by_a_page_left_open():
    edition = edition_at("voting")
    lead, auditor = sign_in(LEAD, name="총괄 담당"), sign_in(AUDIT, name="감사 담당")
    lead.post(address(edition), {"kind": VOID, "step": "ask", "reason": "처음 사유"})
    first = PollAct.objects.get()
    lead.post(address(edition), {"kind": VOID, "step": "withdraw", "request": first.pk})
    lead.post(address(edition), {"kind": VOID, "step": "ask", "reason": "다른 사유"})
    form = {"kind": VOID, "step": "confirm", "request": first.pk}
    text = auditor.post(address(edition), form, follow=True).text
    assert "확인을 기다리는 요청이 아닙니다." in text
    assert "처음 사유" in text
    edition.refresh_from_db()
    assert edition.voided_at is None


@pytest.mark.parametrize("reason", ["", " ", "가" * 301])
def test_request_without_a_proper_reason_is_refused_beside_its_field(reason):
    edition = edition_at("voting")
    answer = sign_in(LEAD).post(address(edition), {"kind": VOID, "step": "ask", "reason": reason})
    assert "입력 내용을 확인해 주세요" in answer.text
    assert 'href="#id_void_reason"' in answer.text
    assert 'id="id_void_reason"' in answer.text
    assert PollAct.objects.count() == 0


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "nonsense", "step": "ask"},
        {"kind": "void", "step": "nonsense"},
        {"kind": "void", "step": "withdraw", "request": "x"},
        {"kind": "void", "step": "withdraw", "request": "999999"},
    ],
)
def test_nonsense_is_refused_and_noted(form):
    edition = edition_at("voting")
    before = Refusal.objects.count()
    assert sign_in(LEAD).post(address(edition), form).status_code == 403
    assert Refusal.objects.count() == before + 1


def test_edition_without_a_poll_has_no_such_page():
    assert sign_in(LEAD).get("/admin/awards/closing/999999/acts/").status_code == 404
