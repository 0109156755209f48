"""The rows and cells of a set as its page shows them."""

import json
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from awards.judging.merging import Merged, OutOfRange, TooManyPlaces, plain


@dataclass
class Cell:
    """One input, named by case and criterion."""

    name: str
    label: str
    value: str
    maximum: str
    error: str = ""
    theirs: str | None = None

    @property
    def is_blank(self):
        return not self.value.strip()

    @property
    def note_id(self):
        return f"note_{self.name}" if self.error or self.theirs is not None else ""


@dataclass
class Line:
    """One case of the set: its cells, or the ground on which the judge steps back."""

    case: object
    ground: str = ""
    cells: list[Cell] = field(default_factory=list)
    total: str = ""


@dataclass
class Grid:
    """The whole set; `shown` is what the page holds as stored, for the merge of the next save."""

    lines: list[Line]
    shown: str
    filled: int
    cells: int
    recused: int

    @property
    def faults(self):
        """Every cell with an error or a conflict, for the summary on top."""
        return [cell for line in self.lines for cell in line.cells if cell.note_id]


def words_of(error: ValueError, maximum: Decimal) -> str:
    """What to write into a cell instead."""
    if isinstance(error, TooManyPlaces):
        return _("소수점 아래 두 자리까지 적어 주세요.")
    if isinstance(error, OutOfRange):
        return _("0점에서 %(maximum)s점까지 적어 주세요.") % {"maximum": plain(maximum)}
    return _("숫자로 적어 주세요. 0점에서 %(maximum)s점까지입니다.") % {"maximum": plain(maximum)}


def cell_name(key) -> str:
    return "c{}-{}".format(*key)


def make_grid(
    *, cases, criteria, grounds, stored, merged: Merged | None = None, typed=None, shown=None
) -> Grid:
    """Lay out a set: what is stored, and over it what was typed where it was refused, in conflict or not saved.

    `shown` keeps, for cells that were not saved, what their writer saw first: what somebody else stored since
    must still meet them as a conflict.
    """
    merged, typed = merged or Merged(), typed or {}
    lines, filled = [], 0
    for case in cases:
        line = Line(case, grounds[case.pk])
        lines.append(line)
        if not line.ground:
            line.cells = [_cell(case, one, stored, merged, typed) for one in criteria]
            points = [stored.get((case.pk, one.pk)) for one in criteria]
            filled += sum(value is not None for value in points)
            is_whole = None not in points and not any(cell.note_id for cell in line.cells)
            line.total = plain(sum(points)) if is_whole else ""
    shown = {key: plain(points) for key, points in stored.items()} | (shown or {})
    judged = [line for line in lines if not line.ground]
    told = json.dumps({cell_name(key): text for key, text in shown.items()})
    return Grid(lines, told, filled, len(judged) * len(criteria), len(lines) - len(judged))


def _cell(case, criterion, stored, merged, typed):
    key = (case.pk, criterion.pk)
    label = _("%(number)s번 %(title)s, %(criterion)s") % {
        "number": case.number,
        "title": case.title,
        "criterion": criterion.name,
    }
    cell = Cell(cell_name(key), label, plain(stored.get(key)), plain(criterion.maximum))
    if key in merged.refused:
        cell.value, cell.error = typed[key], words_of(merged.refused[key], criterion.maximum)
    elif key in merged.conflicts:
        cell.value, cell.theirs = merged.conflicts[key].yours, plain(merged.conflicts[key].theirs)
    elif key in typed:
        cell.value = typed[key]
    return cell


def read_typed(post, keys):
    """The cells of a form: {key: text}, for the keys of this set that the form has."""
    return {key: post[cell_name(key)] for key in keys if cell_name(key) in post}


def read_shown(post, keys):
    """What the page showed when it was opened; a form without it showed empty cells."""
    try:
        shown = json.loads(post.get("shown", "{}"))
    except ValueError:
        shown = {}
    if not isinstance(shown, dict):
        return {}
    return {key: str(shown.get(cell_name(key), "")) for key in keys}
