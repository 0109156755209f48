"""The input files of an edition: edition.json beside its sheets, as an office holds them."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from awards.rehearsal import invention
from cases.services import RuleBroken
from cases.sheets.reader import Table, read_table

SHIPPED = Path(__file__).resolve().parent.parent / "data"
SUFFIXES = (".csv", ".xlsx")


class FileMissing(RuleBroken):
    """A file that the folder of an edition must hold is not there."""


class EditionFiles:
    """A folder with `edition.json`, `cases`, and perhaps `judges`, `scores_round<n>` and `ballots`.

    Sheets are .csv or .xlsx. What a replay or practice folder does not hold is invented from a seed.
    """

    def __init__(self, directory: Path):
        self.directory = directory
        settings = directory / "edition.json"
        if not settings.is_file():
            raise FileMissing(_("%(folder)s 폴더에 edition.json 파일이 없습니다.") % {"folder": directory})
        self.settings = json.loads(settings.read_text(encoding="utf-8"))
        self.rule = self.settings["rule"]

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
        return read_table(path, name=path.name)

    def judges(self) -> Table:
        path = self.find("judges")
        return read_table(path, name=path.name) if path else _invented(invention.judge_rows())

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
