"""The judge sheet: who judges which rounds, and from which organisations they step back."""

import re
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from awards.judging.models import Judge, Recusal, Sheet
from awards.rule.models import Round
from cases.models import Edition, Organisation
from cases.services import RuleBroken, database_now, organisations_by_name
from cases.sheets.columns import BoundRow, BoundTable, Column, bind
from cases.sheets.errors import SheetRefused
from cases.sheets.parsers import CellRefused, text, visible
from cases.sheets.reader import Cell, Table
from cases.sheets.summary import ImportSummary
from cases.staff.history import record_created, recorded, recorded_list

Seat = Judge.rounds.through


class JudgesLocked(RuleBroken):
    """The vote has begun; the list of judges is final."""


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
    Column("name", "심사위원", _text("name"), is_required=True, is_filled=True),
    Column("role", "역할", _text("role"), blank=""),
    Column("organisations", "기피기관", organisation_names, blank=()),
    Column("rounds", "심사", round_orders),
)


@dataclass
class _Known:
    """What the edition has already, and the organisations: five queries."""

    edition: Edition
    rounds: dict[int, Round] = field(init=False)
    judges: dict[str, Judge] = field(init=False)
    seats: dict[tuple[int, int], int] = field(init=False)
    recusals: set[tuple[int, int]] = field(init=False)
    organisations: dict[str, Organisation] = field(init=False)

    def __post_init__(self):
        self.rounds = {round_.order: round_ for round_ in self.edition.rounds.all()}
        self.judges = {judge.name: judge for judge in self.edition.judges.all()}
        seats = Seat.objects.filter(judge__edition=self.edition)
        self.seats = {(seat.judge_id, seat.round_id): seat.pk for seat in seats}
        recusals = Recusal.objects.filter(judge__edition=self.edition)
        self.recusals = set(recusals.values_list("judge_id", "organisation_id"))
        self.organisations = organisations_by_name()


@dataclass
class _Plan:
    """What to write; `leaving` by the key of the seat that is given up."""

    created: list[Judge] = field(default_factory=list)
    roles: list[Judge] = field(default_factory=list)
    joining: list[tuple[Judge, Round]] = field(default_factory=list)
    leaving: dict[int, tuple[Judge, Round]] = field(default_factory=dict)
    recusals: list[Recusal] = field(default_factory=list)

    def changed(self):
        """Names of the judges that were known and change."""
        seated = [judge for judge, _round in [*self.joining, *self.leaving.values()]]
        recused = [recusal.judge for recusal in self.recusals]
        touched = {judge.name for judge in [*self.roles, *seated, *recused]}
        return touched - {judge.name for judge in self.created}

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


def import_judges(*, edition: Edition, table: Table) -> ImportSummary:
    """Take over a judge sheet: all of it or nothing; the same sheet twice changes nothing.

    New judges stand after the known ones, in the order of the sheet, and sit in all rounds unless it says
    otherwise. A judge or recusal that the sheet does not name stays.
    Raises `SheetError` with every problem, `JudgesLocked`.
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        _require_unlocked(edition)
        known = _Known(edition)
        if not known.rounds:
            raise SheetRefused(_("이 회차에 심사가 없습니다. 심사를 먼저 등록해 주세요."))
        bound = bind(table, COLUMNS)
        bound.refuse_repeats(
            "name", lambda row: row["name"], _("%(row)s행에 이미 있는 심사위원입니다. 한 줄만 남겨 주세요.")
        )
        plan = _planned(bound, known)
        bound.raise_problems()
        plan.write()
    created, changed = len(plan.created), len(plan.changed())
    return ImportSummary(
        created=created,
        changed=changed,
        unchanged=len(bound.rows) - created - changed,
        ignored_columns=bound.ignored,
    )


def _require_unlocked(edition):
    if edition.calendar.voting.has_begun(database_now()):
        raise JudgesLocked(_("투표가 시작된 뒤에는 심사위원 명단을 바꿀 수 없습니다."))


def _planned(bound: BoundTable, known: _Known) -> _Plan:
    plan = _Plan()
    last = known.edition.judges.aggregate(last=Max("order"))["last"] or 0
    for row in bound.rows:
        judge = known.judges.get(row["name"])
        if judge is None:
            judge = Judge(edition=known.edition, order=last + len(plan.created) + 1, name=row["name"])
            plan.created.append(judge)
        _plan_role(plan, bound, row, judge)
        _plan_rounds(plan, bound, row, judge, known)
        _plan_recusals(plan, bound, row, judge, known)
    _refuse_leaving_with_sheets(plan, bound)
    return plan


def _plan_role(plan, bound, row: BoundRow, judge):
    if "role" in bound.present and judge.role != row["role"]:
        judge.role = row["role"]
        if judge.pk:
            plan.roles.append(judge)


def _plan_rounds(plan, bound, row: BoundRow, judge, known):
    orders = row["rounds"]
    if orders is None and judge.pk:
        return
    orders = set(known.rounds) if orders is None else orders
    unknown = sorted(orders - set(known.rounds))
    if unknown:
        names = ", ".join(map(str, unknown))
        bound.refuse(row, "rounds", _("이 회차에 없는 심사입니다: %(orders)s.") % {"orders": names})
    for order, round_ in known.rounds.items():
        seat = known.seats.get((judge.pk, round_.pk))
        if order in orders and seat is None:
            plan.joining.append((judge, round_))
        elif order not in orders and seat is not None:
            plan.leaving[seat] = (judge, round_)


def _plan_recusals(plan, bound, row: BoundRow, judge, known):
    for name in row["organisations"] or ():
        organisation = known.organisations.get(name)
        if organisation is None:
            bound.refuse(row, "organisations", _("등록되지 않은 기관입니다: %(name)s.") % {"name": name})
        elif (judge.pk, organisation.pk) not in known.recusals:
            plan.recusals.append(
                Recusal(judge=judge, organisation=organisation, ground=Recusal.Ground.CHALLENGE)
            )


def _refuse_leaving_with_sheets(plan, bound):
    """A judge with a sheet in a round stays in it: no sheet may lose its judge."""
    if not plan.leaving:
        return
    judges = [judge.pk for judge, _round in plan.leaving.values()]
    used = set(Sheet.objects.filter(judge__in=judges).values_list("judge_id", "round_id").distinct())
    rows = {row["name"]: row for row in bound.rows}
    for judge, round_ in plan.leaving.values():
        if (judge.pk, round_.pk) in used:
            message = _("채점표를 이미 낸 심사에서 뺄 수 없습니다: %(round)s.") % {"round": round_}
            bound.refuse(rows[judge.name], "rounds", message)
