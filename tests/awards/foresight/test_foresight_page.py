"""The page beside a drafted rule: before the freeze for those who see rules, afterwards for nobody."""

import pytest
from django.contrib.auth import get_user_model

from awards.rule.freezing import freeze_rule
from tests.awards.editions import make_contest, make_staff, rule_document

pytestmark = pytest.mark.django_db


def address(edition):
    return f"/admin/awards/rule/{edition.rule.pk}/foresight/"


def test_foresight_shows_every_conversion_and_warns_in_words(admin_client):
    html = admin_client.get(address(make_contest())).content.decode()
    assert html.count('<th scope="row">') == 7
    assert "초안 그대로" in html
    # Votes as they are beside points of 100.
    assert "‘시민 투표’ 하나가 순위의" in html


def test_foresight_of_another_draw_has_other_figures(admin_client):
    page = address(make_contest())
    first, again, other = (
        admin_client.get(page, {"draw": draw}).content.decode().partition("<tbody>")[2] for draw in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_foresight_refuses_an_unknown_draw_in_words(admin_client):
    html = admin_client.get(address(make_contest()), {"draw": "0"}).content.decode()
    assert "<tbody>" not in html
    assert "errorlist" in html


def test_foresight_of_a_frozen_rule_shows_nothing(admin_client):
    edition = make_contest()
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    html = admin_client.get(address(edition)).content.decode()
    assert "확정하기 전에만 볼 수 있습니다" in html
    assert "<tbody>" not in html


def test_foresight_of_a_draft_that_cannot_be_computed_lists_the_faults(admin_client):
    edition = make_contest()
    edition.rule.groups = [edition.rule.groups[0] | {"weight": 90}, edition.rule.groups[1]]
    edition.rule.save()
    html = admin_client.get(address(edition)).content.decode()
    assert "그룹 가중치의 합이 140입니다" in html


def test_foresight_is_for_those_who_see_rules(client):
    user = get_user_model().objects.create_user("직원", is_staff=True)
    client.force_login(user)
    assert client.get(address(make_contest())).status_code in (302, 403)


def test_foresight_without_a_poll_is_computed(admin_client):
    document = rule_document(poll=None, tie_chain=["lot"])
    document["groups"] = [document["groups"][0] | {"weight": 100}]
    html = admin_client.get(address(make_contest(document=document))).content.decode()
    assert html.count('<th scope="row">') == 7


def test_rule_list_leads_to_the_page_until_the_freeze(admin_client):
    edition = make_contest()
    assert address(edition) in admin_client.get("/admin/awards/rule/").content.decode()
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    assert address(edition) not in admin_client.get("/admin/awards/rule/").content.decode()
