"""The numbers that are signed where something does not agree and cannot be cured. The alternative is a void poll."""

from django.utils.translation import gettext as _

from cases.services import RuleBroken, database_now, require_not_void
from voting.acts.admitted import is_admitted
from voting.acts.models import PollAct
from voting.acts.sizes import Sizes
from voting.turnout.counts import compare_with_providers


class NothingToAdmit(RuleBroken):
    """Everything agrees, the result is published, or it is too early to say."""


def box_difference(poll) -> Sizes:
    """How many took part and how many ballots there are where they differ. Raises `NothingToAdmit`, `PollVoid`."""
    _require_between(poll.edition)
    ballots = poll.ballots if poll.edition.sealed_at is None else poll.sealed_ballots
    sizes = {"participations": poll.participations.count(), "ballots": ballots.count()}
    if sizes["participations"] == sizes["ballots"] or is_admitted(poll, PollAct.Kind.ADMIT_BOX, sizes):
        raise NothingToAdmit(_("참여와 투표지의 수가 맞거나 이미 서명해, 더 밝힐 차이가 없습니다."))
    return sizes


def count_objections(poll) -> Sizes:
    """Per method what stands against its participations. Raises `NothingToAdmit`, `PollVoid`."""
    _require_between(poll.edition)
    objections = [one for one in compare_with_providers(poll) if one.objection]
    if not objections:
        raise NothingToAdmit(_("업체가 센 인증 건수와 맞지 않는 것이 없습니다."))
    return {one.method: one.sizes for one in objections}


def _require_between(edition):
    """After the end of the vote, before the publication."""
    require_not_void(edition)
    now = database_now()
    if edition.voting_close_at is None or now < edition.voting_close_at:
        raise NothingToAdmit(_("투표가 끝난 뒤에, 맞지 않는 것이 있을 때만 할 수 있습니다."))
    if edition.published_at is not None:
        raise NothingToAdmit(_("이미 발표한 회차입니다. 발표한 뒤에 드러난 일은 정정으로 알립니다."))
