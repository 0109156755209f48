"""History: what public notices say of past editions. What nobody published stays unknown."""

import json
from datetime import date, datetime, time
from pathlib import Path

from django.utils import timezone

from awards.rehearsal.files import SHIPPED
from cases.models import Edition

KEPT_APART = {"year", "found", "title"}


def load_records(path: Path = SHIPPED / "editions.json") -> list[Edition]:
    """Create or renew a `record` edition for every year that a notice describes; return them.

    A year whose address belongs to an edition of another kind (a replay) is left alone.
    """
    entries = json.loads(path.read_text(encoding="utf-8"))
    taken = set(Edition.objects.exclude(kind=Edition.Kind.RECORD).values_list("slug", flat=True))
    return [_record(entry) for entry in entries if entry["found"] and str(entry["year"]) not in taken]


def _record(entry):
    facts = {
        name: {"value": value, "basis": "published"}
        for name, value in entry.items()
        if name not in KEPT_APART and value is not None
    }
    edition, _created = Edition.objects.update_or_create(
        slug=str(entry["year"]),
        defaults={
            "kind": Edition.Kind.RECORD,
            "year": entry["year"],
            "title": entry["title"],
            "facts": facts,
            "published_at": _midnight(entry["announced"] or entry["event_date"]),
        },
    )
    return edition


def _midnight(text):
    if text is None:
        return None
    return datetime.combine(date.fromisoformat(text), time(), timezone.get_default_timezone())
