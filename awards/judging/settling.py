"""Two entries of the same paper that differ, and the third look that settles them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from awards.judging.merging import read_points
from awards.judging.models import Judge
from awards.judging.papers import Settlement, Turn
from awards.judging.sets import require_writable
from awards.judging.table import RoundTable, Spot
from awards.rule.models import Round
from cases.services import database_now
from cases.staff.acting import acting
from cases.staff.history import record_created


@dataclass(frozen=True)
class Difference:
    """One cell that two people typed differently, and the look at the paper that settled it, if any."""

    judge: Judge
    spot: Spot
    first: Decimal
    second: Decimal
    settlement: Settlement | None


def has_both_entries(table: RoundTable, judge: Judge) -> bool:
    """Whether both people have typed every cell of `judge`: before that nobody sees what differs."""
    return not table.missing(judge)


def differences_of(table: RoundTable) -> list[Difference]:
    """Every difference of the sets that both people have finished, settled or not, in printed order."""
    entries = table.entries
    return [
        Difference(
            judge,
            spot,
            entries.first[spot.key],
            entries.second[spot.key],
            entries.settlement(spot.key),
        )
        for judge in table.judges
        if has_both_entries(table, judge)
        for spot in table.spots(judge)
        if entries.differs(spot.key)
    ]


def settle_differences(
    *, round_: Round, looks: Mapping[tuple[int, int], str], by
) -> tuple[int, dict[tuple[int, int], ValueError]]:
    """Record what the paper says of open differences: {(sheet, criterion): typed text}; blank cells wait.

    Return how many were settled and what was refused. A cell that is no open difference any more is left alone.
    Raises what `require_writable` raises.
    """
    with transaction.atomic(), acting(by=by):
        round_ = Round.objects.select_for_update(of=("self",)).select_related("edition").get(pk=round_.pk)
        require_writable(round_)
        now, settled, refused = database_now(), [], {}
        for difference in differences_of(RoundTable(round_)):
            key = difference.spot.key
            if difference.settlement or not looks.get(key, "").strip():
                continue
            try:
                points = read_points(looks[key], difference.spot.criterion.maximum)
            except ValueError as error:
                refused[key] = error
            else:
                settled.append(_settlement(difference, points, by, now))
        Settlement.objects.bulk_create(settled)
        record_created(settled)
    return len(settled), refused


def _settlement(difference, points, by, now):
    sheet, criterion = difference.spot.key
    return Settlement(
        sheet_id=sheet,
        criterion_id=criterion,
        first=difference.first,
        second=difference.second,
        points=points,
        settled_by=by,
        settled_at=now,
    )


def progress(table: RoundTable, judge: Judge) -> dict[Turn, int]:
    """How many cells of `judge` each turn holds."""
    turns = list(Turn) if table.entries.is_double else [Turn.FIRST]
    return {turn: len(table.typed(judge, turn)) for turn in turns}
