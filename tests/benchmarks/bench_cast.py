"""A cast through the whole portal against a view that inserts one row, on PostgreSQL with its defaults.

The target is the real page `voting:cast`: all middleware, CSRF, signed credential, nonce, a new voter each.
The control gets the same request and does the least that stores anything (`minimal.py`). Both are served by
gunicorn as in production and share two cores with the database and the load, so only ratios count: slices of
a second, control – target – control – without lock – control, the median of the ratios of each slice to
its two controls.

Both keep their connections, which the control gains more by. Nobody reads the page before the cast within the
two seconds for which the server keeps a connection, so `…_new_connections` has one connection a request.
"""

import os
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import repeat
from statistics import mean, median
from uuid import uuid4

from tests.benchmarks import cpu, ready
from tests.benchmarks.load import BROKEN, Tally, drive, once, post
from tests.portal_server import serve

ROUNDS = 7
SLICE_SECONDS = 1.0
# Prepared requests a slice may use up; more than any server here can answer.
MOST_A_SLICE = 2500
CONTROL, TARGET, UNLOCKED = "tests.benchmarks.minimal", "config.wsgi", "tests.benchmarks.unlocked"
# Each of these stands between two slices of the control.
MEASURED = {32: (TARGET, UNLOCKED), 128: (TARGET,)}
CLOSE = ("Connection: close",)


def main() -> Iterator[tuple[str, float]]:
    ready.prepare()
    poll = ready.open_poll("bench-cast")
    _create_table_of_the_control()
    with ExitStack() as stack:
        bench = Bench(poll, {name: _serve(stack, name) for name in (CONTROL, TARGET, UNLOCKED)})
        for name in bench.addresses:
            bench.slice(name, 32)
        for connections, measured in MEASURED.items():
            yield from _figures(bench, connections, measured)
            rounds = [bench.round((TARGET,), connections, CLOSE)[TARGET] for _ in range(ROUNDS)]
            yield f"cast_ratio_{connections}_new_connections", median(one.ratio for one in rounds)
    yield "cast_5xx", sum(n for status, n in bench.statuses.items() if status >= 500 or status == BROKEN)
    yield "cast_acknowledged", bench.acknowledged
    _require_all_in_the_box(poll, bench)


def _create_table_of_the_control():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE minimal_insert (id uuid PRIMARY KEY, choices text NOT NULL)")


def _serve(stack, application):
    log = ready.directory() / f"{application}.log"
    return stack.enter_context(serve(ready.AS_SERVED, log, application))


def _figures(bench, connections, measured):
    rounds = [bench.round(measured, connections) for _ in range(ROUNDS)]
    ratios = {name: median(one[name].ratio for one in rounds) for name in measured}
    yield f"cast_ratio_{connections}", ratios[TARGET]
    yield f"cast_ratio_{connections}_of_cpu", median(one[TARGET].cpu_ratio for one in rounds)
    yield f"cast_cpu_ms_{connections}", median(one[TARGET].tally.cpu_ms for one in rounds)
    yield f"cast_per_s_{connections}", median(one[TARGET].tally.rate for one in rounds)
    if UNLOCKED in measured:
        yield f"cast_ratio_{connections}_without_lock", ratios[UNLOCKED]
    else:
        yield (
            f"cast_p99_over_p50_{connections}",
            median(_p99_over_p50(one[TARGET].tally.durations) for one in rounds),
        )


def _p99_over_p50(durations):
    return ready.quantile(durations, 0.99) / ready.quantile(durations, 0.5)


@dataclass(frozen=True)
class Measured:
    """A slice, its rate and its processor time a request, each against the two slices of the control."""

    tally: Tally
    ratio: float
    cpu_ratio: float


class Bench:
    """Slices on servers, and what all of them together were told."""

    def __init__(self, poll, addresses):
        self.poll, self.addresses = poll, addresses
        self.statuses, self.acknowledged = {}, 0

    def round(self, measured, connections, headers=()) -> dict[str, Measured]:
        controls = [self.slice(CONTROL, connections, headers)]
        tallies = []
        for name in measured:
            tallies.append(self.slice(name, connections, headers))
            controls.append(self.slice(CONTROL, connections, headers))
        return {
            name: Measured(
                tally,
                tally.rate / mean((before.rate, after.rate)),
                mean((before.cpu_ms, after.cpu_ms)) / tally.cpu_ms,
            )
            for name, tally, before, after in zip(measured, tallies, controls, controls[1:], strict=False)
        }

    def slice(self, name, connections, headers=()) -> Tally:
        address = self.addresses[name]
        if name == CONTROL:
            # It does not look at what it gets.
            requests = repeat(_cast(address, "/", self.poll, headers))
        else:
            path = f"/{self.poll.edition.slug}/vote/cast/"
            requests = [_cast(address, path, self.poll, headers) for _ in range(MOST_A_SLICE)]
        before = cpu.spent()
        tally = drive(address, map(once, requests), connections=connections, seconds=SLICE_SECONDS)
        tally.cpu_ms = (cpu.spent() - before) * 1000 / tally.statuses.total()
        if tally.ran_out:
            raise RuntimeError(f"{name}: {MOST_A_SLICE} requests were too few")
        for status, n in tally.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + n
        if name != CONTROL:
            self.acknowledged += tally.statuses[303]
        return tally


def _cast(address, path, poll, headers=()):
    """The request of a new voter's browser after the page that asks once more."""
    from django.http import HttpRequest, HttpResponse
    from django.middleware.csrf import get_token

    from voting import credentials
    from voting.commitments import DRAWN_LETTERS, page_nonce

    answer, page, key = HttpResponse(), HttpRequest(), uuid4()
    credentials.grant(answer, poll=poll, voter_key=key, method="bench")
    token = get_token(page)
    vote = answer.cookies[credentials.cookie_name(credentials.NAME)]
    cookies = {"csrftoken": page.META["CSRF_COOKIE"], vote.key: vote.coded_value}
    nonce = page_nonce(poll.secret, key, os.urandom(16).hex()[:DRAWN_LETTERS])
    fields = [("csrfmiddlewaretoken", token), ("nonce", nonce)]
    fields += [("case", number) for number in random.sample(ready.NUMBERS, ready.K)]
    return post(address, path, cookies, fields, headers)


def _require_all_in_the_box(poll, bench):
    """Everything acknowledged is in the box, and nothing else."""
    stored = poll.participations.count(), poll.ballots.count()
    if stored != (bench.acknowledged, bench.acknowledged):
        raise RuntimeError(
            f"acknowledged {bench.acknowledged}, stored {stored}, statuses {dict(bench.statuses)}"
        )
