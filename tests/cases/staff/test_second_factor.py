"""The second factor: enrolled at the first sign-in, asked for at each one after, reset by 총괄."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.models import HistoryEntry, SignInDelay
from cases.staff.reading import changes_of
from cases.staff.roles import AUDIT, LEAD, RECEPTION
from cases.staff.second_factor import begin_enrolment, confirm_enrolment
from tests.cases.staff.accounts import PASSWORD, make_account, sign_in
from tests.cases.staff.codes import code_of, next_code

pytestmark = pytest.mark.django_db

CODE_PAGE = "/admin/second-factor/"
ENROLMENT = "/admin/second-factor/enrol/"


@pytest.fixture(autouse=True)
def outside_the_demonstration(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def account():
    return make_account(RECEPTION, name="김접수", password=PASSWORD)


@pytest.fixture
def enrolled(account):
    """(device, recovery codes) of the account."""
    return confirm_enrolment(account, code_of(begin_enrolment(account).device))


def password_given(account):
    client = Client()
    answer = client.post(reverse("admin:login"), {"username": account.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_first_sign_in_leads_to_enrolment_and_recovery_codes_shown_once(account):
    client = password_given(account)
    answer = client.get("/admin/cases/case/", follow=True)
    assert [address for address, _status in answer.redirect_chain] == [
        f"{CODE_PAGE}?next=%2Fadmin%2Fcases%2Fcase%2F",
        f"{ENROLMENT}?next=%2Fadmin%2Fcases%2Fcase%2F",
    ]
    html = answer.content.decode()
    assert '<div class="qr"' in html
    assert "style=" not in html
    device = TOTPDevice.objects.get(user=account)
    answer = client.post(ENROLMENT, {"code": code_of(device), "next": "/admin/cases/case/"})
    codes = re.findall(r"<li><code>([a-z2-7]{8})</code></li>", answer.content.decode())
    assert sorted(codes) == sorted(StaticToken.objects.values_list("token", flat=True))
    assert len(set(codes)) == 10
    assert 'href="/admin/cases/case/"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/admin/cases/case/").status_code == 200


def test_an_enrolled_secret_is_never_shown_again(account, enrolled):
    client = password_given(account)
    answer = client.get(ENROLMENT, follow=True)
    assert answer.redirect_chain == [(CODE_PAGE, 302)]
    assert 'class="qr"' not in answer.content.decode()


def test_a_wrong_code_does_not_enrol(account):
    client = password_given(account)
    client.get(ENROLMENT)
    device = TOTPDevice.objects.get(user=account)
    html = client.post(ENROLMENT, {"code": wrong(code_of(device))}).content.decode()
    assert "코드가 맞지 않습니다." in html
    assert "<title>오류: 두 번째 인증 등록" in html
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert client.get("/admin/cases/case/").status_code == 302


def test_a_sign_in_goes_on_to_the_page_that_was_asked_for(account, enrolled):
    client = password_given(account)
    answer = client.get("/admin/cases/case/?q=1", follow=True)
    assert answer.context["next"] == "/admin/cases/case/?q=1"
    answer = client.post(CODE_PAGE, {"code": next_code(enrolled[0]), "next": "/admin/cases/case/?q=1"})
    assert (answer.status_code, answer.url) == (302, "/admin/cases/case/?q=1")
    assert client.get("/admin/cases/case/").status_code == 200


def test_a_sign_in_never_leads_to_another_host(account, enrolled):
    client = password_given(account)
    answer = client.post(CODE_PAGE, {"code": next_code(enrolled[0]), "next": "https://evil.example/"})
    assert answer.url == "/admin/"


def test_a_code_opens_only_once(account, enrolled):
    code = next_code(enrolled[0])
    password_given(account).post(CODE_PAGE, {"code": code})
    html = password_given(account).post(CODE_PAGE, {"code": code}).content.decode()
    assert "코드가 맞지 않습니다." in html


def test_a_recovery_code_opens_once_in_any_spelling_and_is_told(account, enrolled):
    code = enrolled[1][0]
    spelled = f" {code[:4].upper()}-{code[4:]} "
    client = password_given(account)
    assert client.post(CODE_PAGE, {"code": spelled}).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert "코드가 맞지 않습니다." in password_given(account).post(CODE_PAGE, {"code": code}).content.decode()
    entry = HistoryEntry.objects.first()
    assert [change.after for change in changes_of(entry)] == ["복구 코드 사용, 9개 남음"]
    assert entry.account == "김접수"


def test_wrong_codes_make_wait_and_even_the_right_one_waits(account, enrolled):
    client = password_given(account)
    code = next_code(enrolled[0])
    answers = [client.post(CODE_PAGE, {"code": wrong(code)}).content.decode() for _n in range(5)]
    assert "잠시 멈췄습니다." not in answers[3]
    assert re.search(r"잠시 멈췄습니다\. \d\d:\d\d부터 다시 하실 수 있습니다\.", answers[4])
    assert "잠시 멈췄습니다." in client.post(CODE_PAGE, {"code": code}).content.decode()
    delay = SignInDelay.objects.get()
    SignInDelay.objects.update(failed_at=delay.failed_at - timedelta(minutes=2))
    assert client.post(CODE_PAGE, {"code": next_code(enrolled[0])}).status_code == 302
    assert not SignInDelay.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/cases/case/", "/admin/password_change/", "/admin/jsi18n/", "/admin/autocomplete/"],
)
def test_a_password_alone_opens_no_page_of_the_staff(account, enrolled, path):
    answer = password_given(account).get(path)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, CODE_PAGE)


def test_a_password_alone_posts_nothing(account, enrolled):
    answer = password_given(account).post("/admin/password_change/", {})
    assert answer.url == f"{CODE_PAGE}?next=%2Fadmin%2F"


def test_signing_out_is_always_possible(account, enrolled):
    client = password_given(account)
    assert client.post("/admin/logout/").status_code == 200
    assert "_auth_user_id" not in client.session


def test_public_pages_ask_nobody(account):
    assert password_given(account).get("/healthz/").status_code == 200
    assert password_given(account).get("/").status_code == 200


def test_the_demonstration_asks_for_no_second_factor(settings, account):
    settings.SECOND_FACTOR = False
    assert password_given(account).get("/admin/").status_code == 200


def verified(client, account):
    """`client` past its second factor."""
    device, _codes = confirm_enrolment(account, code_of(begin_enrolment(account).device))
    client.force_login(account)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    return client


def test_the_lead_resets_a_second_factor_with_a_reason_and_the_person_enrols_anew(client, account, enrolled):
    lead = verified(client, make_account(LEAD, name="이총괄"))
    path = reverse("admin:auth_user_second_factor", args=[account.pk])
    assert path in lead.get(reverse("admin:auth_user_change", args=[account.pk])).content.decode()
    assert "왜 초기화하는지 적어 주세요." in lead.post(path, {"reason": ""}).content.decode()
    opened = password_given(account)
    opened.post(CODE_PAGE, {"code": next_code(enrolled[0])})
    assert lead.post(path, {"reason": "휴대전화 분실"}).status_code == 302
    entry = HistoryEntry.objects.first()
    assert (entry.account, entry.object_repr, entry.reason) == ("이총괄", "김접수", "휴대전화 분실")
    assert opened.get("/admin/").status_code == 302
    assert password_given(account).get(CODE_PAGE).url.startswith(ENROLMENT)


@pytest.mark.parametrize("role", [AUDIT, RECEPTION])
def test_only_the_lead_resets(client, account, enrolled, role):
    other = verified(client, make_account(role, name="다른 직원"))
    path = reverse("admin:auth_user_second_factor", args=[account.pk])
    assert other.post(path, {"reason": "x"}).status_code == 403
    assert TOTPDevice.objects.filter(user=account).exists()


def test_nobody_resets_their_own(client):
    lead = make_account(LEAD)
    path = reverse("admin:auth_user_second_factor", args=[lead.pk])
    assert verified(client, lead).post(path, {"reason": "x"}).status_code == 403


def test_the_server_resets_the_last_lead(account, enrolled, capsys):
    call_command("reset_second_factor", "김접수", reason="총괄이 한 사람뿐")
    assert not TOTPDevice.objects.exists()
    assert HistoryEntry.objects.first().reason == "총괄이 한 사람뿐"


def test_no_page_of_the_admin_shows_secrets_to_anybody(settings, client):
    settings.SECOND_FACTOR = False
    get_user_model().objects.create_superuser("모두", password=PASSWORD)
    client.login(username="모두", password=PASSWORD)
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404
    account = get_user_model().objects.get(username="모두")
    page = client.get(reverse("admin:auth_user_change", args=[account.pk])).content.decode()
    assert not [part for part in account.password.split("$")[1:] if part[:6] in page]


def test_an_account_of_another_role_cannot_look_at_accounts():
    assert sign_in(RECEPTION).get(reverse("admin:auth_user_changelist")).status_code in (302, 403)
