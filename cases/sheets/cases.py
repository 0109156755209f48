"""The case sheet: what organisations entered, one row a case."""

import logging
import re

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, Edition, Organisation
from cases.numbers import number_key
from cases.services import organisations_by_name, require_open
from cases.sheets.columns import BoundRow, BoundTable, Column, bind
from cases.sheets.parsers import CellRefused, case_number, day, text, visible, yes_no
from cases.sheets.reader import Cell, Table
from cases.sheets.summary import ImportSummary
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
    """A kind of organisation, with or without the dots of 투자·출연기관."""
    kind = re.sub(r"[\s·ㆍ・‧∙.]", "", visible(cell))
    if kind not in Organisation.Kind.values:
        raise CellRefused(_("본청, 사업소, 투자출연기관, 자치구 가운데 하나를 적어 주세요."))
    return kind


def _max_length(model, name):
    return model._meta.get_field(name).max_length


def _needed(key, title, parse, *aliases):
    return Column(key, title, parse, is_required=True, is_filled=True, aliases=aliases)


def _optional(name, title):
    return Column(name, title, text(_max_length(Case, name)), blank="")


COLUMNS = (
    _needed("number", "사례번호", case_number(_max_length(Case, "number"))),
    _needed("title", "사례명", text(_max_length(Case, "title"))),
    _needed("organisation", "기관명", text(_max_length(Organisation, "name")), "제출기관"),
    _needed("summary", "요약", text(_max_length(Case, "summary")), "한 문장 요약"),
    Column("organisation_kind", "기관구분", organisation_kind, aliases=("기관유형",)),
    _optional("field", "분야"),
    _optional("contact_name", "담당자"),
    _optional("contact_phone", "연락처"),
    Column("started_on", "추진시작일", day),
    Column("ended_on", "추진종료일", day),
    _optional("source", "출처"),
    Column("is_example", "예시여부", yes_no, blank=False),
)


def import_cases(*, edition: Edition, table: Table, by=None) -> ImportSummary:
    """Take over a case sheet: all of it or nothing; the same sheet twice changes nothing.

    A case with the same number is updated in the columns that the sheet has; cases it does not name stay.
    Raises `SheetError` with every problem, `WindowClosed` outside the submission window.
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        require_open(edition, "submissions")
        bound = bind(table, COLUMNS)
        bound.refuse_repeats(
            "number", _key_of, _("%(row)s행에 이미 있는 사례번호입니다. 한 줄만 남겨 주세요.")
        )
        known, new = _organisations(bound)
        created, changed = _cases(edition, bound, known | new)
        bound.raise_problems()
        Organisation.objects.bulk_create(new.values())
        Case.objects.bulk_create(created)
        record_created([*new.values(), *created], by=by)
        known_cases, columns = (
            Case.objects.filter(pk__in=[case.pk for case in changed]),
            ["organisation", *FIELDS],
        )
        with recorded(known_cases, columns, by=by):
            Case.objects.bulk_update(changed, columns)
    logger.info(
        "cases of %s imported by %s: %d new, %d changed", edition.slug, by, len(created), len(changed)
    )
    return ImportSummary(
        created=len(created),
        changed=len(changed),
        unchanged=len(bound.rows) - len(created) - len(changed),
        new_organisations=sorted(new),
        ignored_columns=bound.ignored,
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


def _cases(edition, bound, organisations) -> tuple[list[Case], list[Case]]:
    """Return the new cases and the changed ones, unsaved."""
    existing = {case.number_key: case for case in edition.cases.select_related("organisation")}
    created, changed = [], []
    for row in bound.rows:
        key = _key_of(row)
        case = existing.get(key) or Case(edition=edition, number=row["number"], number_key=key)
        is_changed = _fill(case, _values(bound, row, organisations))
        if case.started_on and case.ended_on and case.started_on > case.ended_on:
            bound.refuse(row, "ended_on", _("추진종료일이 추진시작일보다 빠릅니다."))
        if case.pk is None:
            created.append(case)
        elif is_changed:
            changed.append(case)
    return created, changed


def _values(bound: BoundTable, row: BoundRow, organisations):
    values = {name: row[name] for name in FIELDS if name in bound.present}
    organisation = organisations.get(row["organisation"])
    return values | {"organisation": organisation} if organisation else values


def _fill(case, values):
    """Write `values` where they differ; return whether any did."""
    is_new = case.pk is None
    different = {name: value for name, value in values.items() if is_new or getattr(case, name) != value}
    for name, value in different.items():
        setattr(case, name, value)
    return bool(different)
