"""The providers' own counts against our participations: the one control of votes that were stuffed from inside.

Whoever can write into the database can add a participation and a ballot that agree with each other. What they
cannot add is a message that the provider counted. So 감사 asks the provider, enters the answer, and publication
waits while more people took part by a method than its provider verified.
"""

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from cases.models import Edition
from cases.services import RuleBroken, database_now
from cases.staff.acting import acting
from voting.acts.admitted import is_admitted
from voting.identity.methods import METHODS, title_of_method
from voting.models import Poll, PollAct, ProviderCount
from voting.sealing import PollStillOpen


class UnknownProvider(RuleBroken):
    """No provider outside the office counts this method."""


class PublicationWaits(RuleBroken):
    """The result that the count belongs to waits for its moment: it was compared with the counts before."""


class CountsDisagree(RuleBroken):
    """The participations are not covered by what the providers counted."""


@dataclass(frozen=True)
class Comparison:
    """One method: our participations beside what its provider counted (None: not entered).

    `is_exceeded`: more took part than the provider counted. `is_lacking`: a contest needs the provider's count.
    `is_unexplained`: a contest has participations by a method that nobody can be verified with.
    `is_admitted`: 총괄 and 감사 signed exactly these numbers.
    """

    method: str
    participations: int
    count: int | None
    is_exceeded: bool
    is_lacking: bool = False
    is_unexplained: bool = False
    is_admitted: bool = False

    @property
    def sizes(self) -> dict[str, int | None]:
        """What two people sign where it cannot be cured."""
        return {"participations": self.participations, "count": self.count}

    @property
    def title(self) -> str:
        return title_of_method(self.method)

    @property
    def objection(self) -> str:
        """Why this keeps the result from being published; empty where it does not."""
        if self.is_admitted:
            return ""
        told = {"method": self.title, "n": f"{self.participations:,}", "count": f"{self.count or 0:,}"}
        if self.is_exceeded:
            return (
                _(
                    "%(method)s: 참여 %(n)s건이 업체가 센 인증 %(count)s건보다 많습니다. 업체 자료와 대조해 주세요. "
                    "잘못 옮겨 적었으면 감사가 다시 입력합니다."
                )
                % told
            )
        if self.is_lacking:
            return (
                _("%(method)s: 참여 %(n)s건. 감사가 업체에서 받은 인증 건수를 아직 입력하지 않았습니다.")
                % told
            )
        if self.is_unexplained:
            return (
                _(
                    "투표에 쓰지 않는 인증 방법(%(method)s)으로 한 참여가 %(n)s건 있습니다. "
                    "감사에게 알리고 까닭을 밝혀 주세요."
                )
                % told
            )
        return ""

    @property
    def words(self) -> str:
        """The comparison as a fact."""
        told = {"method": self.title, "n": f"{self.participations:,}", "count": f"{self.count or 0:,}"}
        if self.count is None:
            return _("%(method)s: 참여 %(n)s건") % told
        return _("%(method)s: 참여 %(n)s건, 업체가 센 인증 %(count)s건") % told


def enter_provider_count(*, poll: Poll, method: str, count: int, note: str, by) -> ProviderCount:
    """Add what the provider of `method` counted for `poll`; a later entry corrects an earlier one.

    Raises `PollStillOpen` before the end of the vote, `UnknownProvider`, `PublicationWaits`.
    """
    if method not in METHODS or not METHODS[method].has_provider:
        raise UnknownProvider(_("업체가 따로 세는 인증 방법이 아닙니다."))
    with transaction.atomic(), acting(by=by, reason=note):
        # Waits for a publication under way, and is waited for by the next one.
        edition = Edition.objects.select_for_update(no_key=True).get(pk=poll.edition_id)
        now = database_now()
        if edition.voting_close_at is None or now < edition.voting_close_at:
            raise PollStillOpen(_("투표가 끝난 뒤에 업체 인증 건수를 입력할 수 있습니다."))
        if edition.published_at is not None and edition.published_at > now:
            raise PublicationWaits(
                _("정한 때의 발표를 기다리고 있습니다. 발표 예약을 거둔 뒤에 입력해 주세요.")
            )
        return ProviderCount.objects.create(
            poll=poll, method=method, count=count, note=note, entered_by=by, entered_at=now
        )


def compare_with_providers(poll: Poll) -> list[Comparison]:
    """Return a comparison for every method that was used or has a count. Two queries.

    Replay and practice editions need no count, but one that is entered holds there too.
    """
    used = dict(poll.participations.order_by().values_list("method").annotate(n=Count("pk")))
    counts: dict[str, int] = {}
    for entered in poll.provider_counts.order_by("entered_at", "pk"):
        counts[entered.method] = entered.count
    is_contest = poll.edition.kind == Edition.Kind.CONTEST
    compared = (
        _comparison(name, used.get(name, 0), counts.get(name), is_contest)
        for name in sorted({*used, *counts})
    )
    return [_with_admission(poll, one) for one in compared]


def _with_admission(poll, compared):
    """Asks the database only where there is something to admit."""
    if not compared.objection:
        return compared
    signed = is_admitted(poll, PollAct.Kind.ADMIT_COUNTS, {compared.method: compared.sizes})
    return replace(compared, is_admitted=signed)


def _comparison(name, participations, count, is_contest):
    method = METHODS.get(name)
    return Comparison(
        method=name,
        participations=participations,
        count=count,
        is_exceeded=count is not None and participations > count,
        is_lacking=is_contest and method is not None and method.has_provider and count is None,
        is_unexplained=is_contest and (method is None or method.is_practice),
    )


def require_counts_agree(poll: Poll) -> None:
    """Raise `CountsDisagree` with every objection to publishing the result of `poll`."""
    objections = [one.objection for one in compare_with_providers(poll) if one.objection]
    if objections:
        raise CountsDisagree(" ".join(objections))
