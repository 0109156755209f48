"""A citizen in front of a browser, and a line that breaks after the server has answered."""

import socket
import threading
from contextlib import contextmanager, suppress
from itertools import count
from urllib.parse import urlsplit

START = "/practice/vote/"
# Every citizen of the session has a number of their own: what is stored stays.
NUMBERS = (f"010-7{n:03}-0001" for n in count())


class Citizen:
    """Walks through the vote by taps and counts them; what is typed is not counted."""

    def __init__(self, page, number=None, start=START, asked="number"):
        """`asked` is the field on the page of the number; where that is an address, `number` is one."""
        self.page, self.number, self.start, self.asked = page, number or next(NUMBERS), start, asked
        self.taps = 0

    def tap(self, target):
        """Tap what a finger would: the label of a box, a button, a link."""
        self.page.locator(target).first.tap() if self.has_touch else self.page.locator(target).first.click()
        self.taps += 1

    @property
    def has_touch(self):
        return self.page.evaluate("navigator.maxTouchPoints") > 0

    def press(self, words):
        """Press a button and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.tap(f"main button:text-is('{words}')")

    def consent(self):
        self.page.goto(self.start)
        self.tap("label:has(#id_agree)")
        self.tap("label:has(#id_age)")
        self.press("동의하고 계속하기")

    def ask(self):
        self.page.fill(f"#id_{self.asked}", self.number)
        self.press("인증번호 받기")

    @property
    def shown_code(self):
        return self.page.locator(".shown").inner_text()

    def enter(self, code=None):
        self.page.fill("#id_code", code or self.shown_code)
        self.press("인증하고 계속하기")

    def verify(self):
        self.consent()
        self.ask()
        self.enter()

    def choose(self, *places):
        for place in places or (0, 1, 2):
            self.tap(f"label[for=id_case_{place}]")

    def review(self, *places):
        self.choose(*places)
        self.press("선택 확인하기")

    def vote(self):
        self.verify()
        self.review()
        self.press("투표하기")

    @property
    def heading(self):
        return self.page.locator("h1").inner_text().replace("\n", " ")

    @property
    def cookies(self):
        return {cookie["name"] for cookie in self.page.context.cookies()}


class CuttingLine:
    """Passes connections on to the server; while `cuts`, the answer to a cast is read and thrown away."""

    def __init__(self, server):
        self.target = urlsplit(server)
        self.cuts = True
        self.lost = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with suppress(OSError):
            while True:
                browser, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser):
        """One request a connection: the browser is told to close it."""
        with browser, suppress(OSError):
            request = self._read_request(browser)
            if not request:
                return
            with socket.create_connection((self.target.hostname, self.target.port)) as server:
                server.sendall(request)
                answer = b"".join(iter(lambda: server.recv(65536), b""))
            if self.cuts and b"/vote/cast/ " in request.split(b"\r\n", 1)[0]:
                self.lost += 1
                return
            browser.sendall(answer)

    def _read_request(self, browser):
        head = b""
        while b"\r\n\r\n" not in head:
            part = browser.recv(65536)
            if not part:
                return b""
            head += part
        head, body = head.split(b"\r\n\r\n", 1)
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        while len(body) < int(fields.get(b"content-length", 0)):
            body += browser.recv(65536)
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


@contextmanager
def cutting_line(server):
    line = CuttingLine(server)
    try:
        yield line
    finally:
        line.listener.close()
