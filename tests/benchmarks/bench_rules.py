"""Random editions by the engine, by recount.py and by the naive recount, which share no line: do they agree?

Two processes, each with every second seed. What the editions hold is printed too, so that nobody can think them tame.
"""

import multiprocessing
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.portal_server import portal_environment

EDITIONS = 10_000


def set_up(directory: Path) -> None:
    """Set up Django for the texts of a bundle alone: nothing is asked of the database."""
    environment = portal_environment(directory, f"sqlite:///{directory / 'portal.sqlite3'}")
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings")
    import django

    django.setup()


def compare_all(seeds) -> tuple[list[str], Counter, float, float]:
    """Return (differences, how many editions hold each feature, seconds of the engine, of the naive recount)."""
    from tests.awards.arithmetic.agreement import compare

    differences, held, engine_s, naive_s = [], Counter(), 0.0, 0.0
    for seed in seeds:
        one = compare(seed)
        held.update(one.features)
        engine_s += one.engine_s
        naive_s += one.naive_s
        if one.difference:
            print(one.difference, flush=True)
            differences.append(one.difference)
    return differences, held, engine_s, naive_s


def main() -> Iterator[tuple[str, float]]:
    with tempfile.TemporaryDirectory() as name:
        set_up(Path(name))
        from tests.awards.arithmetic.random_features import FEATURES

        with multiprocessing.get_context("fork").Pool(1) as other:
            odd = other.apply_async(compare_all, [range(1, EDITIONS, 2)])
            halves = [compare_all(range(0, EDITIONS, 2)), odd.get()]
    differences, held, engine_s, naive_s = (sum(parts[1:], parts[0]) for parts in zip(*halves, strict=True))
    for feature in FEATURES:
        print(f"{feature}: {held[feature]:,}", flush=True)
    yield "rules_editions", EDITIONS
    yield "rules_disagreements", len(differences)
    yield "rules_engine_over_naive", engine_s / naive_s
    if differences:
        sys.exit(f"{len(differences):,} of {EDITIONS:,} editions differ; the first: {differences[0]}")
