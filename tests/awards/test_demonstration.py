"""The demonstration: idempotent, renewed when its window has passed, two logins."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from awards.models import ResultBundle
from awards.rehearsal.demonstration import load_demonstration, staff_logins
from cases.models import Edition
from cases.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(replayed):
    load_demonstration()


def test_load_demonstration_shows_a_replay_an_open_practice_vote_and_history(loaded):
    now = timezone.now()
    assert Edition.objects.get(slug="2021").stage_at(now) is Stage.RESULTS
    practice = Edition.objects.get(slug="practice")
    assert practice.stage_at(now) is Stage.VOTING
    assert (practice.cases.count(), practice.cases.finalists().count()) == (61, 9)
    assert practice.poll.ballots.count() == 0
    assert Edition.objects.filter(kind="record").count() == 8


def test_practice_vote_closes_at_six_in_the_evening_of_seoul(loaded):
    closes = timezone.localtime(Edition.objects.get(slug="practice").voting_close_at)
    assert (closes.hour, closes.minute, closes.tzname()) == (18, 0, "KST")


def test_load_demonstration_twice_changes_nothing(loaded):
    before = list(Edition.objects.order_by("pk").values())
    load_demonstration()
    assert list(Edition.objects.order_by("pk").values()) == before


def test_load_demonstration_makes_open_data_of_an_older_copy(loaded, client):
    ResultBundle.objects.all().delete()
    load_demonstration()
    assert client.get("/2021/results/data/").status_code == 200


def test_load_demonstration_after_the_window_opens_a_new_practice_edition(loaded):
    past = timezone.now() - timedelta(days=30)
    Edition.objects.filter(slug="practice").update(
        submissions_open_at=past,
        submissions_close_at=past + timedelta(days=1),
        judging_open_at=past + timedelta(days=1),
        judging_close_at=past + timedelta(days=2),
        voting_open_at=past + timedelta(days=2),
        voting_close_at=past + timedelta(days=3),
    )
    load_demonstration()
    assert Edition.objects.get(slug="practice-2").stage_at(timezone.now()) is Stage.VOTING
    assert Edition.objects.get(slug="practice").cases.count() == 61


def test_home_of_the_demonstration_is_the_open_practice_edition(loaded, client):
    html = client.get("/").content.decode()
    assert 'href="/practice/cases/"' in html
    assert "연습 회차입니다. 실제 대회가 아닙니다." in html


def test_staff_logins_open_the_admin_and_stay_the_same(client):
    logins = dict(staff_logins())
    assert list(logins) == ["담당", "확인"]
    assert dict(staff_logins()) == logins
    for name, password in logins.items():
        assert client.login(username=name, password=password)
        assert client.get("/admin/").status_code == 200


def test_staff_logins_never_reset_a_password_that_was_changed(django_user_model):
    staff_logins()
    user = django_user_model.objects.get(username="담당")
    user.set_password("바꾼 비밀번호 1234")
    user.save()
    assert dict(staff_logins())["담당"] == "(바꾼 비밀번호를 쓰세요)"
    user.refresh_from_db()
    assert user.check_password("바꾼 비밀번호 1234")


def test_staff_logins_second_person_may_look_and_not_change(django_user_model):
    staff_logins()
    second = django_user_model.objects.get(username="확인")
    assert second.has_perm("awards.view_sheet")
    assert not any(
        permission.split(".")[1].startswith(("add_", "change_", "delete_"))
        for permission in second.get_all_permissions()
    )


def test_load_demo_outside_demo_mode_is_refused(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
