"""Casting into a box of a million ballots against casting into one of ten thousand.

Two databases of one server, one box each, filled by COPY with random ids. The service `cast_ballot` is called
itself, by a few processes a box: forms, cookies and rendering do not depend on what is in the box, and through
the web server they would hide the database's share behind five times its work. Slices of a second: small –
large – small, the median of the ratios.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import mean, median

from tests.benchmarks import ready
from tests.portal_server import ROOT, database_url, portal_environment

ROUNDS = 9
SLICE_SECONDS = 1.0
PROCESSES = 4
SIZES = {"small": 10_000, "large": 1_000_000}
SLUG = "bench-growth"


def main() -> Iterator[tuple[str, float]]:
    ready.prepare()
    with ExitStack() as stack:
        boxes = {}
        for name, ballots in SIZES.items():
            environment = _make_box(name, ballots)
            boxes[name] = [stack.enter_context(_caster(environment)) for _ in range(PROCESSES)]
        for casters in boxes.values():
            _slice(casters)
        ratios, rates = [], []
        before = _slice(boxes["small"])
        for _ in range(ROUNDS):
            large, after = _slice(boxes["large"]), _slice(boxes["small"])
            ratios.append(large / mean((before, after)))
            rates.append(large)
            before = after
    yield "cast_growth_1m", median(ratios)
    yield "cast_growth_casts_per_s_1m", median(rates)


def _make_box(name, ballots):
    """A database with one open poll and so many ballots in its box; return the variables of its portal."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE bench_{name}")
    url = database_url(connection.settings_dict | {"NAME": f"bench_{name}"})
    environment = portal_environment(ready.directory(), url)
    _python("-m", "tests.benchmarks.filling", SLUG, str(ballots), environment=environment)
    return environment


def _python(*arguments, environment):
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=os.environ | environment, check=True)


@contextmanager
def _caster(environment):
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.casting", SLUG],
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        process.stdout.readline()
        yield process
    finally:
        process.communicate()


def _slice(casters):
    for caster in casters:
        caster.stdin.write(f"{SLICE_SECONDS}\n")
        caster.stdin.flush()
    return sum(int(caster.stdout.readline()) for caster in casters) / SLICE_SECONDS
