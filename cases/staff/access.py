"""Who looked at contacts of people, from where; and what was refused to whom."""

import ipaddress
from datetime import datetime

from django.conf import settings
from django.db import models

from cases.staff.models import PersonalDataAccess, Refusal

Act = PersonalDataAccess.Act
# In `TRUSTED_PROXIES`: whoever speaks over a socket of this machine.
UNIX = "unix"


def client_address(request) -> str | None:
    """Return where a request came from: the other side of the connection, unless that is a proxy of ours.

    A trusted proxy is asked in turn: from the right of `X-Forwarded-For` to the first address that is not trusted
    itself. What is no address is not believed; then it is the proxy that told it. None where nothing is known.
    """
    address = _read(request.META.get("REMOTE_ADDR", ""))
    if not _is_trusted(address):
        return _written(address)
    for told in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        before = _read(told)
        if before is None:
            break
        address = before
        if not _is_trusted(address):
            break
    return _written(address)


def _read(text):
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address):
    """A connection over a unix socket has no address."""
    if address is None:
        return UNIX in settings.TRUSTED_PROXIES
    return any(network != UNIX and address in network for network in settings.TRUSTED_PROXIES)


def _written(address):
    return None if address is None else str(address)


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


def forget_before(moment: datetime) -> dict[type[models.Model], int]:
    """Delete what was noted before `moment`; return how many of each. The only way such a note ends."""
    notes = (PersonalDataAccess, Refusal)
    return {model: models.QuerySet(model).filter(at__lt=moment).delete()[0] for model in notes}
