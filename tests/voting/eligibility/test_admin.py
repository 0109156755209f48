"""The pages of lists: a sheet with mistakes is refused whole and told by row, a good one leaves nothing but keys."""

import csv
import io
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models import SheetUpload
from cases.sheets.reader import MAX_BYTES
from cases.staff.roles import AUDIT, LEAD
from tests.cases.sheets.pages import downloaded
from tests.cases.sheets.workbooks import xlsx
from tests.cases.staff.accounts import make_account, sign_in
from tests.voting.attacker import cells, spelled
from tests.voting.eligibility.lists import BASIS, NOTE, listed, make_list, only_listed, open_now
from tests.voting.polls import HOUR, make_poll
from voting.eligibility.forms import InMemory
from voting.models import ListedVoter, Poll, VoterList

pytestmark = pytest.mark.django_db

ADD = "admin:voting_voterlist_add"
HEADER = ["이름", "휴대전화 번호"]
GOOD = [["김", "010-1111-0001"], ["이", "01011110002"], ["박", 1011110003], ["김", "+82 10 1111 0001"]]
WRONG = [["김", "010-1111-0001"], ["이", "02-123-4567"], ["박", None], ["최", "010-1111-00"]]


@pytest.fixture
def poll():
    return make_poll(opened=-HOUR, closes=2 * HOUR)


@pytest.fixture
def lead():
    return sign_in(LEAD)


@pytest.fixture
def auditor():
    return sign_in(AUDIT)


def page_of(made, name="change"):
    return reverse(f"admin:voting_voterlist_{name}", args=[made.pk])


def upload(client, poll, rows, header=HEADER, **changes):
    content = rows if isinstance(rows, bytes) else xlsx([header, *rows]).getvalue()
    data = {"poll": poll.pk, "kind": "excluded", "legal_basis": BASIS, "note": NOTE}
    data["file"] = SimpleUploadedFile("명부.xlsx", content)
    return client.post(reverse(ADD), data | changes, follow=True)


def decide(client, made, step):
    return client.post(page_of(made, "decide"), {"step": step}, follow=True)


def problems(answer):
    rows = re.findall(r'<tr><td class="num">(\d+)</td><td>([^<]*)</td><td class="shown">([^<]*)', answer.text)
    return [(int(row), column, shown) for row, column, shown in rows]


def test_every_problem_is_told_and_nothing_is_lost_but_the_file(poll, lead):
    answer = upload(lead, poll, WRONG)
    assert problems(answer) == [
        (3, "휴대전화 번호", "02-123-4567"),
        (4, "휴대전화 번호", "–"),
        (5, "휴대전화 번호", "010-1111-00"),
    ]
    assert "<title>오류: 명부 올리기" in answer.text
    assert (f'value="{BASIS}"' in answer.text, NOTE in answer.text) == (True, True)
    assert re.search(r'value="excluded"[^>]* checked', answer.text)
    assert not VoterList.objects.exists()


def test_a_good_sheet_leaves_keys_that_wait_for_the_second_person(poll, lead):
    answer = upload(lead, poll, GOOD)
    made = VoterList.objects.get()
    assert answer.redirect_chain == [(page_of(made), 302)]
    assert "4줄을 읽어 3명을 올렸습니다. 겹치는 1줄은 하나로 합쳤습니다." in answer.text
    assert (made.is_waiting, made.size, made.folded) == (True, 3, 1)
    expected = {listed(poll, f"+82101111000{n}") for n in (1, 2, 3)}
    assert set(ListedVoter.objects.values_list("key", flat=True)) == expected


def test_nothing_of_a_number_is_stored_nor_logged(poll, lead, auditor, caplog, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before = SheetUpload.objects.count()
    many = [["김", f"010-1111-{n:04}"] for n in range(3000)]
    upload(lead, poll, [*many, *WRONG])
    # Larger than what Django keeps in memory by itself.
    upload(lead, poll, _csv([[*row, "빈칸" * 300] for row in many]))
    decide(auditor, VoterList.objects.get(), "confirm")
    assert ListedVoter.objects.count() == 3000
    numbers = re.compile(rb"1111-00|0101111-?00|8210111100")
    assert {name for name, value in cells() if numbers.search(spelled(value))} == set()
    assert not numbers.search(caplog.text.encode())
    assert (SheetUpload.objects.count(), list(tmp_path.iterdir())) == (before, [])


def _csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows([[*HEADER, "비고"], *rows])
    return text.getvalue().encode()


def test_a_large_sheet_never_touches_the_disk(poll, lead, monkeypatch):
    kept = []
    complete = InMemory.file_complete
    monkeypatch.setattr(
        InMemory,
        "file_complete",
        lambda self, size: kept.append((self.activated, size)) or complete(self, size),
    )
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE < 3 * 1024**2 < MAX_BYTES
    upload(lead, poll, _csv([["김", f"010-1111-{n:04}"] for n in range(10)]) + b"\n" * 3 * 1024**2)
    assert [(activated, size > 3 * 1024**2) for activated, size in kept] == [(True, True)]
    answer = upload(lead, poll, b"\n" * (MAX_BYTES + 100_000))
    assert "10MB보다 큰 파일" in answer.text
    assert kept[1][0] is False


def test_a_form_of_another_site_is_refused(poll):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_account(LEAD))
    assert upload(client, poll, GOOD).status_code == 403
    assert not VoterList.objects.exists()


def test_words_that_are_missing_are_told_beside_their_fields(poll, lead):
    answer = lead.post(reverse(ADD), {"poll": "", "note": " "})
    for words in (
        "어느 투표의 명부인지 골라 주세요.",
        "명부의 종류를 골라 주세요.",
        "명부를 쓰는 법적 근거를 적어 주세요.",
        "참여할 수 없는 분에게 보여 줄 이유를 적어 주세요.",
        "파일을 골라 주세요.",
    ):
        # In the summary and beside the field.
        assert answer.text.count(words) == 2, words


def test_polls_that_are_open_are_not_offered(poll, lead):
    open_now(poll)
    assert "아직 시작하지 않은 투표가 없습니다." in lead.get(reverse(ADD)).text
    upload(lead, poll, GOOD)
    assert not VoterList.objects.exists()


def test_a_list_of_voters_of_a_poll_for_everybody_is_refused_in_words(poll, lead):
    answer = upload(lead, poll, GOOD, kind="eligible")
    assert "누구나 투표할 수 있는 투표입니다." in answer.text
    assert not VoterList.objects.exists()


@pytest.mark.parametrize(
    ("identity", "title", "rows", "keyed"),
    [
        ("email", "이메일 주소", [[" Hong@Example.go.kr"], ["hong@example.go.kr"]], "hong@example.go.kr"),
        ("member", "회원 식별값", [["Ab-1 "], ["Ab-1"]], "member:https://id.example|Ab-1"),
    ],
)
def test_other_identities_have_their_own_column(poll, lead, settings, identity, title, rows, keyed):
    settings.OIDC_ISSUER = "https://id.example"
    method = {"email": "by_email", "member": "by_sign_on"}[identity]
    Poll.objects.update(
        eligibility="listed", identity=identity, by_sms=False, by_email=False, by_sign_on=True
    )
    Poll.objects.update(**({"by_sign_on": False} | {method: True}))
    poll.refresh_from_db()
    refusal = upload(lead, poll, GOOD, kind="eligible")
    assert "이 열이 없습니다." in refusal.text
    upload(lead, poll, rows, header=[title], kind="eligible")
    made = VoterList.objects.get()
    assert (made.size, made.folded, made.voters.get().key) == (1, 1, listed(poll, keyed))


def test_addresses_that_are_none_are_told(poll, lead):
    Poll.objects.update(eligibility="listed", identity="email", by_sms=False, by_email=True)
    answer = upload(
        lead, poll, [["hong@"], ["hong@example.com"], ["@"]], header=["전자우편"], kind="eligible"
    )
    assert [row for row, _column, _shown in problems(answer)] == [2, 4]


def test_template_has_the_column_that_is_read(poll, lead):
    for identity, title in (("phone", "휴대전화 번호"), ("email", "전자우편"), ("member", "회원 식별값")):
        book, content = downloaded(lead, reverse("admin:voting_voterlist_template", args=[identity]))
        assert book.worksheets[0]["A1"].value == title
        assert len(content) > 1000
    assert lead.get(reverse("admin:voting_voterlist_template", args=["name"])).status_code == 404


class TestDeciding:
    def test_the_second_person_confirms(self, poll, lead, auditor):
        upload(lead, poll, GOOD)
        made = VoterList.objects.get()
        assert "명부 확인하기" not in lead.get(page_of(made)).text
        assert "명부 확인하기" in auditor.get(page_of(made)).text
        assert decide(lead, made, "confirm").status_code == 403
        answer = decide(auditor, made, "confirm")
        assert "명부를 확정했습니다." in answer.text
        made.refresh_from_db()
        assert made.is_in_force
        assert "명부 확인하기" not in answer.text

    def test_who_imported_withdraws(self, poll, lead, auditor):
        upload(lead, poll, GOOD)
        made = VoterList.objects.get()
        assert decide(auditor, made, "withdraw").status_code == 403
        assert "명부를 거두고" in decide(lead, made, "withdraw").text
        assert (made.voters.count(), VoterList.objects.waiting().count()) == (0, 0)
        assert "확인을 기다리는 명부가 아닙니다." in decide(auditor, made, "confirm").text

    def test_a_superuser_does_not_confirm_what_they_imported(self, poll):
        client = Client()
        client.force_login(make_account(name="모두", is_superuser=True))
        upload(client, poll, GOOD)
        made = VoterList.objects.get()
        assert "올린 사람은 확인할 수 없습니다." in client.get(page_of(made)).text
        assert "올린 사람은 확인할 수 없습니다." in decide(client, made, "confirm").text
        assert VoterList.objects.waiting().count() == 1

    def test_after_the_opening_the_page_says_so(self, poll, lead, auditor):
        upload(lead, poll, GOOD)
        made = VoterList.objects.get()
        open_now(poll)
        for client, step in ((auditor, "confirm"), (lead, "withdraw")):
            text = client.get(page_of(made)).text
            assert ("더는 바꿀 수 없습니다." in text, 'name="step"' in text) == (True, False)
            assert "더는 바꿀 수 없습니다." in decide(client, made, step).text

    def test_history_page_names_both(self, poll, lead, auditor):
        upload(lead, poll, GOOD)
        made = VoterList.objects.get()
        decide(auditor, made, "confirm")
        assert "직원-감사" in auditor.get(page_of(made, "history")).text

    def test_unknown_list_is_not_found(self, lead):
        assert lead.get(reverse("admin:voting_voterlist_change", args=[99])).status_code == 404
        assert lead.get("/admin/voting/voterlist/x/change/").status_code == 404


@pytest.mark.parametrize("lists", [1, 3])
def test_list_queries_do_not_grow(lead, lists, django_assert_max_num_queries):
    for n in range(lists):
        make_list(only_listed(make_poll(slug=f"20{n}")), kind="eligible")
    lead.get(reverse("admin:voting_voterlist_changelist"))
    with django_assert_max_num_queries(9):
        text = lead.get(reverse("admin:voting_voterlist_changelist")).text
    assert text.count("확정</td>") == lists
    assert connection.vendor in ("sqlite", "postgresql")
