"""Publication: one person asks, a second one approves, and a moment that the clock reads."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from awards.arithmetic.rule import digest
from awards.outcome.committee import chosen_in
from awards.outcome.computing import AlreadyPublished
from awards.outcome.ledger import late_corrections
from awards.outcome.models import Award, Result
from awards.outcome.opendata.bundle import ResultOutdated
from awards.outcome.opendata.storing import freeze_open_data
from awards.rule.freezing import RuleChanged, require_frozen
from cases.models import Edition
from cases.services import RuleBroken, database_now, mark_awards, require_not_void
from cases.staff.acting import acting
from voting.sealing import reconcile
from voting.turnout.counts import require_counts_agree


class NotRequested(RuleBroken):
    """Nobody has asked for the approval of this result."""


class SamePerson(RuleBroken):
    """The person who asked cannot approve."""


class NotApproved(RuleBroken):
    """A second person has not approved this result."""


class ChoicesChanged(RuleBroken):
    """The committee chose otherwise since the result was computed."""


def is_of_the_choices(result: Result) -> bool:
    """Whether `result` was computed with what the committee has chosen by now."""
    return result.summary.get("committee", []) == chosen_in(result.edition)


def is_of_the_corrections(result: Result) -> bool:
    """Whether `result` was computed with every late correction that is in effect by now."""
    return result.summary.get("ledger", {}).get("late", []) == late_corrections(result.edition)


def require_corrected(result: Result) -> None:
    """Raise `ResultOutdated` where a score was corrected since, also one that changes no row of the result."""
    if not is_of_the_corrections(result):
        raise ResultOutdated(_("산정한 뒤에 점수가 정정되었습니다. 다시 산정해 주세요."))


def request_approval(*, result: Result, by) -> None:
    """Ask a second person to approve `result`. Raises `ChoicesChanged`, `ResultOutdated`, `PollVoid`."""
    with transaction.atomic(), acting(by=by):
        _edition_of(result)
        result = Result.objects.select_for_update().get(pk=result.pk)
        if not is_of_the_choices(result):
            raise ChoicesChanged(_("산정한 뒤에 위원회 선정이 바뀌었습니다. 다시 산정해 주세요."))
        require_corrected(result)
        if result.requested_at is None:
            result.requested_at, result.requested_by = database_now(), by
            result.save(update_fields=["requested_at", "requested_by"])


def approve(*, result: Result, by) -> None:
    """Approve `result` as the second person. Raises `NotRequested`, `SamePerson`, `PollVoid`."""
    with transaction.atomic(), acting(by=by):
        _edition_of(result)
        result = Result.objects.select_for_update().get(pk=result.pk)
        if result.requested_by_id is None:
            raise NotRequested(_("승인 요청이 없습니다. 담당자가 먼저 승인을 요청해야 합니다."))
        if result.requested_by_id == by.pk:
            raise SamePerson(_("승인을 요청한 사람은 승인할 수 없습니다. 두 번째 사람이 승인해 주세요."))
        if result.approved_at is None:
            result.approved_at, result.approved_by = database_now(), by
            result.save(update_fields=["approved_at", "approved_by"])


def publish(*, result: Result, by, at: datetime | None = None) -> None:
    """Publish `result` now, or at the moment `at`: pages read the clock, no job runs.

    Raises `NotApproved`, `AlreadyPublished`, `BoxDoesNotReconcile`, `CountsDisagree`,
    `RuleChanged`, `ResultOutdated`, `PollVoid`. The open data is frozen in the same transaction.
    """
    with transaction.atomic(), acting(by=by):
        edition = _edition_of(result)
        result = Result.objects.select_for_update().get(pk=result.pk)
        now = database_now()
        if result.approved_at is None:
            raise NotApproved(_("두 번째 사람의 승인이 없습니다. 승인을 받은 뒤 발표해 주세요."))
        if edition.published_at is not None:
            raise AlreadyPublished(_("이미 발표한 회차입니다."))
        _require_unchanged(edition, result)
        edition.published_at = max(at, now) if at else now
        edition.save(update_fields=["published_at"])
        result.published_by = by
        result.save(update_fields=["published_by"])
        freeze_open_data(result=result, at=edition.published_at)
        awards = Award.objects.filter(result=result).select_related("row__case").order_by("-tier")
        mark_awards(edition=edition, awards={a.row.case.number: (a.row.rank, a.name) for a in awards})


def _edition_of(result):
    """The edition, locked before the result as every act on both does. Raises `PollVoid`."""
    edition = Edition.objects.select_for_update(no_key=True).get(pk=result.edition_id)
    require_not_void(edition)
    return edition


def _require_unchanged(edition, result):
    rule = require_frozen(edition)
    if rule.sha256 != result.rule_sha256 or digest(rule.document) != rule.sha256:
        raise RuleChanged(_("결과를 산정한 뒤 산정 규칙이 바뀌었습니다."))
    require_corrected(result)
    if hasattr(edition, "poll"):
        reconcile(edition.poll)
        require_counts_agree(edition.poll)


def published_result(edition: Edition, at: datetime) -> Result | None:
    """Return the newest approved result of an edition that is published at the moment `at`, else None."""
    if edition.published_at is None or edition.published_at > at:
        return None
    found = edition.results.exclude(approved_at=None).select_related("bundle").defer("bundle__content")
    return found.order_by("-version").first()
