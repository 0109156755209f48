"""What is wrong with a spreadsheet: every problem at once, each with its row and column."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.services import RuleBroken

SAVE_AGAIN = gettext_lazy("엑셀에서 xlsx 형식으로 다시 저장해 주세요.")
# So many problems are told one by one; a file with more is wrong as a whole.
MAX_PROBLEMS = 1_000


@dataclass(frozen=True)
class SheetProblem:
    """One problem. `row` counts as the spreadsheet program shows it, `column` is the name in the header.

    `shown` is the text of the cell in the file.
    """

    row: int | None
    column: str | None
    message: str
    shown: str = ""

    def __str__(self):
        row = _("%(row)s행") % {"row": self.row} if self.row is not None else ""
        column = f"‘{self.column}’" if self.column is not None else ""
        place = " ".join(part for part in (row, column) if part)
        return f"{place}: {self.message}" if place else self.message


class SheetError(RuleBroken):
    """A spreadsheet that cannot be taken over; nothing of it was.

    `problems` are in the order of the rows; `more` is how many were found beyond those.
    """

    def __init__(self, problems: Iterable[SheetProblem], more: int = 0):
        self.problems = tuple(sorted(problems, key=lambda problem: problem.row or 0))
        self.more = more
        lines = [str(problem) for problem in self.problems]
        if more:
            lines.append(_("이 밖에도 고칠 곳이 %(n)s군데 더 있습니다.") % {"n": f"{more:,}"})
        super().__init__("\n".join(lines))


class SheetRefused(SheetError):
    """The file as a whole is refused: not a spreadsheet, damaged, empty, too large."""

    def __init__(self, message: str):
        super().__init__([SheetProblem(None, None, message)])
