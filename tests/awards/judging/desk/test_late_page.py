"""The page of late corrections: every role tries every step, refusals at their field, how many queries."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.judging.corrections import LateCorrection
from awards.judging.late import confirm_late_correction
from awards.judging.papers import Scan
from cases.models import Refusal
from cases.staff.roles import AUDIT, JUDGING, LEAD, SECOND
from tests.awards.editions import judge_all, make_contest, make_staff
from tests.awards.judging.desk.desk import address
from tests.awards.judging.late import REASON, ask, cell_of, correct, make_people, voted_on
from tests.awards.judging.scans import PDF
from tests.awards.test_roles import everybody
from tests.cases.staff.accounts import sign_in

pytestmark = pytest.mark.django_db
STEPS = ("scan", "ask", "confirm", "audit", "withdraw")


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def edition():
    return voted_on()


def page_of(cell):
    sheet, _criterion = cell
    return address("late", sheet.round, sheet.judge)


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def form_of(cell, **values):
    sheet, criterion = cell
    asked = {
        "step": "ask",
        "case": sheet.case_id,
        "criterion": criterion.pk,
        "points": "57",
        "reason": REASON,
    }
    scan = Scan.objects.filter(sheet_set__round=sheet.round, sheet_set__judge=sheet.judge).first()
    return asked | ({"scan": scan.pk} if scan else {}) | values


def test_three_people_correct_a_cell_on_the_page(edition, people):
    cell = cell_of(edition, "1")
    path, leading = page_of(cell), address("change", cell[0].round)
    asking, second, auditor = as_(people.asking), as_(people.second), as_(people.auditor)
    assert path in asking.get(leading).text
    assert "첨부한 스캔이 없습니다." in asking.get(path).text
    upload = SimpleUploadedFile("scan.pdf", PDF)
    assert "스캔을 첨부했습니다." in asking.post(path, {"step": "scan", "scan": upload}, follow=True).text
    assert "정정을 요청했습니다." in asking.post(path, form_of(cell), follow=True).text
    correction = LateCorrection.objects.get()
    text = asking.get(path).text
    assert ("요청 거두기" in text, "스캔대로라고 확인하기" in text) == (True, False)
    assert "두 번째 사람의 확인을 기다립니다" in second.get(leading).text
    named = {"request": correction.pk}
    text = second.get(path).text
    assert ("59 → 57" in text, REASON in text, "감사로 서명하기" in text) == (True, True, False)
    assert reverse("admin:awards_judging_scan", args=[edition.pk, correction.scan_id]) in text
    assert "감사에게 알려 주세요." in second.post(path, named | {"step": "confirm"}, follow=True).text
    assert "감사로 서명하기" in auditor.get(path).text
    assert "서명했습니다." in auditor.post(path, named | {"step": "audit"}, follow=True).text
    text = asking.get(path).text
    assert ("바로잡음" in text, "요청 거두기" in text) == (True, False)
    history = asking.get(reverse("admin:awards_judging_history", args=[edition.pk])).text
    assert history.count("늦은 정정 1 창의성: 59 → 57") == 3
    assert "서명했습니다." in history


def try_step(client, cell, step):
    """Post one step, tell the status and whether anything changed, and put everything back."""
    correction = LateCorrection.objects.waiting().first()
    values = {
        "scan": {"scan": SimpleUploadedFile("scan.pdf", PDF)},
        "ask": form_of(cell_of(cell[0].round.edition, "2")),
    }
    with transaction.atomic():
        before = state()
        posted = values.get(step, {"request": correction.pk}) | {"step": step}
        answer = client.post(page_of(cell), posted)
        has_changed = state() != before
        transaction.set_rollback(True)
    return answer.status_code, has_changed


def state():
    return (
        list(LateCorrection.objects.values_list("pk", "confirmed_at", "audited_at", "withdrawn_at")),
        Scan.objects.count(),
    )


@pytest.mark.once
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_only_the_right_role_takes_a_step(edition, people, is_confirmed):
    cell = cell_of(edition, "1")
    correction = ask(cell, Decimal(57), people.asking)
    if is_confirmed:
        confirm_late_correction(correction=correction, by=people.second)
    clients = everybody() | {"asked": as_(people.asking)}
    done = {
        (role, step) for role, client in clients.items() for step in STEPS if try_step(client, cell, step)[1]
    }
    asked = {(role, step) for role in (JUDGING, "asked") for step in ("scan", "ask")} | {
        ("asked", "withdraw")
    }
    assert done == asked | ({(AUDIT, "audit")} if is_confirmed else {(SECOND, "confirm")})
    looks = {role for role, client in clients.items() if client.get(page_of(cell)).status_code == 200}
    assert looks == {LEAD, JUDGING, SECOND, AUDIT, "asked"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"points": "61"}, "0점에서 60점까지 적어 주세요."),
        ({"points": "1.234"}, "소수점 아래 두 자리"),
        ({"points": ""}, "둘 가운데 하나만 합니다."),
        ({"is_empty": "on"}, "둘 가운데 하나만 합니다."),
        ({"reason": " "}, "무엇을 잘못 옮겼는지 사유를 적어 주세요."),
        ({"scan": ""}, "서명한 채점표의 스캔을 골라 주세요."),
        ({"case": ""}, "사례를 골라 주세요."),
        ({"criterion": ""}, "심사항목을 골라 주세요."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(edition, people, values, words):
    cell = cell_of(edition, "1")
    correct(cell_of(edition, "2"), Decimal(57), people)
    answer = as_(people.asking).post(page_of(cell), form_of(cell, **values))
    assert "입력 내용을 확인해 주세요" in answer.text
    assert words in answer.text
    assert values.get("reason", REASON) in answer.text
    targets = set(re.findall(r'href="#(id_late_\w+)"', answer.text))
    assert targets
    assert all(f'id="{target}"' in answer.text for target in targets)
    assert LateCorrection.objects.count() == 1


def test_an_empty_cell_is_asked_for_by_saying_so(edition, people):
    cell = cell_of(edition, "1")
    correct(cell_of(edition, "2"), Decimal(57), people)
    as_(people.asking).post(page_of(cell), form_of(cell, points="", is_empty="on"))
    assert LateCorrection.objects.latest("pk").points is None


def test_a_refusal_of_the_rule_is_said_in_words(edition, people):
    cell = cell_of(edition, "5")
    correct(cell_of(edition, "2"), Decimal(57), people)
    text = as_(people.asking).post(page_of(cell), form_of(cell, points="60"), follow=True).text
    assert "통과 사례가 달라집니다(새로 통과하는 사례: 5 / 떨어지는 사례: 4)" in text


def test_a_file_that_is_no_scan_is_refused(edition, people):
    path, client = page_of(cell_of(edition, "1")), as_(people.asking)
    upload = SimpleUploadedFile("scan.pdf", b"<html></html>")
    assert "PDF, PNG, JPEG" in client.post(path, {"step": "scan", "scan": upload}, follow=True).text
    assert "스캔한 파일을 골라 주세요." in client.post(path, {"step": "scan"}, follow=True).text
    assert Scan.objects.count() == 0


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"step": "nonsense"},
        {"step": "withdraw"},
        {"step": "withdraw", "request": "x"},
        {"step": "withdraw", "request": "9" * 5_000},
    ],
)
def test_nonsense_is_refused_and_noted(edition, people, form):
    before = Refusal.objects.count()
    assert as_(people.asking).post(page_of(cell_of(edition, "1")), form).status_code == 403
    assert Refusal.objects.count() == before + 1


def test_before_the_poll_opens_the_page_says_what_to_do_instead(people):
    edition = make_contest()
    judge_all(edition, make_staff("담당")[0])
    cell = cell_of(edition, "1")
    client = as_(people.asking)
    text = client.get(page_of(cell)).text
    assert ("다시 열기를 요청해 점수를 고쳐 주세요." in text, "정정 요청하기" in text) == (True, False)
    assert page_of(cell) not in client.get(address("change", cell[0].round)).text


def test_the_set_to_read_points_to_the_corrections(edition):
    sheet, _criterion = cell_of(edition, "1")
    text = sign_in(JUDGING).get(address("set", sheet.round, sheet.judge)).text
    assert "‘늦은 정정’에서 바로잡습니다." in text


@pytest.mark.parametrize("name", ["late", "change"])
def test_pages_need_as_many_queries_for_many_corrections_as_for_few(edition, people, name):
    counts = []
    sheet, _criterion = cell_of(edition, "1")
    path = page_of((sheet, None)) if name == "late" else address("change", sheet.round)
    for numbers in ("1", "23"):
        for number in numbers:
            correct(cell_of(edition, number), Decimal("50.5"), people)
        client = as_(people.second)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
