"""Which edition a page speaks of when its address names none."""

from django.conf import settings
from django.utils import timezone

from cases.models import Edition


def current_edition(request) -> Edition | None:
    """The newest contest; in the demonstration the open practice edition, else the newest one of any kind.

    One query; a request remembers the answer.
    """
    if not hasattr(request, "current_edition"):
        editions = Edition.objects.with_poll_known()
        request.current_edition = min(editions, key=_preference(timezone.now()), default=None)
    return request.current_edition


def _preference(now):
    kinds = (Edition.Kind.CONTEST, Edition.Kind.REPLAY, Edition.Kind.RECORD)

    def place(edition):
        is_practice = edition.kind == Edition.Kind.PRACTICE
        if settings.DEMO and is_practice and edition.voting_close_at and now < edition.voting_close_at:
            return (-1, 0, 0)
        return (
            kinds.index(edition.kind) if edition.kind in kinds else len(kinds),
            -edition.year,
            -edition.pk,
        )

    return place
