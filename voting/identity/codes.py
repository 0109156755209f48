"""Ask for a code, enter a code: the one way from a number or an address, the identity, to a voter key.

The database's clock decides, and a lock on the row of the identity counts every try, so that guesses sent at
the same moment cannot be more than guesses sent one by one.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cases.services import RuleBroken, database_now
from cases.templatetags.portal import clock_words
from voting.commitments import voter_key
from voting.identity.gateways import CodeGateway, Delivery, NotSent
from voting.identity.models import TRIES_A_CODE, OneTimeCode
from voting.models import Poll

DIGITS = 6
LIFE = timedelta(minutes=10)
# The first delay; each further one is twice as long, up to the longest.
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=30), timedelta(minutes=15)
# More than the longest delay needs.
MOST_DOUBLINGS = 10
FREE_WRONG_TRIES = 2
# After this long without a new code the delays start over.
QUIET = timedelta(hours=1)


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
    """Too many wrong codes in a row on this number; `until` says when it goes on."""

    def __init__(self, until: datetime):
        super().__init__(
            _("인증번호가 여러 번 맞지 않아 잠시 멈췄습니다. %(t)s부터 다시 하실 수 있습니다.")
            % {"t": shown(until)}
        )
        self.until = until


class SendTooSoon(RuleBroken):
    """A code was sent a moment ago and is still good; `until` says when the next may be asked for."""

    def __init__(self, until: datetime, challenge: UUID):
        super().__init__(
            _("조금 전에 보낸 인증번호를 입력해 주세요. 새 인증번호는 %(t)s부터 받을 수 있습니다.")
            % {"t": shown(until)}
        )
        self.until, self.challenge = until, challenge


def shown(until):
    """The clock time from which it works for sure: to the minute, rounded up."""
    return clock_words(until + timedelta(minutes=1) - timedelta(microseconds=1))


@dataclass(frozen=True)
class Sent:
    """A code is on its way: what the page carries, what the gateway said, and when the next may be asked for."""

    challenge: UUID
    delivery: Delivery
    next_at: datetime


def delay_after(times: int) -> timedelta:
    """Return the wait after something happened `times` times: 0, 30 s, 60 s, 120 s … 15 min."""
    if times <= 0:
        return timedelta(0)
    return min(FIRST_DELAY * 2 ** min(times - 1, MOST_DOUBLINGS), LONGEST_DELAY)


def send_code(*, poll: Poll, identity: str, gateway: CodeGateway) -> Sent:
    """Send a new code to `identity` (E.164, or an address); every older one of it is void.

    Raises `SendTooSoon`, `CodeLocked`, and what the gateway raises: `GatewayUnavailable`, `RecipientUnreachable`.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    key = voter_key(poll.secret, identity)
    with transaction.atomic():
        now = database_now()
        row, is_new = OneTimeCode.objects.select_for_update().get_or_create(
            poll=poll, voter_key=key, defaults={"code_hmac": b"", "sent_at": now, "expires_at": now + LIFE}
        )
        if not is_new:
            # Once more: the lock may have been waited for.
            now = database_now()
            _require_patience(row, now)
        _renew(row, code_hmac(poll.secret, row.pk, key, code), now)
    # Outside the transaction: a provider takes seconds, and SQLite has one writer.
    try:
        delivery = gateway.send(to=identity, code=code, language=get_language())
    except NotSent:
        _take_back(row)
        raise
    return Sent(row.pk, delivery, _next_send_at(row))


def _require_patience(row, now):
    _require_unlocked(row, now)
    until = _next_send_at(row)
    if now < until:
        raise SendTooSoon(until, row.pk)


def _next_send_at(row):
    return row.sent_at + delay_after(row.sent_in_a_row)


def _renew(row, digest, now):
    if now - row.sent_at > QUIET:
        row.sent_in_a_row = row.wrong_in_a_row = 0
    row.code_hmac, row.sent_at, row.expires_at, row.tries = digest, now, now + LIFE, 0
    row.sent_in_a_row += 1
    row.save()


def _take_back(row):
    """What was not sent does not count, and of a number that was never sent anything nothing stays."""
    mine = OneTimeCode.objects.filter(pk=row.pk, code_hmac=row.code_hmac)
    mine.update(sent_in_a_row=F("sent_in_a_row") - 1)
    mine.filter(sent_in_a_row=0, wrong_in_a_row=0).delete()


def code_hmac(secret: bytes, challenge: UUID, key: UUID, code: str) -> bytes:
    """Return what is stored of a code: its HMAC-SHA-256 under the poll's secret, bound to page and number."""
    return hmac.digest(secret, f"code:{challenge.hex}:{key.hex}:{code}".encode(), hashlib.sha256)


def verify_code(*, poll: Poll, challenge: UUID, identity: str, code: str) -> UUID:
    """Return the voter key of `identity` when `code` is its newest one; the code is used up then.

    Raises `CodeUnknown`, `CodeLocked`, `CodeSpent`, `CodeExpired` without counting a try, `WrongCode` with.
    """
    key = voter_key(poll.secret, identity)
    with transaction.atomic():
        rows = OneTimeCode.objects.select_for_update().filter(pk=challenge, poll=poll, voter_key=key)
        row = rows.first()
        now = database_now()
        _require_usable(row, now)
        if hmac.compare_digest(bytes(row.code_hmac), code_hmac(poll.secret, challenge, key, code)):
            row.delete()
            return key
        row.tries, row.wrong_in_a_row, row.last_try_at = row.tries + 1, row.wrong_in_a_row + 1, now
        row.save(update_fields=["tries", "wrong_in_a_row", "last_try_at"])
    # Raised after the commit, or the try would not count.
    until = _locked_until(row)
    if row.tries == TRIES_A_CODE:
        raise CodeLocked(until)
    raise WrongCode(TRIES_A_CODE - row.tries, until if until > now else None)


def _require_usable(row, now):
    if row is None:
        raise CodeUnknown(
            _("이미 쓴 인증번호이거나 보낸 적이 없는 인증번호입니다. 새 인증번호를 받아 주세요.")
        )
    _require_unlocked(row, now)
    if row.tries == TRIES_A_CODE:
        raise CodeSpent(_("이 인증번호는 더 입력할 수 없습니다. 새 인증번호를 받아 주세요."))
    if now >= row.expires_at:
        raise CodeExpired(_("인증번호의 유효 시간이 지났습니다. 새 인증번호를 받아 주세요."))


def _require_unlocked(row, now):
    until = _locked_until(row)
    if now < until:
        raise CodeLocked(until)


def next_code_at(poll: Poll, challenge: UUID) -> datetime | None:
    """Return from when on the page of `challenge` may ask for a new code; None where nothing waits."""
    row = OneTimeCode.objects.filter(pk=challenge, poll=poll).first()
    return row and max(_next_send_at(row), _locked_until(row))


def _locked_until(row):
    return (row.last_try_at or row.sent_at) + delay_after(row.wrong_in_a_row - FREE_WRONG_TRIES)
