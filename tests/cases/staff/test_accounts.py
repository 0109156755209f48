"""총괄 makes, stops and equips accounts; nobody equips themselves, nobody deletes one."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from cases.models import HistoryEntry, Membership
from cases.staff.roles import AUDIT, LEAD, RECEPTION, SECOND
from tests.cases.staff.accounts import make_account, sign_in
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def form_of(account, *roles, **fields):
    """What the change form of `account` would post with `roles`."""
    groups = [Group.objects.get(name=role).pk for role in roles]
    return {
        "username": account.username,
        "is_active": "on",
        "groups": groups,
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
        **fields,
    }


def page_of(account):
    return reverse("admin:auth_user_change", args=[account.pk])


def roles_of(account):
    return set(account.groups.values_list("name", flat=True))


def test_the_lead_gives_roles_to_others_and_it_is_told():
    account, client = make_account(RECEPTION, name="김접수"), sign_in(LEAD, name="이총괄")
    answer = client.post(page_of(account), form_of(account, RECEPTION, AUDIT, reason="겸임"))
    assert answer.status_code == 302
    assert roles_of(account) == {RECEPTION, AUDIT}
    entry = HistoryEntry.objects.get_for_object(account).first()
    assert (entry.account, entry.reason) == ("이총괄", "겸임")
    assert entry.changes["groups"]["objects"] == [AUDIT]


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_gives_roles_to_themselves(client, is_superuser):
    account = make_account(LEAD, name="이총괄", is_superuser=is_superuser)
    client.force_login(account)
    client.post(page_of(account), form_of(account, LEAD, SECOND))
    assert roles_of(account) == {LEAD}


def test_nobody_makes_a_superuser_but_a_superuser():
    account, client = make_account(RECEPTION), sign_in(LEAD)
    client.post(page_of(account), form_of(account, RECEPTION, is_superuser="on"))
    account.refresh_from_db()
    assert not account.is_superuser


def test_the_lead_does_not_reach_a_superuser():
    chief = make_account(name="관리자", is_superuser=True)
    client = sign_in(LEAD)
    assert client.post(page_of(chief), form_of(chief)).status_code == 403
    path = reverse("admin:auth_user_password_change", args=[chief.pk])
    assert (
        client.post(path, {"password1": "새 비밀번호 12345", "password2": "새 비밀번호 12345"}).status_code
        == 403
    )


def test_the_lead_stops_an_account_and_nobody_deletes_one(client):
    account, lead = make_account(RECEPTION), sign_in(LEAD)
    form = form_of(account, RECEPTION)
    del form["is_active"]
    lead.post(page_of(account), form)
    account.refresh_from_db()
    assert not account.is_active
    client.force_login(make_account(name="관리자", is_superuser=True))
    path = reverse("admin:auth_user_delete", args=[account.pk])
    assert client.post(path, {"post": "yes"}).status_code == 403
    assert get_user_model().objects.filter(pk=account.pk).exists()


def test_the_lead_names_the_organisation_of_an_account():
    account, organisation = make_account(name="구청직원"), make_organisation()
    form = form_of(account) | {
        "memberships-TOTAL_FORMS": 1,
        "memberships-0-organisation": organisation.pk,
        "memberships-0-user": account.pk,
    }
    assert sign_in(LEAD).post(page_of(account), form).status_code == 302
    assert Membership.objects.get().organisation == organisation


def test_the_auditor_sees_accounts_and_changes_none():
    account, client = make_account(RECEPTION), sign_in(AUDIT)
    html = client.get(page_of(account)).content.decode()
    assert 'name="_save"' not in html
    assert "비밀번호" not in html.split('id="content-main"')[1]
    assert client.post(page_of(account), form_of(account, LEAD)).status_code == 403


@pytest.mark.parametrize("role", [LEAD, AUDIT])
def test_roles_themselves_are_edited_by_nobody_but_a_superuser(role):
    group = Group.objects.get(name=SECOND)
    path = reverse("admin:auth_group_change", args=[group.pk])
    client = sign_in(role)
    assert client.get(path).status_code == 200
    assert client.post(path, {"name": "x", "permissions": []}).status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_account_list_queries_do_not_grow(count, django_assert_num_queries):
    for n in range(count):
        make_account(RECEPTION, name=f"직원 {n}", organisation=make_organisation(f"{n}구"))
    client = sign_in(LEAD)
    with django_assert_num_queries(13):
        client.get(reverse("admin:auth_user_changelist"))
