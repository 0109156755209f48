"""Every page of the admin × every role × the stages: what the table says is allowed, the rest refused and noted."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from awards.models import Sheet
from cases.models import HistoryEntry, Membership, PersonalDataAccess, Refusal
from cases.staff.roles import AUDIT, JUDGING, LEAD, ORGANISATION, RECEPTION, ROLES, SECOND, VOTE
from tests.awards.test_roles import edition_at
from tests.cases.staff.accounts import make_account
from tests.voting.eligibility.lists import make_list
from voting.models import PurgeRecord

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# v looks at list, page and history; a adds; c changes; what is not named is refused.
RIGHTS = {
    "cases.edition": {LEAD: "vac", RECEPTION: "v", JUDGING: "v", VOTE: "v", SECOND: "v", AUDIT: "v"},
    "cases.organisation": {LEAD: "vac", RECEPTION: "vac", JUDGING: "v", VOTE: "v", SECOND: "v", AUDIT: "v"},
    "cases.case": {
        LEAD: "v",
        RECEPTION: "vac",
        JUDGING: "v",
        VOTE: "v",
        SECOND: "v",
        AUDIT: "v",
        ORGANISATION: "v",
    },
    "awards.judge": {LEAD: "v", JUDGING: "vac", SECOND: "v", AUDIT: "v"},
    "awards.sheet": {LEAD: "v", JUDGING: "v", SECOND: "v", AUDIT: "v"},
    "awards.judging": {LEAD: "v", JUDGING: "v", SECOND: "v", AUDIT: "v"},
    "awards.round": {LEAD: "v", JUDGING: "v", SECOND: "v", AUDIT: "v"},
    "awards.awardtier": {LEAD: "v", SECOND: "v", AUDIT: "v"},
    "awards.rule": {LEAD: "vac", JUDGING: "v", SECOND: "v", AUDIT: "v"},
    "awards.closing": {LEAD: "v", VOTE: "v", SECOND: "v", AUDIT: "v"},
    "awards.objection": {LEAD: "v", SECOND: "v", AUDIT: "v"},
    "voting.poll": {LEAD: "vc", VOTE: "v", SECOND: "v", AUDIT: "v"},
    "voting.voterlist": {LEAD: "va", VOTE: "v", AUDIT: "v"},
    "voting.turnout": {LEAD: "v", VOTE: "v", AUDIT: "v"},
    "voting.providercount": {LEAD: "v", VOTE: "v", AUDIT: "va"},
    "voting.purgerecord": {LEAD: "v", AUDIT: "v"},
    "auth.user": {LEAD: "vac", AUDIT: "v"},
    "auth.group": {LEAD: "v", AUDIT: "v"},
    "cases.historyentry": {LEAD: "v", AUDIT: "v"},
    "cases.personaldataaccess": {LEAD: "v", AUDIT: "v"},
    "cases.refusal": {LEAD: "v", AUDIT: "v"},
}
# Pages of steps answer an act in words; who may do which is the business of tests of their own.
LEADING = ("awards.closing", "awards.judging")
STAGES = ("draft", "submissions", "judging", "voting", "sealed", "published")
FROM_THE_VOTE = ("voting", "sealed", "published")
# What a stage takes from the table; and the one time at which it gives.
LOCKED = dict.fromkeys(
    (
        "cases.case",
        "awards.judge",
        "awards.rule",
        "voting.poll",
    ),
    FROM_THE_VOTE,
)
GIVEN = {("submissions", "cases.case", ORGANISATION): "vac"}


def expected(stage, name, role):
    rights = GIVEN.get((stage, name, role), RIGHTS[name].get(role, ""))
    return rights.replace("c", "") if stage in LOCKED.get(name, ()) else rights


@pytest.fixture
def edition(stage):
    edition = edition_at(stage)
    judge, case, round_ = edition.judges.first(), edition.cases.first(), edition.rounds.first()
    Sheet.objects.get_or_create(round=round_, judge=judge, case=case)
    for model in (PersonalDataAccess, Refusal):
        model.objects.create(account="누군가")
    entered = {"method": "sms", "count": 4, "note": "업체 공문", "entered_at": edition.voting_close_at}
    make_list(edition.poll)
    filed = {"number": 1, "subject": "other", "filer": "citizen", "text": "글", "code_sha256": "0" * 64}
    edition.objections.create(filed_at=edition.voting_close_at, **filed)
    PurgeRecord.objects.create(at=edition.voting_close_at, counts={"codes": 3})
    edition.poll.provider_counts.create(entered_by=get_user_model().objects.first(), **entered)
    return edition


@pytest.fixture
def clients(edition):
    clients = {}
    for role in ROLES:
        organisation = edition.cases.first().organisation if role == ORGANISATION else None
        clients[role] = Client()
        clients[role].force_login(make_account(role, organisation=organisation))
    return clients


def row_of(name, edition):
    rows = {
        "cases.case": edition.cases.first,
        "cases.edition": lambda: edition,
        "awards.closing": lambda: edition,
        "awards.judging": lambda: edition,
        "voting.turnout": lambda: edition,
        "auth.user": lambda: get_user_model().objects.get(username="먼저 담당"),
        "auth.group": lambda: Group.objects.get(name=SECOND),
        "cases.historyentry": lambda: HistoryEntry.objects.visible(edition.voting_open_at).first(),
    }
    return rows.get(name, lambda: model_of(name).objects.first())()


def model_of(name):
    return next(model for model in admin.site._registry if model._meta.label_lower == name)


def rights_of(client, name, edition):
    """The letters that the pages of `name` show to be allowed; every refusal has to be a 403."""
    base = f"admin:{name.replace('.', '_')}"
    pk = row_of(name, edition).pk
    looks = [
        client.get(reverse(f"{base}_changelist")),
        client.get(reverse(f"{base}_history", args=[pk])),
        client.get(reverse(f"{base}_change", args=[pk])),
    ]
    adding = client.get(reverse(f"{base}_add"))
    statuses = {answer.status_code for answer in looks}
    assert statuses in ({200}, {403}), (name, [answer.status_code for answer in looks])
    assert adding.status_code in (200, 403)
    may_look = statuses == {200}
    may_change = may_look and 'name="_save"' in looks[2].content.decode()
    return "v" * may_look + "a" * (adding.status_code == 200) + "c" * may_change


def test_every_page_of_the_admin_is_in_the_table():
    assert {model._meta.label_lower for model in admin.site._registry} == set(RIGHTS)


@pytest.mark.parametrize("stage", ["judging"])
def test_every_role_on_every_page(stage, edition, clients):
    found = {
        (name, role): rights_of(client, name, edition) for name in RIGHTS for role, client in clients.items()
    }
    assert found == {(name, role): expected(stage, name, role) for name in RIGHTS for role in ROLES}


@pytest.mark.parametrize("stage", STAGES)
def test_what_the_stage_locks_is_locked_for_every_role(stage, edition, clients):
    found = {
        (name, role): rights_of(client, name, edition)
        for name in LOCKED
        for role, client in clients.items()
        if RIGHTS[name].get(role)
    }
    assert found == {(name, role): expected(stage, name, role) for name, role in found}


@pytest.mark.parametrize("stage", ["submissions", "voting"])
def test_a_form_posted_without_the_right_changes_nothing_and_is_noted(stage, edition, clients):
    before = Refusal.objects.count()
    tried = 0
    for name in RIGHTS:
        row = row_of(name, edition)
        path = reverse(f"admin:{name.replace('.', '_')}_change", args=[row.pk])
        for role, client in clients.items():
            if "c" not in expected(stage, name, role) and name not in LEADING:
                # Staff of an organisation do not even find what is not theirs.
                assert client.post(path, {"_save": "1"}).status_code == 403, (name, role)
                tried += 1
    assert Refusal.objects.count() == before + tried


def pages_of_the_desk(edition):
    """Address → roles of the pages where scores are entered and looked at."""
    round_, judge = edition.rounds.get(order=1), edition.judges.first()
    names = ("overview", "printed", "differences", "set", "late")
    named = {name: {LEAD, JUDGING, SECOND, AUDIT} for name in names}
    of_set = [edition.pk, round_.pk, judge.pk]
    arguments = {"set": of_set, "late": of_set}
    return {
        reverse(f"admin:awards_judging_{name}", args=arguments.get(name, [edition.pk, round_.pk])): roles
        for name, roles in named.items()
    }


@pytest.mark.parametrize("stage", ["submissions"])
def test_only_the_office_imports_cases(stage, edition, clients):
    path = reverse("admin:cases_case_import")
    statuses = {role: client.get(path).status_code for role, client in clients.items()}
    assert statuses == {role: 200 if role == RECEPTION else 403 for role in ROLES}


@pytest.mark.parametrize("stage", ["judging"])
def test_our_own_pages(stage, edition, clients):
    account = get_user_model().objects.get(username="먼저 담당")
    pages = {
        reverse("admin:cases_historyentry_export"): {LEAD, AUDIT},
        reverse("admin:auth_user_second_factor", args=[account.pk]): {LEAD},
        reverse("admin:cases_edition_extend", args=[edition.pk]): {LEAD},
        reverse("admin:awards_closing_acts", args=[edition.pk]): {LEAD, AUDIT},
        reverse("admin:awards_closing_positions", args=[edition.pk]): {LEAD, VOTE, SECOND, AUDIT},
        reverse("admin:auth_user_password_change", args=[account.pk]): {LEAD},
        **pages_of_the_desk(edition),
        reverse("admin:awards_judge_import"): {JUDGING},
        reverse("admin:awards_sheet_import"): {JUDGING, SECOND},
        reverse("admin:password_change"): set(ROLES),
        reverse("admin:index"): set(ROLES),
    }
    for path, roles in pages.items():
        statuses = {role: client.get(path).status_code for role, client in clients.items()}
        assert statuses == {role: 200 if role in roles else 403 for role in ROLES}, path


@pytest.mark.parametrize("stage", ["judging"])
def test_nothing_is_deleted_by_any_role(stage, edition, clients):
    for name in RIGHTS:
        row = row_of(name, edition)
        path = reverse(f"admin:{name.replace('.', '_')}_delete", args=[row.pk])
        for role, client in clients.items():
            assert client.post(path, {"post": "yes"}).status_code == 403, (name, role)
        assert type(row).objects.filter(pk=row.pk).exists()
    assert Membership.objects.count() == 1
