"""What of an edition's cases a page may show at a moment, in which order, and which of them are examples."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from cases.stages import Scene

# Awardees whose title nobody published carry this mark at the end of the title.
UNTITLED_MARK = "(사례명 미공개)"
HIDDEN_SCENES = (Scene.DRAFT, Scene.RECEIVING)


@dataclass(frozen=True)
class Samples:
    """How many of the cases are examples, and whose titles were never published."""

    total: int = 0
    examples: int = 0
    untitled: list[str] = field(default_factory=list)

    def __bool__(self):
        return bool(self.examples or self.untitled)


def public_cases(edition, at):
    """Cases that everyone may read at the moment `at`: none before the judging begins."""
    return edition.cases.none() if edition.scene_at(at) in HIDDEN_SCENES else edition.cases.all()


def in_list_order(cases, *, is_published):
    """By case number, never by popularity; after publication by rank first."""
    if is_published:
        return cases.order_by(F("award_rank").asc(nulls_last=True), "number_key")
    return cases.in_natural_order()


def is_untitled(case):
    return case.title.endswith(UNTITLED_MARK)


def samples_of(cases):
    """Count the examples among `cases` and name the organisations of untitled ones. Two queries."""
    counts = cases.order_by().aggregate(total=Count("pk"), examples=Count("pk", filter=Q(is_example=True)))
    untitled = cases.in_natural_order().filter(title__endswith=UNTITLED_MARK)
    return Samples(**counts, untitled=list(untitled.values_list("organisation__name", flat=True)))


def takes_votes(case, edition, at):
    """Whether citizens may choose `case` at the moment `at`; `edition` must know whether it `has_poll`."""
    is_choosable = case.is_finalist and case.withdrawn_at is None
    return edition.has_poll and is_choosable and edition.scene_at(at) is Scene.OPEN
