"""The kinds of sheets that the staff's pages take over, each told by its room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from cases.models import Edition
from cases.sheets.cases import COLUMNS, import_cases, plan_cases
from cases.sheets.columns import Column
from cases.sheets.plan import ImportPlan
from cases.sheets.reader import Table
from cases.sheets.summary import ImportSummary


@dataclass(frozen=True)
class SheetKind:
    """What one page of imports needs. A target is an edition or a part of one, found in `targets()`.

    `columns(None)` describes the sheet where it is the same for every target; `rows` are written in advance.
    """

    name: str
    targets: Callable[[], QuerySet]
    plan: Callable[[Model, Table], ImportPlan]
    take_over: Callable[[Model, Table, Any, str], ImportSummary]
    columns: Callable[[Model | None], Sequence[Column]]
    label: Callable[[Model], str] = str
    rows: Callable[[Model | None], Sequence[Sequence]] = lambda target: ()
    has_template_for_each: bool = False


def editions() -> QuerySet:
    """Editions that may take sheets over: history is published facts only."""
    return Edition.objects.exclude(kind=Edition.Kind.RECORD).newest_first()


CASES = SheetKind(
    name="cases",
    targets=editions,
    plan=lambda edition, table: plan_cases(edition=edition, table=table),
    take_over=lambda edition, table, by, expected: import_cases(
        edition=edition, table=table, by=by, expected=expected
    ),
    columns=lambda edition: COLUMNS,
)
