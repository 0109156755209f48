"""Which edition a page speaks of when its address names none."""

from django.conf import settings
from django.utils import timezone

from cases.models import Edition
from cases.remembered import remembered
from cases.stages import Scene


def current_edition(request) -> Edition | None:
    """The newest contest; in the demonstration the practice edition whose vote is open or was last.

    One query at most; a request remembers the answer.
    """
    if not hasattr(request, "current_edition"):
        editions = _editions(Edition.objects.db)
        request.current_edition = min(editions, key=_preference(timezone.now()), default=None)
    return request.current_edition


@remembered
def _editions(alias):
    return list(Edition.objects.using(alias).with_poll_known())


def _preference(now):
    kinds = (Edition.Kind.CONTEST, Edition.Kind.REPLAY, Edition.Kind.RECORD)

    def place(edition):
        voting = edition.calendar.voting
        if settings.DEMO and edition.kind == Edition.Kind.PRACTICE and voting.has_begun(now):
            return (-1, edition.scene_at(now) is not Scene.OPEN, -edition.pk)
        is_listed = edition.kind in kinds and not edition.is_rehearsal
        return (
            kinds.index(edition.kind) if is_listed else len(kinds),
            -edition.year,
            -edition.pk,
        )

    return place
