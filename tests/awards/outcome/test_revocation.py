"""An award taken back by two people, shown by a correction; its place empty or the next one's, its prize recovered."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from awards.models import Revocation
from awards.outcome.revocation.revoking import (
    DecidedLater,
    NotRevocable,
    NotWaiting,
    ReasonMissing,
    SamePerson,
    TooMuch,
    ask_revocation,
    confirm_revocation,
    record_recovery,
    withdraw_revocation,
)
from cases.staff.roles import AUDIT, LEAD, SECOND
from tests.awards.editions import make_published, make_staff, rule_document
from tests.awards.outcome.test_versions import correct
from tests.cases.staff.accounts import sign_in

pytestmark = pytest.mark.django_db

WHY = "다른 기관의 사례를 그대로 옮긴 것으로 확인되었습니다."
DECISION = "2027년 제1차 시상심의위원회 의결"


def ask(edition, number="1", by=None, **changes):
    values = {"decided_on": timezone.localdate(), "decision": DECISION, "reason": WHY} | changes
    by = by or make_staff("총괄")[0]
    return ask_revocation(edition=edition, case=edition.cases.get(number=number), by=by, **values)


def revoke(edition, number="1"):
    revocation = ask(edition, number)
    confirm_revocation(revocation=revocation, by=make_staff("감사")[0])
    revocation.refresh_from_db()
    return revocation


def awards_of(result):
    return list(result.awards.order_by("tier").values_list("name", "row__case__number"))


def test_the_place_stays_empty_where_the_rule_says_nothing():
    edition = make_published()
    revoke(edition)
    result = correct(edition)
    assert awards_of(result) == [("우수상", "2"), ("장려상", "3")]
    assert [(row.case.number, row.rank) for row in result.rows.all()] == [("1", 1), ("2", 2), ("3", 3)]
    assert edition.cases.get(number="1").award_name == ""


def test_the_next_in_rank_moves_up_where_the_rule_says_so():
    edition = make_published(document=rule_document(revoked_place="next"))
    revoke(edition)
    result = correct(edition)
    assert awards_of(result) == [("최우수상", "2"), ("우수상", "3")]
    assert [(row.case.number, row.rank) for row in result.rows.all()] == [("1", 1), ("2", 2), ("3", 3)]


def test_nothing_of_it_is_public_before_the_correction(client):
    edition = make_published()
    revoke(edition)
    html = client.get("/2026/results/").content.decode()
    assert WHY not in html
    assert "최우수상" in html


def test_date_reason_decision_and_recovery_are_shown_with_the_result(client):
    edition = make_published()
    revocation = revoke(edition)
    correct(edition)
    html = client.get("/2026/results/").content.decode()
    assert "수상을 취소한 사례" in html
    assert '<td class="nowrap wid">수상 취소</td>' in html
    for words in (WHY, DECISION, "환수할 상금: 200만 원", "(아직 환수하지 않았습니다)", "비워 둡니다."):
        assert words in html
    record_recovery(
        revocation=revocation,
        amount_krw=2_000_000,
        recovered_on=timezone.localdate(),
        note="세입 2027-12",
        by=make_staff("총괄")[0],
    )
    html = client.get("/2026/results/").content.decode()
    assert "200만 원 환수" in html
    assert "(아직 환수하지 않았습니다)" not in html
    assert json.loads(client.get("/2026/results/data/bundle.json").getvalue())["revoked"] == ["1"]


def test_another_person_confirms():
    edition, (lead, auditor) = make_published(), make_staff("총괄", "감사")
    revocation = ask(edition, by=lead)
    with pytest.raises(SamePerson):
        confirm_revocation(revocation=revocation, by=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revocation.objects.update(confirmed_by=lead, confirmed_at=timezone.now())
    with pytest.raises(SamePerson):
        withdraw_revocation(revocation=revocation, by=auditor)
    withdraw_revocation(revocation=revocation, by=lead)
    with pytest.raises(NotWaiting):
        confirm_revocation(revocation=revocation, by=auditor)
    assert awards_of(correct(edition))[0] == ("최우수상", "1")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"decision": ""}, ReasonMissing),
        ({"decided_on": timezone.localdate() + timedelta(days=1)}, DecidedLater),
        ({"number": "4"}, NotRevocable),
    ],
)
def test_what_cannot_be_revoked_is_refused(changes, error):
    with pytest.raises(error):
        ask(make_published(), **changes)
    assert Revocation.objects.count() == 0


def test_a_case_is_revoked_once():
    edition = make_published()
    revoke(edition)
    with pytest.raises(NotRevocable):
        ask(edition)


def test_no_more_comes_back_than_was_paid():
    edition, (lead,) = make_published(), make_staff("총괄")
    revocation, today = revoke(edition), timezone.localdate()
    paid = {"recovered_on": today, "note": "세입", "by": lead, "revocation": revocation}
    record_recovery(amount_krw=1_500_000, **paid)
    with pytest.raises(TooMuch):
        record_recovery(amount_krw=600_000, **paid)
    record_recovery(amount_krw=500_000, **paid)
    with pytest.raises(DecidedLater):
        record_recovery(amount_krw=1, **(paid | {"recovered_on": today + timedelta(days=1)}))


def test_two_people_revoke_on_the_page_and_the_closing_page_asks_for_the_correction():
    edition = make_published()
    address = reverse("admin:awards_closing_revocations", args=[edition.pk])
    lead, auditor = sign_in(LEAD, name="총괄 담당"), sign_in(AUDIT, name="감사 담당")
    form = {"step": "ask", "case": edition.cases.get(number="1").pk, "reason": WHY, "decision": ""}
    form["decided_on"] = f"{timezone.localdate():%Y-%m-%d}"
    text = lead.post(address, form).text
    assert "어디에서 결정했는지 적어 주세요." in text
    assert WHY in text
    text = lead.post(address, form | {"decision": DECISION}, follow=True).text
    assert "수상 취소를 요청했습니다." in text
    key = Revocation.objects.get().pk
    assert lead.post(address, {"step": "confirm", "revocation": key}).status_code == 403
    assert sign_in(SECOND).post(address, {"step": "confirm", "revocation": key}).status_code == 403
    text = auditor.post(address, {"step": "confirm", "revocation": key}, follow=True).text
    assert "수상 취소를 확인했습니다." in text
    leading = lead.get(reverse("admin:awards_closing_change", args=[edition.pk])).text
    assert "산정한 뒤에 수상 취소가 확인되었습니다." in leading
    recovered = {"step": "recover", "revocation": key, "amount_krw": "3000000", "note": "세입"}
    text = lead.post(address, recovered | {"recovered_on": form["decided_on"]}).text
    assert "남은 환수액 2,000,000원보다 많습니다." in text
    assert 'value="3000000"' in text
    text = lead.post(
        address, recovered | {"amount_krw": "2000000", "recovered_on": form["decided_on"]}, follow=True
    ).text
    assert "환수를 기록했습니다." in text


def test_there_is_no_such_page_before_the_publication():
    edition = make_published(at=timezone.now() + timedelta(days=1))
    address = reverse("admin:awards_closing_revocations", args=[edition.pk])
    assert sign_in(LEAD).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_revocations_page_queries_do_not_grow(count, django_assert_num_queries):
    edition = make_published()
    for number in range(1, count + 1):
        revoke(edition, str(number))
    client = sign_in(LEAD)
    with django_assert_num_queries(12):
        client.get(reverse("admin:awards_closing_revocations", args=[edition.pk]))
