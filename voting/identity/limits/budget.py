"""The budget of messages of a day: who sends by the thousand costs the city money, so the office is told in time.

Counted for the portal and the day in Seoul. At the end of the budget no more codes are sent; single sign-on stays open.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import Error, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.services import RuleBroken, database_now
from voting.identity.limits.models import MessageDay
from voting.identity.limits.statements import returned

logger = logging.getLogger(__name__)

# At so many percent of the budget the office gets a mail.
LEVELS = (80, 100)
WHOLE = 100
# A mail that failed is tried again by a later send.
AGAIN_AFTER = timedelta(minutes=10)

_COUNT = """
INSERT INTO voting_messageday (day, sent, told_percent) VALUES (%s, 1, 0)
ON CONFLICT (day) DO UPDATE SET sent = voting_messageday.sent + 1 WHERE voting_messageday.sent < %s
RETURNING sent, told_percent
"""
# Where there is no budget messages are counted all the same.
NO_END = 2**31 - 2


class BudgetSpent(RuleBroken):
    """The messages of the day are used up; codes go out again tomorrow."""


@dataclass(frozen=True)
class Counted:
    day: date
    sent: int
    told: int

    @property
    def level(self) -> int:
        """The highest level that was reached and not told yet; 0 where there is none."""
        return max((level for level in LEVELS if self.told < level <= percent(self.sent)), default=0)


def percent(sent: int) -> int:
    """Return how much of the budget so many messages are, rounded down; 0 where there is no budget."""
    return sent * WHOLE // settings.MESSAGES_A_DAY if settings.MESSAGES_A_DAY else 0


@dataclass(frozen=True)
class DaySent:
    """One day as the office looks at it; `budget` 0 is no end, `percent` is of the budget of now."""

    day: date
    sent: int
    budget: int
    percent: int
    is_high: bool
    is_spent: bool


def days_sent(most: int) -> list[DaySent]:
    """Return the days with messages, the newest first."""
    rows = MessageDay.objects.order_by("-day").values_list("day", "sent")[:most]
    return [
        DaySent(
            day,
            sent,
            settings.MESSAGES_A_DAY,
            percent(sent),
            percent(sent) >= LEVELS[0],
            percent(sent) >= WHOLE,
        )
        for day, sent in rows
    ]


def count_message(now: datetime) -> Counted:
    """Count one more message of the day, or raise `BudgetSpent`. In the transaction of the code."""
    day = timezone.localdate(now)
    row = returned(_COUNT, [day, settings.MESSAGES_A_DAY or NO_END])
    if row is None:
        raise BudgetSpent(_("오늘 보낼 수 있는 인증번호를 모두 보냈습니다. 내일 다시 받을 수 있습니다."))
    return Counted(day, *row)


def take_back_message(counted: Counted) -> None:
    MessageDay.objects.filter(pk=counted.day, sent__gt=0).update(sent=F("sent") - 1)


def tell_office(counted: Counted | None = None) -> None:
    """Mail the office that much of the budget is used, once a level over all processes. After the transaction.

    Without `counted` (the budget was refused) the row of today is read.
    """
    counted = counted or _counted_today()
    level = counted.level
    if not (level and settings.OFFICE_EMAIL and settings.EMAIL_URL):
        return
    try:
        if _claim(counted.day, level):
            in_background(lambda: _tell(counted, level))
    except Error:
        logger.exception("the office could not be told about the budget of messages")


def _counted_today():
    row = MessageDay.objects.get_or_create(day=timezone.localdate(database_now()), defaults={"sent": 0})[0]
    return Counted(row.day, row.sent, row.told_percent)


def _claim(day, level):
    """One of all processes gets the mail to write; after a while another, should it not have been sent."""
    now = database_now()
    is_free = Q(telling_at=None) | Q(telling_at__lt=now - AGAIN_AFTER)
    row = MessageDay.objects.filter(is_free, pk=day, told_percent__lt=level)
    return row.update(telling_at=now) == 1


def in_background(act) -> None:
    """A mail server takes seconds that no citizen waits for."""

    def run():
        try:
            act()
        finally:
            connection.close()

    threading.Thread(target=run, name="budget-mail").start()


def _tell(counted, level):
    try:
        _mail(counted, level)
    except OSError:  # what smtplib raises is one, too
        logger.exception("the mail about the budget of messages was not sent")
        return
    with transaction.atomic():
        MessageDay.objects.filter(pk=counted.day).update(told_percent=level, telling_at=None)
    # The next level may have been reached meanwhile, by the last ask of the day.
    tell_office()


def _mail(counted, level):
    with override(settings.LANGUAGE_CODE):
        told = {"day": f"{counted.day:%Y-%m-%d}", "sent": f"{counted.sent:,}", "level": level}
        told["budget"] = f"{settings.MESSAGES_A_DAY:,}"
        lines = [_("%(day)s에 인증번호를 %(sent)s건 보냈습니다. 하루 한도는 %(budget)s건입니다.") % told]
        if level == WHOLE:
            lines.append(
                _("한도를 다 써서 오늘은 인증번호를 더 보내지 않습니다. 통합 로그인은 계속 쓸 수 있습니다.")
            )
        lines += [
            "",
            _("투표 현황에서 요청이 몰린 시간대와 실패를 보고, 문자 업체에 공격이 의심되는지 물어보세요."),
            _("한도를 늘리려면 전산 담당자에게 MESSAGES_A_DAY 값을 바꿔 달라고 하세요."),
        ]
        subject = _("[인증번호 한도] %(day)s · %(level)s%% 사용") % told
        EmailMessage(subject=subject, body="\n".join(lines) + "\n", to=[settings.OFFICE_EMAIL]).send()
