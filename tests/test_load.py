"""The load generator of the benchmarks counts what a server said, and what it did not say."""

import socket
import threading
from itertools import repeat

import pytest

from tests.benchmarks.load import BROKEN, drive, once, parse, post

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
SEE_OTHER = b"HTTP/1.1 303 See Other\r\nContent-Length: 0\r\n\r\n"
ERROR = b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def server():
    """A server that says on each connection what `lines` holds for it, then hangs up."""
    lines = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            for answers in lines:
                with listener.accept()[0] as client:
                    for text in answers:
                        if client.recv(1 << 16):
                            client.sendall(text)
                    if answers[-1] is not ERROR:
                        client.recv(1 << 16)

        thread = threading.Thread(target=answer)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield address, lines, thread
        thread.join()


def two_steps(seen):
    answer = yield b"first"
    seen.append((answer.status, answer.body))
    answer = yield b"second"
    seen.append((answer.status, answer.body))


def test_answers_are_counted_by_status(server):
    address, lines, thread = server
    lines += [[OK, SEE_OTHER, ERROR], [OK, OK]]
    thread.start()

    tally = drive(address, map(once, [b"question"] * 6), connections=1, seconds=10)

    assert tally.statuses == {200: 3, 303: 1, 500: 1, BROKEN: 1}
    assert (tally.finished, len(tally.durations), tally.ran_out) == (5, 4, True)
    assert tally.seconds < 10


def test_scripts_are_sent_their_answers(server):
    address, lines, thread = server
    lines += [[OK, SEE_OTHER, SEE_OTHER, OK]]
    thread.start()
    seen = []

    tally = drive(address, (two_steps(seen) for _ in range(2)), connections=1, seconds=10)

    assert seen == [(200, b"hello"), (303, b""), (303, b""), (200, b"hello")]
    assert tally.finished == 2


def test_nothing_is_begun_after_the_end(server):
    address, lines, thread = server
    lines += [[ERROR]]
    thread.start()

    tally = drive(address, map(once, repeat(b"question")), connections=1, seconds=0.0)

    assert (tally.finished, tally.ran_out) == (0, False)


def test_an_answer_is_read_when_all_of_it_is_there():
    assert [parse(OK[:length]) is not None for length in (10, len(OK) - 1, len(OK))] == [False, False, True]


def test_a_form_is_posted_as_a_browser_does():
    request = post("http://127.0.0.1:80", "/path/", {"a": "1", "b": "2"}, [("case", "1"), ("case", "2")])

    head, _, body = request.partition(b"\r\n\r\n")
    assert body == b"case=1&case=2"
    assert b"\r\nCookie: a=1; b=2" in head
    assert b"\r\nContent-Length: 13" in head
