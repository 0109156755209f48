"""Casts as fast as one process can: on each line of standard input, a number of seconds, answers their count.

Calls the service itself, as the view does, on the database of `DATABASE_URL`.
"""

import os
import random
import sys
import time
from uuid import uuid4

from tests.benchmarks.ready import NUMBERS, K


def main(slug: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from voting.models import Poll

    poll = Poll.objects.select_related("edition").get(edition__slug=slug)
    print("ready", flush=True)
    for line in sys.stdin:
        print(_cast_for(poll, float(line)), flush=True)


def _cast_for(poll, seconds):
    from voting.ballot_box import cast_ballot
    from voting.commitments import canonical_choices

    ends_at, casts = time.perf_counter() + seconds, 0
    while time.perf_counter() < ends_at:
        cast_ballot(
            poll=poll,
            voter_key=uuid4(),
            method="bench",
            choices=canonical_choices(random.sample(NUMBERS, K)),
            ballot_id=uuid4(),
        )
        casts += 1
    return casts


if __name__ == "__main__":
    main(sys.argv[1])
