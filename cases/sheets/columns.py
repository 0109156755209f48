"""A kind of sheet, declared as columns, and bound to a table: values by key, problems by row and column."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cases.sheets.cells import Cell, Unreadable, as_text, printable
from cases.sheets.errors import MAX_PROBLEMS, SheetError, SheetProblem
from cases.sheets.parsers import CellRefused, Parser
from cases.sheets.reader import Row, Table

# Beyond it the text of a merged cell is not read again for every row.
MAX_SPREAD = 300


@dataclass(frozen=True)
class Column:
    """One column of a kind of sheet.

    `title` is the name in the header, `aliases` other names for it; spaces and width do not matter. The
    header must have a required column, a row must fill a filled one; an empty cell elsewhere gives `blank`.
    What a merged cell holds counts for every row it covers where the column is spread.
    `note` and `example` tell people how to fill it in.
    """

    key: str
    title: str
    parse: Parser
    is_required: bool = False
    is_filled: bool = False
    blank: Any = None
    aliases: tuple[str, ...] = ()
    is_spread: bool = False
    is_number: bool = False
    note: str = ""
    example: str = ""

    @property
    def names(self) -> set[str]:
        return {header_key(name) for name in (self.title, *self.aliases)}


@dataclass(frozen=True, slots=True)
class BoundRow:
    """One row: {key: value} over the columns of the table; a refused cell gives None."""

    number: int
    values: dict[str, Any]
    refused: frozenset[str]
    cells: tuple[Cell, ...] = ()

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)


@dataclass
class BoundTable:
    """Rows as values. Imports add what they find wrong with `refuse`, then call `raise_problems` once."""

    titles: dict[str, str]
    present: frozenset[str]
    ignored: list[str]
    rows: list[BoundRow] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)
    more_problems: int = 0
    places: dict[str, int] = field(default_factory=dict)

    def refuse(self, row: BoundRow, key: str, message: str) -> None:
        if len(self.problems) == MAX_PROBLEMS:
            self.more_problems += 1
            return
        cell = row.cells[self.places[key]] if key in self.places else None
        self.problems.append(SheetProblem(row.number, self.titles[key], message, printable(as_text(cell))))

    def refuse_repeats(self, key: str, identify: Callable[[BoundRow], Hashable], message: str) -> None:
        """Refuse every row with the identity of an earlier one; `message` names the earlier row (%(row)s)."""
        first: dict[Hashable, int] = {}
        for row in self.rows:
            identity = identify(row)
            if identity is None:
                continue
            earlier = first.setdefault(identity, row.number)
            if earlier != row.number:
                self.refuse(row, key, message % {"row": earlier})

    def raise_problems(self) -> None:
        if self.problems:
            raise SheetError(self.problems, self.more_problems)


def header_key(title: str) -> str:
    """Return the form in which names of columns are compared.

    >>> header_key("창의성 （40）") == header_key("창의성(40)")
    True
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", title)).casefold()


def bind(table: Table, columns: Sequence[Column], header_problems: Iterable[SheetProblem] = ()) -> BoundTable:
    """Bind `table` to a kind of sheet.

    A header with problems raises `SheetError` at once: its rows cannot be read. Those of cells are collected.
    """
    places = _places(table, columns)
    problems = [*header_problems, *_header_problems(table, columns, places)]
    if problems:
        raise SheetError(problems)
    known = {column.key: places[column.key][0] for column in columns if places[column.key]}
    bound = BoundTable(
        titles={
            column.key: table.header[known[column.key]] if column.key in known else column.title
            for column in columns
        },
        present=frozenset(known),
        ignored=_ignored(table, set(known.values())),
        places=known,
    )
    present = [(column, known[column.key]) for column in columns if column.key in known]
    for row in table.rows:
        bound.rows.append(_bound_row(bound, row, present))
    return bound


def _places(table, columns):
    """Return {key: indices of the header that carry the column}."""
    indices = defaultdict(list)
    for index, title in enumerate(table.header):
        indices[header_key(title)].append(index)
    return {
        column.key: sorted(index for name in column.names for index in indices.get(name, ()))
        for column in columns
    }


def _header_problems(table, columns, places):
    for column in columns:
        found = places[column.key]
        if column.is_required and not found:
            message = _("이 열이 없습니다. 첫 줄에 이 열 이름을 넣어 주세요.")
            yield SheetProblem(table.header_row, column.title, message)
        if len(found) > 1:
            letters = ", ".join(get_column_letter(index + 1) for index in found)
            message = _("같은 열이 여럿 있습니다(%(letters)s). 하나만 남겨 주세요.") % {"letters": letters}
            yield SheetProblem(table.header_row, column.title, message)


def _ignored(table, known):
    """Names of the columns nobody asked for, by their letter where content stands under no name."""
    width = max(len(row.cells) for row in table.rows)
    names = []
    for index in range(max(width, len(table.header))):
        title = table.header[index] if index < len(table.header) else ""
        if title and index not in known:
            names.append(title)
        elif not title and any(index < len(row.cells) and row.cells[index] is not None for row in table.rows):
            names.append(_("%(letter)s열(이름 없음)") % {"letter": get_column_letter(index + 1)})
    return names


def _bound_row(bound: BoundTable, row: Row, present: list[tuple[Column, int]]) -> BoundRow:
    values, refused = {}, {}
    for column, index in present:
        cell = _spread(row.cells[index]) if column.is_spread else row.cells[index]
        if isinstance(cell, Unreadable):
            values[column.key], refused[column.key] = None, cell.message
            continue
        if cell is None and column.is_filled:
            refused[column.key] = _("빈칸입니다. 값을 적어 주세요.")
        try:
            values[column.key] = column.blank if cell is None else column.parse(cell)
        except CellRefused as refusal:
            values[column.key], refused[column.key] = None, str(refusal)
    result = BoundRow(row.number, values, frozenset(refused), row.cells)
    for key, message in refused.items():
        bound.refuse(result, key, message)
    return result


def _spread(cell: Cell) -> Cell:
    """Return what the merged cell above holds, where it is a name and no essay."""
    if not isinstance(cell, Unreadable) or cell.value is None or isinstance(cell.value, Unreadable):
        return cell
    return cell.value if len(as_text(cell.value)) <= MAX_SPREAD else cell
