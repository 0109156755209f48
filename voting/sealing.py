"""The close: copy, empty, commit, seal; and what may be counted afterwards. Nothing is added to a sealed box."""

import hmac
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from cases.models import Edition
from cases.services import RuleBroken, database_now, require_not_void
from cases.staff.acting import acting
from voting import box_sql
from voting.acts.admitted import is_admitted
from voting.commitments import (
    ballot_mac,
    commitment,
    commitments_of_code,
    digest_of,
    keys_digest,
    seal_text,
    split_choices,
)
from voting.models import Commitment, Poll, PollAct, Seal
from voting.turnout.mail import send_seal


class PollStillOpen(RuleBroken):
    """The box cannot be sealed or counted while the window is open."""


class BoxDoesNotReconcile(RuleBroken):
    """Participations, ballots, choices and commitments do not agree; nothing may be counted."""


def seal_box(*, poll: Poll, by) -> None:
    """Close the box and seal it, once the window is over by the database's clock. All or nothing; safe to repeat.

    Copies the ballots in the order of their ids, empties the live table, stores the sorted commitments, and
    seals them. Raises `PollStillOpen` before the end of the window, `BoxDoesNotReconcile`, `SecretDestroyed`,
    `PollVoid`.
    """
    with transaction.atomic(), acting(by=by):
        box_sql.lock_exclusive(poll.pk)
        edition = Edition.objects.select_for_update(no_key=True).get(pk=poll.edition_id)
        require_not_void(edition)
        if edition.sealed_at is not None:
            return
        now = database_now()
        if edition.voting_close_at is None or now < edition.voting_close_at:
            raise PollStillOpen(_("투표 기간이 끝나지 않았습니다. 투표가 끝난 뒤에 마감할 수 있습니다."))
        reconcile_open_box(poll)
        positions = _positions_added_up(box_sql.close_box(poll.pk))
        participations = participations_digest(poll)
        with box_sql.as_counter():
            values = _sorted_commitments(poll)
            box_sql.write_commitments(poll.pk, values)
            seal = Seal.objects.create(
                poll=poll,
                ballots=len(values),
                participations_sha256=participations,
                sha256=digest_of(seal_text(edition.slug, participations, len(values), values)),
                positions=positions,
                sealed_at=now,
            )
        edition.sealed_at = now
        edition.save(update_fields=["sealed_at"])
    # A mail that fails is logged; the box stays sealed. The daily mail tells the seal again until 26 hours after the
    # window, later only `mail_turnout --edition`.
    transaction.on_commit(lambda: send_seal(seal), robust=True)


def _positions_added_up(lists: dict[str, int]) -> dict[str, int]:
    """How often each position on the page was chosen: {"1": 812, "2": 790, …}."""
    counted = Counter()
    for positions, n in lists.items():
        for position in positions.split(",") if positions else ():
            counted[position] += n
    return {position: counted[position] for position in sorted(counted, key=int)}


def participations_digest(poll: Poll) -> str:
    """Return the digest of the sorted voter keys of `poll`."""
    keys = poll.participations.order_by("pk").values_list("pk", flat=True)
    return keys_digest(keys.iterator(chunk_size=10_000))


def sealed_ballots(poll: Poll) -> Iterable[tuple[UUID, str, bytes]]:
    """Return (id, choices, mac) of every sealed ballot, one after the other. Call inside `box_sql.as_counter()`."""
    return poll.sealed_ballots.values_list("id", "choices", "mac").iterator(chunk_size=10_000)


def _sorted_commitments(poll) -> list[bytes]:
    """The commitments of all sealed ballots; no ballot was edited, and each holds what the poll asks."""
    secret, values, sizes, edited = poll.secret, [], Counter(), 0
    for ballot, choices, mac in sealed_ballots(poll):
        edited += not hmac.compare_digest(bytes(mac), ballot_mac(secret, ballot, choices))
        sizes[len(split_choices(choices))] += 1
        values.append(commitment(secret, ballot, choices))
    if edited:
        raise BoxDoesNotReconcile(_("투표한 뒤에 바뀐 투표지가 %(n)s장 있습니다.") % {"n": edited})
    _require_sizes(poll, sizes)
    return sorted(values)


def _require_sizes(poll, sizes):
    smallest = poll.k if poll.choices == Poll.Choices.EXACTLY else 1
    if wrong := sum(n for size, n in sizes.items() if not smallest <= size <= poll.k):
        raise BoxDoesNotReconcile(_("선택 수가 규칙과 다른 투표지가 %(n)s장 있습니다.") % {"n": wrong})


def reconcile_open_box(poll: Poll) -> int:
    """Return the number of ballots in the open box when as many voters took part, or two people admit they did not."""
    return _require_equal(poll, poll.participations.count(), poll.ballots.count())


def _require_equal(poll, participations, ballots):
    sizes = {"participations": participations, "ballots": ballots}
    if participations != ballots and not is_admitted(poll, PollAct.Kind.ADMIT_BOX, sizes):
        raise BoxDoesNotReconcile(
            _("참여 %(participations)s건과 투표지 %(ballots)s장이 맞지 않습니다.")
            % {"participations": participations, "ballots": ballots}
        )
    return ballots


def reconcile(poll: Poll) -> tuple[int, int]:
    """Return (ballots, choices) of a sealed box: participations = ballots = commitments = what was sealed,
    nothing is left in the open box, and every ballot holds what the poll asks. A number of participations that
    differs passes where 총괄 and 감사 signed it.

    Raises `BoxDoesNotReconcile`, `PollStillOpen` where there is no seal.
    """
    seal = Seal.objects.filter(poll=poll).first()
    if seal is None:
        raise PollStillOpen(_("아직 봉인하지 않은 투표함입니다."))
    sizes = Counter()
    for text, n in groups(poll):
        sizes[len(split_choices(text))] += n
    ballots = _require_equal(poll, poll.participations.count(), sizes.total())
    _require_sizes(poll, sizes)
    listed, left = poll.commitments.count(), poll.ballots.count()
    if not ballots == listed == seal.ballots or left:
        raise BoxDoesNotReconcile(
            _(
                "투표지 %(ballots)s장, 확인값 %(listed)s건, 봉인한 %(sealed)s장이 맞지 않거나 "
                "봉인하지 않은 투표지가 남아 있습니다(%(left)s장)."
            )
            % {"ballots": ballots, "listed": listed, "sealed": seal.ballots, "left": left}
        )
    return ballots, sum(size * n for size, n in sizes.items())


def groups(poll: Poll) -> list[tuple[str, int]]:
    """Return sealed ballots grouped by their whole choice: a few hundred rows even for a million ballots."""
    with transaction.atomic(), box_sql.as_counter():
        return list(poll.sealed_ballots.order_by().values_list("choices").annotate(n=Count("*")))


def count_ballots(poll: Poll) -> dict[str, int]:
    """Return votes per case number over all finalists, also withdrawn. Only after the seal, never of a void poll."""
    require_not_void(poll.edition)
    if Edition.objects.values_list("sealed_at", flat=True).get(pk=poll.edition_id) is None:
        raise PollStillOpen(_("봉인하기 전에는 표를 셀 수 없습니다."))
    votes = dict.fromkeys(poll.edition.cases.finalists().values_list("number", flat=True), 0)
    for text, n in groups(poll):
        for number in split_choices(text):
            votes[number] = votes.get(number, 0) + n
    return votes


def sealed_text(poll: Poll, seal: Seal) -> Iterable[bytes]:
    """Yield the public list of a sealed box from what is stored, in pieces; its SHA-256 should be the seal."""
    values = poll.commitments.order_by("value").values_list("value", flat=True).iterator(chunk_size=10_000)
    return seal_text(poll.edition.slug, seal.participations_sha256, seal.ballots, map(bytes, values))


def is_in_the_sealed_box(poll: Poll, code: str) -> bool:
    """Whether a commitment with the code of a receipt was sealed."""
    limits = commitments_of_code(code)
    return limits is not None and Commitment.objects.filter(poll=poll, value__range=limits).exists()
