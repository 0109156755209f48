"""What an import will do, worked out once: shown in the preview, then carried out unchanged."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.services import RuleBroken
from cases.sheets.cells import as_text
from cases.sheets.summary import ImportSummary


class DataChanged(RuleBroken):
    """The data is no longer what the preview was made from."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a row, as people read it, before and after; empty text is no value."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the file that is new or changes something; `label` says what it is about."""

    row: int
    label: str
    differences: tuple[Difference, ...]


@dataclass
class ImportPlan:
    """Everything that one import writes; `write` writes it, inside the transaction of the caller."""

    target: str
    write: Callable[[], None]
    created: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    new_organisations: list[tuple[str, str]] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """SHA-256 over all that people are shown and all that is written: two equal plans do the same."""
        digest = hashlib.sha256()
        counts = [self.target, len(self.created), len(self.changed), self.unchanged, self.skipped]
        for part in (counts, self.new_organisations, self.ignored_columns):
            digest.update(json.dumps(part).encode())
        for change in (*self.created, *self.changed):
            digest.update(json.dumps(_plain(change)).encode())
        return digest.hexdigest()

    @property
    def summary(self) -> ImportSummary:
        return ImportSummary(
            created=len(self.created),
            changed=len(self.changed),
            unchanged=self.unchanged,
            skipped=self.skipped,
            new_organisations=[name for name, _kind in self.new_organisations],
            ignored_columns=self.ignored_columns,
        )

    def carry_out(self, expected: str | None) -> None:
        """Write; `expected` is the digest of the preview that somebody agreed to.

        Raises `DataChanged` when this plan is another one, or when somebody wrote the same rows meanwhile.
        """
        if expected is not None and self.digest != expected:
            raise DataChanged(
                _(
                    "미리보기를 연 뒤 자료가 바뀌어 아무것도 넣지 않았습니다. 아래 새 미리보기를 확인해 주세요."
                )
            )
        try:
            with transaction.atomic():
                self.write()
        except IntegrityError as error:
            raise DataChanged(
                _("같은 때에 다른 사람이 자료를 바꾸어 아무것도 넣지 않았습니다. 다시 확인해 주세요.")
            ) from error


def _plain(change):
    differences = [[value.title, value.before, value.after] for value in change.differences]
    return [change.row, change.label, differences]


def shown(value) -> str:
    """Return a value of a model as people read it.

    >>> shown(None), shown(True), shown("가")
    ('', '예', '가')
    """
    if isinstance(value, bool):
        return "예" if value else "아니오"
    if value is None or isinstance(value, str):
        return value or ""
    return as_text(value) if not hasattr(value, "pk") else str(value)
