"""The input files of an edition: edition.json beside its sheets, as an office holds them."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from awards.rehearsal import invention
from awards.rehearsal.examples import HEADER, example_rows
from cases.models import Edition
from cases.services import RuleBroken
from cases.sheets.cells import as_text
from cases.sheets.reader import Table, read_table

SHIPPED = Path(__file__).resolve().parent.parent / "data"
SUFFIXES = (".csv", ".xlsx")
# About as many citizens sat in the hall of 2017 and 2018.
PANEL_SIZE = 100
# What `Edition.is_rehearsal` reads: the figures of this past year are made up.
GENERATED = {"value": Edition.GENERATED, "basis": "default"}


class FileMissing(RuleBroken):
    """A file that the folder of an edition must hold is not there."""


class EditionFiles:
    """A folder with `edition.json`, `cases`, and perhaps `judges`, `scores_round<n>` and `ballots`.

    Sheets are .csv or .xlsx. What a replay or practice folder does not hold is invented from a seed: judges,
    scores, ballots, and examples up to the number of cases that its facts tell (`submitted_cases`).
    """

    def __init__(self, directory: Path):
        self.directory = directory
        settings = directory / "edition.json"
        if not settings.is_file():
            raise FileMissing(_("%(folder)s 폴더에 edition.json 파일이 없습니다.") % {"folder": directory})
        self.settings = json.loads(settings.read_text(encoding="utf-8"))
        self.rule = self.settings["rule"]
        if defaults := self._defaults():
            self.settings["facts"] = self.settings.get("facts", {}) | {
                "rule_defaults": {"value": defaults, "basis": "default"}
            }
        if self.has_generated_figures:
            self.settings["facts"] = self.settings.get("facts", {}) | {"figures": GENERATED}

    def _defaults(self) -> list[str]:
        """What of the rule nobody published, in the words of `basis`, each once: pages say so beside the result."""
        marks = self.settings.get("basis", {}).values()
        notes = [mark["note"] for mark in marks if isinstance(mark, dict) and mark["basis"] == "default"]
        return list(dict.fromkeys(notes))

    def find(self, name: str) -> Path | None:
        return next(
            (path for suffix in SUFFIXES if (path := self.directory / f"{name}{suffix}").is_file()), None
        )

    def cases(self) -> Table:
        path = self.find("cases")
        if path is None:
            raise FileMissing(
                _("%(folder)s 폴더에 cases.csv 또는 cases.xlsx 파일이 없습니다.") % {"folder": self.directory}
            )
        table = read_table(path, name=path.name)
        # Only a year of which little but the winners is known is filled up, and only where examples can say so.
        if self.has_generated_figures and set(HEADER) <= set(table.header):
            return self._filled_up(table)
        return table

    def _filled_up(self, table: Table) -> Table:
        """The cases of the file, and examples for the numbers up to those submitted that it leaves free."""
        told = [dict(zip(table.header, map(as_text, row.cells), strict=False)) for row in table.rows]
        known = {row["사례번호"]: row for row in told}
        numbers = [str(n) for n in range(1, (self.fact("submitted_cases") or 0) + 1)]
        free = [number for number in numbers if number not in known]
        examples = example_rows(seed=f"{self.rule['lot_seed']}:cases", numbers=free)
        known |= {row[0]: dict(zip(HEADER, row, strict=True)) for row in examples}
        rows = [[row.get(name, "") for name in table.header] for row in known.values()]
        return _invented([list(table.header), *rows])

    def fact(self, name: str) -> Any:
        """The value of a fact of the folder, None where it tells none."""
        return self.settings.get("facts", {}).get(name, {}).get("value")

    @property
    def has_generated_figures(self) -> bool:
        """Whether scores or ballots of a past year have to be made up, so that its order and awards are too."""
        if self.settings["kind"] != Edition.Kind.REPLAY:
            return False
        has_all_scores = all(self.has_scores(one["order"]) for one in self.rule["rounds"])
        return not has_all_scores or (self.rule["poll"] is not None and self.find("ballots") is None)

    def judges(self) -> Table:
        path = self.find("judges")
        if path:
            return read_table(path, name=path.name)
        panel = self.fact("citizen_panel_size") or PANEL_SIZE
        return _invented(invention.judge_rows(self.rule["rounds"], panel))

    def has_scores(self, order: int) -> bool:
        return self.find(f"scores_round{order}") is not None

    def scores(self, order: int, *, seed: str = "", judges: list[str] = (), numbers: list[str] = ()) -> Table:
        path = self.find(f"scores_round{order}")
        if path:
            return read_table(path, name=path.name)
        criteria = self.rule["rounds"][order - 1]["criteria"]
        return _invented(
            invention.score_rows(seed=f"{seed}:{order}", judges=judges, numbers=numbers, criteria=criteria)
        )

    def ballots(self, *, seed: str, voters: int, numbers: list[str]) -> Iterator[list[str]]:
        """Yield the choices of one ballot after another."""
        path = self.find("ballots")
        if path is None:
            yield from invention.ballots(seed=seed, voters=voters, numbers=numbers, k=self.rule["poll"]["k"])
            return
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            for row in rows:
                yield [number for number in row if number]


def _invented(rows: list[list[str]]) -> Table:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return read_table(io.BytesIO(text.getvalue().encode()), name="invented.csv")
