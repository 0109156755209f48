"""The daily mail: plain Korean, all that 감사 needs to check it, and no digest lost with a mail."""

import io
import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from cases.models import Edition
from tests.voting.polls import HOUR, make_poll
from tests.voting.turnout.watching import take_part, this_hour
from voting.models import Failure, TurnoutDigest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _audit_office(settings):
    settings.AUDIT_EMAIL, settings.EMAIL_URL = "audit@example.org", "smtp://mail.example.org"


@pytest.fixture
def poll():
    return make_poll(opened=timedelta(days=2), kind="contest")


def run(**options):
    printed = io.StringIO()
    call_command("mail_turnout", stdout=printed, stderr=printed, **options)
    return printed.getvalue()


def test_mail_holds_count_digest_failures_and_the_way_to_check(poll):
    keys = take_part(poll, 1204, hours_ago=2)
    Failure.objects.create(poll=poll, hour=this_hour() - HOUR, kind="wrong_code", count=1003)
    Failure.objects.create(poll=poll, hour=this_hour(), kind="wrong_code", count=2)
    Failure.objects.create(poll=poll, hour=this_hour(), kind="too_late", count=7)
    assert "감사에게 메일 1통을 보냈습니다." in run()
    digest, (sent,) = TurnoutDigest.objects.get(), mail.outbox
    assert sent.to == ["audit@example.org"]
    assert sent.subject.startswith("[참여 요약값] 2026 · ")
    assert sent.subject.endswith("전까지 1,204건")
    for told in (
        "참여: 1,204건",
        f"요약값(SHA-256): {digest.sha256}",
        "지금까지 실패: 모두 1,012건",
        "- 틀린 인증번호: 1,005건",
        "- 마감 뒤에 온 투표: 7건",
        "없음. 이 투표의 첫 메일입니다.",
        "manage.py verify_box 2026",
    ):
        assert told in sent.body
    assert not any(key.hex in sent.body or str(key) in sent.body for key in keys)
    assert set(re.findall(r"\b[0-9a-f]{32,}\b", sent.body)) == {digest.sha256}


def test_every_mail_repeats_the_digests_before_it(poll):
    earlier = TurnoutDigest.objects.create(
        poll=poll, until=this_hour() - 24 * HOUR, count=800, sha256="a" * 64, made_at=this_hour()
    )
    run()
    assert f"800건 · {earlier.sha256}" in mail.outbox[0].body


def test_a_practice_says_so_and_a_title_cannot_break_the_header(poll):
    Edition.objects.update(kind="practice", title="한 줄\n두 줄")
    run()
    assert mail.outbox[0].subject.startswith("[참여 요약값] [연습] 한 줄 두 줄 · ")


def test_again_in_the_same_hour_sends_the_same_digest(poll):
    run()
    take_part(poll, 1)
    run()
    assert TurnoutDigest.objects.count() == 1
    assert mail.outbox[0].body == mail.outbox[1].body


def test_without_an_address_the_digest_is_kept_and_the_command_says_so(poll, settings):
    settings.AUDIT_EMAIL = ""
    assert "AUDIT_EMAIL이 없어 메일은 보내지 않았습니다." in run()
    assert (TurnoutDigest.objects.count(), mail.outbox) == (1, [])


def test_without_a_mail_server_the_command_fails_and_the_digest_is_kept(poll, settings):
    settings.EMAIL_URL = ""
    with pytest.raises(CommandError, match="EMAIL_URL이 없어 메일을 보낼 수 없습니다"):
        run()
    assert (TurnoutDigest.objects.count(), mail.outbox) == (1, [])


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("gone"), ConnectionRefusedError("no")])
def test_a_mail_that_fails_loses_no_digest_holds_up_no_other_and_can_be_repeated(poll, monkeypatch, error):
    make_poll(slug="2027")
    send = EmailBackend.send_messages

    def fail_for_one(backend, messages):
        if "2026 ·" in messages[0].subject:
            raise error
        return send(backend, messages)

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", fail_for_one)
        with pytest.raises(CommandError, match=r"메일을 보내지 못했습니다\..*: 2026 · "):
            run()
    assert TurnoutDigest.objects.count() == 2
    assert len(mail.outbox) == 1
    run()
    assert TurnoutDigest.objects.count() == 2
    assert [sent.subject.split()[2] for sent in mail.outbox[1:]] == ["2026", "[연습]"]


def test_one_edition_also_when_it_ended_long_ago(poll):
    make_poll(slug="2020", opened=timedelta(days=30), closes=-timedelta(days=20))
    run(edition="2020")
    assert [digest.poll.edition.slug for digest in TurnoutDigest.objects.all()] == ["2020"]


def test_an_edition_without_a_vote_is_named(poll):
    with pytest.raises(CommandError, match="투표가 있는 회차를 찾을 수 없습니다: 1999"):
        run(edition="1999")


def test_without_a_vote_to_watch_nothing_is_sent(db):
    assert "열려 있거나 막 끝난 투표가 없습니다." in run()
    assert mail.outbox == []
