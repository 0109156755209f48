"""Makes one open poll in the empty database of `DATABASE_URL` and fills its box by COPY, with random ids."""

import os
import random
import sys
from uuid import UUID

from tests.benchmarks.ready import NUMBERS, K, open_poll

HOUR = "2026-01-01 00:00:00+00"


def main(slug: str, ballots: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    fill(open_poll(slug), ballots)
    with connection.cursor() as cursor:
        # What a server has long done when its box is that full.
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def fill(poll, ballots: int) -> None:
    """Put so many ballots into the box of `poll`, with their participations, by COPY."""
    from django.db import transaction

    from voting.commitments import canonical_choices

    sheets = [canonical_choices(random.sample(NUMBERS, K)) for _ in range(1000)]
    with transaction.atomic():
        _copy(
            "voting_participation (voter_key, poll_id, method, hour)",
            (f"{_random_id()}\t{poll.pk}\tbench\t{HOUR}\n" for _ in range(ballots)),
        )
        _copy(
            "voting_ballot (id, poll_id, choices)",
            (f"{_random_id()}\t{poll.pk}\t{random.choice(sheets)}\n" for _ in range(ballots)),
        )


def _random_id():
    return UUID(int=random.getrandbits(128))


def _copy(columns, lines):
    from django.db import connection

    with connection.cursor() as cursor, cursor.copy(f"COPY {columns} FROM STDIN") as copy:
        for line in lines:
            copy.write(line)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
