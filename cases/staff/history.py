"""The history of every protected row: single rows are recorded by the library, rows written in bulk from here.

A service that uses `bulk_create`, `bulk_update`, `update` or `delete` on a queryset calls one of
`record_created`, `recorded`, `delete_recorded`; each writes its entries with one INSERT for a thousand rows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from auditlog.context import disable_auditlog
from auditlog.registry import auditlog
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.encoding import smart_str

from cases.staff.acting import acting, current_act
from cases.staff.models import HistoryEntry

Action = HistoryEntry.Action
Values = Mapping[str, Any]
ROWS_PER_INSERT = 1000
# From a row to its edition, the shortest way first.
WAYS_TO_EDITION = (
    "edition",
    "round",
    "sheet",
    "sheet_set",
    "judge",
    "result",
    "case",
    "poll",
    "objection",
    "revocation",
)


def register_models() -> None:
    """Put every model of `settings.HISTORY` under the library's watch, with its own columns only."""
    for label, rules in settings.HISTORY.items():
        model = apps.get_model(label)
        columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        auditlog.register(
            model,
            include_fields=[name for name in columns if name not in rules.get("left_out", ())],
            m2m_fields=set(rules.get("many", ())),
            mask_fields=list(rules.get("masked", ())),
            mask_callable="cases.staff.history.masked",
        )


def masked(text: str) -> str:
    """What stands for a value that no history may hold: only whether there was one."""
    return "" if text in ("", "None") else "•••"


def complete(entries: Iterable[HistoryEntry]) -> None:
    """Fill in who and why from the act that is under way."""
    act = current_act()
    for entry in entries:
        if entry.actor_id is None and act.user is not None:
            entry.actor_id, entry.account = act.user.pk, act.user.get_username()
        entry.reason = entry.reason or act.reason[:300]


def edition_slug(row: models.Model) -> str:
    """The address of the edition that `row` belongs to; empty for what stands above editions."""
    names = {field.name for field in row._meta.concrete_fields}
    if row._meta.label == "cases.Edition":
        return row.slug
    for name in WAYS_TO_EDITION:
        if name in names:
            nearer = getattr(row, name)
            return edition_slug(nearer) if nearer is not None else ""
    return ""


def title_of(row: models.Model) -> str:
    """What the history calls `row`: a model may say more there than in its lists (`history_title`)."""
    return smart_str(getattr(row, "history_title", row))


def plain(value: Any) -> Any:
    """`value` as the library writes it: texts, numbers and truth stay, moments in UTC, everything else as text."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None)
    if value is None or isinstance(value, (bool, int, float, str, list, tuple, dict)):
        return value
    return smart_str(value)


def record(
    changes: Iterable[tuple[models.Model, Values | None, Values | None]],
    *,
    by=None,
    reason: str = "",
    is_withheld: bool = False,
) -> int:
    """Write the history of many rows at once: (row, values before, values after), None where it did not exist.

    Fields that no history may hold are masked, those that are equal left out, rows without a difference too.
    Returns how many entries were written.
    """
    entries = []
    for row, before, after in changes:
        differences = _differences(type(row), before or {}, after or {})
        if differences or before is None or after is None:
            action = Action.CREATE if before is None else Action.DELETE if after is None else Action.UPDATE
            entries.append(_entry(row, action, differences, is_withheld))
    with acting(by=by, reason=reason):
        complete(entries)
    HistoryEntry.objects.bulk_create(entries, batch_size=ROWS_PER_INSERT)
    return len(entries)


def _differences(model, before: Values, after: Values) -> dict[str, list]:
    rules = auditlog.get_model_fields(model) if auditlog.contains(model) else None
    lists = {field.name for field in model._meta.many_to_many}
    differences = {}
    for name in {**before, **after}:
        old, new = plain(before.get(name)), plain(after.get(name))
        if old == new or (rules and name not in lists.union(rules["include_fields"])):
            continue
        is_masked = rules and name in rules["mask_fields"]
        differences[name] = [masked(smart_str(old)), masked(smart_str(new))] if is_masked else [old, new]
    return differences


def _entry(row, action, differences, is_withheld):
    return HistoryEntry(
        content_type=ContentType.objects.get_for_model(row),
        object_pk=str(row.pk),
        object_id=row.pk if isinstance(row.pk, int) else None,
        object_repr=title_of(row),
        action=action,
        changes=differences,
        edition_slug=edition_slug(row),
        is_withheld=is_withheld,
    )


def record_note(row: models.Model, what: str, before: str, after: str, *, by=None, reason: str = "") -> None:
    """Record what no column holds, such as a second factor that was reset."""
    entry = _entry(row, Action.UPDATE, {what: [before, after]}, is_withheld=False)
    with acting(by=by, reason=reason):
        entry.save()


def record_created(rows: Sequence[models.Model], *, by=None, reason: str = "") -> int:
    """Record rows that `bulk_create` has just written."""
    written = ((row, None, _values(row, _tracked(row))) for row in _with_relations(rows))
    return record(written, by=by, reason=reason)


def _with_relations(rows: Sequence[models.Model]) -> Iterable[models.Model]:
    """The rows with everything at hand that their history names; read anew, by model, where a row has it not."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, group in by_model.items():
        loaded = [*_relations(model), *_way(model), *getattr(model, "history_related", ())]
        at_hand = group[0]._state.fields_cache
        if all(name in at_hand for name in _relations(model)):
            yield from group
        else:
            yield from model._base_manager.select_related(*loaded).in_bulk([row.pk for row in group]).values()


def delete_recorded(rows: QuerySet, *, by=None, reason: str = "") -> int:
    """Delete `rows` and record them; what hangs on them and goes with them is not told row by row."""
    loaded = [*_relations(rows.model), *_way(rows.model), *getattr(rows.model, "history_related", ())]
    with transaction.atomic():
        gone = ((row, _values(row, _tracked(row)), None) for row in rows.select_related(*loaded))
        written = record(gone, by=by, reason=reason)
        with disable_auditlog():
            rows.delete()
    return written


@contextmanager
def recorded(
    rows: QuerySet, fields: Sequence[str], *, by=None, reason: str = "", is_withheld: bool = False
) -> Iterator[None]:
    """Record what happens inside to `fields` of `rows`, by `update` or `bulk_update`. Two reads and one INSERT."""
    related = [name for name in _relations(rows.model) if name in fields]
    loaded = [*related, *_way(rows.model), *getattr(rows.model, "history_related", ())]
    before = {row.pk: _values(row, fields) for row in rows.order_by().select_related(*loaded)}
    yield
    after = rows.model._base_manager.select_related(*loaded).in_bulk(list(before))
    record(
        ((row, before[pk], _values(row, fields)) for pk, row in after.items()),
        by=by,
        reason=reason,
        is_withheld=is_withheld,
    )


@contextmanager
def recorded_list(rows: QuerySet, name: str, *, by=None, reason: str = "") -> Iterator[None]:
    """Record what happens inside to the list `name` (many to many) of `rows`, written past its manager."""
    keys = list(rows.values_list("pk", flat=True))
    before = _lists(rows.model, keys, name)
    yield
    after = _lists(rows.model, keys, name)
    changes = ((row, {name: before[row.pk][1]}, {name: told}) for row, told in after.values())
    record(changes, by=by, reason=reason)


def _lists(model, keys, name):
    rows = model._base_manager.filter(pk__in=keys).select_related(*_way(model)).prefetch_related(name)
    return {row.pk: (row, [smart_str(one) for one in getattr(row, name).all()]) for row in rows}


def _way(model) -> list[str]:
    """The relation that leads to the edition, for `select_related`."""
    relations = _relations(model)
    for name in WAYS_TO_EDITION:
        if name in relations:
            return ["__".join([name, *_way(relations[name])])]
    return []


def _relations(model):
    return {field.name: field.related_model for field in model._meta.concrete_fields if field.is_relation}


def _tracked(row):
    return auditlog.get_model_fields(type(row))["include_fields"]


def _values(row, fields):
    return {name: getattr(row, name) for name in fields}
