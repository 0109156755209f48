"""Who looked at contacts, from where; what was refused to whom."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, PersonalDataAccess, Refusal
from cases.staff.access import client_address, forget_before
from cases.staff.models import NotChangeable
from cases.staff.roles import AUDIT, JUDGING, LEAD, RECEPTION, SECOND, VOTE
from cases.stages import Scene
from config.proxies import proxies_of
from tests.cases.staff.accounts import make_account, sign_in
from tests.factories import make_case, make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_case(make_edition(scene=Scene.RECEIVING), contact_name="홍길동", contact_phone="02-1234-5678")


def page_of(case):
    return reverse("admin:cases_case_change", args=[case.pk])


def notes():
    return list(PersonalDataAccess.objects.order_by("pk").values_list("account", "address", "subject", "act"))


def test_opening_a_page_with_contacts_is_noted(case):
    html = sign_in(RECEPTION, name="김접수").get(page_of(case), REMOTE_ADDR="192.0.2.7").content.decode()
    assert "홍길동" in html
    assert notes() == [("김접수", "192.0.2.7", "2026 회차 사례 1번의 담당자", "read")]


def test_changing_contacts_is_noted_apart(case):
    form = {
        "edition": case.edition_id,
        "number": "1",
        "title": "이름",
        "organisation": case.organisation_id,
        "summary": "한 문장",
        "effects": "[]",
        "contact_name": "성춘향",
    }
    assert sign_in(RECEPTION, name="김접수").post(page_of(case), form).status_code == 302
    assert [act for _account, _address, _subject, act in notes()] == ["change"]


def test_a_page_without_contacts_is_not_noted():
    sign_in(RECEPTION).get(page_of(make_case(make_edition(scene=Scene.RECEIVING))))
    assert notes() == []


@pytest.mark.parametrize("role", [JUDGING, VOTE, SECOND, AUDIT])
def test_roles_that_need_no_contacts_see_none(case, role):
    client = sign_in(role)
    html = client.get(page_of(case)).content.decode()
    assert "홍길동" not in html
    assert "02-1234-5678" not in html
    assert notes() == []


@pytest.mark.parametrize("query", ["contact_name=홍길동", "contact_phone__startswith=02"])
def test_no_filter_in_the_address_asks_for_contacts(case, query):
    answer = sign_in(JUDGING).get(f"{reverse('admin:cases_case_changelist')}?{query}")
    assert answer.status_code == 400


def test_the_list_of_accounts_and_each_account_are_noted():
    account = make_account(RECEPTION, name="김접수")
    client = sign_in(LEAD, name="이총괄")
    client.get(reverse("admin:auth_user_changelist"))
    client.get(reverse("admin:auth_user_change", args=[account.pk]))
    assert [subject for _account, _address, subject, _act in notes()] == [
        "직원 계정 목록",
        "직원 계정 김접수",
    ]


def test_taking_the_history_away_is_noted():
    sign_in(AUDIT).get(reverse("admin:cases_historyentry_export"))
    assert [(subject, act) for _account, _address, subject, act in notes()] == [("기록", "export")]


PROXIES = ["127.0.0.1", "10.0.0.0/24", "fd00::/64"]


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        ([], "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        (PROXIES, "203.0.113.1", "203.0.113.9", "203.0.113.1"),
        (PROXIES, "127.0.0.1", None, "127.0.0.1"),
        (PROXIES, "127.0.0.1", "203.0.113.9", "203.0.113.9"),
        (PROXIES, "::ffff:127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        (PROXIES, "127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (PROXIES, "127.0.0.1", "198.51.100.1, 203.0.113.9 ,10.0.0.7", "203.0.113.9"),
        (PROXIES, "fd00::1", "2001:db8::5, 10.0.0.7", "2001:db8::5"),
        (PROXIES, "127.0.0.1", "10.0.0.8, 10.0.0.7", "10.0.0.8"),
        (PROXIES, "127.0.0.1", "nonsense", "127.0.0.1"),
        (PROXIES, "127.0.0.1", "203.0.113.9, nonsense, 10.0.0.7", "10.0.0.7"),
        (PROXIES, "127.0.0.1", "203.0.113.9, ", "127.0.0.1"),
        (PROXIES, "", "203.0.113.9", None),
        (["unix"], "", "203.0.113.9", "203.0.113.9"),
        (["unix"], "", "nonsense", None),
        (["unix"], "127.0.0.1", "203.0.113.9", "127.0.0.1"),
    ],
)
def test_a_forwarded_address_is_believed_only_from_our_own_proxies(
    rf, settings, proxies, peer, forwarded, address
):
    settings.TRUSTED_PROXIES = proxies_of(proxies)
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert client_address(rf.get("/", REMOTE_ADDR=peer, headers=headers)) == address


@pytest.mark.parametrize("name", ["portal.example", "10.0.0.1/24", "*"])
def test_a_proxy_that_is_no_network_keeps_the_portal_from_starting(name):
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES="):
        proxies_of([name])


def test_the_log_has_the_address_that_a_proxy_of_ours_tells(case, settings):
    settings.TRUSTED_PROXIES = proxies_of(["127.0.0.1"])
    sign_in(RECEPTION).get(page_of(case), headers={"X-Forwarded-For": "203.0.113.9"})
    assert notes()[0][1] == "203.0.113.9"


@pytest.mark.parametrize("role", [LEAD, AUDIT])
def test_the_log_is_seen_by_the_lead_and_the_auditor_and_changed_by_nobody(case, role):
    sign_in(RECEPTION, name="김접수").get(page_of(case))
    note = PersonalDataAccess.objects.get()
    client = sign_in(role)
    assert "김접수" in client.get(reverse("admin:cases_personaldataaccess_changelist")).content.decode()
    for name in ("change", "delete"):
        path = reverse(f"admin:cases_personaldataaccess_{name}", args=[note.pk])
        assert client.post(path, {"post": "yes"}).status_code == 403
    with pytest.raises(NotChangeable):
        note.save()


@pytest.mark.parametrize("role", [RECEPTION, JUDGING, VOTE, SECOND])
def test_others_do_not_see_the_logs(role):
    client = sign_in(role)
    for name in ("personaldataaccess", "refusal"):
        assert client.get(reverse(f"admin:cases_{name}_changelist")).status_code == 403


def test_forget_before_a_moment_deletes_older_notes_alone(case):
    sign_in(RECEPTION).get(page_of(case))
    noon = timezone.now()
    assert forget_before(noon - timedelta(days=1)) == {PersonalDataAccess: 0, Refusal: 0}
    assert forget_before(noon + timedelta(days=1)) == {PersonalDataAccess: 1, Refusal: 0}


def test_what_is_refused_to_an_account_is_noted():
    client = sign_in(JUDGING, name="박심사")
    path = reverse("admin:auth_user_changelist")
    assert client.get(path, REMOTE_ADDR="192.0.2.8").status_code == 403
    refusal = Refusal.objects.get()
    assert (refusal.account, refusal.address, refusal.method, refusal.path) == (
        "박심사",
        "192.0.2.8",
        "GET",
        path,
    )


def test_a_posted_act_outside_the_role_is_noted(case):
    client = sign_in(VOTE, name="최투표")
    assert client.post(page_of(case), {"title": "x"}).status_code == 403
    assert Refusal.objects.get().method == "POST"
    assert Case.objects.get().title != "x"


def test_visitors_and_expired_forms_are_not_attempts():
    visitor = Client(enforce_csrf_checks=True)
    visitor.get(reverse("admin:auth_user_changelist"))
    visitor.force_login(make_account(LEAD))
    assert visitor.post(reverse("admin:auth_user_add"), {}).status_code == 403
    assert Refusal.objects.count() == 0
