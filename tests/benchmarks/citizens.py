"""Citizens who cast over HTTP while servers die, and write down what they were told.

Each comes with a credential, as after the right code, and presses the one button of the review page. Without
an answer, or with an error of the server, the same page is sent again until it is settled.
"""

import http.client
import random
import string
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from tests.voting.voter import Voter
from voting import credentials
from voting.commitments import DRAWN_LETTERS, ballot_id, canonical_choices, page_nonce

FINALISTS = [str(number) for number in range(1, 10)]
TOKEN = string.ascii_letters + string.digits
ANSWER_SECONDS = 10
PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 60
# One voter in so many presses the button of the same page again, and of another page, after the good answer.
PRESSES_AGAIN = 8


class Answer(NamedTuple):
    """What came back for one press; `status` 0 where nothing did."""

    sent: float
    came: float
    status: int

    @property
    def is_lost(self) -> bool:
        """Whether it says nothing about the ballot."""
        return self.status == 0 or self.status >= 500


@dataclass
class Page:
    """One review page of one voter, and every answer to it.

    `is_other` marks the page of a voter who was told before that the ballot of another one is in the box.
    """

    voter: UUID
    is_other: bool
    ballot: UUID
    choices: str
    body: str
    cookies: str
    answers: list[Answer] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        return any(answer.status == 303 for answer in self.answers)

    @property
    def is_refused(self) -> bool:
        return any(400 <= answer.status < 500 for answer in self.answers)

    @property
    def is_settled(self) -> bool:
        return self.is_acknowledged or self.is_refused

    @property
    def was_asked_again(self) -> bool:
        """Whether an answer was lost on the way to a settled one."""
        return self.is_settled and self.answers[0].is_lost


class Citizens:
    """Voters of one poll, some at a time; every number comes once."""

    def __init__(self, poll, port: int, seed: int = 0):
        self.poll, self.port = poll, port
        self.pages: list[Page] = []
        self._draw, self._numbers, self._lock = random.Random(seed), count(), threading.Lock()
        self._threads: list[threading.Thread] = []
        self._end = threading.Event()
        self._path = reverse("voting:cast", args=[poll.edition.slug])
        self._done = reverse("voting:done", args=[poll.edition.slug])

    def start(self, at_once: int) -> None:
        self._end.clear()
        self._threads = [threading.Thread(target=self._come_one_by_one) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let nobody come any more, and wait until whoever came is settled or out of patience."""
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _come_one_by_one(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        while not self._end.is_set():
            with self._lock:
                n = next(self._numbers)
            first, other = self._pages_of(n)
            self._settle(connection, first)
            if n % PRESSES_AGAIN == 0 and first.is_acknowledged:
                self._send(connection, first)
                self._settle(connection, other)
        connection.close()

    def _pages_of(self, n: int) -> Iterator[Page]:
        """Two pages of the voter `n`: most use only the first."""
        number = f"010-{2000 + n // 10_000}-{n % 10_000:04}"
        voter = Voter(self.poll, number).hold_credential()
        key = voter.key(self.poll)
        name = credentials.cookie_name(credentials.NAME)
        token = self._text(32)
        cookies = f"csrftoken={token}; {name}={voter.client.cookies[name].value}"
        for is_other in (False, True):
            chosen = self._draw.sample(FINALISTS, 3)
            nonce = page_nonce(self.poll.secret, key, self._text(DRAWN_LETTERS))
            fields = [("csrfmiddlewaretoken", token), ("nonce", nonce), *(("case", case) for case in chosen)]
            page = Page(
                voter=key,
                is_other=is_other,
                ballot=ballot_id(self.poll.secret, nonce),
                choices=canonical_choices(chosen),
                body=urlencode(fields),
                cookies=cookies,
            )
            yield page

    def _text(self, length):
        return "".join(self._draw.choices(TOKEN, k=length))

    def _settle(self, connection, page):
        self.pages.append(page)
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not page.is_settled and time.monotonic() < give_up:
            if page.answers:
                time.sleep(PAUSE_SECONDS)
            self._send(connection, page)

    def _send(self, connection, page):
        sent = time.monotonic()
        status = self._status(connection, page)
        page.answers.append(Answer(sent, time.monotonic(), status))

    def _status(self, connection, page) -> int:
        headers = {"Cookie": page.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", self._path, page.body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return 0
        is_elsewhere = answer.status == 303 and answer.headers["Location"] != self._done
        return 400 if is_elsewhere else answer.status
