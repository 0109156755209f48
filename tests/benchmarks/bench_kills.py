"""SIGKILL for the database, the portal or both while citizens vote: what they were told against what is in the box.

The same rig runs twice on one server. First as the portal is: nothing acknowledged may be lost. Then, as the control
that shows the rig can see a loss, with `synchronous_commit=off` on the portal's connections, until the death of the
database takes an acknowledged ballot along. Only what was still in the database's own memory can be lost that way, and
its WAL writer empties that memory every 200 ms; `wal_writer_delay` of 10 s, in both runs, makes the control surer.
With `synchronous_commit=on` the commit itself writes, whatever the WAL writer does.
"""

import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.processes import Database, Portal
from tests.portal_server import manage, portal_environment

TARGETS = ["database"] * 7 + ["portal"] * 7 + ["both"] * 6
AT_ONCE = 16
# Seconds under load before a kill, and of darkness after it.
LOAD, DARK = (1.0, 3.0), (0.0, 0.5)
CONTROL_KILLS = 10
WEAK = "&options=-c%20synchronous_commit%3Doff"


@dataclass
class Outage:
    """One kill: from when on nothing answered, since when everything was started again, and what was in the box
    meanwhile, where the database lived on."""

    target: str
    killed: float
    back: float
    ballots: dict


@dataclass
class Rig:
    database: Database
    portal: Portal
    poll: object
    draw: random.Random = field(default_factory=lambda: random.Random(2021))

    def kill(self, target: str) -> Outage:
        """Wait a random while under load, kill, leave it dark for a moment, start again."""
        dying = {"database": [self.database], "portal": [self.portal], "both": [self.portal, self.database]}
        time.sleep(self.draw.uniform(*LOAD))
        killed = time.monotonic()
        for server in dying[target]:
            server.kill()
        time.sleep(self.draw.uniform(*DARK))
        ballots = in_the_box(self.poll)[0] if target == "portal" else {}
        for server in reversed(dying[target]):
            server.start()
        return Outage(target, killed, time.monotonic(), ballots)


@contextmanager
def rig() -> Iterator[Rig]:
    with tempfile.TemporaryDirectory(prefix="portal-", dir="/tmp") as name:
        directory = Path(name)
        database = Database(directory, wal_writer_delay="10s")
        try:
            environment = portal_environment(directory, database.url)
            manage("migrate", "--verbosity=0", environment=environment)
            manage("collectstatic", "--no-input", "--verbosity=0", environment=environment)
            poll = _open_poll(environment)
            portal = Portal(environment, directory / "portal.log")
            try:
                yield Rig(database, portal, poll)
            finally:
                portal.stop()
        finally:
            database.stop()


def _open_poll(environment):
    """Set up Django in this process too: for credentials and for the look into the box, not for casting."""
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings")
    import django

    django.setup()
    from django.db import connection

    from tests.voting.polls import make_poll

    poll = make_poll(slug="kills")
    connection.close()
    return poll


def in_the_box(poll) -> tuple[dict, set]:
    """Return the choices by ballot id, and the voter keys."""
    from django.db import connection

    ballots = dict(poll.ballots.values_list("pk", "choices"))
    voters = set(poll.participations.values_list("pk", flat=True))
    connection.close()
    return ballots, voters


def lost(pages, ballots) -> int:
    """How many ballots are not in the box, or not as they were cast, although their voters were told they are."""
    return sum(page.is_acknowledged and ballots.get(page.ballot) != page.choices for page in pages)


def contradictions(pages, ballots, voters) -> dict[str, int]:
    """What must never be, beside a loss: each by its name and number."""
    told = {page.ballot: page for page in pages}
    cast = [told[ballot].voter for ballot in ballots if ballot in told]
    return {
        "not settled": sum(not page.is_settled for page in pages),
        "told both": sum(page.is_acknowledged and page.is_refused for page in pages),
        "refused without a vote": sum(page.is_refused and not page.is_other for page in pages),
        "second page acknowledged": sum(page.is_acknowledged and page.is_other for page in pages),
        "in the box although refused": sum(page.is_refused and page.ballot in ballots for page in pages),
        "in the box from nobody": len(ballots.keys() - told.keys()),
        "voters with two": len(cast) - len(set(cast)),
        "participations without ballot or ballots without": len(voters ^ set(cast)),
    }


def errors_after_return(pages, outages) -> list[int]:
    """Answers 5xx, or none at all, that came between each return and the next kill to what was sent in that time."""
    ends = [outage.killed for outage in outages[1:]] + [float("inf")]
    answers = [answer for page in pages for answer in page.answers if answer.is_lost]
    return [
        sum(outage.back < answer.sent and answer.came < end for answer in answers)
        for outage, end in zip(outages, ends, strict=True)
    ]


def landed_unanswered(pages, outages) -> int:
    """How many ballots were in the box when the portal was dead although their voters knew it only afterwards."""
    told = {
        page.ballot: min(answer.came for answer in page.answers if answer.status == 303)
        for page in pages
        if page.is_acknowledged
    }
    return sum(told.get(ballot, 0) > outage.killed for outage in outages for ballot in outage.ballots)


def first_acknowledged(pages, since) -> float:
    """Seconds from `since` to the first good answer to what was sent after it."""
    answers = (answer for page in pages for answer in page.answers)
    return min(a.came - since for a in answers if a.status == 303 and a.sent > since)


def main() -> Iterator[tuple[str, int]]:
    with rig() as at:
        from tests.benchmarks.citizens import Citizens

        citizens = Citizens(at.poll, at.portal.port)
        yield from _kill_all(at, citizens)
        yield from _die_unnoticed(at, citizens)
        yield from _control(at, citizens)


def _kill_all(at, citizens):
    targets = at.draw.sample(TARGETS, len(TARGETS))
    citizens.start(AT_ONCE)
    try:
        outages = [at.kill(target) for target in targets]
        time.sleep(LOAD[1])
    finally:
        citizens.stop()
    pages = citizens.pages
    ballots, voters = in_the_box(at.poll)
    errors = errors_after_return(pages, outages)
    for n, (outage, wrong) in enumerate(zip(outages, errors, strict=True), start=1):
        back, first = outage.back - outage.killed, first_acknowledged(pages, outage.killed)
        print(
            f"kill {n:2} {outage.target:8} back after {back:4.1f} s, "
            f"first acknowledged after {first:4.1f} s, errors since: {wrong}"
        )
    wrong = {name: n for name, n in contradictions(pages, ballots, voters).items() if n}
    print(f"{len(ballots)} ballots in the box; contradictions: {wrong or 'none'}")
    yield "kills", len(outages)
    yield "kills_lost", lost(pages, ballots)
    yield "kills_casts", sum(page.is_acknowledged for page in pages)
    yield "kills_asked_again", sum(page.was_asked_again for page in pages)
    yield "kills_landed_unanswered", landed_unanswered(pages, outages)
    yield "kills_contradictions", sum(wrong.values())
    yield "kills_errors_after_return", sum(errors)


def _die_unnoticed(at, citizens):
    """The database dies while nobody asks: are persistent connections found dead before they are used?"""
    before = len(citizens.pages)
    at.database.kill()
    at.database.start()
    citizens.start(AT_ONCE)
    time.sleep(LOAD[0])
    citizens.stop()
    answers = [answer for page in citizens.pages[before:] for answer in page.answers]
    print(f"after a death while idle: {len(answers)} answers")
    yield "kills_errors_after_idle_death", sum(answer.is_lost for answer in answers)


def _control(at, citizens):
    """The portal with the setting that buys nothing: kill the database until something acknowledged is gone."""
    at.portal.stop()
    at.portal.environment = at.portal.environment | {"DATABASE_URL": at.database.url + WEAK}
    at.portal.start()
    before, kills, gone = len(citizens.pages), 0, 0
    while not gone and kills < CONTROL_KILLS:
        citizens.start(AT_ONCE)
        try:
            at.kill("database")
        finally:
            citizens.stop()
        kills += 1
        gone = lost(citizens.pages[before:], in_the_box(at.poll)[0])
    casts = sum(page.is_acknowledged for page in citizens.pages[before:])
    print(f"control: {kills} kills, {casts} acknowledged")
    yield "kills_control_lost", gone
