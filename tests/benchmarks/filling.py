"""Fills boxes by COPY, as the owner of their tables: cast one by one a million ballots would take an hour.

As a program it makes one open poll in the empty database of `DATABASE_URL` and fills its box.
"""

import os
import random
import sys
from collections.abc import Iterator, Sequence
from uuid import UUID

from tests.benchmarks.ready import NUMBERS, K, open_poll


def main(slug: str, ballots: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from voting.commitments import canonical_choices

    call_command("migrate", verbosity=0)
    sheets = [canonical_choices(random.sample(NUMBERS, K)) for _ in range(1000)]
    fill(open_poll(slug), ballots, sheets)
    settle()


def fill(poll, ballots: int, sheets: Sequence[str]) -> None:
    """Put so many ballots with choices drawn from `sheets` into the open box of `poll`, and their participations."""
    from django.db import connection, transaction

    from voting.box_sql import guards_lifted

    draw, hour = random.Random(ballots), poll.edition.voting_open_at
    with transaction.atomic(), guards_lifted(), connection.cursor() as cursor:
        with cursor.copy("COPY voting_participation (voter_key, poll_id, method, hour) FROM STDIN") as rows:
            for _n in range(ballots):
                rows.write_row((UUID(int=draw.getrandbits(128)), poll.pk, "sms", hour))
        with cursor.copy("COPY voting_ballot (id, poll_id, choices, mac, positions) FROM STDIN") as rows:
            for row in _drawn_ballots(poll, ballots, sheets, draw):
                rows.write_row((*row, "1,4,7"))


def add_to_the_sealed_box(poll, ballots: int, sheets: Sequence[str]) -> None:
    """What nobody may do: only to see what more ballots cost, once nothing else is measured on this box."""
    from django.db import connection, transaction

    from voting.box_sql import guards_lifted

    into = "COPY voting_sealedballot (id, poll_id, choices, mac) FROM STDIN"
    with transaction.atomic(), guards_lifted(), connection.cursor() as cursor, cursor.copy(into) as rows:
        for row in _drawn_ballots(poll, ballots, sheets, random.Random("more")):
            rows.write_row(row)


def _drawn_ballots(poll, ballots, sheets, draw) -> Iterator[tuple]:
    """Yield (id, poll, choices, mac) of ballots as the portal with its key makes them."""
    from voting.commitments import ballot_mac

    secret = poll.secret
    for _n in range(ballots):
        ballot, chosen = UUID(int=draw.getrandbits(128)), draw.choice(sheets)
        yield ballot, poll.pk, chosen, ballot_mac(secret, ballot, chosen)


def settle() -> None:
    """Do what the database does by itself some minutes later: hint bits, visibility, statistics."""
    from django.db import connection

    from voting.guards import TABLES

    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("CHECKPOINT")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
