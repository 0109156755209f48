"""A closed round opened again: a reason, a second person, and only until the poll opens."""

from django.db import transaction
from django.utils.translation import gettext as _

from awards.judging.models import RoundMark
from awards.judging.papers import Reopening
from awards.judging.rounds import naming_round, require_before_vote
from awards.rule.freezing import frozen_rule
from awards.rule.models import Round
from cases.models import Edition
from cases.services import RuleBroken, database_now, mark_finalists
from cases.staff.acting import acting
from cases.staff.history import delete_recorded, recorded


class RoundOpen(RuleBroken):
    """The round is not closed, so there is nothing to open again."""


class AlreadyRequested(RuleBroken):
    """Somebody has asked to open this round again, and a second person has not answered yet."""


class NotRequested(RuleBroken):
    """Nobody has asked to open this round again."""


class SamePerson(RuleBroken):
    """The person who asked cannot confirm."""


def request_reopening(*, round_: Round, by, reason: str) -> Reopening:
    """Ask to open `round_` again. Raises `RoundOpen`, `RoundsLocked`, `AlreadyRequested`."""
    with transaction.atomic(), acting(by=by, reason=reason):
        round_ = _locked(round_)
        if round_.reopenings.filter(confirmed_at=None).exists():
            raise AlreadyRequested(_("다시 열기를 이미 요청했습니다. 두 번째 사람이 확인할 차례입니다."))
        return round_.reopenings.create(reason=reason.strip(), requested_by=by, requested_at=database_now())


def confirm_reopening(*, round_: Round, by) -> tuple[Round, ...]:
    """Open `round_` and every closed round after it, as the second person; return them in order.

    Their marks go, and with the round that named them the finalists: closing again computes all of it anew.
    What was typed stays. Raises `RoundOpen`, `RoundsLocked`, `NotRequested`, `SamePerson`.
    """
    with transaction.atomic(), acting(by=by):
        round_ = _locked(round_)
        request = round_.reopenings.filter(confirmed_at=None).first()
        if request is None:
            raise NotRequested(
                _("다시 열기를 요청한 사람이 없습니다. 담당자가 먼저 사유를 적어 요청해야 합니다.")
            )
        if request.requested_by_id == by.pk:
            raise SamePerson(_("다시 열기를 요청한 사람은 확인할 수 없습니다. 두 번째 사람이 확인해 주세요."))
        request.confirmed_by, request.confirmed_at = by, database_now()
        request.save(update_fields=["confirmed_by", "confirmed_at"])
        return _open_from(round_)


def _locked(round_):
    """The rounds of an edition are locked together, the edition first, as every act on several of them does."""
    edition = Edition.objects.select_for_update(no_key=True).get(pk=round_.edition_id)
    require_before_vote(edition)
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if round_.closed_at is None:
        raise RoundOpen(_("마감하지 않은 심사입니다."))
    return round_


def _open_from(round_):
    closed = Round.objects.select_for_update().filter(
        edition=round_.edition_id, order__gte=round_.order, closed_at__isnull=False
    )
    opened = tuple(closed.order_by("order"))
    # A request that waits for a later round is answered by opening the earlier one.
    waiting = Reopening.objects.filter(round__in=opened, confirmed_at=None)
    delete_recorded(waiting)
    RoundMark.objects.filter(round__in=opened).delete()
    rounds = Round.objects.filter(pk__in=[one.pk for one in opened])
    with recorded(rounds, ["closed_at", "closed_by"]):
        rounds.update(closed_at=None, closed_by=None)
    if naming_round(frozen_rule(round_.edition)) in {one.order for one in opened}:
        mark_finalists(edition=round_.edition, numbers=())
    return opened
