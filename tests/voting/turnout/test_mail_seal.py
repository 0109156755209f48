"""The seal goes to 감사 at once; a mail that fails leaves the box sealed, and the daily mail tells it again."""

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command

from tests.voting.polls import cast, end_window, make_poll
from voting.models import Seal
from voting.sealing import seal_box

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _audit_office(settings):
    settings.AUDIT_EMAIL, settings.EMAIL_URL = "audit@example.org", "smtp://mail.example.org"


def seal(callbacks):
    poll = make_poll(kind="contest")
    code = cast(poll, "voter")
    end_window(poll)
    with callbacks(execute=True):
        seal_box(poll=poll, by=None)
    return Seal.objects.get(), code


def test_seal_is_mailed_with_the_way_to_check_and_without_a_receipt(django_capture_on_commit_callbacks):
    made, code = seal(django_capture_on_commit_callbacks)
    (sent,) = mail.outbox
    assert sent.to == ["audit@example.org"]
    assert sent.subject == "[봉인값] 2026 · 투표지 1장"
    for told in (
        f"봉인값(SHA-256): {made.sha256}",
        f"참여 명부의 요약값(SHA-256): {made.participations_sha256}",
        "sealed-box-2026.txt",
        "manage.py verify_box 2026",
    ):
        assert told in sent.body
    assert code not in sent.body


def test_sealing_again_mails_nothing_again(django_capture_on_commit_callbacks):
    made, _code = seal(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        seal_box(poll=made.poll, by=None)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("missing", ["AUDIT_EMAIL", "EMAIL_URL"])
def test_without_mail_the_box_is_sealed_all_the_same(missing, settings, django_capture_on_commit_callbacks):
    setattr(settings, missing, "")
    made, _code = seal(django_capture_on_commit_callbacks)
    assert made.ballots == 1
    assert mail.outbox == []


def test_mail_that_fails_is_logged_and_the_daily_mail_tells_the_seal(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def refuse(*args):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    made, _code = seal(django_capture_on_commit_callbacks)
    assert "gone" in caplog.text
    monkeypatch.undo()
    call_command("mail_turnout")
    (sent,) = mail.outbox
    assert f"봉인값(SHA-256): {made.sha256}" in sent.body
