"""A sealed box with distinct ballots, and a way to change what cannot be changed."""

from itertools import combinations
from uuid import uuid4

from tests.voting.polls import cast, end_window, make_poll
from voting.sealing import seal_box

EVERY_CHOICE = [list(chosen) for chosen in combinations([str(n) for n in range(1, 10)], 3)]


def fill(poll, voters):
    """Cast a choice of its own for each voter; return {voter: (choices, code)}."""
    return {
        f"voter {n}": (
            ",".join(EVERY_CHOICE[n]),
            cast(poll, f"voter {n}", EVERY_CHOICE[n], ballot_id=uuid4()),
        )
        for n in range(voters)
    }


def sealed_poll(voters=6, slug="2026"):
    poll = make_poll(slug=slug)
    fill(poll, voters)
    end_window(poll)
    seal_box(poll=poll, by=None)
    poll.refresh_from_db()
    return poll
