"""After a hundred voters, with all the troubles on the way: neither a number nor a code is anywhere.

The portal, the provider of messages and the sign-on run as they do in the city; searched are the whole database, the
log at its loudest, every cookie (also inside) and every address a browser was at or was sent to.
"""

import base64
import hashlib
import hmac
import re
import uuid
from contextlib import contextmanager
from threading import Thread
from urllib.parse import urljoin

import httpx
import pytest
from django.apps import apps
from django.db import connection

from tests.portal_server import database_url, serve
from tests.voting.identity.gateways import solapi_server
from tests.voting.identity.sign_on.signing import running_provider
from tests.voting.polls import make_poll
from tests.voting.voter import let_time_pass, wrong
from voting.commitments import voter_key
from voting.models import Participation, Poll

VOTERS = 100
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
CASES = re.compile(r'name="case" value="(\w+)"')
PHONES = [f"010-{2100 + n:04}-{7000 + n * 13:04}" for n in range(VOTERS)]
REDIRECTS = (302, 303)


@contextmanager
def provider_of_messages():
    server = solapi_server.SolapiServer()
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Browser:
    """Keeps cookies and hidden fields, follows redirects, and remembers every address and cookie."""

    def __init__(self, address, start):
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=30)
        self.start, self.addresses, self.cookies = start, [], []
        self.page = None

    def go(self, method, path, **data):
        answer = self.http.request(method, path, data=data or None)
        while True:
            self.addresses.append(str(answer.url))
            self.cookies += [value for name, value in answer.headers.multi_items() if name == "set-cookie"]
            if answer.status_code not in REDIRECTS:
                break
            target = urljoin(str(answer.url), answer.headers["location"])
            self.addresses.append(target)
            answer = self.http.get(target)
        self.page = answer
        return answer

    def send(self, name, **data):
        """Post what the page carries hidden, and more."""
        held = dict(HIDDEN.findall(self.page.text)) | data
        return self.go("POST", f"{self.start}{name}", **held)

    def consent(self):
        self.go("GET", self.start)
        self.go("POST", self.start, agree="on", age="on")

    def vote(self):
        chosen = CASES.findall(self.page.text)[:3]
        token = {"csrfmiddlewaretoken": dict(HIDDEN.findall(self.page.text))["csrfmiddlewaretoken"]}
        self.go("POST", f"{self.start}review/", **token, case=chosen)
        held = dict(HIDDEN.findall(self.page.text)) | {"case": chosen}
        self.go("POST", f"{self.start}cast/", **held)
        assert "투표를 마쳤습니다" in self.page.text, self.page.text


class Journeys:
    """Every way and trouble in turn; `codes` are all that were ever sent."""

    def __init__(self, address, messages, start):
        self.address, self.messages, self.start = address, messages, start
        self.browsers = []

    @property
    def codes(self):
        return [message["text"].split("인증번호 ")[1][:6] for message in self.messages.sent]

    def run(self):
        ways = (
            self.straight,
            self.with_a_wrong_code,
            self.with_a_typo,
            self.with_a_second_code,
            self.by_sign_on,
        )
        for n, phone in enumerate(PHONES):
            browser = Browser(self.address, self.start)
            self.browsers.append(browser)
            ways[n % len(ways)](browser, phone)
            browser.vote()
        self.again(Browser(self.address, self.start), PHONES[0])

    def close(self):
        for browser in self.browsers:
            browser.http.close()

    def straight(self, browser, phone):
        browser.consent()
        browser.send("number/", number=phone)
        browser.send("code/", number=phone, code=self.codes[-1])

    def with_a_wrong_code(self, browser, phone):
        browser.consent()
        browser.send("number/", number=phone)
        assert browser.send("code/", number=phone, code=wrong(self.codes[-1])).status_code == 422
        browser.send("code/", number=phone, code=self.codes[-1])

    def with_a_typo(self, browser, phone):
        browser.consent()
        assert browser.send("number/", number=phone[:-1]).status_code == 422
        self.messages.trouble = "internal"
        assert browser.send("number/", number=phone).status_code == 503
        self.messages.trouble = ""
        browser.send("number/", number=phone)
        browser.send("code/", number=phone, code=self.codes[-1])

    def with_a_second_code(self, browser, phone):
        browser.consent()
        browser.send("number/", number=phone)
        assert browser.send("number/", number=phone).status_code == 429
        let_time_pass(seconds=31)
        browser.send("number/", number=phone, again="1")
        browser.send("code/", number=phone, code=self.codes[-1])

    def by_sign_on(self, browser, phone):
        browser.consent()
        browser.send("sign-on/")
        form = dict(HIDDEN.findall(browser.page.text)) | {"phone": phone, "go": "login"}
        browser.go("POST", urljoin(str(browser.page.url), "/login"), **form)

    def again(self, browser, phone):
        """The number of a first vote comes once more, by the other way."""
        self.browsers.append(browser)
        self.by_sign_on(browser, phone)
        assert "이 번호로 이미 투표했습니다" in browser.page.text


def dump():
    """Every value of every table, as text and as bytes."""
    values = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            values += [value for row in cursor.fetchall() for value in row if value is not None]
    return [bytes(value) if isinstance(value, bytes | memoryview) else value for value in values]


def opened(cookie):
    """A cookie, and whatever in it is base64."""
    value = cookie.split(";")[0].partition("=")[2]
    parts = [value, *re.split(r"[:.]", value)]
    for part in parts[1:]:
        padded = part + "=" * (-len(part) % 4)
        try:
            parts.append(base64.urlsafe_b64decode(padded).decode("latin-1"))
        except ValueError:
            continue
    return parts


def spellings(phone):
    digits = phone.replace("-", "")
    return (phone, digits, digits[1:], f"{phone[4:8]}-{phone[9:]}", f"+82{digits[1:]}")


def found(haystack, codes):
    """Every number, in any spelling, and every code that stands in the text by itself."""
    numbers = [text for phone in PHONES for text in spellings(phone) if text in haystack]
    # Not the microseconds of a moment, nor a part of a longer text.
    alone = set(re.findall(r"(?<![0-9A-Za-z._+/-])\d{6}(?![0-9A-Za-z_+/=-])", haystack))
    return numbers + sorted(alone & set(codes))


def keys_of(secret):
    return {voter_key(secret, f"+82{phone.replace('-', '')[1:]}") for phone in PHONES}


# On the database of the city: on SQLite nothing else would be asked.
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_hundred_voters_is_left(tmp_path):
    poll = make_poll(slug="left")
    Poll.objects.filter(pk=poll.pk).update(by_sign_on=True)
    log = tmp_path / "portal.log"
    with provider_of_messages() as messages, running_provider() as provider:
        environment = provider.settings() | {
            "NO_PROXY": "127.0.0.1",
            "DATABASE_URL": database_url(connection.settings_dict),
            "LOG_LEVEL": "DEBUG",
            "NETWORK_FREE_CODES": "0",
            "CODE_GATEWAY": "voting.identity.gateways.SolapiGateway",
            "SOLAPI_API_KEY": solapi_server.API_KEY,
            "SOLAPI_API_SECRET": solapi_server.API_SECRET,
            "SOLAPI_SENDER": "02-1234-5678",
            "SOLAPI_URL": messages.url,
        }
        with serve(environment, log) as address:
            journeys = Journeys(address, messages, "/left/vote/")
            journeys.run()
            journeys.close()
        codes = journeys.codes
    assert Participation.objects.filter(poll=poll).count() == VOTERS
    assert len(codes) == 100
    stored = dump()
    text = "\n".join(value if isinstance(value, str) else str(value) for value in stored)
    text += "\n".join(value.decode("latin-1") for value in stored if isinstance(value, bytes))
    cookies = [part for browser in journeys.browsers for one in browser.cookies for part in opened(one)]
    addresses = [one for browser in journeys.browsers for one in browser.addresses]

    assert found(text, codes) == []
    assert found(log.read_text(), codes) == []
    assert found("\n".join(cookies), codes) == []
    assert found("\n".join(of_the_portal(addresses, address)), codes) == []
    assert_search_can_find(codes, cookies)
    assert_dump_tests_no_number(poll, stored)


def of_the_portal(addresses, address):
    """Without the provider's own pages, whose address it is for the provider to keep clean."""
    return [one for one in addresses if one.startswith(address)]


def assert_search_can_find(codes, cookies):
    """The same search finds a number and a code that are planted in the same places."""
    assert found(f"x {PHONES[3]} y", codes) == [PHONES[3], f"{PHONES[3][4:8]}-{PHONES[3][9:]}"]
    assert found(f"code={codes[5]}", codes) == [codes[5]]
    planted = "vote=" + base64.urlsafe_b64encode(f"number {PHONES[4]}".encode()).decode() + ":x"
    assert found("\n".join(opened(planted)), codes) != []
    assert len(cookies) > VOTERS


def assert_dump_tests_no_number(poll, stored):
    """Whoever holds the dump knows all numbers; with every value of it as the key, none gives a voter key."""
    taken = set(Participation.objects.filter(poll=poll).values_list("pk", flat=True))
    assert keys_of(poll.secret) == taken
    number = "+82" + PHONES[0].replace("-", "")[1:]
    for value in {value if isinstance(value, bytes) else str(value).encode() for value in stored}:
        digest = hmac.digest(value, number.encode(), hashlib.sha256)
        assert uuid.UUID(bytes=digest[:16]) not in taken
    assert apps.get_model("voting", "Poll").objects.get(pk=poll.pk).wrapped_secret
