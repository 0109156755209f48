"""Bots and people at the pages of the vote, a thousand in one thread: each holds a connection, waits and asks again."""

import asyncio
from urllib.parse import urlsplit

from tests.benchmarks.bench_journeys import Page
from tests.benchmarks.load import ANSWER_BYTES, Answer, parse

OK, SEE_OTHER, TOO_MANY = 200, 303, 429


class Visitor:
    """One browser behind the proxy, at one address; counts nothing, keeps the page it shows."""

    def __init__(self, address, slug, network):
        self.page = Page(address, f"/{slug}/vote/", (f"X-Forwarded-For: {network}",))
        self.server, self.connection = urlsplit(address), None

    async def get(self, name):
        return await self._take(self.page.get(name))

    async def post(self, name, fields, *hidden):
        return await self._take(self.page.post(name, fields, *hidden))

    async def _take(self, request):
        answer = await self._answer(request)
        self.page.take(answer)
        return answer

    async def _answer(self, request) -> Answer:
        """Send on the connection that is open, or on a new one where the server hung up meanwhile."""
        for _attempt in range(3):
            if self.connection is None:
                self.connection = await asyncio.open_connection(self.server.hostname, self.server.port)
            reader, writer = self.connection
            try:
                writer.write(request)
                answer = await self._read(reader)
            except ConnectionError:
                answer = None
            if answer is None or b"\r\nConnection: close" in answer.head:
                writer.close()
                self.connection = None
            if answer is not None:
                return answer
        raise RuntimeError("the server hangs up again and again")

    async def _read(self, reader):
        received = b""
        while more := await reader.read(ANSWER_BYTES):
            received += more
            if answer := parse(received):
                return answer
        return None

    async def consent(self):
        await self.get("")
        return await self.post("", [("agree", "on"), ("age", "on")])

    async def ask(self, number, *, with_ticket=True):
        """Ask for a code; after a page that said to wait the same button carries its ticket."""
        hidden = ["consent", "ticket"] if with_ticket and "ticket" in self.page.hidden else ["consent"]
        return await self.post("number/", [("number", number)], *hidden)

    async def enter(self, number, code):
        return await self.post("code/", [("number", number), ("code", code)], "consent", "challenge")

    def close(self):
        if self.connection is not None:
            self.connection[1].close()


def seconds_to_wait(answer: Answer) -> int | None:
    """How long the page says to wait before the same button is pressed; None where it does not."""
    _, named, rest = answer.head.partition(b"\r\nRetry-After: ")
    return int(rest.partition(b"\r\n")[0]) if named else None
