"""What citizens are told about their data before they give any, drawn from what is really set.

The lines of the consent are what article 15 of the law on personal data asks for (purpose, items, period, the right
to refuse); whoever handles data on the office's behalf is named as its article 26 asks. The privacy notice of the
whole portal (article 30) repeats them for each poll whose keys are still kept.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import Edition
from cases.remembered import remembered_page
from voting.acts.destroying import DUE_WITHIN, due_at
from voting.identity.gateways import code_gateway
from voting.identity.methods import SIGN_ON, SMS, Identity
from voting.models import Poll, VoterList


@dataclass(frozen=True)
class Processor:
    """Who handles data on the office's behalf, and what for."""

    task: str
    name: str | Promise


@dataclass(frozen=True)
class Notice:
    """What is collected for one poll, why, how long, and who else handles it."""

    poll: Poll
    # By a list of voters, or one of people who may not vote.
    is_restricted: bool

    @property
    def purposes(self) -> list[str]:
        names = {method.name for method in self.poll.methods}
        purposes = [_("인증 문자 발송")] if SMS in names else []
        if self.poll.by_email:
            purposes.append(_("인증 전자우편 발송"))
        if self.is_restricted:
            purposes.append(_("투표할 수 있는 사람인지 확인"))
        return [*purposes, _("중복·부정 투표 방지")]

    @property
    def items(self) -> list[str]:
        return [self.identity, _("접속 주소")]

    @property
    def identity(self) -> str:
        """What voters are told apart by, in words."""
        if self.poll.identity == Identity.MEMBER:
            return _("통합 로그인의 회원 식별값")
        return str(Identity(self.poll.identity).label)

    @property
    def kept_until(self) -> datetime | None:
        """Until when the secret, and with it every key, is destroyed; before the publication as it is planned."""
        edition = self.poll.edition
        planned = edition.results_planned_at
        return due_at(edition) or (planned + edition.objection_period + DUE_WITHIN if planned else None)

    @property
    def days_after_results(self) -> int:
        return (self.poll.edition.objection_period + DUE_WITHIN).days

    @property
    def processors(self) -> list[Processor]:
        tasks = {SMS: _("문자 발송 위탁"), SIGN_ON: _("통합 로그인 제공")}
        names = {SMS: code_gateway().processor, SIGN_ON: settings.OIDC_NAME}
        found = [
            (tasks[method.name], names[method.name]) for method in self.poll.methods if method.name in tasks
        ]
        return [Processor(task, name) for task, name in found if name]


def kept_notices() -> list[Notice]:
    """Return what is kept of each poll of citizens whose keys can still be tested, the newest first."""
    polls = Poll.objects.exclude(wrapped_secret=b"").exclude(edition__kind=Edition.Kind.REPLAY)
    lists = VoterList.objects.in_force().filter(poll=OuterRef("pk"))
    polls = polls.select_related("edition").annotate(has_list=Exists(lists))
    return [Notice(poll, poll.is_listed or poll.has_list) for poll in polls.order_by("-edition__year", "-pk")]


@require_safe
@remembered_page
def privacy(request):
    """The privacy notice (개인정보 처리방침) of the portal."""
    context = {
        "notices": kept_notices(),
        "idle_minutes": int(settings.SESSION_IDLE.total_seconds() // 60),
        "address_days": settings.ADDRESS_DAYS,
    }
    return render(request, "voting/privacy.html", context)
