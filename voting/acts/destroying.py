"""The end of the secret: after it no number can be turned into its voter key, and no salt be made again."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cases.models import Edition
from cases.services import RuleBroken, database_now
from cases.templatetags.portal import moment_words
from voting.acts.models import PollAct
from voting.eligibility.lists import forget_listed
from voting.models import NumberDay, Poll, WrongTries
from voting.wrapping import forget_unwrapped

# A default: what is no longer needed is destroyed within five days, as the law on personal data asks.
DUE_WITHIN = timedelta(days=5)


class NotYetDestroyable(RuleBroken):
    """Nothing is published yet, or objections may still be made: the secret may be needed."""


class AlreadyDestroyed(RuleBroken):
    """There is nothing left to destroy."""


def due_at(edition: Edition) -> datetime | None:
    """Until when the secret is to be destroyed, once there is something to object to; else None."""
    closes_at = edition.objections_close_at
    return closes_at + DUE_WITHIN if closes_at else None


def require_destroyable(poll: Poll) -> None:
    """Raise `AlreadyDestroyed`, or `NotYetDestroyable` before objections are over by the database's clock."""
    if not poll.wrapped_secret:
        raise AlreadyDestroyed(_("이 투표의 비밀 키는 파기되었습니다."))
    closes_at = poll.edition.objections_close_at
    if closes_at is None:
        raise NotYetDestroyable(
            _("결과를 발표하거나 투표를 무효로 하고 이의신청 기간이 끝난 뒤에 파기할 수 있습니다.")
        )
    if database_now() < closes_at:
        raise NotYetDestroyable(
            _("이의신청 기간이 끝난 뒤에 파기할 수 있습니다: %(t)s부터") % {"t": moment_words(closes_at)}
        )


def destroy_secret(poll: Poll, act: PollAct) -> None:
    """Empty the wrapped secret, delete codes and rows of lists, and count in `act` what nobody can test any more.

    Only `two_people.confirm` calls this, inside its transaction.
    """
    act.participations = poll.participations.count()
    act.codes = poll.codes.all().delete()[0]
    for counted in (NumberDay, WrongTries):
        counted.objects.filter(poll=poll).delete()
    poll.wrapped_secret = b""
    poll.save(update_fields=["wrapped_secret"])
    forget_listed(poll)
    forget_unwrapped()
