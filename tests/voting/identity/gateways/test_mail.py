"""The gateway to mailboxes against a mail server on loopback."""

import logging
from email import message_from_bytes, policy
from threading import Thread
from time import monotonic

import environ
import pytest
from django.conf import settings
from django.test import override_settings

from tests.portal_server import free_port
from tests.voting.identity.gateways.mail_server import MailServer
from voting.identity.gateways import Delivery, GatewayUnavailable, MailGateway, RecipientUnreachable, base

ADDRESS, CODE = "hong@example.org", "314159"
DOWN = "지금은 인증번호를 보낼 수 없습니다."


def use(url):
    return override_settings(EMAIL_URL=url, **environ.Env.email_url_config(url))


@pytest.fixture
def server():
    server = MailServer()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    with use(server.url):
        yield server
    server.end.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def heard(caplog):
    """Whatever is logged at any level."""
    caplog.set_level(logging.DEBUG)
    return caplog


def send(to=ADDRESS, language="ko"):
    return MailGateway().send(to=to, code=CODE, language=language)


def parsed(mail):
    return message_from_bytes(mail, policy=policy.default)


def test_mail_tells_the_code_and_what_to_do(server):
    assert send() == Delivery()
    mail = parsed(server.mails[0])
    assert mail["To"] == ADDRESS
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
    assert mail["Subject"].strip() == "[민원서비스 우수사례] 투표 인증번호"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().splitlines() == [
        "투표 인증번호는 314159입니다.",
        "",
        "10분 안에 투표 화면에 입력해 주세요. 다른 사람에게 알려 주지 마세요.",
        "투표하려고 하지 않으셨다면 이 전자우편은 지우셔도 됩니다.",
        "",
        "문의 전화: 00-0000-0000",
    ]


def test_code_is_in_no_header(server):
    send()
    assert CODE not in str(parsed(server.mails[0]).items())


@pytest.mark.parametrize(
    ("mailbox", "kind", "told"),
    [("nobody", RecipientUnreachable, "recipient refused"), ("later", GatewayUnavailable, "451")],
)
def test_mailbox_that_is_not_there_is_told_apart_from_one_that_is_busy(server, heard, mailbox, kind, told):
    with pytest.raises(kind) as refusal:
        send(f"{mailbox}@example.org")
    assert heard.messages == [f"the mail server sent no code: {told}"]
    assert refusal.value.__context__ is None
    assert server.mails == []


def test_mailbox_that_is_not_there_is_told_with_what_to_do(server):
    with pytest.raises(RecipientUnreachable) as refusal:
        send("nobody@example.org")
    assert str(refusal.value) == (
        "이 주소로는 전자우편을 보낼 수 없습니다. 주소가 맞는지 확인해 주세요. "
        "맞는 주소라면 문의 전화(00-0000-0000)로 알려 주세요."
    )


@pytest.mark.parametrize(
    ("trouble", "told"),
    [("busy", "SMTPConnectError 421"), ("full", "SMTPDataError 552"), ("silence", "timeout")],
)
def test_trouble_of_the_server_is_one_refusal_without_the_address(server, heard, monkeypatch, trouble, told):
    server.trouble = trouble
    if trouble == "silence":
        monkeypatch.setattr(base, "DEADLINE_SECONDS", 0.4)
    began = monotonic()
    with pytest.raises(GatewayUnavailable) as refusal:
        send()
    assert monotonic() - began < 2
    assert str(refusal.value) == DOWN
    assert heard.messages == [f"the mail server sent no code: {told}"]
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None
    for secret in ("hong", CODE):
        assert secret not in heard.text


def test_server_that_is_not_there_is_told(heard):
    with use(f"smtp://127.0.0.1:{free_port()}"), pytest.raises(GatewayUnavailable):
        send()
    assert heard.messages == ["the mail server sent no code: ConnectionRefusedError"]


def test_without_a_server_nothing_is_tried(heard):
    with override_settings(EMAIL_URL=""), pytest.raises(GatewayUnavailable):
        send()
    assert heard.messages == []
