"""The history in words: field by field, before and after, as staff read it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.staff.models import HistoryEntry

ACTS = {
    HistoryEntry.Action.CREATE: gettext_lazy("등록"),
    HistoryEntry.Action.UPDATE: gettext_lazy("변경"),
    HistoryEntry.Action.DELETE: gettext_lazy("삭제"),
    HistoryEntry.Action.ACCESS: gettext_lazy("열람"),
}
# What no column holds.
NOTES = {"second_factor": gettext_lazy("두 번째 인증")}


@dataclass(frozen=True)
class Change:
    """One field of one entry. An empty text means that there was nothing."""

    label: str
    before: str
    after: str


def act_of(entry: HistoryEntry) -> str:
    return str(ACTS[entry.action])


def kind_of(entry: HistoryEntry) -> str:
    """What the row is, in the reader's words."""
    model = entry.content_type.model_class()
    return str(model._meta.verbose_name) if model else entry.content_type.model


def changes_of(entry: HistoryEntry) -> list[Change]:
    """The changes of `entry` in the order of the model's fields; what began empty and stays so is left out."""
    model = entry.content_type.model_class()
    fields = {field.name: field for field in model._meta.get_fields()} if model else {}
    order = {name: place for place, name in enumerate(fields)}
    names = sorted(entry.changes or {}, key=lambda name: order.get(name, len(order)))
    changes = [_change(name, fields.get(name), entry.changes[name]) for name in names]
    return [change for change in changes if change.before or change.after]


def _change(name, field, told):
    label = str(getattr(field, "verbose_name", "") or NOTES.get(name, name))
    if isinstance(told, dict):
        objects = ", ".join(told["objects"])
        return Change(label, objects, "") if told["operation"] == "delete" else Change(label, "", objects)
    return Change(label, *(_words(field, value) for value in told))


def _words(field: models.Field | None, value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("예") if value else _("아니오")
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def _moment(value):
    """Moments are stored in UTC; people read them by the clock on the wall."""
    try:
        moment = datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        return value
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
