"""The gateway to phones against the provider's protocol on loopback: what is sent, and every way to fail."""

import logging
import re
import subprocess
import sys
from threading import Thread
from time import monotonic

import pytest
from django.test import override_settings

from tests.portal_server import ROOT, free_port
from tests.voting.identity.gateways.solapi_server import (
    API_KEY,
    API_SECRET,
    BLOCKED,
    REFUSING,
    SENDER,
    SolapiServer,
)
from voting.identity.gateways import Delivery, GatewayUnavailable, RecipientUnreachable, SolapiGateway, base

NUMBER, CODE = "+821012345678", "314159"
DOWN = "지금은 인증번호를 보낼 수 없습니다."


@pytest.fixture
def provider():
    server = SolapiServer()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    with override_settings(
        SOLAPI_URL=server.url,
        SOLAPI_API_KEY=API_KEY,
        SOLAPI_API_SECRET=API_SECRET,
        SOLAPI_SENDER="02-1234-5678",
    ):
        yield server
    server.end.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def heard(caplog):
    """Whatever is logged at any level."""
    caplog.set_level(logging.DEBUG)
    return caplog


def send(to=NUMBER, language="ko"):
    return SolapiGateway().send(to=to, code=CODE, language=language)


def e164(digits):
    return "+82" + digits[1:]


def test_message_is_one_signed_short_message_in_national_form(provider):
    assert send() == Delivery()
    assert provider.sent == [
        {
            "to": "01012345678",
            "from": SENDER,
            "text": "[민원서비스 우수사례] 투표 인증번호 314159. 다른 사람에게 알려 주지 마세요.",
            "country": "82",
            "type": "SMS",
            "autoTypeDetect": False,
        }
    ]
    assert len(provider.requests) == 1


def test_message_is_in_the_language_of_the_page(provider):
    send(language="en")
    assert (
        provider.sent[0]["text"]
        == "[Civil service awards] Your voting code is 314159. Do not tell it to anyone."
    )


def test_every_request_has_a_signature_of_its_own(provider):
    send()
    send()
    assert len(provider.signatures) == 2


@pytest.mark.parametrize(("digits", "status"), [(BLOCKED, "1060"), (REFUSING, "1061")])
def test_number_that_takes_no_messages_is_told_apart(provider, heard, digits, status):
    with pytest.raises(RecipientUnreachable) as refusal:
        send(e164(digits))
    assert str(refusal.value) == (
        "이 번호로는 문자를 보낼 수 없습니다. 번호가 맞는지 확인해 주세요. 맞는 번호라면 통신사의 수신 차단을 "
        "풀거나, 문자를 받을 수 있는 다른 휴대전화 번호를 입력해 주세요."
    )
    assert heard.messages == [f"SOLAPI sent no code: {status}"]


TROUBLES = {
    "balance": "NotEnoughBalance",
    "internal": "UnknownError",
    "unauthorized": "Unauthorized",
    "page": "Exception",
    "page_of_an_error": "UnknownError",
    "refusal_without_json": "JSONDecodeError",
    "empty": "ValidationError",
    "code_that_is_text": "Exception",
    "cut": "RemoteProtocolError",
}


@pytest.mark.parametrize(("trouble", "told"), TROUBLES.items())
def test_trouble_of_the_provider_is_one_refusal_and_one_request(provider, heard, trouble, told):
    provider.trouble = trouble
    with pytest.raises(GatewayUnavailable, match=f"^{re.escape(DOWN)}$") as refusal:
        send()
    assert heard.messages == [f"SOLAPI sent no code: {told}"]
    assert len(provider.requests) == 1
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None
    assert_nothing_is_told(f"{heard.text} {refusal.value!r}")


def assert_nothing_is_told(text):
    for secret in ("1012345678", CODE, API_KEY, API_SECRET):
        assert secret not in text


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"SOLAPI_API_KEY": "NCSANOTHERANOTHE"}, "InvalidAPIKey"),
        ({"SOLAPI_API_SECRET": "another"}, "SignatureDoesNotMatch"),
        ({"SOLAPI_SENDER": "0299999999"}, "1062"),
    ],
)
def test_wrong_settings_are_named_in_the_log_by_the_code_alone(provider, heard, changed, told):
    with override_settings(**changed), pytest.raises(GatewayUnavailable):
        send()
    assert heard.messages == [f"SOLAPI sent no code: {told}"]
    assert_nothing_is_told(heard.text)


@pytest.mark.parametrize("trouble", ["silence", "dropping"])
def test_provider_that_does_not_answer_is_not_waited_for(provider, heard, monkeypatch, trouble):
    provider.trouble = trouble
    monkeypatch.setattr(base, "DEADLINE_SECONDS", 0.4)
    began = monotonic()
    with pytest.raises(GatewayUnavailable):
        send()
    assert monotonic() - began < 2
    assert heard.messages == ["SOLAPI sent no code: timeout"]
    assert len(provider.requests) == 1


def test_provider_that_is_not_there_is_told(provider, heard):
    with override_settings(SOLAPI_URL=f"http://127.0.0.1:{free_port()}"), pytest.raises(GatewayUnavailable):
        send()
    assert heard.messages == ["SOLAPI sent no code: ConnectError"]


def test_sdk_is_loaded_only_where_a_message_is_sent():
    program = "import django; django.setup(); import config.wsgi, sys; print('solapi' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert told == "False\n"
