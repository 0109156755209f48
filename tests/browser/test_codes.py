"""Votes whose codes really go out: the portal, the provider and the mail server are processes of their own."""

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from email import message_from_bytes, policy
from threading import Thread

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.browser.chromium import new_context
from tests.browser.citizen import Citizen
from tests.browser.conftest import standing
from tests.browser.test_pages import faults
from tests.browser.test_vote import DONE, PHONE
from tests.portal_server import ROOT, START_SECONDS, database_url, free_port, serve
from tests.voting.eligibility.lists import make_mail_poll
from tests.voting.identity.gateways import mail_server, solapi_server
from tests.voting.polls import make_poll
from tests.voting.voter import let_time_pass, wrong
from voting.commitments import voter_key
from voting.models import Ballot, Participation

SOLAPI = {
    "CODE_GATEWAY": "voting.identity.gateways.SolapiGateway",
    "SOLAPI_API_KEY": solapi_server.API_KEY,
    "SOLAPI_API_SECRET": solapi_server.API_SECRET,
    "SOLAPI_SENDER": "02-1234-5678",
}
ANYBODY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def process(module, *arguments):
    """A program of the tests, standing on its port."""
    port = free_port()
    command = [sys.executable, "-m", module.__name__, str(port), *arguments]
    started = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)
    try:
        yield port
    finally:
        started.terminate()
        started.wait()


def sent_by(port):
    """Every message that the provider has taken in."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            with ANYBODY.open(f"http://127.0.0.1:{port}/sent", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)


@pytest.fixture
def portal(server, tmp_path):
    """Return a context with a portal of these settings on the database of the session."""
    log = tmp_path / "gunicorn.log"

    @contextmanager
    def start(**settings):
        url = database_url(connection.settings_dict)
        with serve({"DATABASE_URL": url, "LOG_LEVEL": "DEBUG"} | settings, log) as address:
            yield address
        start.log = log.read_text()

    return start


@pytest.fixture
def citizen_at(browser):
    """Return a function that opens a phone at a portal."""
    opened = []

    def open_one(address, **who):
        opened.append(new_context(browser, base_url=address, **PHONE))
        return Citizen(opened[-1].new_page(), **who)

    yield open_one
    for context in opened:
        context.close()


def in_the_box(stored, poll, identity):
    with stored():
        own = Participation.objects.filter(pk=voter_key(poll.secret, identity), poll=poll)
        return list(own.values_list("method", flat=True)), Ballot.objects.filter(poll=poll).count()


def test_whole_vote_by_text_message(portal, citizen_at, stored):
    with (
        standing(stored, make_poll, "sms-vote") as poll,
        process(solapi_server) as port,
        portal(**SOLAPI, SOLAPI_URL=f"http://127.0.0.1:{port}") as address,
    ):
        assert sent_by(port) == []
        citizen = citizen_at(address, number="010-1234-567", start="/sms-vote/vote/")
        page = citizen.page
        citizen.consent()
        citizen.ask()
        expect(page.locator(".err")).to_contain_text("휴대전화 번호를 다시 확인해 주세요.")
        citizen.number = "010-1234-5678"
        citizen.ask()
        first = code_in(sent_by(port)[0]["text"])
        assert first not in page.content()
        citizen.enter(wrong(first))
        expect(page.locator(".err")).to_contain_text("앞으로 4번 더 입력할 수 있습니다.")
        with stored():
            let_time_pass(seconds=31)
        citizen.press("인증번호 다시 받기")
        expect(page.get_by_role("status")).to_contain_text("새 인증번호를 보냈습니다.")
        messages = sent_by(port)
        assert [message["to"] for message in messages] == ["01012345678"] * 2
        second = code_in(messages[1]["text"])
        citizen.enter(second)
        citizen.review()
        citizen.press("투표하기")
        assert citizen.heading == DONE
        assert in_the_box(stored, poll, "+821012345678") == (["sms"], 1)
    for secret in ("1012345678", "1234-5678", first, second, solapi_server.API_KEY, solapi_server.API_SECRET):
        assert secret not in portal.log


def code_in(text):
    return text.split("인증번호 ")[1][:6]


def test_whole_vote_by_mail(portal, citizen_at, stored, tmp_path):
    box = tmp_path / "mails"
    box.mkdir()
    with (
        standing(stored, make_mail_poll, "mail-vote") as poll,
        process(mail_server, str(box)) as port,
        portal(EMAIL_URL=f"smtp://127.0.0.1:{port}") as address,
    ):
        who = {"number": "Hong.Gildong@Example.org", "asked": "email"}
        citizen = citizen_at(address, start="/mail-vote/vote/", **who)
        page = citizen.page
        citizen.consent()
        citizen.ask()
        expect(page.locator("main")).to_contain_text("hong.gildong@example.org 주소로 보냈습니다.")
        mail = message_from_bytes((box / "1.eml").read_bytes(), policy=policy.default)
        assert mail["To"] == "hong.gildong@example.org"
        code = mail.get_content().split("인증번호는 ")[1][:6]
        assert code not in page.content()
        citizen.enter(code)
        citizen.review()
        citizen.press("투표하기")
        assert citizen.heading == DONE
        assert in_the_box(stored, poll, "hong.gildong@example.org") == (["email"], 1)
        second = citizen_at(address, start="/mail-vote/vote/", **who)
        second.consent()
        second.ask()
        mail = message_from_bytes((box / "2.eml").read_bytes(), policy=policy.default)
        second.enter(mail.get_content().split("인증번호는 ")[1][:6])
        assert second.heading == "이 주소로 이미 투표했습니다"
        assert in_the_box(stored, poll, "hong.gildong@example.org") == (["email"], 1)
    for secret in ("gildong@", code):
        assert secret not in portal.log.lower()


def every_trouble(citizen, provider, stored):
    """Walk into every trouble of a code, and stop at each with its name."""
    page = citizen.page
    citizen.consent()
    provider.trouble = "internal"
    citizen.ask()
    yield "provider down"
    provider.trouble, own = "", citizen.number
    citizen.number = "010-0000-1060"
    citizen.ask()
    yield "unreachable"
    citizen.number = own
    citizen.ask()
    page.locator("details.late summary").click()
    yield "not delivered"
    code = code_in(provider.sent[-1]["text"])
    citizen.enter(wrong(code))
    yield "wrong"
    citizen.press("번호 고치기")
    yield "mended"
    citizen.ask()
    yield "too soon"
    with stored():
        let_time_pass(seconds=31)
    citizen.press("인증번호 다시 받기")
    yield "resent"
    with stored():
        let_time_pass(minutes=11)
    citizen.enter(code)
    yield "expired"
    citizen.press("새 인증번호 받기")
    newest = code_in(provider.sent[-1]["text"])
    for _ in range(3):
        citizen.enter(wrong(newest))
    yield "too many"


IS_FAULT = {"provider down", "unreachable", "wrong", "expired", "too many"}


def test_every_trouble_is_accessible_fits_and_keeps_the_number(portal, browser, stored):
    provider = solapi_server.SolapiServer()
    Thread(target=provider.serve_forever, daemon=True).start()
    with (
        standing(stored, make_poll, "troubled-vote"),
        portal(**SOLAPI, SOLAPI_URL=provider.url) as address,
    ):
        for width in (320, 1280):
            context = new_context(browser, width=width, base_url=address, bypass_csp=True)
            page = context.new_page()
            citizen = Citizen(page, start="/troubled-vote/vote/")
            for name in every_trouble(citizen, provider, stored):
                assert faults(page) == [], name
                assert page.evaluate("document.documentElement.scrollWidth") <= width, name
                assert page.title().startswith("오류: ") is (name in IS_FAULT), name
                assert page.locator("[name=number]").first.input_value() == citizen.number, name
            context.close()
    provider.shutdown()
    provider.server_close()
