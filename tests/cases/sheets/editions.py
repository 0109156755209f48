"""Editions of tests with one window open, and what the tables hold."""

from datetime import timedelta

from django.utils import timezone

from cases.models import Edition

WINDOWS = ("submissions", "judging", "voting")


def make_edition(window, slug="2026"):
    """Return a contest in which `window` alone is open now; None: before all of them."""
    shift = WINDOWS.index(window) if window else -1
    now, day = timezone.now(), timedelta(days=1)
    moments = {}
    for place, name in enumerate(WINDOWS):
        opens = now + (2 * (place - shift) - 1) * day
        moments |= {f"{name}_open_at": opens, f"{name}_close_at": opens + 2 * day}
    return Edition.objects.create(slug=slug, kind="contest", year=2026, title="2026 우수사례", **moments)


def contents(*models):
    """Return every row of `models`."""
    return [list(model.objects.order_by("pk").values()) for model in models]
