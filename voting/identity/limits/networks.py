"""Where many ask for codes at once: nobody of the network is refused, the later ones wait a little.

An address may be a whole carrier or the one computer of a 경로당. So many codes a minute go out at once; whoever comes
beyond them gets a ticket for a moment at most `NETWORK_LONGEST_WAIT` seconds away, with which the next press is let
through, however many others ask meanwhile.
"""

import hashlib
import hmac
import ipaddress
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil

from django.conf import settings
from django.core import signing

from cases.services import RuleBroken, database_now
from cases.staff.access import client_address
from voting.identity.limits.statements import moment_of, returned

PURPOSE = b"network of a voter"
IPV6_PREFIX = 64
MINUTE = 60.0
# As long as the consent in the same form.
TICKET_LIFE = timedelta(minutes=30)
SALT = "voting.network"
# Of milliseconds since 1970.
MOMENT_DIGITS = 14
# Where the address cannot be told, all are of one network.
NOWHERE = "nowhere"

# One ask takes its share of a minute; the row says until when the shares taken last. What bots ask for besides is
# forgotten once the longest wait is reached, so that a network is free again soon after they are gone.
_ASK = """
INSERT INTO voting_networkload (key, busy_until) VALUES (%s, {now} + %s)
ON CONFLICT (key) DO UPDATE SET busy_until =
    {least}({greatest}(voting_networkload.busy_until, {now}) + %s, {now} + %s)
RETURNING busy_until, {now}
"""


class Crowded(RuleBroken):
    """The network asks for many codes: the same button works from `until` on, with `ticket`."""

    def __init__(self, until: datetime, now: datetime, ticket: str):
        super().__init__("")
        self.until, self.ticket = until, ticket
        self.seconds = max(1, ceil((until - now).total_seconds()))


@dataclass(frozen=True)
class Asked:
    """The moment of an ask by the database's clock, and why it has to wait, if it has to."""

    now: datetime
    crowded: Crowded | None = None


def network_of(request) -> str:
    """Return the network a request comes from: an IPv4 address, or the /64 of an IPv6 one."""
    told = client_address(request)
    if told is None:
        return NOWHERE
    address = ipaddress.ip_address(told)
    address = getattr(address, "ipv4_mapped", None) or address
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))


def network_key(network: str) -> uuid.UUID:
    """Return what is kept of a network: an HMAC that a copy of the database cannot try addresses on."""
    digest = hmac.digest(_key(settings.VOTE_KEYS[0]), network.encode(), hashlib.sha256)
    return uuid.UUID(bytes=digest[:16])


@lru_cache(maxsize=4)
def _key(vote_key):
    return hmac.digest(vote_key.encode(), PURPOSE, hashlib.sha256)


def ask(*, network: str | None, poll, key: uuid.UUID, ticket: str) -> Asked:
    """Count an ask for a code from `network`, inside a transaction; None is nobody's network and never waits.

    `ticket` is what an earlier `Crowded` gave for this poll and voter key: it counts no more.
    """
    if not_before := _not_before(ticket, poll, key):
        now = database_now()
        if now < not_before:
            return Asked(now, Crowded(not_before, now, ticket))
        if now < not_before + TICKET_LIFE:
            return Asked(now)
    if network is None or not settings.NETWORK_FREE_CODES:
        return Asked(database_now())
    share = MINUTE / settings.NETWORK_FREE_CODES
    most = MINUTE + settings.NETWORK_LONGEST_WAIT
    busy_until, now = returned(_ASK, [network_key(network), share, share, most])
    if busy_until - now <= MINUTE:
        return Asked(moment_of(now))
    now, until = moment_of(now), moment_of(busy_until - MINUTE)
    return Asked(now, Crowded(until, now, _ticket(until, poll, key)))


def _ticket(until, poll, key):
    """The moment in the open, and a signature that is good for this poll and number alone."""
    milliseconds = int(until.timestamp() * 1000)
    return f"{milliseconds}:{_signature(milliseconds, poll, key)}"


def _signature(milliseconds, poll, key):
    return signing.Signer(salt=SALT).signature(f"{poll.pk}:{key.hex}:{milliseconds}")


def _not_before(ticket, poll, key):
    told, _colon, signature = ticket.partition(":")
    if not (told.isascii() and told.isdecimal() and len(told) <= MOMENT_DIGITS):
        return None
    if not hmac.compare_digest(signature.encode(), _signature(int(told), poll, key).encode()):
        return None
    return moment_of(int(told) / 1000)
