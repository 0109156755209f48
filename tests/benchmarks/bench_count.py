"""The count of a million ballots against the bare GROUP BY, and everything between the count and the publication.

Ratios are taken inside one round (bare, count, bare), so that the neighbours of the machine stand on both sides.
61 cases, two rounds, 9 judges; scores are drawn from the seed of practice editions, ballots from the file of 2021.
"""

import csv
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests import postgresql
from tests.benchmarks.filling import add_to_the_sealed_box, fill, settle
from tests.portal_server import manage, portal_environment

BALLOTS = 1_000_000
ON_PAPER = 10_000_000
MORE = BALLOTS
ROUNDS = 9
PUBLICATIONS = 5
JUDGES = 9


@contextmanager
def portal_database() -> Iterator[Path]:
    """Set up Django in this process on a new PostgreSQL; yield a directory that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="portal-", dir="/tmp") as name:
        directory = Path(name)
        environment = portal_environment(directory, postgresql.start(directory))
        try:
            os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings")
            manage("migrate", "--verbosity=0", environment=environment)
            import django

            django.setup()
            yield directory
        finally:
            from django.db import connection

            connection.close()
            postgresql.stop(directory)


def edition_files(directory: Path):
    """Write the files of 2021 with nine judges and without scores, which are drawn then."""
    from awards.rehearsal.files import SHIPPED, EditionFiles

    shipped, folder = SHIPPED / "2021", directory / "edition"
    folder.mkdir(exist_ok=True)
    for name in ("edition.json", "cases.csv"):
        (folder / name).write_bytes((shipped / name).read_bytes())
    judges = [
        "심사위원,역할",
        *(f"심사위원 {n},{'위원장' if n == 1 else '위원'}" for n in range(1, JUDGES + 1)),
    ]
    (folder / "judges.csv").write_text("\n".join(judges), encoding="utf-8")
    return EditionFiles(folder)


def sealed_edition(directory: Path, ballots: int):
    """Take an edition with so many ballots past the seal by the real services; return the run."""
    from awards.rehearsal.run import UP_TO_OPEN_VOTE, Rehearsal, close_vote, rehearse, staff_pair

    clerk, second = staff_pair()
    run = Rehearsal(files=edition_files(directory), slug="count", clerk=clerk, second=second)
    for _done in rehearse(run, UP_TO_OPEN_VOTE):
        pass
    fill(run.edition.poll, ballots, sheets_like_2021(run.edition.poll))
    print(f"{ballots:,} ballots: closed and sealed in {seconds(lambda: close_vote(run)):.2f} s", flush=True)
    settle()
    run.edition.refresh_from_db()
    return run


def sheets_like_2021(poll) -> list[str]:
    """Return the canonical choices of every ballot of 2021, its cases exchanged for the finalists of `poll`."""
    from awards.rehearsal.files import SHIPPED
    from voting.ballot_box import numbers_on_the_ballot
    from voting.commitments import canonical_choices

    with (SHIPPED / "2021" / "ballots.csv").open(encoding="utf-8-sig", newline="") as file:
        ballots = list(csv.reader(file))[1:]
    drawn = dict(
        zip(
            sorted({number for ballot in ballots for number in ballot}),
            numbers_on_the_ballot(poll),
            strict=True,
        )
    )
    return [canonical_choices(drawn[number] for number in ballot) for ballot in ballots]


def seconds(act) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def bare_count() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT choices, count(*) FROM voting_sealedballot GROUP BY choices")
        cursor.fetchall()


def measure(poll) -> tuple[float, float, float]:
    """Return (median ratio, median seconds of the count, median seconds of the bare statement)."""
    from voting.sealing import count_ballots

    ratios, counts, bares = [], [], []
    for _round in range(ROUNDS):
        before, counted, after = (
            seconds(bare_count),
            seconds(lambda: count_ballots(poll)),
            seconds(bare_count),
        )
        ratios.append(counted / ((before + after) / 2))
        counts.append(counted)
        bares += [before, after]
    return median(ratios), median(counts), median(bares)


def seconds_to_publication(run) -> tuple[float, dict[str, float]]:
    """Compute, ask, approve and publish; return the seconds without the count, and those of each step."""
    from awards.outcome import computing, publication

    spent = {}

    def timed(name, act):
        started = time.perf_counter()
        value = act()
        spent[name] = time.perf_counter() - started
        return value

    count_ballots = computing.count_ballots
    computing.count_ballots = lambda poll: timed("count", lambda: count_ballots(poll))
    try:
        result = timed("compute", lambda: computing.compute_result(edition=run.edition, by=run.clerk))
    finally:
        computing.count_ballots = count_ballots
    timed("ask", lambda: publication.request_approval(result=result, by=run.clerk))
    timed("approve", lambda: publication.approve(result=result, by=run.second))
    timed("publish", lambda: publication.publish(result=result, by=run.clerk))
    spent["compute"] -= spent.pop("count")
    return sum(spent.values()), spent


def take_back(run) -> None:
    """As if it had not been published, so that the same can be measured once more."""
    from cases.models import Edition

    Edition.objects.filter(pk=run.edition.pk).update(published_at=None)
    run.edition.refresh_from_db()


def publish_several_times(run) -> float:
    """Return the median seconds to the publication, and print where they went."""
    totals = []
    for _publication in range(PUBLICATIONS):
        total, spent = seconds_to_publication(run)
        totals.append(total)
        print(
            "publication: " + ", ".join(f"{name} {value:.3f} s" for name, value in spent.items()), flush=True
        )
        take_back(run)
    return median(totals)


def main() -> Iterator[tuple[str, float]]:
    with portal_database() as directory:
        run = sealed_edition(directory, BALLOTS)
        poll = run.edition.poll
        ratio, counted, bare = measure(poll)
        print(f"count {counted:.3f} s, bare {bare:.3f} s", flush=True)
        yield "count_ratio_1m", ratio
        yield "publish_s", publish_several_times(run)
        add_to_the_sealed_box(poll, MORE, sheets_like_2021(poll))
        settle()
        _ratio, of_more, _bare = measure(poll)
        slope = (of_more - counted) / MORE
        yield "count_us_per_ballot", slope * 1e6
        yield "count_10m_on_paper_s", counted + (ON_PAPER - BALLOTS) * slope
