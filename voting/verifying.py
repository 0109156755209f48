"""Everything about a box that can be computed again, and the first thing that differs. Reads only."""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from voting import box_sql
from voting.ballot_box import InvalidChoices, check_choices
from voting.commitments import ballot_mac, commitment, digest_of, receipt_code, split_choices
from voting.models import Poll, Seal
from voting.sealing import participations_digest, sealed_ballots, sealed_text
from voting.turnout.digests import recheck_digests
from voting.wrapping import SecretDestroyed


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `difference` is empty when it holds, else it says what differs."""

    name: str
    difference: str = ""


def verify_box(poll: Poll) -> Iterator[Check]:
    """Yield every check of the box of `poll` in order, all of one moment; run it as the owner of the tables.

    An open box is held against its own marks, a sealed one also against its seal. After the secret was destroyed
    nothing can tell any more which ballot belongs to which commitment; the seal still covers the list.
    """
    with box_sql.snapshot():
        poll = Poll.objects.select_related("edition").get(pk=poll.pk)
        seal = Seal.objects.filter(poll=poll).first()
        for name, look in _looks(poll, seal):
            yield Check(name, look() or "")


def _looks(poll, seal) -> Iterator[tuple[str, Callable[[], str | None]]]:
    yield _("지우거나 고치지 못하게 막는 장치"), _missing_guards
    yield _("날마다 감사에게 알린 참여 요약값"), lambda: _other_than_told(poll)
    secret = _secret_of(poll)
    if seal is None:
        yield _("투표지마다 있는 표시값"), lambda: _edited(poll, poll.ballots, secret)
        yield _("참여 수와 투표지 수"), lambda: _open_counts(poll)
        return
    if secret:
        yield _("투표지마다 있는 표시값"), lambda: _edited(poll, poll.sealed_ballots, secret)
        yield _("투표지와 확인값 목록"), lambda: _unlisted(poll, secret)
    yield _("참여 명부의 요약값"), lambda: _other_participations(poll, seal)
    yield _("참여, 투표지, 확인값의 수"), lambda: _sealed_counts(poll, seal)
    yield _("봉인값"), lambda: _other_seal(poll, seal)


def _secret_of(poll):
    try:
        return poll.secret
    except SecretDestroyed:
        return None


def _missing_guards():
    if missing := box_sql.missing_guards():
        return _("빠졌거나 꺼졌거나 다릅니다: %(names)s") % {"names": ", ".join(missing)}
    return None


def _other_than_told(poll):
    """The first hour since which the participations are not those that 감사 was told of."""
    for told in recheck_digests(poll):
        return _("%(until)s 전까지: 알린 값 %(told)s(%(n)s건), 지금 %(now)s(%(m)s건)") % {
            "until": f"{timezone.localtime(told.until):%Y-%m-%d %H:%M}",
            "told": told.stored_sha256,
            "n": told.stored_count,
            "now": told.sha256,
            "m": told.count,
        }
    return None


def _edited(poll, ballots, secret):
    """The first ballot whose mark does not fit, or that holds what the poll does not allow."""
    finalists = list(poll.edition.cases.finalists().values_list("number", flat=True))
    for ballot, choices, mac in ballots.order_by("pk").values_list("id", "choices", "mac").iterator():
        if not hmac.compare_digest(bytes(mac), ballot_mac(secret, ballot, choices)):
            return _("투표지 %(ballot)s: 이 투표에서 넣은 그대로가 아닙니다.") % {"ballot": ballot}
        try:
            check_choices(poll, split_choices(choices), finalists)
        except InvalidChoices as error:
            return _("투표지 %(ballot)s: %(error)s") % {"ballot": ballot, "error": error}
    return None


def _unlisted(poll, secret):
    """The first commitment, in the order of the list, that lacks its ballot or its line in the list."""
    computed = {commitment(secret, ballot, choices) for ballot, choices, _mac in sealed_ballots(poll)}
    listed = {bytes(value) for value in poll.commitments.values_list("value", flat=True).iterator()}
    if computed == listed:
        return None
    first = min(computed ^ listed)
    words = (
        _("확인번호 %(code)s: 맞는 투표지가 없습니다.")
        if first in listed
        else _("확인번호 %(code)s: 투표지는 있으나 목록에 없습니다.")
    )
    return words % {"code": receipt_code(first)}


def _open_counts(poll):
    participations, ballots = poll.participations.count(), poll.ballots.count()
    if participations == ballots:
        return None
    return _("참여 %(participations)s건, 투표지 %(ballots)s장") % {
        "participations": participations,
        "ballots": ballots,
    }


def _other_participations(poll, seal):
    digest = participations_digest(poll)
    if digest == seal.participations_sha256:
        return None
    return _("봉인할 때 %(sealed)s, 지금 %(now)s(%(n)s건)") % {
        "sealed": seal.participations_sha256,
        "now": digest,
        "n": poll.participations.count(),
    }


def _sealed_counts(poll, seal):
    counts = (poll.participations.count(), poll.sealed_ballots.count(), poll.commitments.count())
    left = poll.ballots.count()
    if set(counts) == {seal.ballots} and not left:
        return None
    return _(
        "봉인할 때 %(sealed)s장, 지금 참여 %(participations)s건, 투표지 %(ballots)s장, 확인값 %(commitments)s건, "
        "봉인하지 않은 투표지 %(left)s장"
    ) % {
        "sealed": seal.ballots,
        "participations": counts[0],
        "ballots": counts[1],
        "commitments": counts[2],
        "left": left,
    }


def _other_seal(poll, seal):
    digest = digest_of(sealed_text(poll, seal))
    if digest == seal.sha256 and poll.edition.sealed_at == seal.sealed_at:
        return None
    return _("봉인값 %(sealed)s, 다시 계산한 값 %(now)s") % {"sealed": seal.sha256, "now": digest}
