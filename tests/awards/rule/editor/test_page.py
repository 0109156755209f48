"""The page of a rule in the admin: typed like an announcement, refused in words, read once it is frozen."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Rule
from awards.rule.drafting import compose_document
from awards.rule.freezing import freeze_rule
from cases.models import Edition, HistoryEntry
from cases.staff.roles import AUDIT, JUDGING, LEAD
from tests.awards.editions import make_contest, make_staff, rule_document
from tests.awards.rule.forms import typed
from tests.cases.staff.accounts import sign_in

pytestmark = pytest.mark.django_db


def address(edition):
    return reverse("admin:awards_rule_change", args=[edition.rule.pk])


def words(answer):
    return " ".join(answer.content.decode().split())


def composed(edition):
    return compose_document(Edition.objects.get(pk=edition.pk))


@pytest.fixture
def lead():
    return sign_in(LEAD)


def test_saving_the_page_as_it_is_changes_nothing(lead):
    edition = make_contest()
    answer = lead.post(address(edition), typed(lead.get(address(edition))) | {"_save": "1"})
    assert answer.headers["Location"] == address(edition)
    assert composed(edition) == rule_document()


def test_a_save_writes_what_was_typed_with_its_reason(lead):
    edition = make_contest()
    data = typed(lead.get(address(edition)))
    data |= {"rounds-0-cut": "5", "awards-0-prize_krw": "3,000,000", "rounds-1-is_double_entry": "on"}
    data |= {"groups-1-weight": "40", "groups-0-weight": "60", "revoked_place": "next", "reason": "공고 수정"}
    answer = lead.post(address(edition), data | {"_save": "1"}, follow=True)
    assert "산정 규칙을 저장했습니다." in words(answer)
    document = composed(edition)
    assert (document["rounds"][0]["cut"], document["awards"][0]["prize_krw"]) == (5, 3_000_000)
    assert ([group["weight"] for group in document["groups"]], document["revoked_place"]) == (
        [60, 40],
        "next",
    )
    assert list(edition.rounds.values_list("is_double_entry", flat=True)) == [False, True]
    assert HistoryEntry.objects.filter(reason="공고 수정", content_type__model="rule").count() == 1


def test_a_refused_save_keeps_everything_typed_and_says_each_fault_at_its_place(lead):
    edition = make_contest()
    data = typed(lead.get(address(edition))) | {
        "groups-0-weight": "60",
        "k": "9",
        "lot_seed": "",
        "_save": "1",
    }
    answer = lead.post(address(edition), data | {"awards-2-name": "다른 상"})
    told = words(answer)
    for part in (
        "<title>오류: ",
        "저장하지 않았습니다. 입력하신 내용은 그대로 있습니다.",
        '<a href="#groups">반영 비율: 반영 비율을 더하면 110%입니다.',
        '<a href="#id_k">한 사람이 고르는 건수: 최종 후보가 3건인데 9건을 고르게 합니다.',
        '<a href="#id_lot_seed">',
        'id="id_k_error"',
        'aria-describedby="id_k_error"',
    ):
        assert part in told, part
    again = typed(answer)
    assert {name: again[name] for name in data if name in again} | {"_save": "1"} == data | {
        "awards-2-name": "다른 상"
    }
    assert composed(edition) == rule_document()


def test_rows_are_added_and_removed_without_losing_what_was_typed(lead):
    edition = make_contest()
    data = typed(lead.get(address(edition))) | {"rounds-0-name": "아직 저장하지 않은 이름"}
    answer = lead.post(address(edition), data | {"act": "add:rounds-0-criteria"})
    data = typed(answer)
    assert (data["rounds-0-criteria-count"], data["rounds-0-name"]) == ("3", "아직 저장하지 않은 이름")
    assert "오류: " not in words(answer)
    data = typed(lead.post(address(edition), data | {"act": "remove:rounds-0-criteria-2"}))
    assert data["rounds-0-criteria-count"] == "2"
    lead.post(address(edition), data | {"_save": "1"})
    assert composed(edition)["rounds"][0]["name"] == "아직 저장하지 않은 이름"


def test_enter_in_a_field_computes_the_example_and_stores_nothing(lead):
    page = words(lead.get(address(make_contest())))
    form = page[page.index('id="rule-form"') :]
    assert form[form.index("<button") :].startswith('<button name="example"')


def test_the_example_follows_the_rule_as_typed(lead):
    edition = make_contest()
    page = lead.get(address(edition))
    assert "1위가 된 연습 사례" in words(page)
    data = typed(page) | {"decimals": "1", "awards-0-prize_krw": "7000000", "example": "1"}
    told = words(lead.post(address(edition), data))
    assert "소수점 아래 1자리로 한 번 반올림" in told
    assert "상금 700만 원을 모두 지급합니다." in told
    assert composed(edition) == rule_document()


def test_what_somebody_else_saved_is_told_and_a_second_save_wins(lead):
    edition = make_contest()
    data = typed(lead.get(address(edition))) | {"decimals": "1", "_save": "1"}
    Rule.objects.filter(edition=edition).update(decimals=2)
    answer = lead.post(address(edition), data)
    assert "다른 사람이 규칙을 저장했습니다" in words(answer)
    assert composed(edition)["decimals"] == 2
    lead.post(address(edition), typed(answer) | {"_save": "1"})
    assert composed(edition)["decimals"] == 1


def test_a_draft_that_was_stored_by_hand_and_cannot_be_computed_opens_with_its_faults(lead):
    edition = make_contest()
    Rule.objects.filter(edition=edition).update(
        groups=[{"name": "혼자"}, 3], tie_chain=["coin"], bonus={"x": 1}
    )
    told = words(lead.get(address(edition)))
    assert "이대로는 계산할 수 없습니다." in told
    assert "알 수 없는 단계입니다." in told
    assert "없어진 항목" in told


def test_a_frozen_rule_is_read_and_not_typed(lead):
    edition = make_contest()
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    told = words(lead.get(address(edition)))
    assert "에 확정한 규칙입니다." in told
    assert ('name="_save"' in told, 'href="/2026/rule/"' in told) == (False, True)
    assert lead.post(address(edition), {"_save": "1"}).status_code == 403


def test_who_may_not_change_the_rule_reads_its_draft():
    edition, client = make_contest(), sign_in(AUDIT)
    told = words(client.get(address(edition)))
    assert "아직 확정하지 않은 초안입니다." in told
    assert 'name="_save"' not in told
    assert client.post(address(edition), {"_save": "1"}).status_code == 403
    Rule.objects.filter(edition=edition).update(groups=[])
    assert "초안을 그대로는 계산할 수 없습니다." in words(client.get(address(edition)))


def test_a_rule_is_made_on_the_same_page_and_nothing_is_stored_before_its_save(lead):
    edition = Edition.objects.create(slug="2030", kind="contest", year=2030, title="새 대회")
    path = reverse("admin:awards_rule_add")
    assert f'<option value="{edition.pk}">' in words(lead.get(path))
    form = lead.get(path, {"edition": edition.pk})
    assert not Rule.objects.exists()
    answer = lead.post(f"{path}?edition={edition.pk}", typed(form) | {"_save": "1"})
    rule = Rule.objects.get(edition=edition)
    assert answer.headers["Location"] == reverse("admin:awards_rule_change", args=[rule.pk])
    assert [one["name"] for one in composed(edition)["rounds"]] == ["1차 서면심사", "2차 대면심사"]
    assert "산정 규칙이 아직 없는 회차" in words(lead.get(path, {"edition": edition.pk}))


def test_rounds_that_were_there_before_the_rule_are_taken_along(lead):
    edition = Edition.objects.create(slug="2030", kind="contest", year=2030, title="새 대회")
    round_ = edition.rounds.create(order=1, name="먼저 있던 심사")
    data = typed(lead.get(reverse("admin:awards_rule_add"), {"edition": edition.pk}))
    assert (data["rounds-0-pk"], data["rounds-0-name"]) == (str(round_.pk), "먼저 있던 심사")


def test_lists_of_rounds_and_awards_lead_to_the_rule_and_change_nothing(lead):
    edition = make_contest()
    for name, row in (("round", edition.rounds.first()), ("awardtier", edition.award_tiers.first())):
        listed = words(lead.get(reverse(f"admin:awards_{name}_changelist")))
        page = words(lead.get(reverse(f"admin:awards_{name}_change", args=[row.pk])))
        for told in (listed, page):
            assert f'<a href="{address(edition)}">규칙에서 고치기</a>' in told
            assert 'name="_save"' not in told


@pytest.mark.once
def test_who_sees_no_rules_gets_none(client):
    client.force_login(get_user_model().objects.create_user("직원", is_staff=True))
    assert client.get(address(make_contest())).status_code == 403
    assert sign_in(JUDGING).get(reverse("admin:awards_rule_add")).status_code == 403


def test_queries_of_the_page_do_not_grow_with_the_rows(lead):
    counts = []
    for slug, n in (("2027", 1), ("2028", 3)):
        awards = [{"name": f"상 {k}", "kind": "ranked", "places": 1, "prize_krw": 0} for k in range(n)]
        rounds = [rule_document()["rounds"][0] | {"order": k + 1, "name": f"심사 {k}"} for k in range(n)]
        groups = rule_document()["groups"]
        groups[0] = groups[0] | {"sources": [{"round": 1, "weight": 100}]}
        changes = {"awards": awards, "rounds": rounds, "groups": groups, "tie_chain": ["lot"]}
        edition = make_contest(slug=slug, document=rule_document(**changes))
        lead.get(address(edition))
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(address(edition)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
