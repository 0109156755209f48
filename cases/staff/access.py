"""Who looked at contacts of people, from where; and what was refused to whom."""

import ipaddress
from datetime import datetime

from django.conf import settings
from django.db import models

from cases.staff.models import PersonalDataAccess, Refusal

Act = PersonalDataAccess.Act


def client_address(request) -> str | None:
    """The address of the other side of the connection; behind our own proxy the one it puts last."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        told = request.headers.get("X-Forwarded-For", told).rsplit(",", maxsplit=1)[-1]
    try:
        return str(ipaddress.ip_address(told.strip()))
    except ValueError:
        return None


def log_access(request, subject: str, act: str = Act.READ) -> None:
    """Note that the signed-in account looked at (changed, took away) the personal data called `subject`."""
    PersonalDataAccess.objects.create(
        user_id=request.user.pk,
        account=request.user.get_username(),
        address=client_address(request),
        subject=subject[:200],
        act=act,
    )


def log_refusal(request) -> None:
    Refusal.objects.create(
        user_id=request.user.pk,
        account=request.user.get_username(),
        address=client_address(request),
        method=request.method,
        path=request.path[:300],
    )


def forget_before(moment: datetime) -> int:
    """Delete what was noted before `moment`; return how many. The only way such a note ends."""
    notes = (PersonalDataAccess, Refusal)
    return sum(models.QuerySet(model).filter(at__lt=moment).delete()[0] for model in notes)
