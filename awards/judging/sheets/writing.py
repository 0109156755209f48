"""What an import of scores writes: rows and their history, in a few statements however many rows."""

from dataclasses import dataclass, field

from awards.judging.models import Score, Sheet
from cases.staff.history import delete_recorded, record_created, recorded


@dataclass
class Writing:
    """The rows of the database: sheets and scores apart."""

    created: list[Sheet] = field(default_factory=list)
    comments: list[Sheet] = field(default_factory=list)
    new_scores: list[Score] = field(default_factory=list)
    changed_scores: list[Score] = field(default_factory=list)
    emptied: list[int] = field(default_factory=list)

    def write(self):
        Sheet.objects.bulk_create(self.created)
        with recorded(Sheet.objects.filter(pk__in=[sheet.pk for sheet in self.comments]), ["comment"]):
            Sheet.objects.bulk_update(self.comments, ["comment"])
        Score.objects.bulk_create(self.new_scores)
        record_created([*self.created, *self.new_scores])
        changed = Score.objects.filter(pk__in=[score.pk for score in self.changed_scores])
        with recorded(changed, ["points"]):
            # An insert that meets its own row updates it: several times faster than bulk_update.
            Score.objects.bulk_create(
                self.changed_scores, update_conflicts=True, unique_fields=["pk"], update_fields=["points"]
            )
        if self.emptied:
            delete_recorded(Score.objects.filter(pk__in=self.emptied))
