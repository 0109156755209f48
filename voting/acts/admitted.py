"""What two people signed that does not agree and cannot be cured: told with its size and cause, and gone on with."""

from typing import Any

from voting.acts.models import PollAct
from voting.acts.sizes import Sizes

Kind = PollAct.Kind


def is_admitted(poll, kind: Kind, sizes: Sizes) -> bool:
    """Whether 총괄 and 감사 signed that `poll` goes on with exactly these numbers: with others it does not."""
    signed = poll.acts.confirmed().filter(kind=kind).values_list("sizes", flat=True)
    return any(all(one.get(name) == size for name, size in sizes.items()) for one in signed)


def admissions(poll) -> list[dict[str, Any]]:
    """What was signed, in plain values: {"kind", "sizes", "cause", "signed_at"}, the first first."""
    return [
        {
            "kind": act.kind,
            "sizes": act.sizes,
            "cause": act.reason,
            "signed_at": act.confirmed_at.isoformat(timespec="seconds"),
        }
        for act in poll.acts.confirmed().filter(kind__in=[Kind.ADMIT_BOX, Kind.ADMIT_COUNTS])
    ]
