"""Attacks that must not keep a citizen from voting, on gunicorn and PostgreSQL as in production.

A crowd: a thousand bots ask for codes from one network, each for ever new numbers; half of them press again every few
seconds, half wait as long as the page asks for. A citizen of the same network reads, waits and votes. (A flood that
fills the two cores with requests is another attack, and not one that limits of codes can end.)

A number under attack: from three other networks bots ask for codes of one number and enter wrong ones without end. Its
owner reads the newest code on the telephone, which is the console of the server, and votes.
"""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count

from tests.benchmarks import ready
from tests.benchmarks.attackers import OK, SEE_OTHER, TOO_MANY, Visitor, seconds_to_wait
from tests.portal_server import serve

BOTS = 1000
# Until every bot has come and the network is as crowded as it gets.
BEFORE_THE_CITIZEN = 20.0
# A person reads a page so long before the next press.
READS, LOOKS_AT_THE_PHONE = 2.0, 5.0
# A bot without patience presses again, without the ticket, after so long.
PRESSES_AGAIN = 10.0
MOST_SECONDS = 120
CROWDED, ATTACKERS = "198.51.100.7", ("203.0.113.1", "203.0.113.2", "2001:db8:1::1")
HOME = "198.51.100.8"
CITIZEN, OWNER = "010-4444-5555", "010-6666-7777"
MESSAGE = re.compile(r"투표 인증번호 (\d{6})")


def main() -> Iterator[tuple[str, float]]:
    ready.prepare()
    poll = ready.open_poll("bench-attack")
    served = ready.AS_SERVED | {"TRUSTED_PROXIES": "127.0.0.1"}
    log = ready.directory() / "attack.log"
    with serve(served, log) as address:
        crowd = Attack(address, poll.edition.slug, log)
        seconds = asyncio.run(crowd.on_a_network())
        yield "attack_citizen_s", seconds
        yield "attack_citizen_waited_s", crowd.waited
        yield "attack_bots_asks_per_s", crowd.asks / crowd.lasted
        yield "attack_bots_codes", crowd.codes
        guessing = Attack(address, poll.edition.slug, log)
        yield "attack_owner_s", asyncio.run(guessing.on_a_number())
        yield "attack_owner_wrong_codes", guessing.statuses[422]
        yield "attack_owner_codes", guessing.codes
    broken = {status: n for status, n in (crowd.statuses + guessing.statuses).items() if status >= 500}
    yield "attack_5xx", sum(broken.values())
    if poll.participations.count() != 2:
        raise RuntimeError(f"participations: {poll.participations.count()}")


class Attack:
    def __init__(self, address, slug, log):
        self.address, self.slug, self.log = address, slug, log
        self.statuses, self.codes, self.asks, self.waited, self.lasted = Counter(), 0, 0, 0.0, 0.0
        self.numbers = (f"010{20_000_000 + n}" for n in count(1))

    def visitor(self, network):
        return Visitor(self.address, self.slug, network)

    async def on_a_network(self) -> float:
        started = time.perf_counter()
        bots = [asyncio.create_task(self.bot(is_patient=n % 2 == 0)) for n in range(BOTS)]
        await asyncio.sleep(BEFORE_THE_CITIZEN)
        seconds = await self.during(bots, self.citizen())
        self.lasted = time.perf_counter() - started
        return seconds

    async def on_a_number(self) -> float:
        bots = [asyncio.create_task(self.guesser(network)) for network in ATTACKERS for _ in range(4)]
        await asyncio.sleep(READS)
        return await self.during(bots, self.owner())

    async def during(self, bots, person):
        started = time.perf_counter()
        try:
            await asyncio.wait_for(person, MOST_SECONDS)
        finally:
            seconds = time.perf_counter() - started
            for bot in bots:
                bot.cancel()
            ends = await asyncio.gather(*bots, return_exceptions=True)
        if failed := [end for end in ends if not isinstance(end, asyncio.CancelledError)]:
            raise RuntimeError(f"{len(failed)} bots failed: {failed[0]!r}")
        return seconds

    async def bot(self, *, is_patient):
        """A number after the other; nobody reads its codes."""
        visitor = self.visitor(CROWDED)
        # They do not come all in one instant, which would measure the backlog of the socket.
        await asyncio.sleep(random.uniform(0, BEFORE_THE_CITIZEN / 2))
        await visitor.consent()
        while True:
            number = next(self.numbers)
            while (answer := await self.asked(visitor, number, with_ticket=is_patient)).status == TOO_MANY:
                await asyncio.sleep(seconds_to_wait(answer) if is_patient else PRESSES_AGAIN)
            # Back to the page of the number: its consent holds.
            visitor.page.hidden.pop("ticket", None)

    async def asked(self, visitor, number, **how):
        answer = await visitor.ask(number, **how)
        self.asks += 1
        self.statuses[answer.status] += 1
        self.codes += answer.status == OK
        return answer

    async def citizen(self):
        visitor = self.visitor(CROWDED)
        await visitor.consent()
        await asyncio.sleep(READS)
        while (answer := await visitor.ask(CITIZEN)).status == TOO_MANY:
            self.waited += seconds_to_wait(answer)
            await asyncio.sleep(seconds_to_wait(answer))
        # The page of the demonstration is this citizen's phone.
        await asyncio.sleep(LOOKS_AT_THE_PHONE)
        await self.vote(visitor, await visitor.enter(CITIZEN, visitor.page.code))

    async def vote(self, visitor, answer):
        case = [("case", number) for number in random.sample(ready.NUMBERS, ready.K)]
        _require(answer, SEE_OTHER)
        _require(await visitor.get("choose/"), OK)
        await asyncio.sleep(READS)
        _require(await visitor.post("review/", case), OK)
        await asyncio.sleep(READS)
        _require(await visitor.post("cast/", case, "nonce"), SEE_OTHER)

    async def guesser(self, network):
        """Ask, guess until nothing is looked at any more, ask again."""
        visitor = self.visitor(network)
        await visitor.consent()
        while True:
            await self.asked(visitor, OWNER, with_ticket=False)
            if "challenge" not in visitor.page.hidden:
                await visitor.consent()
                continue
            for _guess in range(10):
                answer = await visitor.enter(OWNER, f"{random.randrange(10**6):06}")
                self.statuses[answer.status] += 1
                if answer.status == SEE_OTHER:
                    raise RuntimeError("a code was guessed: run it again")

    async def owner(self):
        """Asks, and enters what lies newest on the phone; a code that was replaced meanwhile is read anew."""
        visitor = self.visitor(HOME)
        await visitor.consent()
        await asyncio.sleep(READS)
        while True:
            await visitor.ask(OWNER)
            if "challenge" in visitor.page.hidden:
                break
            await asyncio.sleep(LOOKS_AT_THE_PHONE)
        while True:
            await asyncio.sleep(LOOKS_AT_THE_PHONE)
            newest = MESSAGE.findall(self.log.read_text(encoding="utf-8"))[-1]
            answer = await visitor.enter(OWNER, newest)
            if answer.status == SEE_OTHER:
                break
            await visitor.ask(OWNER)
        await self.vote(visitor, answer)


def _require(answer, status):
    if answer.status != status:
        raise RuntimeError(f"{answer.status} instead of {status}: {answer.body[:2000]!r}")
