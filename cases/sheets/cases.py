"""The case sheet: what organisations entered, one row a case."""

import logging
import re
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Edition, Organisation
from cases.numbers import number_key
from cases.services import organisations_by_name, require_open
from cases.sheets.cells import Cell
from cases.sheets.columns import BoundRow, BoundTable, Column, bind
from cases.sheets.parsers import CellRefused, case_number, day, text, visible, yes_no
from cases.sheets.plan import Change, Difference, ImportPlan, shown
from cases.sheets.reader import Table
from cases.sheets.summary import ImportSummary
from cases.staff.acting import acting
from cases.staff.history import record_created, recorded

logger = logging.getLogger(__name__)

# Filled from the columns of the same name, where the sheet has them.
FIELDS = (
    "title",
    "summary",
    "field",
    "contact_name",
    "contact_phone",
    "started_on",
    "ended_on",
    "source",
    "is_example",
)


def organisation_kind(cell: Cell) -> str:
    """A kind of organisation, with or without dots: 투자·출연기관."""
    kind = re.sub(r"[\s·ㆍ・‧∙.]", "", visible(cell))
    if kind not in Organisation.Kind.values:
        raise CellRefused(_("본청, 사업소, 투자출연기관, 자치구 가운데 하나를 적어 주세요."))
    return kind


def _max_length(model, name):
    return model._meta.get_field(name).max_length


def _needed(key, title, parse, **options):
    return Column(key, title, parse, is_required=True, is_filled=True, **options)


def _optional(name, title, **options):
    return Column(name, title, text(_max_length(Case, name)), blank="", **options)


DAY_NOTE = gettext_lazy("날짜. 2026-03-01, 2026. 3. 1., 2026년 3월 1일처럼 적습니다.")


COLUMNS = (
    _needed(
        "number",
        "사례번호",
        case_number(_max_length(Case, "number")),
        note=gettext_lazy("회차 안에서 하나뿐인 번호. 이미 있는 번호이면 그 사례를 고칩니다."),
        example="12",
    ),
    _needed(
        "title",
        "사례명",
        text(_max_length(Case, "title")),
        note=gettext_lazy("200자까지."),
        example="여권 대기 현황 문자 안내",
    ),
    _needed(
        "organisation",
        "기관명",
        text(_max_length(Organisation, "name")),
        aliases=("제출기관",),
        is_spread=True,
        note=gettext_lazy("등록된 이름이나 옛 이름. 새 기관이면 기관구분도 적습니다."),
        example="송파구",
    ),
    _needed(
        "summary",
        "요약",
        text(_max_length(Case, "summary")),
        aliases=("한 문장 요약",),
        note=gettext_lazy("무엇이 어떻게 좋아졌는지 한 문장으로, 300자까지."),
        example="대기 순서를 문자로 알려 창구에서 기다리는 시간을 줄였다.",
    ),
    Column(
        "organisation_kind",
        "기관구분",
        organisation_kind,
        aliases=("기관유형",),
        is_spread=True,
        note=gettext_lazy("본청, 사업소, 투자출연기관, 자치구 가운데 하나."),
        example="자치구",
    ),
    _optional("field", "분야", note=gettext_lazy("50자까지."), example="행정"),
    _optional("contact_name", "담당자", note=gettext_lazy("누리집에 공개하지 않습니다."), example="김담당"),
    _optional(
        "contact_phone", "연락처", note=gettext_lazy("누리집에 공개하지 않습니다."), example="02-123-4567"
    ),
    Column("started_on", "추진시작일", day, note=DAY_NOTE, example="2026-03-01"),
    Column("ended_on", "추진종료일", day, note=DAY_NOTE, example="2026-08-31"),
    _optional("source", "출처", note=gettext_lazy("200자까지."), example="2026년 공모"),
    Column(
        "is_example",
        "예시여부",
        yes_no,
        blank=False,
        note=gettext_lazy("실제로 제출된 사례가 아니면 ‘예’. 비우면 ‘아니오’."),
        example="아니오",
    ),
)
TITLES = {column.key: column.title for column in COLUMNS}


def import_cases(*, edition: Edition, table: Table, by=None, expected: str | None = None) -> ImportSummary:
    """Take over a case sheet: all of it or nothing; the same sheet twice changes nothing.

    A case with the same number is updated in the columns that the sheet has; cases it does not name stay.
    `expected` is the digest of the plan that was shown. Raises `SheetError` with every problem,
    `WindowClosed` outside the submission window, `DataChanged`.
    """
    with transaction.atomic(), acting(by=by):
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        plan = plan_cases(edition=edition, table=table, lock=True)
        plan.carry_out(expected)
    counts = (len(plan.created), len(plan.changed))
    logger.info("cases of %s imported by %s: %d new, %d changed", edition.slug, by, *counts)
    return plan.summary


def plan_cases(*, edition: Edition, table: Table, lock: bool = False) -> ImportPlan:
    """Work out what `import_cases` would do; `lock` keeps the cases as they are until the transaction ends."""
    require_open(edition, "submissions")
    bound = bind(table, COLUMNS)
    bound.refuse_repeats("number", _key_of, _("%(row)s행에 이미 있는 사례번호입니다. 한 줄만 남겨 주세요."))
    known, new = _organisations(bound)
    # In one order everywhere: two imports that add the same organisations wait for each other, never both.
    writing = _Writing(sorted(new.values(), key=lambda organisation: organisation.name))
    plan = ImportPlan(
        target=f"cases of {edition.pk}",
        write=writing.write,
        new_organisations=[(organisation.name, organisation.kind) for organisation in writing.organisations],
        ignored_columns=bound.ignored,
    )
    cases = edition.cases.select_related("organisation")
    existing = cases.select_for_update(of=("self",)) if lock else cases
    _plan_rows(edition, bound, existing, known | new, plan, writing)
    bound.raise_problems()
    return plan


@dataclass
class _Writing:
    """The rows of the database, unsaved."""

    organisations: list[Organisation]
    created: list[Case] = field(default_factory=list)
    changed: list[Case] = field(default_factory=list)

    def write(self):
        Organisation.objects.bulk_create(self.organisations)
        Case.objects.bulk_create(self.created)
        record_created([*self.organisations, *self.created])
        columns = ["organisation", *FIELDS]
        with recorded(Case.objects.filter(pk__in=[case.pk for case in self.changed]), columns):
            # An insert that meets its own row updates it: four times faster than bulk_update.
            Case.objects.bulk_create(
                self.changed, update_conflicts=True, unique_fields=["pk"], update_fields=columns
            )


def _key_of(row):
    return None if row["number"] is None else number_key(row["number"])


def _organisations(bound: BoundTable) -> tuple[dict[str, Organisation], dict[str, Organisation]]:
    """Return the known organisations and the unsaved new ones, by name; refuse what does not fit."""
    known = organisations_by_name()
    new, first = {}, {}
    for row in bound.rows:
        name, kind = row["organisation"], row["organisation_kind"]
        if name is not None and kind is not None and name not in known and name not in new:
            new[name], first[name] = Organisation(name=name, kind=kind), row.number
    for row in bound.rows:
        name = row["organisation"]
        if name in known:
            message = _("등록된 기관구분은 %(kind)s입니다.") % {"kind": known[name].kind}
            _refuse_other_kind(bound, row, known[name], message)
        elif name in new:
            message = _("%(row)s행에 적힌 같은 기관의 기관구분(%(kind)s)과 다릅니다.")
            message %= {"row": first[name], "kind": new[name].kind}
            _refuse_other_kind(bound, row, new[name], message)
        elif name is not None and "organisation_kind" not in row.refused:
            message = _("등록되지 않은 기관입니다. 이름을 고치거나, 새 기관이면 기관구분을 함께 적어 주세요.")
            bound.refuse(row, "organisation", message)
    return known, new


def _refuse_other_kind(bound, row, organisation, message):
    if row["organisation_kind"] not in (None, organisation.kind):
        bound.refuse(row, "organisation_kind", message)


def _plan_rows(edition, bound, cases, organisations, plan, writing):
    existing = {case.number_key: case for case in cases}
    for row in bound.rows:
        key = _key_of(row)
        case = existing.get(key) or Case(edition=edition, number=row["number"], number_key=key)
        differences = _fill(case, _values(bound, row, organisations))
        if case.started_on and case.ended_on and case.started_on > case.ended_on:
            bound.refuse(row, "ended_on", _("추진종료일이 추진시작일보다 빠릅니다."))
        change = Change(row.number, str(case), differences)
        if case.pk is None:
            writing.created.append(case)
            plan.created.append(change)
        elif differences:
            writing.changed.append(case)
            plan.changed.append(change)
        else:
            plan.unchanged += 1


def _values(bound: BoundTable, row: BoundRow, organisations):
    values = {name: row[name] for name in FIELDS if name in bound.present}
    organisation = organisations.get(row["organisation"])
    return values | {"organisation": organisation} if organisation else values


def _fill(case, values) -> tuple[Difference, ...]:
    """Write `values` where they differ; return what differs."""
    is_new = case.pk is None
    differences = []
    for name, value in values.items():
        before = None if is_new else getattr(case, name)
        if is_new or before != value:
            setattr(case, name, value)
            differences.append(Difference(TITLES[name], shown(before), shown(value)))
    return tuple(differences)
