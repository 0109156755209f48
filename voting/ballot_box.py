"""The ballot box while it is open: how a ballot gets in. The way of a ballot goes on in `sealing.py`."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from cases.services import RuleBroken
from voting import box_sql
from voting.commitments import ballot_mac, canonical_choices, commitment, listed_key, receipt_code
from voting.eligibility.checking import refusal_of
from voting.models import Participation, Poll


class PollClosed(RuleBroken):
    """The voting window is not open by the database's clock, the box is sealed, or the poll is void."""


class AlreadyVoted(RuleBroken):
    """This voter key has a ballot in the box, and the first stands; or the ballot's id is taken by another's page."""


class InvalidChoices(RuleBroken):
    """Not the number of choices the poll asks for, or a choice that is not on the ballot."""


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


def cast_ballot(
    *, poll: Poll, voter_key: UUID, method: str, choices: str, ballot_id: UUID, positions: str = ""
) -> str:
    """Put one ballot into the box and return the code of its receipt. Safe to repeat.

    `choices` is what `check_choices` returned: the costly checks stand outside, the transaction is
    short. A repeated cast with the same key, `ballot_id` and choices finds its own ballot and ends as
    the first one did, so an answer lost on the way can be asked for again. `positions` tells where on the
    page the chosen cases stood. Raises `PollClosed`, `NotEligible`, `AlreadyVoted`.
    """
    mac = ballot_mac(poll.secret, ballot_id, choices)
    try:
        written = box_sql.write_ballot(
            edition=poll.edition_id,
            poll=poll.pk,
            voter_key=voter_key,
            listed=listed_key(poll.secret, voter_key),
            method=method,
            ballot=ballot_id,
            choices=choices,
            mac=mac,
            positions=positions,
        )
    except IntegrityError:
        # The ballot id is taken although the key is new: a foreign or tampered page, nothing was written.
        raise AlreadyVoted(_("이 화면은 이미 쓰였습니다. 처음부터 다시 투표해 주세요.")) from None
    if written.is_new or _is_repeat(poll, voter_key, ballot_id, mac):
        return receipt_code(commitment(poll.secret, ballot_id, choices))
    if not written.was_open:
        # A first press of this page may have met the window and not have ended yet: then its ballot counts.
        box_sql.wait_for_casts(poll.pk)
        if _is_repeat(poll, voter_key, ballot_id, mac):
            return receipt_code(commitment(poll.secret, ballot_id, choices))
        raise PollClosed(_("시민투표가 끝났습니다."))
    if not written.is_eligible:
        raise refusal_of(poll, voter_key)
    raise AlreadyVoted(_("이 번호로 이미 투표했습니다. 먼저 한 투표가 유효합니다."))


def _is_repeat(poll, voter_key, ballot_id, mac):
    """The same page posted again: this voter took part, and this page's ballot is in the box."""
    return Participation.objects.filter(pk=voter_key, poll=poll).exists() and box_sql.holds(
        poll=poll.pk, ballot=ballot_id, mac=mac
    )


def receipt_of(*, poll: Poll, ballot_id: UUID, choices: str) -> str | None:
    """Return the code of the receipt when exactly this ballot is in the box, else None.

    Only who has its review page knows the id.
    """
    mac = ballot_mac(poll.secret, ballot_id, choices)
    if not box_sql.holds(poll=poll.pk, ballot=ballot_id, mac=mac):
        return None
    return receipt_code(commitment(poll.secret, ballot_id, choices))
