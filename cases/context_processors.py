"""What every page of the portal needs: the operator's words, the current edition, how old its frame may be."""

from django.conf import settings

from cases.editions import current_edition


def portal(request):
    return {
        "portal": settings.PORTAL,
        "is_demo": settings.DEMO,
        "current_edition": current_edition(request),
        "remember_seconds": settings.REMEMBER_SECONDS,
    }
