"""The ballot box: cast, close, count. The way of a ballot through the code begins and ends here."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from cases.models import Edition
from cases.services import RuleBroken, database_now
from cases.staff.acting import acting
from voting import box_sql
from voting.commitments import canonical_choices, split_choices
from voting.models import Ballot, Participation, Poll


class PollClosed(RuleBroken):
    """The voting window is not open by the database's clock, or the box is sealed."""


class AlreadyVoted(RuleBroken):
    """This voter key has a ballot in the box; the first one stands."""


class InvalidChoices(RuleBroken):
    """Not the number of choices the poll asks for, or a choice that is not on the ballot."""


class PollStillOpen(RuleBroken):
    """The box cannot be sealed or counted while the window is open."""


class BoxDoesNotReconcile(RuleBroken):
    """Participations, ballots and choices do not agree; nothing may be counted."""


def check_choices(poll: Poll, numbers: Collection[str], on_the_ballot: Collection[str]) -> str:
    """Return the canonical choices, or raise `InvalidChoices` saying how to mend them."""
    chosen = set(numbers)
    if not chosen <= set(on_the_ballot) or len(chosen) != len(numbers):
        raise InvalidChoices(_("투표지에 없는 사례가 들어 있습니다. 사례를 다시 골라 주세요."))
    exactly = poll.choices == Poll.Choices.EXACTLY
    if not (len(chosen) == poll.k if exactly else 1 <= len(chosen) <= poll.k):
        wanted = _("%(k)s건을 골라 주세요.") if exactly else _("1건에서 %(k)s건까지 골라 주세요.")
        raise InvalidChoices(
            wanted % {"k": poll.k} + " " + _("지금은 %(n)s건을 고르셨습니다.") % {"n": len(chosen)}
        )
    return canonical_choices(chosen)


def numbers_on_the_ballot(poll: Poll) -> list[str]:
    """Return the case numbers a voter may choose: finalists not withdrawn, in natural order."""
    return list(poll.edition.cases.on_the_ballot().in_natural_order().values_list("number", flat=True))


def cast_ballot(*, poll: Poll, voter_key: UUID, method: str, choices: str, ballot_id: UUID) -> None:
    """Put one ballot into the box, or raise `PollClosed` or `AlreadyVoted`. Safe to repeat.

    `choices` is what `check_choices` returned: the costly checks stand outside, the transaction is
    short. A repeated cast with the same key and the same `ballot_id` finds its own ballot and ends as
    the first one did, so an answer lost on the way can be asked for again.
    """
    try:
        written = box_sql.write_ballot(
            edition=poll.edition_id,
            poll=poll.pk,
            voter_key=voter_key,
            method=method,
            ballot=ballot_id,
            choices=choices,
        )
    except IntegrityError:
        # The ballot id is taken although the key is new: a foreign or tampered page, nothing was written.
        raise AlreadyVoted(_("이 화면은 이미 쓰였습니다. 처음부터 다시 투표해 주세요.")) from None
    if written.is_new or _is_repeat(poll, voter_key, ballot_id):
        return
    if not written.was_open:
        raise PollClosed(_("시민투표가 끝났습니다."))
    raise AlreadyVoted(_("이 번호로 이미 투표했습니다. 먼저 한 투표가 유효합니다."))


def _is_repeat(poll, voter_key, ballot_id):
    """The same page posted again: this voter took part, and this page's ballot is in the box."""
    return (
        Participation.objects.filter(pk=voter_key, poll=poll).exists()
        and Ballot.objects.filter(pk=ballot_id, poll=poll).exists()
    )


def seal_box(*, poll: Poll, by) -> None:
    """Seal the box for good once the window is over by the database's clock.

    Raises `PollStillOpen` before the end of the window, `BoxDoesNotReconcile` when the box is inconsistent.
    """
    with transaction.atomic(), acting(by=by):
        box_sql.lock_exclusive(poll.pk)
        edition = Edition.objects.select_for_update().get(pk=poll.edition_id)
        if edition.sealed_at is not None:
            return
        now = database_now()
        if edition.voting_close_at is None or now < edition.voting_close_at:
            raise PollStillOpen(_("투표 기간이 끝나지 않았습니다. 투표가 끝난 뒤에 마감할 수 있습니다."))
        reconcile(poll)
        edition.sealed_at = now
        edition.save(update_fields=["sealed_at"])


def reconcile(poll: Poll) -> tuple[int, int]:
    """Return (ballots, choices) when participations = ballots and every ballot holds what the poll asks."""
    participations, ballots = poll.participations.count(), poll.ballots.count()
    if participations != ballots:
        raise BoxDoesNotReconcile(
            _("참여 %(participations)s건과 투표지 %(ballots)s건이 맞지 않습니다.")
            % {"participations": participations, "ballots": ballots}
        )
    choices = 0
    for text, n in _groups(poll):
        size = len(split_choices(text))
        if size > poll.k or (poll.choices == Poll.Choices.EXACTLY and size != poll.k):
            raise BoxDoesNotReconcile(_("선택 수가 규칙과 다른 투표지가 %(n)s건 있습니다.") % {"n": n})
        choices += size * n
    return ballots, choices


def _groups(poll) -> Iterable[tuple[str, int]]:
    """Ballots grouped by their whole choice: a few hundred rows even for a million ballots."""
    return poll.ballots.order_by().values_list("choices").annotate(n=Count("pk"))


def count_ballots(poll: Poll) -> dict[str, int]:
    """Return votes per case number over everything on the ballot. Only after the seal."""
    if Edition.objects.values_list("sealed_at", flat=True).get(pk=poll.edition_id) is None:
        raise PollStillOpen(_("봉인하기 전에는 표를 셀 수 없습니다."))
    votes = dict.fromkeys(poll.edition.cases.finalists().values_list("number", flat=True), 0)
    for text, n in _groups(poll):
        for number in split_choices(text):
            votes[number] = votes.get(number, 0) + n
    return votes
