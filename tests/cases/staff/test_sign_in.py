"""Waits after wrong passwords, and sessions that end."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import SignInDelay
from cases.staff import sessions
from cases.staff.delays import LONGEST_WAIT, note_failure, waits_until
from cases.staff.roles import RECEPTION
from tests.cases.staff.accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


@pytest.fixture
def account():
    return make_account(RECEPTION, name="김접수", password=PASSWORD)


def attempt(password, name="김접수"):
    client = Client()
    answer = client.post(LOGIN, {"username": name, "password": password})
    return "" if answer.status_code == 302 else answer.content.decode()


def move(minutes):
    """Let `minutes` pass for everybody who waits."""
    for delay in SignInDelay.objects.all():
        delay.failed_at -= timedelta(minutes=minutes)
        delay.save()


def test_the_fifth_wrong_password_makes_wait_and_tells_until_when(account):
    answers = [attempt("틀린 비밀번호") for _n in range(5)]
    assert ["잠시 멈췄습니다" in html for html in answers] == [False] * 4 + [True]
    until = timezone.localtime(waits_until("password", "김접수"))
    shown = until + timedelta(minutes=1) if until.second else until
    assert f"{shown:%H:%M}부터 다시 하실 수 있습니다." in answers[4]


def test_while_waiting_even_the_right_password_is_not_looked_at(account):
    for _n in range(5):
        attempt("틀린 비밀번호")
    assert "잠시 멈췄습니다" in attempt(PASSWORD)
    move(minutes=2)
    assert attempt(PASSWORD) == ""
    assert not SignInDelay.objects.exists()


def test_waits_grow_and_never_last_for_good(account):
    waits = []
    for _n in range(12):
        attempt("틀린 비밀번호")
        until = waits_until("password", "김접수")
        waits.append(round((until - timezone.now()).total_seconds() / 60) if until else 0)
        move(minutes=20)
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15, 15]
    assert max(waits) == LONGEST_WAIT.total_seconds() / 60
    assert attempt(PASSWORD) == ""


def test_one_account_waits_and_another_does_not(account):
    make_account(RECEPTION, name="박접수", password=PASSWORD)
    for _n in range(6):
        note_failure("password", "김접수")
    assert attempt(PASSWORD, name="박접수") == ""


def test_spelling_in_other_letters_is_the_same_account():
    for _n in range(5):
        note_failure("password", "Kim")
    assert waits_until("password", "KIM")


def test_an_unknown_account_waits_just_the_same():
    answers = [attempt("무엇이든", name="없는 사람") for _n in range(5)]
    assert "잠시 멈췄습니다" in answers[4]


def test_what_is_typed_as_a_name_is_not_stored():
    attempt("x", name="실수로 적은 비밀번호")
    assert "실수로" not in str(list(SignInDelay.objects.values_list()))


def test_a_day_without_failures_forgets_them(account):
    for _n in range(9):
        note_failure("password", "김접수")
    move(minutes=24 * 60 + 1)
    assert "잠시 멈췄습니다" not in attempt("틀린 비밀번호")


def signed_in(account):
    client = Client()
    client.post(LOGIN, {"username": account.username, "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    return client


def shift(client, **minutes):
    """Set the marks of the session back by so many minutes."""
    session = client.session
    for name, n in minutes.items():
        session[f"staff_{name}_at"] -= n * 60
    session.save()


def test_an_idle_session_ends_and_the_login_page_says_so(account):
    client = signed_in(account)
    shift(client, seen=31, begun=31)
    answer = client.get("/admin/cases/case/", follow=True)
    assert answer.redirect_chain == [("/admin/login/?ended=idle&next=%2Fadmin%2Fcases%2Fcase%2F", 302)]
    assert "오랫동안 쓰지 않아 로그인이 끝났습니다." in answer.content.decode()
    assert 'value="/admin/cases/case/"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_session_that_is_used_goes_on(account):
    client = signed_in(account)
    for _n in range(3):
        shift(client, seen=20, begun=20)
        assert client.get("/admin/").status_code == 200


def test_the_idle_time_is_a_setting(account, settings):
    settings.SESSION_IDLE = timedelta(minutes=5)
    client = signed_in(account)
    shift(client, seen=6)
    assert client.get("/admin/").status_code == 302


def test_a_session_ends_after_twelve_hours_even_when_used(account):
    client = signed_in(account)
    shift(client, begun=12 * 60 + 1)
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[0][0] == "/admin/login/?ended=long&next=%2Fadmin%2F"
    assert "로그인한 지 오래되어 로그인이 끝났습니다." in answer.content.decode()


def test_the_session_is_written_once_a_minute_not_at_every_page(account, django_assert_num_queries):
    client = signed_in(account)
    before = client.session[sessions.SEEN]
    client.get("/admin/")
    assert client.session[sessions.SEEN] == before
    shift(client, seen=2)
    client.get("/admin/")
    assert client.session[sessions.SEEN] > before - 60


def test_a_stopped_account_is_out_at_once(account):
    client = signed_in(account)
    get_user_model().objects.filter(pk=account.pk).update(is_active=False)
    answer = client.get("/admin/")
    assert (answer.status_code, answer.url) == (302, f"{reverse('admin:login')}?next=/admin/")


def test_public_pages_read_no_session(client):
    answer = client.get("/")
    assert "Cookie" not in answer.get("Vary", "")
    assert not client.cookies
