"""A rule while it is typed: plain texts in rows, read from a form or a document, and made into a document.

Texts that are no numbers stay as they were typed: the document then holds them as they are, and the one check of
documents says what is wrong with them. Rows are found by place; rounds and groups have a key besides, by which
sources and tie steps point at them, so that a row can move or go without another one taking its name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from awards.rule.models import AwardTier

Row = dict[str, Any]

NO_POLL = "none"
POLL = "poll"
# Fields of a row, and the rows that stand in it. `is_…` are ticks.
ROWS: dict[str, tuple[str, ...]] = {
    "rounds": (
        "key",
        "pk",
        "name",
        "method",
        "trim_from",
        "trim_high",
        "trim_low",
        "cut",
        "is_double_entry",
    ),
    "groups": ("key", "name", "weight", "conversion", "table"),
    "ties": ("step",),
    "awards": ("pk", "name", "kind", "places", "prize_krw", "is_stackable"),
}
WITHIN = {"rounds": ("criteria", ("pk", "name", "max")), "groups": ("sources", ("source", "weight"))}
TOP = ("choices", "k", "bonus_cap", "decimals", "lot_seed", "revoked_place", "seen", "reason")
# As many rows of a kind as a form takes; an announcement has a handful.
MOST_ROWS = 40


@dataclass
class Draft:
    """What stands in the form: `top` by field, `rows` by section."""

    top: Row = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in ROWS})

    def keyed(self, section: str, key: str) -> int | None:
        """The place of the row with this key, or None."""
        return next((n for n, row in enumerate(self.rows[section]) if key and row["key"] == key), None)


def read_draft(data) -> Draft:
    """Everything that was typed, from a form that was sent."""
    draft = Draft({name: _text(data, name) for name in TOP}, data.getlist("cash_excluded_kinds"))
    for section, names in ROWS.items():
        for n in range(_count(data, section)):
            prefix = f"{section}-{n}"
            row = {name: _text(data, f"{prefix}-{name}") for name in names}
            if section in WITHIN:
                inner, parts = WITHIN[section]
                row[inner] = [
                    {name: _text(data, f"{prefix}-{inner}-{m}-{name}") for name in parts}
                    for m in range(_count(data, f"{prefix}-{inner}"))
                ]
            draft.rows[section].append(row)
    return draft


def _text(data, name):
    return data.get(name, "").replace("\x00", "").strip()


def _count(data, name):
    told = data.get(f"{name}-count", "")
    return min(int(told), MOST_ROWS) if re.fullmatch(r"[0-9]{1,3}", told) else 0


def flat(draft: Draft) -> dict[str, Any]:
    """The names and values of the form's fields, for forms to be filled with."""
    data = {**draft.top, "cash_excluded_kinds": draft.kinds}
    for section, rows in draft.rows.items():
        for n, row in enumerate(rows):
            for name, value in row.items():
                if not isinstance(value, list):
                    data[f"{section}-{n}-{name}"] = value
                    continue
                for m, inner in enumerate(value):
                    data |= {f"{section}-{n}-{name}-{m}-{part}": text for part, text in inner.items()}
    return data


def draft_of(document: Mapping[str, Any], *, rounds: Sequence[Any] = (), tiers: Sequence[Any] = ()) -> Draft:
    """The form of a document; `rounds` and `tiers` are the stored rows behind its entries, in the same order.

    A document that staff once wrote by hand may hold anything: what has no field is left out.
    """
    poll, bonus = document["poll"] or {}, document["bonus"] or {}
    draft = Draft(
        {
            "choices": poll.get("choices", NO_POLL),
            "k": _told(poll.get("k")),
            "bonus_cap": _told(bonus.get("cap")) if isinstance(bonus, Mapping) else "",
            "decimals": _told(document["decimals"]),
            "lot_seed": document.get("lot_seed") or "",
            "revoked_place": document.get("revoked_place", "empty"),
            "reason": "",
        },
        list(document["cash_excluded_kinds"]),
    )
    keys = [f"r{n}" for n, _entry in enumerate(document["rounds"], start=1)]
    stored = [*rounds, *[None] * len(keys)]
    draft.rows["rounds"] = [
        _round_row(entry, key, row) for entry, key, row in zip(document["rounds"], keys, stored, strict=False)
    ]
    groups = [one for one in _listed(document["groups"]) if isinstance(one, Mapping)]
    draft.rows["groups"] = [_group_row(one, f"g{n}", keys) for n, one in enumerate(groups, start=1)]
    draft.rows["ties"] = [
        {"step": _keyed_step(str(step), keys, groups)} for step in _listed(document["tie_chain"])
    ]
    stored = [*tiers, *[None] * len(document["awards"])]
    draft.rows["awards"] = [
        _award_row(entry, tier) for entry, tier in zip(document["awards"], stored, strict=False)
    ]
    return draft


def _listed(value):
    return value if isinstance(value, list) else []


def _told(value):
    return "" if value is None else str(value)


def _round_row(entry, key, row):
    trim = entry["trim"] or {}
    criteria = [*row.criteria.all()] if row else []
    pks = [str(one.pk) for one in criteria] + [""] * len(entry["criteria"])
    return {
        "key": key,
        "pk": str(row.pk) if row else "",
        "name": entry["name"],
        "method": entry["method"],
        "trim_from": _told(trim.get("from_totals")),
        "trim_high": _told(trim.get("high", 1)),
        "trim_low": _told(trim.get("low", 1)),
        "cut": _told(entry["cut"]),
        "is_double_entry": "on" if row and row.is_double_entry else "",
        "criteria": [
            {"pk": pk, "name": one["name"], "max": _told(one["max"])}
            for pk, one in zip(pks, entry["criteria"], strict=False)
        ],
    }


def _group_row(group, key, keys):
    conversion = group.get("conversion")
    told = conversion if isinstance(conversion, Mapping) else {"method": conversion}
    return {
        "key": key,
        "name": _told(group.get("name")),
        "weight": _told(group.get("weight")),
        "conversion": _told(told.get("method")),
        "table": ", ".join(_told(points) for points in _listed(told.get("table"))),
        "sources": [
            {"source": _keyed_source(one, keys), "weight": _told(one.get("weight"))}
            for one in _listed(group.get("sources"))
            if isinstance(one, Mapping)
        ],
    }


def _keyed_source(source, keys):
    order = source.get("round")
    if isinstance(order, int) and 1 <= order <= len(keys):
        return f"round:{keys[order - 1]}"
    return POLL if "poll" in source else ""


def _keyed_step(step, keys, groups):
    """The step with the key of its row; a step that points nowhere stays as it is and is refused as unknown."""
    kind, _colon, name = step.partition(":")
    if kind == "round" and name.isdecimal() and 1 <= int(name) <= len(keys):
        return f"round:{keys[int(name) - 1]}"
    names = [group.get("name") for group in groups]
    return f"group:g{names.index(name) + 1}" if kind == "group" and name in names else step


def _award_row(entry, tier):
    return {
        "pk": str(tier.pk) if tier else "",
        "name": entry["name"],
        "kind": entry["kind"],
        "places": _told(entry.get("places", 1)),
        "prize_krw": _told(entry["prize_krw"]),
        "is_stackable": "on" if entry.get("stackable") else "",
    }


def document_of(draft: Draft) -> dict[str, Any]:
    """The document that the form states, in the shape in which `compose_document` composes it from rows."""
    top, rows = draft.top, draft.rows
    return {
        "groups": [_group(draft, row) for row in rows["groups"]],
        "rounds": [_round(n, row) for n, row in enumerate(rows["rounds"], start=1)],
        "poll": None if top["choices"] == NO_POLL else {"choices": top["choices"], "k": whole(top["k"])},
        "bonus": {"cap": number(top["bonus_cap"])} if top["bonus_cap"] else None,
        "decimals": whole(top["decimals"]),
        "tie_chain": [_step(draft, row["step"]) for row in rows["ties"]],
        "lot_seed": top["lot_seed"],
        "awards": [_award(row) for row in rows["awards"]],
        "cash_excluded_kinds": draft.kinds,
    } | ({"revoked_place": top["revoked_place"]} if top["revoked_place"] != "empty" else {})


def whole(text: str) -> int | str:
    """15 as a number, also where it is grouped by commas; anything else as it was typed."""
    plain = text.replace(",", "")
    return int(plain) if re.fullmatch(r"[0-9]{1,15}", plain) else text


def number(text: str) -> int | str:
    """Whole numbers as such, others as text: the document knows no floats."""
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else text


def _round(order, row):
    trim = {
        "from_totals": whole(row["trim_from"]),
        "high": whole(row["trim_high"]),
        "low": whole(row["trim_low"]),
    }
    return {
        "order": order,
        "name": row["name"],
        "method": row["method"],
        "criteria": [{"name": one["name"], "max": number(one["max"])} for one in row["criteria"]],
        "trim": trim if row["trim_from"] else None,
        "cut": whole(row["cut"]) if row["cut"] else None,
    }


def _group(draft, row):
    table = [number(points) for points in re.split(r"[,\s]+", row["table"]) if points]
    conversion = {"method": row["conversion"], "table": table} if table else row["conversion"]
    return {
        "name": row["name"],
        "weight": number(row["weight"]),
        "conversion": conversion,
        "sources": [_source(draft, one) for one in row["sources"]],
    }


def _source(draft, row):
    weight = {"weight": number(row["weight"])}
    if row["source"] == POLL:
        return {"poll": 1} | weight
    place = draft.keyed("rounds", row["source"].removeprefix("round:"))
    return weight if place is None else {"round": place + 1} | weight


def _step(draft, step):
    kind, _colon, key = step.partition(":")
    if kind == "group" and (place := draft.keyed("groups", key)) is not None:
        return f"group:{draft.rows['groups'][place]['name']}"
    if kind == "round" and (place := draft.keyed("rounds", key)) is not None:
        return f"round:{place + 1}"
    return step


def _award(row):
    entry = {
        "name": row["name"],
        "kind": row["kind"],
        "places": whole(row["places"]),
        "prize_krw": whole(row["prize_krw"]),
    }
    is_most_votes = row["kind"] == AwardTier.Kind.MOST_VOTES
    return entry | {"stackable": bool(row["is_stackable"])} if is_most_votes else entry


def stored_keys(rows: Iterable[Row]) -> list[int | None]:
    """The keys of the stored rows behind typed ones, None for a new one."""
    return [int(row["pk"]) if re.fullmatch(r"[0-9]{1,18}", row["pk"]) else None for row in rows]
