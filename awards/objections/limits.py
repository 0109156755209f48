"""So many objections an hour from one network; whoever comes beyond them files in the next hour."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from awards.objections.models import FilingHour
from cases.services import RuleBroken
from cases.templatetags.portal import clock_words
from voting.identity.limits.networks import network_key

HOUR = timedelta(hours=1)


class TooManyFiled(RuleBroken):
    """The network has filed as many as it may this hour; the same button works from `until` on."""

    def __init__(self, until: datetime, now: datetime):
        super().__init__(
            _(
                "같은 네트워크에서 짧은 시간에 여러 건이 접수되었습니다. 쓰신 내용은 이 화면에 그대로 있습니다. "
                "%(t)s부터 같은 단추로 접수할 수 있습니다."
            )
            % {"t": clock_words(until)}
        )
        self.seconds = max(1, round((until - now).total_seconds()))


def count_filing(network: str, now: datetime) -> None:
    """Count one more of this hour, inside the transaction that files it. Raises `TooManyFiled`."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    key = _key(network, hour)
    FilingHour.objects.get_or_create(key=key, defaults={"hour": hour, "count": 0})
    left = FilingHour.objects.filter(key=key, count__lt=settings.OBJECTIONS_PER_NETWORK_AN_HOUR)
    if not left.update(count=F("count") + 1):
        raise TooManyFiled(hour + HOUR, now)


def _key(network: str, hour: datetime) -> uuid.UUID:
    return network_key(f"objections {hour.timestamp():.0f} {network}")
