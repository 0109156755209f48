"""Ask for a code, enter a code: the one way from a number to a voter key.

The database's clock decides, and a lock on the row of the number counts every try, so that guesses sent at
the same moment cannot be more than guesses sent one by one.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.services import RuleBroken, database_now
from cases.templatetags.portal import clock_words, moment_words
from voting.commitments import voter_key
from voting.identity.gateways import CodeGateway, Delivery, NotSent
from voting.identity.limits.budget import BudgetSpent, Counted, count_message, take_back_message, tell_office
from voting.identity.limits.networks import ask
from voting.identity.limits.numbers import Claim, claim_code, count_code, take_back_code
from voting.identity.limits.statements import returned
from voting.identity.limits.tries import (
    count_wrong_try,
    delay_after,
    tries_left,
    tries_of,
    waits_until,
)
from voting.identity.models import OneTimeCode
from voting.models import Poll

DIGITS = 6
LIFE = timedelta(minutes=10)

# The page of an older code of the number stays of use: the newest takes its place under the same challenge.
_RENEW = """
INSERT INTO voting_onetimecode (id, poll_id, voter_key, code_hmac, sent_at, expires_at, tries, nth)
VALUES (%s, %s, %s, %s, %s, %s, 0, %s)
ON CONFLICT (poll_id, voter_key) DO UPDATE SET id = excluded.id, code_hmac = excluded.code_hmac,
    sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = 0, nth = excluded.nth
RETURNING nth
"""


class WrongCode(RuleBroken):
    """Not the newest code of the number; `tries_left` more may be entered, from `until` on where it is told."""

    def __init__(self, tries_left: int, until: datetime | None):
        words = ngettext(
            "인증번호가 맞지 않습니다. 가장 최근에 받은 번호를 입력해 주세요. "
            "앞으로 %(left)s번 더 입력할 수 있습니다.",
            "인증번호가 맞지 않습니다. 가장 최근에 받은 번호를 입력해 주세요. "
            "앞으로 %(left)s번 더 입력할 수 있습니다.",
            tries_left,
        ) % {"left": tries_left}
        if until:
            words += " " + _("%(t)s부터 다시 입력해 주세요.") % {"t": shown(until)}
        super().__init__(words)
        self.tries_left, self.until = tries_left, until


class CodeExpired(RuleBroken):
    """The code is older than its life."""


class CodeSpent(RuleBroken):
    """All tries of this code are used up; a new one may be asked for."""


class CodeUnknown(RuleBroken):
    """No code waits for this page and number: it was used, or never sent."""


class CodeLocked(RuleBroken):
    """Too many wrong codes in a row on this number from this network; `until` says when it goes on."""

    def __init__(self, until: datetime):
        super().__init__(
            _("인증번호가 여러 번 맞지 않아 잠시 멈췄습니다. %(t)s부터 다시 하실 수 있습니다.")
            % {"t": shown(until)}
        )
        self.until = until


class SendTooSoon(RuleBroken):
    """A code was sent a moment ago and is still good; `until` says when the next may be asked for."""

    def __init__(self, until: datetime, challenge: UUID):
        super().__init__(self.words(until))
        self.until, self.challenge = until, challenge

    def words(self, until):
        return _("조금 전에 보낸 인증번호를 입력해 주세요. 새 인증번호는 %(t)s부터 받을 수 있습니다.") % {
            "t": shown(until)
        }


class LastCodeSent(SendTooSoon):
    """The number got all codes of its 24 hours, and the last is good until they are over."""

    def words(self, until):
        return _(
            "24시간에 받을 수 있는 인증번호를 모두 보냈습니다. 가장 최근에 받은 인증번호를 입력해 주세요. "
            "%(t)s까지 쓸 수 있습니다."
        ) % {"t": moment_words(until)}


class NoCodeUntil(RuleBroken):
    """There is no code left to be entered, and no new one before `until`."""

    def __init__(self, until: datetime):
        super().__init__(
            _("새 인증번호는 %(t)s부터 받을 수 있습니다.") % {"t": moment_words(_full_minute(until))}
        )
        self.until = until


def shown(until):
    """The clock time from which it works for sure: to the minute, rounded up."""
    return clock_words(_full_minute(until))


def _full_minute(until):
    return until + timedelta(minutes=1) - timedelta(microseconds=1)


@dataclass(frozen=True)
class Sent:
    """A code is on its way: what the page carries, what the gateway said, and when the next may be asked for.

    Of the last code of the day, which lives longer than the others, `good_until` is told instead.
    """

    challenge: UUID
    delivery: Delivery
    next_at: datetime | None = None
    good_until: datetime | None = None


@dataclass(frozen=True)
class _Written:
    """What was written for a code before it was sent."""

    claim: Claim
    now: datetime
    expires_at: datetime
    digest: bytes
    counted: Counted


def send_code(
    *, poll: Poll, identity: str, gateway: CodeGateway, network: str | None = None, ticket: str = ""
) -> Sent:
    """Send a new code to `identity` (E.164, or an address); every older one of it is void.

    `network` is where somebody asks from (`limits.networks.network_of`), `ticket` what they were given to wait with.
    Raises `Crowded`, `SendTooSoon`, `NoCodeUntil`, `BudgetSpent`, and what the gateway raises: a kind of `NotSent`.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    key = voter_key(poll.secret, identity)
    try:
        with transaction.atomic():
            asked = ask(network=network, poll=poll, key=key, ticket=ticket)
            written = None if asked.crowded else _write(poll, key, code, network, asked.now)
    except BudgetSpent:
        tell_office()
        raise
    if asked.crowded:
        # Raised after the commit, or the ask would not count.
        raise asked.crowded
    if written.counted.level:
        tell_office(written.counted)
    # Outside the transaction: a provider takes seconds, and SQLite has one writer.
    try:
        delivery = gateway.send(to=identity, code=code, language=get_language())
    except NotSent:
        _take_back(written)
        raise
    if written.claim.is_last():
        return Sent(written.claim.challenge, delivery, good_until=written.expires_at)
    return Sent(
        written.claim.challenge, delivery, next_at=_next_after(written.now, len(written.claim.moments) + 1)
    )


def _next_after(sent_at, nth):
    return sent_at + delay_after(nth)


def next_code_at(poll: Poll, challenge: UUID) -> datetime | None:
    """Return from when on the page of `challenge` may ask for a new code; None where nothing waits, or none is left."""
    row = OneTimeCode.objects.filter(pk=challenge, poll=poll).first()
    return _next_after(row.sent_at, row.nth) if row and row.nth < settings.CODES_PER_NUMBER_A_DAY else None


def _write(poll, key, code, network, now):
    """Number, code and budget in this order, always: nobody waits for two others in a circle."""
    claim = claim_code(poll=poll, key=key, now=now)
    if claim.moments:
        _require_patience(claim, poll, key, network, now)
    count_code(claim, now)
    expires_at = max(claim.ends_at(now), now + LIFE) if claim.is_last() else now + LIFE
    digest = code_hmac(poll.secret, claim.challenge, key, code)
    nth = len(claim.moments) + 1
    returned(_RENEW, [claim.challenge, poll.pk, key, digest, now, expires_at, nth])
    return _Written(claim, now, expires_at, digest, count_message(now))


def _require_patience(claim, poll, key, network, now):
    """A code that was used makes nobody wait; one that waits to be entered makes the next one wait."""
    row = OneTimeCode.objects.filter(poll=poll, voter_key=key).first()
    tries = tries_of(poll=poll, key=key, network=network)
    is_good = row is not None and now < row.expires_at and tries_left(tries, row) > 0
    if claim.is_spent:
        until = claim.ends_at(now)
        raise LastCodeSent(row.expires_at, row.pk) if is_good else NoCodeUntil(until)
    until = _next_after(claim.moments[-1], len(claim.moments))
    if row is not None and now < until:
        raise SendTooSoon(until, row.pk) if is_good else NoCodeUntil(until)


def _take_back(written):
    """What was not sent does not count, and of a number that was never sent anything nothing stays."""
    with transaction.atomic():
        if take_back_code(written.claim, written.now):
            OneTimeCode.objects.filter(pk=written.claim.challenge, code_hmac=written.digest).delete()
        take_back_message(written.counted)


def code_hmac(secret: bytes, challenge: UUID, key: UUID, code: str) -> bytes:
    """Return what is stored of a code: its HMAC-SHA-256 under the poll's secret, bound to page and number."""
    return hmac.digest(secret, f"code:{challenge.hex}:{key.hex}:{code}".encode(), hashlib.sha256)


def verify_code(*, poll: Poll, challenge: UUID, identity: str, code: str, network: str | None = None) -> UUID:
    """Return the voter key of `identity` when `code` is its newest one; the code is used up then.

    Raises `CodeUnknown`, `CodeLocked`, `CodeSpent`, `CodeExpired` without counting a try, `WrongCode` with.
    """
    key = voter_key(poll.secret, identity)
    with transaction.atomic():
        rows = OneTimeCode.objects.select_for_update().filter(pk=challenge, poll=poll, voter_key=key)
        row = rows.first()
        now = database_now()
        tries = _tries_before(row, poll, key, network)
        _require_usable(row, tries, now)
        if hmac.compare_digest(bytes(row.code_hmac), code_hmac(poll.secret, challenge, key, code)):
            row.delete()
            if tries:
                tries.delete()
            return key
        row.tries += 1
        row.save(update_fields=["tries"])
        tries = count_wrong_try(tries, poll=poll, key=key, network=network, code=row, now=now)
    # Raised after the commit, or the try would not count.
    until, left = waits_until(tries), tries_left(tries, row)
    if not left:
        raise CodeLocked(until) if until > now else _spent()
    raise WrongCode(left, until if until > now else None)


def _tries_before(row, poll, key, network):
    """The first code of a day, not tried before, has nothing to be looked up: most codes are."""
    if row is None or (row.nth == 1 and not row.tries):
        return None
    return tries_of(poll=poll, key=key, network=network)


def _require_usable(row, tries, now):
    if row is None:
        raise CodeUnknown(
            _("이미 쓴 인증번호이거나 보낸 적이 없는 인증번호입니다. 새 인증번호를 받아 주세요.")
        )
    if tries and now < waits_until(tries):
        raise CodeLocked(waits_until(tries))
    if not tries_left(tries, row):
        raise _spent()
    if now >= row.expires_at:
        raise CodeExpired(_("인증번호의 유효 시간이 지났습니다. 새 인증번호를 받아 주세요."))


def _spent():
    return CodeSpent(_("이 인증번호는 더 입력할 수 없습니다. 새 인증번호를 받아 주세요."))
