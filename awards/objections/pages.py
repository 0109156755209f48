"""What other pages tell of objections: until when they are taken, then how many there were."""

from dataclasses import dataclass
from datetime import datetime

from awards.objections.period import takes_objections
from cases.models import Edition


@dataclass(frozen=True)
class ObjectionLine:
    """One short line beside a result, or beside the note that a vote is void."""

    edition: Edition
    is_open: bool

    @property
    def closes_at(self) -> datetime:
        return self.edition.objections_close_at

    @property
    def count(self) -> int:
        return self.edition.objections.count()


def objection_line(edition: Edition, at: datetime) -> ObjectionLine:
    """For an edition whose result is public, or whose vote is void, at the moment `at`."""
    return ObjectionLine(edition, takes_objections(edition, at))
