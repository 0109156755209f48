"""Whole ways of voters through the portal, as many as two cores carry for a minute, the load included.

Consent, number, code (the demonstration shows it on the page), ballot, review, cast, the last page: what each
request must carry is read from the page before. gunicorn and PostgreSQL as in production.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import count

from tests.benchmarks import cpu, ready
from tests.benchmarks.load import BROKEN, drive, get, post
from tests.portal_server import serve

SECONDS, WARM_UP_SECONDS = 60.0, 2.0
CONNECTIONS = 16
HIDDEN = re.compile(rb'<input type="hidden" name="(\w+)" value="([^"]*)"')
SHOWN_CODE = re.compile(rb'<b class="shown">(\d{6})</b>')
COOKIE = re.compile(rb"\r\nSet-Cookie: *([^=;]+)=([^;]*)")
# What may follow 010; some ranges below are not given to phones.
FIRST_NUMBER, NUMBERS = 60_000_000, 40_000_000


def main() -> Iterator[tuple[str, float]]:
    ready.prepare()
    poll = ready.open_poll("bench-journeys")
    with serve(
        ready.AS_SERVED | {"TRUSTED_PROXIES": "127.0.0.1"}, ready.directory() / "journeys.log"
    ) as address:
        voters = Voters(address, poll.edition.slug)
        warm_up = drive(address, voters, connections=CONNECTIONS, seconds=WARM_UP_SECONDS)
        before, begun = cpu.spent(), voters.begun
        tally = drive(address, voters, connections=CONNECTIONS, seconds=SECONDS)
        cpu_ms = (cpu.spent() - before) * 1000 / (voters.begun - begun)
    yield "journeys_per_s", tally.rate
    yield "journeys_p50_s", ready.quantile(tally.durations, 0.5)
    yield "journeys_p99_s", ready.quantile(tally.durations, 0.99)
    yield "journeys_cpu_ms", cpu_ms
    voters.failures["broken"] = warm_up.statuses[BROKEN] + tally.statuses[BROKEN]
    yield "journeys_failed", voters.failures.total()
    _require_all_in_the_box(poll, voters)


class Voters:
    """Journeys of ever new voters, what failed of them and how many were told that they have voted."""

    def __init__(self, address, slug):
        self.address, self.slug = address, slug
        self.failures, self.acknowledged, self.begun = Counter(), 0, 0
        # Every number once, in no order.
        self.numbers = (FIRST_NUMBER + n * 48_271 % NUMBERS for n in count(1))

    def __iter__(self):
        return self

    def __next__(self):
        self.begun += 1
        return self.journey(next(self.numbers))

    def journey(self, number):
        """A script (see load.py) that ends early, and is counted, at an answer of another status."""
        # Everybody from a network of their own, as the proxy in front tells it.
        network = f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        page = Page(self.address, f"/{self.slug}/vote/", (network,))
        case = [("case", number) for number in random.sample(ready.NUMBERS, ready.K)]
        phone = ("number", f"010{number}")
        steps = (
            (200, lambda: page.get("")),
            (200, lambda: page.post("", [("agree", "on"), ("age", "on")])),
            (200, lambda: page.post("number/", [phone], "consent")),
            (303, lambda: page.post("code/", [phone, ("code", page.code)], "consent", "challenge")),
            (200, lambda: page.get("choose/")),
            (200, lambda: page.post("review/", case)),
            (303, lambda: page.post("cast/", case, "nonce")),
            (200, lambda: page.get("done/")),
        )
        for step, (status, request) in enumerate(steps, start=1):
            answer = yield request()
            if answer.status != status:
                self.failures[step, answer.status] += 1
                return
            self.acknowledged += step == 7
            page.take(answer)


class Page:
    """What a browser holds between two requests: cookies, and the hidden fields of the page it shows."""

    def __init__(self, address, path, headers=()):
        self.address, self.path, self.headers = address, path, headers
        self.cookies, self.hidden, self.code = {}, {}, ""

    def get(self, name):
        return get(self.address, self.path + name, self.cookies, self.headers)

    def post(self, name, fields, *hidden):
        if token := self.hidden.get("csrfmiddlewaretoken"):
            fields = [("csrfmiddlewaretoken", token), *fields]
        fields = [*fields, *((each, self.hidden[each]) for each in hidden)]
        return post(self.address, self.path + name, self.cookies, fields, self.headers)

    def take(self, answer):
        for name, value in COOKIE.findall(answer.head):
            self.cookies[name.decode()] = value.decode()
        if answer.body:
            self.hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(answer.body)}
        if shown := SHOWN_CODE.search(answer.body):
            self.code = shown[1].decode()


def _require_all_in_the_box(poll, voters):
    stored = poll.participations.count(), poll.ballots.count()
    if stored != (voters.acknowledged, voters.acknowledged) or voters.failures.total():
        raise RuntimeError(f"acknowledged {voters.acknowledged}, stored {stored}, failed {voters.failures}")
