"""The judge sheet: who judges which rounds, and from which organisations they step back."""

import logging
import re
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.judging.models import Judge, Recusal, Sheet
from awards.rule.models import Round
from cases.models import Edition, Organisation
from cases.services import RuleBroken, database_now, organisations_by_name
from cases.sheets.cells import Cell, printable
from cases.sheets.columns import BoundRow, BoundTable, Column, bind
from cases.sheets.errors import SheetRefused
from cases.sheets.parsers import CellRefused, text, visible
from cases.sheets.plan import Change, Difference, ImportPlan, shown
from cases.sheets.reader import Table
from cases.sheets.summary import ImportSummary
from cases.staff.acting import acting
from cases.staff.history import record_created, recorded, recorded_list

logger = logging.getLogger(__name__)

Seat = Judge.rounds.through


class JudgesLocked(RuleBroken):
    """The vote has begun or a round is closed: marks were computed from this list of judges."""


def organisation_names(cell: Cell) -> list[str]:
    """Names separated by commas, semicolons or line breaks."""
    names = (" ".join(part.split()) for part in re.split(r"[,;\n]", visible(cell)))
    return list(dict.fromkeys(name for name in names if name))


def round_orders(cell: Cell) -> set[int]:
    """Orders of rounds, such as `1,2` or `1차, 2차`."""
    parts = [part for part in re.split(r"[\s,;]+", visible(cell)) if part]
    orders = [re.fullmatch(r"(\d{1,3})차?", part) for part in parts]
    if not all(orders):
        raise CellRefused(_("심사의 차례를 쉼표로 나누어 적어 주세요. 예: 1,2"))
    return {int(order[1]) for order in orders}


def _text(name):
    return text(Judge._meta.get_field(name).max_length)


COLUMNS = (
    Column(
        "name",
        "심사위원",
        _text("name"),
        is_required=True,
        is_filled=True,
        note=gettext_lazy("회차 안에서 하나뿐인 이름. 적힌 순서가 채점표의 순서입니다."),
        example="김심사",
    ),
    Column(
        "role",
        "역할",
        _text("role"),
        blank="",
        note=gettext_lazy("위원장, 위원처럼 적습니다."),
        example="위원",
    ),
    Column(
        "organisations",
        "기피기관",
        organisation_names,
        blank=(),
        note=gettext_lazy("심사하지 않을 기관. 여럿이면 쉼표로 나눕니다."),
        example="송파구, 중구",
    ),
    Column(
        "rounds",
        "심사",
        round_orders,
        note=gettext_lazy("맡은 심사의 차례. 비우면 모든 심사를 맡습니다."),
        example="1, 2",
    ),
)
TITLES = {column.key: column.title for column in COLUMNS}


@dataclass
class _Known:
    """What the edition has already, and the organisations: five queries."""

    edition: Edition
    lock: bool
    rounds: dict[int, Round] = field(init=False)
    judges: dict[str, Judge] = field(init=False)
    seats: dict[tuple[int, int], int] = field(init=False)
    recusals: set[tuple[int, int]] = field(init=False)
    organisations: dict[str, Organisation] = field(init=False)

    def __post_init__(self):
        self.rounds = {round_.order: round_ for round_ in self.edition.rounds.all()}
        judges = self.edition.judges.all()
        self.judges = {judge.name: judge for judge in (judges.select_for_update() if self.lock else judges)}
        seats = Seat.objects.filter(judge__edition=self.edition)
        self.seats = {(seat.judge_id, seat.round_id): seat.pk for seat in seats}
        recusals = Recusal.objects.filter(judge__edition=self.edition)
        self.recusals = set(recusals.values_list("judge_id", "organisation_id"))
        self.organisations = organisations_by_name()


@dataclass
class _Writing:
    """The rows of the database; `leaving` by the key of the seat that is given up."""

    created: list[Judge] = field(default_factory=list)
    roles: list[Judge] = field(default_factory=list)
    joining: list[tuple[Judge, Round]] = field(default_factory=list)
    leaving: dict[int, tuple[Judge, Round]] = field(default_factory=dict)
    recusals: list[Recusal] = field(default_factory=list)

    def write(self):
        Judge.objects.bulk_create(self.created)
        record_created(self.created)
        with recorded(Judge.objects.filter(pk__in=[judge.pk for judge in self.roles]), ["role"]):
            Judge.objects.bulk_update(self.roles, ["role"])
        moved = {judge.pk for judge, _round in [*self.joining, *self.leaving.values()]}
        with recorded_list(Judge.objects.filter(pk__in=moved), "rounds"):
            if self.leaving:
                Seat.objects.filter(pk__in=self.leaving).delete()
            Seat.objects.bulk_create(
                Seat(judge_id=judge.pk, round_id=round_.pk) for judge, round_ in self.joining
            )
        Recusal.objects.bulk_create(self.recusals)
        record_created(self.recusals)


def import_judges(*, edition: Edition, table: Table, by=None, expected: str | None = None) -> ImportSummary:
    """Take over a judge sheet: all of it or nothing; the same sheet twice changes nothing.

    New judges stand after the known ones, in the order of the sheet, and sit in all rounds unless it says
    otherwise. A judge or recusal that the sheet does not name stays. `expected` is the digest of the plan
    that was shown. Raises `SheetError` with every problem, `JudgesLocked`, `DataChanged`.
    """
    with transaction.atomic(), acting(by=by):
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        plan = plan_judges(edition=edition, table=table, lock=True)
        plan.carry_out(expected)
    counts = (len(plan.created), len(plan.changed))
    logger.info("judges of %s imported by %s: %d new, %d changed", edition.slug, by, *counts)
    return plan.summary


def plan_judges(*, edition: Edition, table: Table, lock: bool = False) -> ImportPlan:
    """Work out what `import_judges` would do; `lock` keeps the judges as they are until the transaction ends."""
    _require_unlocked(edition)
    known = _Known(edition, lock)
    if not known.rounds:
        raise SheetRefused(_("이 회차에 심사가 없습니다. 심사를 먼저 등록해 주세요."))
    bound = bind(table, COLUMNS)
    bound.refuse_repeats(
        "name", lambda row: row["name"], _("%(row)s행에 이미 있는 심사위원입니다. 한 줄만 남겨 주세요.")
    )
    writing = _Writing()
    plan = ImportPlan(target=f"judges of {edition.pk}", write=writing.write, ignored_columns=bound.ignored)
    _plan_rows(bound, known, plan, writing)
    bound.raise_problems()
    if (plan.created or plan.changed) and edition.rounds.filter(closed_at__isnull=False).exists():
        raise JudgesLocked(_("마감한 심사가 있습니다. 심사를 다시 연 뒤에 심사위원 명단을 바꿔 주세요."))
    return plan


def _require_unlocked(edition):
    if edition.calendar.voting.has_begun(database_now()):
        raise JudgesLocked(_("투표가 시작된 뒤에는 심사위원 명단을 바꿀 수 없습니다."))


def _plan_rows(bound: BoundTable, known: _Known, plan: ImportPlan, writing: _Writing):
    last = known.edition.judges.aggregate(last=Max("order"))["last"] or 0
    for row in bound.rows:
        judge = known.judges.get(row["name"])
        if judge is None:
            judge = Judge(edition=known.edition, order=last + len(writing.created) + 1, name=row["name"])
            writing.created.append(judge)
        differences = (
            *_plan_role(writing, bound, row, judge),
            *_plan_rounds(writing, bound, row, judge, known),
            *_plan_recusals(writing, bound, row, judge, known),
        )
        change = Change(row.number, shown(row["name"]), differences)
        if judge.pk is None:
            plan.created.append(change)
        elif differences:
            plan.changed.append(change)
        else:
            plan.unchanged += 1
    _refuse_leaving_with_sheets(writing, bound)


def _plan_role(writing, bound, row: BoundRow, judge):
    if "role" not in bound.present or judge.role == row["role"]:
        return
    yield Difference(TITLES["role"], judge.role, shown(row["role"]))
    judge.role = row["role"]
    if judge.pk:
        writing.roles.append(judge)


def _plan_rounds(writing, bound, row: BoundRow, judge, known):
    orders = row["rounds"]
    if orders is None and judge.pk:
        return
    orders = set(known.rounds) if orders is None else orders
    unknown = sorted(orders - set(known.rounds))
    if unknown:
        names = ", ".join(map(str, unknown))
        bound.refuse(row, "rounds", _("이 회차에 없는 심사입니다: %(orders)s.") % {"orders": names})
    before = [order for order, round_ in known.rounds.items() if (judge.pk, round_.pk) in known.seats]
    for order, round_ in known.rounds.items():
        if order in orders and order not in before:
            writing.joining.append((judge, round_))
        elif order not in orders and order in before:
            writing.leaving[known.seats[judge.pk, round_.pk]] = (judge, round_)
    if set(before) != orders:
        yield Difference(TITLES["rounds"], _joined(before), _joined(orders))


def _joined(orders):
    return ", ".join(map(str, sorted(orders)))


def _plan_recusals(writing, bound, row: BoundRow, judge, known):
    stepped_back = {organisation for pk, organisation in known.recusals if pk == judge.pk}
    for name in row["organisations"] or ():
        organisation = known.organisations.get(name)
        if organisation is None:
            message = _("등록되지 않은 기관입니다: %(name)s.") % {"name": printable(name)}
            bound.refuse(row, "organisations", message)
        elif organisation.pk not in stepped_back:
            # A former name and the present one in one cell are one organisation.
            stepped_back.add(organisation.pk)
            writing.recusals.append(
                Recusal(judge=judge, organisation=organisation, ground=Recusal.Ground.CHALLENGE)
            )
            yield Difference(TITLES["organisations"], "", organisation.name)


def _refuse_leaving_with_sheets(writing, bound):
    """A judge with a sheet in a round stays in it: no sheet may lose its judge."""
    if not writing.leaving:
        return
    judges = [judge.pk for judge, _round in writing.leaving.values()]
    used = set(Sheet.objects.filter(judge__in=judges).values_list("judge_id", "round_id").distinct())
    rows = {row["name"]: row for row in bound.rows}
    for judge, round_ in writing.leaving.values():
        if (judge.pk, round_.pk) in used:
            message = _("채점표를 이미 낸 심사에서 뺄 수 없습니다: %(round)s.") % {"round": round_}
            bound.refuse(rows[judge.name], "rounds", message)
