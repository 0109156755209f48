"""A result and the keying errors corrected since: outdated, computed anew, and listed for everybody."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from awards.models import Result
from awards.outcome.computing import compute_result
from awards.outcome.opendata.bundle import ResultOutdated
from awards.outcome.publication import approve, publish, request_approval
from cases.staff.roles import VOTE
from tests.awards.editions import BALLOTS, make_staff, vote_and_seal
from tests.awards.judging.late import REASON, ask, cell_of, correct, make_people, voted_on
from tests.awards.test_roles import everybody
from tests.cases.staff.accounts import sign_in

pytestmark = pytest.mark.django_db
EMPTY = "종이에 빈칸이었습니다."


@pytest.fixture
def staff():
    return make_staff("담당", "확인")


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def edition(staff):
    edition = voted_on()
    vote_and_seal(edition, BALLOTS, staff[0])
    return edition


def publish_result(edition, staff):
    result = compute_result(edition=edition, by=staff[0])
    request_approval(result=result, by=staff[0])
    approve(result=result, by=staff[1])
    publish(result=result, by=staff[0])
    return result


@pytest.mark.parametrize("number", ["1", "5"])
def test_a_result_from_before_a_correction_is_neither_approved_nor_published(edition, staff, people, number):
    """Also where the case is no finalist, so that no row of the result changes."""
    old = compute_result(edition=edition, by=staff[0])
    correct(cell_of(edition, number), Decimal(50), people)
    with pytest.raises(ResultOutdated, match="산정한 뒤에 점수가 정정되었습니다"):
        request_approval(result=old, by=staff[0])
    Result.objects.filter(pk=old.pk).update(
        requested_at=timezone.now(), requested_by=staff[0], approved_at=timezone.now(), approved_by=staff[1]
    )
    with pytest.raises(ResultOutdated):
        publish(result=old, by=staff[0])
    Result.objects.filter(pk=old.pk).update(
        requested_at=None, requested_by=None, approved_at=None, approved_by=None
    )
    publish_result(edition, staff)
    edition.refresh_from_db()
    assert edition.published_at is not None


def test_the_page_that_leads_asks_to_compute_anew(edition, staff, people):
    page, client = reverse("admin:awards_closing_change", args=[edition.pk]), sign_in(VOTE)
    compute_result(edition=edition, by=staff[0])
    correction = ask(cell_of(edition, "5"), Decimal(50), people.asking)
    assert "끝나지 않은 늦은 정정이 1건 있습니다." in client.get(page).text
    correction.delete()
    correct(cell_of(edition, "5"), Decimal(50), people)
    text = client.get(page).text
    assert "산정한 뒤에 점수가 정정되었습니다. 다시 산정해 주세요." in text
    assert "끝나지 않은 늦은 정정" not in text
    client.post(page, {"act": "compute_result"})
    assert edition.results.count() == 2
    assert "다시 산정해 주세요" not in client.get(page).text


def text_of(client, address="/2026/results/"):
    return " ".join(strip_tags(client.get(address).content.decode()).split())


def test_the_result_lists_the_corrections_and_names_nobody(client, edition, staff, people):
    correct(cell_of(edition, "1"), Decimal("57.5"), people)
    correct(cell_of(edition, "5", "효용성", judge="나"), None, people, reason=EMPTY)
    result = publish_result(edition, staff)
    text = text_of(client)
    assert f"1차 서면심사, 사례 1번 ‘사례 1’, 창의성: 59점 → 57.5점. 사유: {REASON}" in text
    assert f"1차 서면심사, 최종 후보가 아닌 사례, 효용성: 30점 → 빈칸. 사유: {EMPTY}" in text
    assert re.search("심사 담당|확인 담당|감사 담당", text) is None
    # A result that was frozen before there were corrections lists none.
    del result.summary["ledger"]["late"]
    Result.objects.filter(pk=result.pk).update(summary=result.summary)
    text = text_of(client)
    assert ("철회한 사례" in text, "나중에 바로잡은 점수" in text) == (True, False)


def test_the_english_page_marks_what_is_korean(client, edition, staff, people):
    correct(cell_of(edition, "1"), Decimal("57.5"), people)
    publish_result(edition, staff)
    assert f'<span lang="ko">{REASON}</span>' in client.get("/en/2026/results/").text


def test_a_correction_after_the_publication_changes_nothing_that_is_published(client, edition, staff, people):
    publish_result(edition, staff)
    before = text_of(client), client.get("/2026/results/data/bundle.json").getvalue()
    correct(cell_of(edition, "1"), Decimal("57.5"), people)
    assert (text_of(client), client.get("/2026/results/data/bundle.json").getvalue()) == before


def test_nobody_outside_learns_of_a_correction_before_the_publication(edition, staff, people):
    correct(cell_of(edition, "1"), Decimal("57.5"), people)
    compute_result(edition=edition, by=staff[0])
    visitor = Client()
    for path in ("/", "/2026/", "/2026/cases/", "/2026/cases/1/", "/2026/results/", "/2026/results/data/"):
        answer = visitor.get(path)
        assert REASON not in answer.content.decode(), path
        assert "57.5" not in answer.content.decode(), path


def test_an_organisation_never_reads_a_correction(edition, people):
    correct(cell_of(edition, "1"), Decimal("57.5"), people)
    sheet, _criterion = cell_of(edition, "1")
    path = reverse("admin:awards_judging_late", args=[edition.pk, sheet.round_id, sheet.judge_id])
    read = {role for role, client in everybody().items() if REASON in client.get(path, follow=True).text}
    assert read == {"총괄", "심사", "확인", "감사"}
