"""An edition in which nobody votes online: two people lead it to publication on the same page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Edition
from cases.staff.roles import AUDIT, LEAD, SECOND, VOTE
from cases.stages import Scene, Stage
from tests.awards.editions import DAY, judge_all, make_contest, make_staff, rule_document
from tests.cases.staff.accounts import sign_in

pytestmark = pytest.mark.django_db


def panel_contest():
    """Experts decide alone: no poll, no window for a vote."""
    groups = [{**rule_document()["groups"][0], "weight": 100}]
    document = rule_document(groups=groups, poll=None, tie_chain=["group:전문가 심사", "lot"])
    edition = make_contest(document=document)
    Edition.objects.filter(pk=edition.pk).update(voting_open_at=None, voting_close_at=None)
    return Edition.objects.get(pk=edition.pk)


def page_of(edition):
    return reverse("admin:awards_closing_change", args=[edition.pk])


def test_the_count_follows_the_judging():
    edition, now = panel_contest(), timezone.now()
    assert (edition.stage_at(now), edition.scene_at(now)) == (Stage.JUDGING, Scene.JUDGING)
    over = edition.judging_close_at
    assert (edition.stage_at(over), edition.scene_at(over)) == (Stage.COUNTING, Scene.TALLYING)
    known = Edition.objects.with_poll_known().get(pk=edition.pk)
    assert known.stage_at(over) is Stage.COUNTING


def test_an_edition_whose_vote_is_not_planned_yet_waits_for_it():
    edition = make_contest()
    Edition.objects.filter(pk=edition.pk).update(voting_open_at=None, voting_close_at=None)
    edition = Edition.objects.get(pk=edition.pk)
    assert edition.stage_at(timezone.now() + 2 * DAY) is Stage.JUDGING


def test_two_people_publish_on_the_page_of_the_steps(client):
    edition = panel_contest()
    vote, lead, second = sign_in(VOTE), sign_in(LEAD), sign_in(SECOND)
    html = vote.get(page_of(edition)).content.decode()
    assert "마감하지 않은 심사: 1차 서면심사" in html
    assert [words for words in ("투표 마감", "대조와 봉인", "자리별 선택") if words in html] == []
    judge_all(edition, make_staff("담당")[0])
    vote.post(page_of(edition), {"act": "compute_result"})
    lead.post(page_of(edition), {"act": "request_approval"})
    second.post(page_of(edition), {"act": "approve_result"})
    assert client.get("/2026/results/results.csv").status_code == 404
    lead.post(page_of(edition), {"act": "publish_result", "at": ""})
    edition.refresh_from_db()
    assert edition.is_published(timezone.now())
    text = client.get("/2026/results/").content.decode()
    assert "전문가 4명의 심사로 뽑았습니다." in text
    assert "심사 점수</h2>" in text


@pytest.mark.once
def test_what_is_about_a_vote_has_no_page():
    edition, client = panel_contest(), sign_in(AUDIT)
    assert edition.title in client.get(reverse("admin:awards_closing_changelist")).content.decode()
    for name in ("acts", "positions"):
        address = reverse(f"admin:awards_closing_{name}", args=[edition.pk])
        assert client.get(address).status_code == 404
