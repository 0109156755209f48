"""A lean load generator: one thread, raw sockets under epoll, requests as prepared bytes.

It shares two cores with the server and the database, so it does nothing that a measurement does not need.
Every connection runs scripts one after the other: a script is a generator that yields a request and is sent
the answer. The loop is closed (a connection asks again once it was answered) and keeps connections alive as
long as the server does.
"""

import select
import socket
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

ANSWER_BYTES = 1 << 16
# How long the last answers are waited for once the time is over.
PATIENCE_SECONDS = 30
# What is counted as the status where a connection broke instead of an answer.
BROKEN = 0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes


Script = Generator[bytes, Answer, None]


@dataclass
class Tally:
    """What a stretch of load saw. `statuses` counts every answer, `finished` scripts that ended in time.

    `durations` (seconds) are those of all scripts but the first of each connection: these start at once, into
    an idle server, and would be the measurement's own pattern.
    """

    seconds: float
    statuses: Counter = field(default_factory=Counter)
    finished: int = 0
    durations: list[float] = field(default_factory=list)
    ran_out: bool = False
    # Of everybody who took part, a request; filled in by who measures it.
    cpu_ms: float = 0.0

    @property
    def rate(self) -> float:
        return self.finished / self.seconds


def once(request: bytes) -> Script:
    """A script of one request."""
    yield request


def get(address: str, path: str, cookies: Mapping[str, str], headers: tuple[str, ...] = ()) -> bytes:
    return _request("GET", address, path, cookies, headers=headers)


def post(
    address: str,
    path: str,
    cookies: Mapping[str, str],
    fields: Iterable[tuple[str, str]],
    headers: tuple[str, ...] = (),
) -> bytes:
    return _request("POST", address, path, cookies, urlencode(list(fields)).encode(), headers)


def _request(method, address, path, cookies, body=None, headers=()):
    """What a browser sends, as far as the server looks at it."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(address).netloc}"]
    lines += ["User-Agent: Mozilla/5.0", "Accept: text/html,*/*;q=0.8", "Accept-Language: ko-KR,ko;q=0.9"]
    lines += headers
    if body is not None:
        lines += [f"Origin: {address}", "Content-Type: application/x-www-form-urlencoded"]
        lines += [f"Content-Length: {len(body)}"]
    if cookies:
        lines += ["Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def parse(received: bytes) -> Answer | None:
    """Return the answer once all of it is there."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = received[:end]
    _, named, length = head.partition(b"\r\nContent-Length: ")
    if not named:
        raise ValueError(f"an answer without a length: {head!r}")
    length = int(length.partition(b"\r\n")[0])
    if len(received) < end + 4 + length:
        return None
    return Answer(int(head[9:12]), head, received[end + 4 :])


class _Connection:
    __slots__ = ("begun_at", "received", "script", "scripts", "socket")

    def __init__(self):
        self.socket, self.script, self.received, self.begun_at, self.scripts = None, None, b"", 0.0, 0


class _Load:
    """One stretch of load on one server."""

    def __init__(self, address, scripts: Iterator[Script], seconds):
        parts = urlsplit(address)
        self.server = (parts.hostname, parts.port)
        self.scripts, self.tally = scripts, Tally(seconds)
        self.epoll, self.busy = select.epoll(), {}

    def connect(self, connection):
        connection.socket = socket.create_connection(self.server)
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.socket.setblocking(False)
        self.epoll.register(connection.socket.fileno(), select.EPOLLIN)

    def run(self, connections):
        for connection in connections:
            self.connect(connection)
        started = time.perf_counter()
        self.ends_at = started + self.tally.seconds
        for connection in connections:
            self.begin(connection)
        while self.busy:
            events = self.epoll.poll(max(0.0, self.ends_at + PATIENCE_SECONDS - time.perf_counter()))
            if not events:
                raise RuntimeError(f"{len(self.busy)} requests were never answered")
            for descriptor, _ in events:
                self.receive(self.busy[descriptor])
        if self.tally.ran_out:
            self.tally.seconds = min(self.tally.seconds, time.perf_counter() - started)

    def begin(self, connection):
        """Start the next script, if there is time for one."""
        connection.begun_at = now = time.perf_counter()
        connection.script = next(self.scripts, None) if now < self.ends_at else None
        self.tally.ran_out |= connection.script is None and now < self.ends_at
        if connection.script is not None:
            connection.scripts += 1
            self.send(connection, next(connection.script))

    def send(self, connection, request):
        if connection.socket is None:
            self.connect(connection)
        self.busy[connection.socket.fileno()] = connection
        if connection.socket.send(request) != len(request):
            raise RuntimeError("a request larger than the socket's buffer")

    def receive(self, connection):
        try:
            received = connection.socket.recv(ANSWER_BYTES)
        except ConnectionError:
            received = b""
        if not received:
            self.break_off(connection)
            return
        connection.received += received
        if answer := parse(connection.received):
            connection.received = b""
            self.take(connection, answer)

    def take(self, connection, answer):
        """Give the script its answer and send what it asks next, or begin another script."""
        del self.busy[connection.socket.fileno()]
        self.tally.statuses[answer.status] += 1
        if b"\r\nConnection: close" in answer.head:
            self.disconnect(connection)
        try:
            request = connection.script.send(answer)
        except StopIteration:
            self.finish(connection)
        else:
            self.send(connection, request)

    def finish(self, connection):
        now = time.perf_counter()
        if connection.scripts > 1:
            self.tally.durations.append(now - connection.begun_at)
        if now < self.ends_at:
            self.tally.finished += 1
        self.begin(connection)

    def break_off(self, connection):
        """The server hung up: the script ends here, and so does the connection."""
        del self.busy[connection.socket.fileno()]
        self.tally.statuses[BROKEN] += 1
        connection.script.close()
        connection.received = b""
        self.disconnect(connection)
        self.begin(connection)

    def disconnect(self, connection):
        self.epoll.unregister(connection.socket.fileno())
        connection.socket.close()
        connection.socket = None

    def close(self, connections):
        for connection in connections:
            if connection.socket is not None:
                self.disconnect(connection)
        self.epoll.close()


def drive(address: str, scripts: Iterable[Script], *, connections: int, seconds: float) -> Tally:
    """Run scripts on so many connections; after `seconds` begin no more and wait for those under way."""
    load = _Load(address, iter(scripts), seconds)
    lines = [_Connection() for _ in range(connections)]
    try:
        load.run(lines)
    finally:
        load.close(lines)
    return load.tally
