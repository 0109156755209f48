"""What is wrong with a spreadsheet: every problem at once, each with its row and column."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.services import RuleBroken


@dataclass(frozen=True)
class SheetProblem:
    """One problem. `row` counts as the spreadsheet program shows it, `column` is the name in the header."""

    row: int | None
    column: str | None
    message: str

    def __str__(self):
        row = _("%(row)s행") % {"row": self.row} if self.row is not None else ""
        column = f"‘{self.column}’" if self.column is not None else ""
        place = " ".join(part for part in (row, column) if part)
        return f"{place}: {self.message}" if place else self.message


class SheetError(RuleBroken):
    """A spreadsheet that cannot be taken over; nothing of it was. `problems` are in the order of the rows."""

    def __init__(self, problems: Iterable[SheetProblem]):
        self.problems = tuple(sorted(problems, key=lambda problem: problem.row or 0))
        super().__init__("\n".join(map(str, self.problems)))


class SheetRefused(SheetError):
    """The file as a whole is refused: not a spreadsheet, damaged, empty, too large."""

    def __init__(self, message: str):
        super().__init__([SheetProblem(None, None, message)])
