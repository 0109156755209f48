"""Awards of a committee: who may record them, when, what they do to a result, and the page beside the steps."""

import pytest
from django.urls import reverse

from awards.models import CommitteeChoice
from awards.outcome.committee import (
    ChoicesLocked,
    NoPlaceLeft,
    NotChoosable,
    choose_for_award,
    take_back_choice,
)
from awards.outcome.computing import ChoiceWithdrawn, compute_result
from awards.outcome.publication import ChoicesChanged, approve, publish, request_approval
from cases.models import HistoryEntry
from cases.services import withdraw_case
from cases.staff.roles import LEAD, VOTE
from tests.awards.editions import BALLOTS, judge_all, make_contest, make_staff, rule_document, vote_and_seal
from tests.cases.staff.accounts import sign_in

pytestmark = pytest.mark.django_db

WHY = "이웃의 목소리를 가장 오래 들었습니다."
AWARDS = [
    {"name": "최우수상", "kind": "ranked", "places": 1, "prize_krw": 2_000_000},
    {"name": "동행상", "kind": "committee", "places": 1, "prize_krw": 500_000},
    {"name": "공감상", "kind": "most_votes", "places": 1, "prize_krw": 0, "stackable": False},
]


@pytest.fixture
def clerk():
    return make_staff("담당")[0]


@pytest.fixture
def edition(clerk):
    """A sealed contest with the finalists 1, 2, 3, of which the committee has one to choose."""
    edition = make_contest(document=rule_document(awards=AWARDS))
    judge_all(edition, clerk)
    vote_and_seal(edition, BALLOTS, clerk)
    return edition


def choose(edition, number, by, award="동행상", reason=WHY):
    tier, case = edition.award_tiers.get(name=award), edition.cases.get(number=number)
    return choose_for_award(tier=tier, case=case, reason=reason, by=by)


def given(result):
    return list(result.awards.order_by("tier").values_list("name", "row__case__number", "prize_krw"))


def test_a_choice_gets_its_award_and_most_votes_go_to_another(edition, clerk, client):
    choose(edition, "2", clerk)
    result = compute_result(edition=edition, by=clerk)
    assert given(result) == [("최우수상", "1", 2_000_000), ("동행상", "2", 500_000), ("공감상", "3", 0)]
    second = make_staff("확인")[0]
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    html = client.get("/2026/results/").content.decode()
    assert "동행상: ‘사례 2’(2구)" in html
    assert WHY in html
    votes = "다른 상을 받지 않은 후보 가운데 시민의 표가 가장 많은 사례(2표)."
    # On its card and in the list of how points were made; a medal has a number only where the rank decides.
    assert (html.count(votes), html.count("위원회가 정한 상입니다.")) == (2, 2)
    assert html.count('font-weight="700" fill=') == 1
    told = client.get("/2026/results/cases/3/").text
    assert f"<b>공감상</b>: {votes} 순위와 관계없습니다. 상금이 없는 상입니다." in " ".join(told.split())


def test_a_place_left_empty_gives_no_award(edition, clerk):
    assert [name for name, _case, _prize in given(compute_result(edition=edition, by=clerk))] == [
        "최우수상",
        "공감상",
    ]


def test_only_a_finalist_and_only_an_award_of_the_committee(edition, clerk):
    with pytest.raises(NotChoosable, match="최종 후보가 아니거나"):
        choose(edition, "5", clerk)
    with pytest.raises(NotChoosable, match="위원회가 선정하는 상이 아닙니다"):
        choose(edition, "2", clerk, award="최우수상")
    with pytest.raises(NotChoosable, match="선정 사유"):
        choose(edition, "2", clerk, reason=" ")
    withdraw_case(case=edition.cases.get(number="2"), reason="기관이 거두었습니다.", by=clerk)
    with pytest.raises(NotChoosable, match="철회된"):
        choose(edition, "2", clerk)
    choose(edition, "3", clerk)
    with pytest.raises(NoPlaceLeft):
        choose(edition, "1", clerk)
    assert list(CommitteeChoice.objects.values_list("case__number", flat=True)) == ["3"]


def test_nothing_is_chosen_before_the_finalists_stand(clerk):
    edition = make_contest(document=rule_document(awards=AWARDS))
    with pytest.raises(ChoicesLocked, match="마감하지 않은 심사"):
        choose(edition, "1", clerk)


def test_a_change_after_the_computation_asks_for_a_new_one(edition, clerk):
    choice = choose(edition, "2", clerk)
    result = compute_result(edition=edition, by=clerk)
    take_back_choice(choice=choice, by=clerk, reason="위원회가 다시 정했습니다.")
    with pytest.raises(ChoicesChanged):
        request_approval(result=result, by=clerk)
    choose(edition, "3", clerk)
    newer = compute_result(edition=edition, by=clerk)
    request_approval(result=newer, by=clerk)
    assert (newer.version, given(newer)[1]) == (2, ("동행상", "3", 500_000))
    reasons = HistoryEntry.objects.filter(content_type__model="committeechoice").order_by("pk")
    assert list(reasons.values_list("reason", flat=True)) == [WHY, "위원회가 다시 정했습니다.", WHY]


def test_choices_are_locked_once_approval_is_asked_for(edition, clerk):
    choice = choose(edition, "2", clerk)
    request_approval(result=compute_result(edition=edition, by=clerk), by=clerk)
    with pytest.raises(ChoicesLocked):
        take_back_choice(choice=choice, by=clerk, reason="늦은 생각")
    assert CommitteeChoice.objects.count() == 1


def test_after_the_publication_a_choice_changes_with_a_correction(edition, clerk, client):
    choice = choose(edition, "2", clerk)
    second = make_staff("확인")[0]
    for reason in ("", "선정한 사례를 바꿉니다."):
        result = compute_result(edition=edition, by=clerk, reason=reason)
        request_approval(result=result, by=clerk)
        approve(result=result, by=second)
        publish(result=result, by=clerk)
        edition.refresh_from_db()
        if not reason:
            take_back_choice(choice=choice, by=clerk, reason="잘못 적었습니다.")
            choose(edition, "3", clerk)
            assert "동행상: ‘사례 2’(2구)" in client.get("/2026/results/").content.decode()
    assert "동행상: ‘사례 3’(3구)" in client.get("/2026/results/").content.decode()


def test_a_choice_that_was_withdrawn_since_is_told_in_words(edition, clerk):
    choose(edition, "2", clerk)
    withdraw_case(case=edition.cases.get(number="2"), reason="기관이 거두었습니다.", by=clerk)
    with pytest.raises(ChoiceWithdrawn):
        compute_result(edition=edition, by=clerk)


def test_the_page_records_and_takes_back(edition):
    client, address = sign_in(LEAD), reverse("admin:awards_closing_committee", args=[edition.pk])
    steps = client.get(reverse("admin:awards_closing_change", args=[edition.pk])).content.decode()
    assert f'href="{address}"' in steps
    assert "위원회 선정 ‘동행상’: 1자리 가운데 0건을 선정했습니다." in steps
    case, tier = edition.cases.get(number="2"), edition.award_tiers.get(name="동행상")
    empty = client.post(address, {"tier": tier.pk, "case": case.pk, "reason": ""})
    assert "선정 사유를 적어 주세요." in empty.content.decode()
    client.post(address, {"tier": tier.pk, "case": case.pk, "reason": WHY})
    choice = CommitteeChoice.objects.get()
    assert WHY in client.get(address).content.decode()
    client.post(address, {"choice": choice.pk, "why": ""})
    assert CommitteeChoice.objects.count() == 1
    client.post(address, {"choice": choice.pk, "why": "위원회가 다시 정했습니다."})
    assert CommitteeChoice.objects.count() == 0


@pytest.mark.once
def test_who_may_not_choose_only_reads(edition):
    client, address = sign_in(VOTE), reverse("admin:awards_closing_committee", args=[edition.pk])
    assert "총괄이 기록할 수 있습니다." in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 403


@pytest.mark.once
def test_an_edition_without_such_an_award_has_no_page():
    edition = make_contest()
    address = reverse("admin:awards_closing_committee", args=[edition.pk])
    assert sign_in(LEAD).get(address).status_code == 404
