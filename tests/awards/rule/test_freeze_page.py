"""Freezing a drafted rule in the admin: 총괄 alone, exactly what was read, once."""

import re

import pytest
from django.urls import reverse

from awards.models import AwardTier, Round, Rule
from awards.rule.freezing import freeze_rule
from cases.staff.roles import LEAD, ROLES
from tests.awards.editions import make_contest, make_staff
from tests.cases.staff.accounts import sign_in

pytestmark = pytest.mark.django_db


def address(edition):
    return reverse("admin:awards_rule_freeze", args=[edition.rule.pk])


def hash_on(text):
    return re.search(r'name="sha256" value="([0-9a-f]{64})"', text).group(1)


def test_what_was_read_is_frozen_and_public_at_once(client):
    edition, lead = make_contest(), sign_in(LEAD, name="총괄 담당")
    assert client.get("/2026/rule/").status_code == 404
    text = lead.get(address(edition)).text
    assert "추첨 씨앗값: seed" in text
    answer = lead.post(address(edition), {"sha256": hash_on(text)}, follow=True)
    assert "산정 규칙을 확정했습니다." in answer.text
    rule = Rule.objects.get()
    assert (rule.sha256, rule.frozen_by.username) == (hash_on(text), "총괄 담당")
    assert rule.sha256 in client.get("/2026/rule/").content.decode()


def test_a_draft_that_changed_since_it_was_read_is_not_frozen():
    edition, lead = make_contest(), sign_in(LEAD)
    seen = hash_on(lead.get(address(edition)).text)
    AwardTier.objects.filter(edition=edition, order=1).update(prize_krw=1)
    text = lead.post(address(edition), {"sha256": seen}).text
    assert "그사이 규칙이 바뀌었습니다." in text
    assert hash_on(text) != seen
    assert Rule.objects.get().frozen_at is None


def test_a_draft_that_cannot_be_computed_says_why_and_has_no_button():
    edition, lead = make_contest(), sign_in(LEAD)
    Round.objects.filter(edition=edition, order=2).update(cut=2)
    text = lead.get(address(edition)).text
    assert "초안을 그대로는 계산할 수 없습니다." in text
    assert "이대로 확정하기" not in text
    lead.post(address(edition), {"sha256": ""})
    assert Rule.objects.get().frozen_at is None


def test_a_frozen_rule_leads_to_its_own_page():
    edition = make_contest()
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    answer = sign_in(LEAD).get(address(edition))
    assert answer.headers["Location"] == reverse("admin:awards_rule_change", args=[edition.rule.pk])


def test_nobody_but_the_lead_freezes():
    edition = make_contest()
    statuses = {role: sign_in(role).post(address(edition), {"sha256": ""}).status_code for role in ROLES}
    assert statuses == {role: 200 if role == LEAD else 403 for role in ROLES}
    assert Rule.objects.get().frozen_at is None
