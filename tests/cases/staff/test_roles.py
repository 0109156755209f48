"""The table of roles stands in the groups of every fresh database, exactly, and says nothing too much."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from cases.staff.roles import AUDIT, LEAD, ORGANISATION, ROLES, apply_roles

pytestmark = pytest.mark.django_db


def stored():
    """Return {role: permissions} as the database has them."""
    found = {name: set() for name in Group.objects.values_list("name", flat=True)}
    rows = Permission.objects.exclude(group=None)
    for role, app, codename in rows.values_list("group__name", "content_type__app_label", "codename"):
        found[role].add(f"{app}.{codename}")
    return found


def known():
    return {
        f"{app}.{codename}"
        for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }


def test_a_fresh_database_has_exactly_the_table():
    assert stored() == {name: permissions & known() for name, permissions in ROLES.items()}


def test_every_permission_of_the_table_exists():
    assert set().union(*ROLES.values()) <= known()


def test_no_role_deletes_anything_of_the_contest_or_edits_roles():
    everything = set().union(*ROLES.values())
    assert {name for name in everything if ".delete_" in name} == {"cases.delete_membership"}
    assert not {name for name in everything if name.endswith("_group") and "view" not in name}


def test_the_auditor_looks_confirms_and_sees_no_vote_and_no_contact():
    permissions = ROLES[AUDIT]
    acts = {name for name in permissions if not name.split(".")[1].startswith("view_")}
    confirms = {f"voting.confirm_{act}" for act in ("void", "destroy_secret", "voter_list", "admission")}
    answers = {"confirm_answer", "confirm_revocation", "audit_late_correction"}
    own = {"voting.add_providercount", "awards.review_result", "awards.download_audit_pack"}
    assert acts == own | confirms | {f"awards.{act}" for act in answers}
    assert [role for role in ROLES if acts & ROLES[role]] == [AUDIT]
    assert not {name for name in permissions if name.endswith(("_ballot", "_participation", "_contacts"))}


def test_nobody_both_asks_and_confirms_an_act_of_two_people():
    for act in ("void", "destroy_secret", "voter_list", "admission"):
        may = [
            {name for name, rights in ROLES.items() if f"voting.{step}_{act}" in rights}
            for step in ("ask", "confirm")
        ]
        assert may == [{LEAD}, {AUDIT}]


def test_staff_of_an_organisation_have_nothing_but_cases():
    assert {name.split("_", 1)[1] for name in ROLES[ORGANISATION]} == {"case", "contacts"}


def test_migrating_again_mends_the_groups_and_leaves_others_alone():
    group = Group.objects.get(name=LEAD)
    group.permissions.clear()
    group.permissions.add(Permission.objects.get(codename="delete_case"))
    own = Group.objects.create(name="다른 모임")
    own.permissions.add(Permission.objects.get(codename="view_case"))
    call_command("migrate", verbosity=0)
    assert stored()[LEAD] == ROLES[LEAD] & known()
    assert stored()["다른 모임"] == {"cases.view_case"}


def test_roles_wait_for_the_last_app():
    Group.objects.all().delete()
    apply_roles(apps.get_app_config("auth"), using="default")
    assert stored() == {}
