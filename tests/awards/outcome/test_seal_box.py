"""`manage.py seal_box`: the service of the admin's button, for who may press it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.models import Edition, HistoryEntry
from cases.staff.roles import AUDIT, LEAD, SECOND, VOTE
from tests.cases.staff.accounts import make_account
from tests.voting.boxes import fill, sealed_poll
from tests.voting.polls import add_ballot, end_window, make_poll
from voting.models import Poll, Seal
from voting.wrapping import wrap

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    poll = make_poll()
    fill(poll, 3)
    return poll


@pytest.fixture
def clerk():
    return make_account(VOTE, name="투표 담당")


def seal(slug="2026", by="투표 담당"):
    printed = io.StringIO()
    call_command("seal_box", slug, "--by", by, stdout=printed)
    return printed.getvalue()


def refused(words, **options):
    with pytest.raises(CommandError, match=words):
        seal(**options)
    assert not Seal.objects.exists()


def test_the_box_is_sealed_and_both_digests_are_told(poll, clerk):
    end_window(poll)
    told = seal()
    one = Seal.objects.get(poll=poll)
    assert "투표지: 3장" in told
    assert f"봉인값(SHA-256): {one.sha256}" in told
    assert f"참여 명부의 요약값(SHA-256): {one.participations_sha256}" in told
    assert (
        HistoryEntry.objects.filter(object_pk=poll.edition_id, changes__has_key="sealed_at").get().actor
        == clerk
    )


def test_a_sealed_box_stays_and_is_told_again(clerk):
    poll = sealed_poll()
    assert poll.seal.sha256 in seal()
    assert Edition.objects.get().sealed_at == poll.seal.sealed_at


@pytest.mark.parametrize("role", [AUDIT, SECOND, LEAD])
def test_whoever_may_not_press_the_button_is_refused(poll, role):
    end_window(poll)
    make_account(role, name="다른 담당")
    refused("투표함을 봉인할 수 있는 계정이 아닙니다: 다른 담당", by="다른 담당")


def test_an_account_that_was_stopped_is_refused(poll):
    end_window(poll)
    make_account(VOTE, name="그만둔 담당", is_active=False)
    refused("투표함을 봉인할 수 있는 계정이 아닙니다: 그만둔 담당", by="그만둔 담당")


def test_what_is_not_there_is_said(poll, clerk):
    end_window(poll)
    refused("‘1999’ 회차에는 투표가 없습니다", slug="1999")
    refused("계정을 찾을 수 없습니다: 없는 사람", by="없는 사람")


def test_an_open_window_is_refused(poll, clerk):
    refused("투표 기간이 끝나지 않았습니다")


def test_a_box_that_does_not_reconcile_is_refused(poll, clerk):
    add_ballot(poll)
    end_window(poll)
    refused("참여 3건과 투표지 4장이 맞지 않습니다")


def test_a_secret_that_no_key_opens_is_refused(poll, clerk, settings):
    settings.VOTE_KEYS, keys = ["another key that wraps nothing of ours"], settings.VOTE_KEYS
    foreign = wrap(b"x" * 32)
    settings.VOTE_KEYS = keys
    Poll.objects.update(wrapped_secret=foreign)
    end_window(poll)
    refused("투표의 비밀 키를 열 수 없습니다")


@pytest.mark.postgresql
def test_a_connection_that_may_not_count_is_refused(poll, clerk, settings):
    end_window(poll)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE counts_nothing")
    settings.COUNT_ROLE = "counts_nothing"
    refused("이 접속으로는 봉인하고 셀 수 없습니다")
