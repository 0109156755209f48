"""What the buttons beside rows do to a draft: add, remove, move. Everything typed stays."""

import re

from awards.rule.editor.draft import MOST_ROWS, ROWS, WITHIN, Draft

ACT = re.compile(r"(add|remove|up):([a-z]+)(?:-([0-9]{1,2}))?(?:-([a-z]+)(?:-([0-9]{1,2}))?)?")
# What a new row says before anybody types.
FILLED = {
    "rounds": {"method": "written", "trim_high": "1", "trim_low": "1"},
    "groups": {"conversion": "standard"},
    "awards": {"kind": "ranked", "places": "1", "prize_krw": "0"},
}
LETTERS = {"rounds": "r", "groups": "g"}


def act_on(draft: Draft, button: str) -> str | None:
    """Carry out `button`, such as add:rounds or remove:rounds-0-criteria-2; return the prefix of the row it was
    about, None where it means nothing.
    """
    found = ACT.fullmatch(button)
    if found is None or found[2] not in ROWS:
        return None
    verb, section, outer, inner, place = found.groups()
    rows, prefix, n = draft.rows[section], section, outer
    if inner is not None:
        if outer is None or int(outer) >= len(rows) or WITHIN.get(section, ("",))[0] != inner:
            return None
        rows, prefix, n = rows[int(outer)][inner], f"{section}-{outer}-{inner}", place
    if verb == "add":
        if len(rows) < MOST_ROWS:
            rows.append(_new_row(draft, section, inner))
        return f"{prefix}-{len(rows) - 1}"
    if n is None or int(n) >= len(rows):
        return None
    if verb == "remove":
        del rows[int(n)]
        return f"{prefix}-{min(int(n), len(rows) - 1)}" if rows else section
    before = max(int(n) - 1, 0)
    rows[before], rows[int(n)] = rows[int(n)], rows[before]
    return f"{prefix}-{before}"


def _new_row(draft, section, inner):
    if inner is not None:
        return dict.fromkeys(WITHIN[section][1], "")
    row = dict.fromkeys(ROWS[section], "") | FILLED.get(section, {})
    if section in WITHIN:
        part, names = WITHIN[section]
        row |= {"key": _free_key(draft, section), part: [dict.fromkeys(names, "")]}
    return row


def _free_key(draft, section):
    """A key that no row has and none had before, as far as sources and tie steps still tell."""
    told = {row["key"] for row in draft.rows[section]}
    told |= {row["step"].partition(":")[2] for row in draft.rows["ties"]}
    told |= {one["source"].partition(":")[2] for row in draft.rows["groups"] for one in row["sources"]}
    n = 1
    while f"{LETTERS[section]}{n}" in told:
        n += 1
    return f"{LETTERS[section]}{n}"
