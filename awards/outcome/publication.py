"""Publication: one person asks, a second one approves, and a moment that the clock reads.

A correction goes the same way as a version of its own, and is public at once.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from awards.arithmetic.rule import digest
from awards.outcome.committee import chosen_in
from awards.outcome.computing import AlreadyPublished
from awards.outcome.ledger import late_corrections
from awards.outcome.models import Award, Result, Review
from awards.outcome.opendata.bundle import ResultOutdated
from awards.outcome.opendata.storing import freeze_open_data
from awards.outcome.reviews import record_review, require_reviewed
from awards.outcome.revocation.revoking import revocations_of
from awards.rule.freezing import RuleChanged, require_frozen
from cases.models import Edition
from cases.services import RuleBroken, database_now, mark_awards, require_not_void
from cases.staff.acting import acting
from voting.acts.admitted import admissions
from voting.sealing import reconcile
from voting.turnout.counts import require_counts_agree


class NotRequested(RuleBroken):
    """Nobody has asked for the approval of this result."""


class SamePerson(RuleBroken):
    """The person who asked cannot approve."""


class NotApproved(RuleBroken):
    """A second person has not approved this result."""


class NotAhead(RuleBroken):
    """The moment of publication is over, or a correction was given one."""


class NothingWaits(RuleBroken):
    """No publication waits for its moment."""


class NoReason(RuleBroken):
    """Taking back an announced publication says why."""


class ChoicesChanged(RuleBroken):
    """The committee chose otherwise since the result was computed."""


def require_current(result: Result) -> None:
    """Raise `ChoicesChanged` or `ResultOutdated` where what `result` was computed from was changed since."""
    edition, summary = result.edition, result.summary
    if summary.get("committee", []) != chosen_in(edition):
        raise ChoicesChanged(_("산정한 뒤에 위원회 선정이 바뀌었습니다. 다시 산정해 주세요."))
    # Also one that changes no row of the result.
    if summary.get("ledger", {}).get("late", []) != late_corrections(edition):
        raise ResultOutdated(_("산정한 뒤에 점수가 정정되었습니다. 다시 산정해 주세요."))
    if summary.get("revoked", []) != revocations_of(edition):
        raise ResultOutdated(_("산정한 뒤에 수상 취소가 확인되었습니다. 다시 산정해 주세요."))


def request_approval(*, result: Result, by, at: datetime | None = None) -> None:
    """Ask a second person to approve `result`, to be published at the moment `at` or as soon as it may.

    Raises `ChoicesChanged`, `ResultOutdated`, `PollVoid`, and `NotAhead` for a moment that is over or a correction
    with one.
    """
    with transaction.atomic(), acting(by=by):
        edition = _edition_of(result)
        result = Result.objects.select_for_update().get(pk=result.pk)
        require_current(result)
        now = database_now()
        if at is not None and edition.published_at is not None:
            raise NotAhead(_("정정은 승인을 받는 대로 바로 공개합니다. 발표할 때를 비워 주세요."))
        if at is not None and at <= now:
            raise NotAhead(_("발표할 때가 이미 지났습니다. 앞으로의 때를 적거나 비워 주세요."))
        if result.requested_at is None:
            result.requested_at, result.requested_by, result.planned_at = now, by, at
            result.save(update_fields=["requested_at", "requested_by", "planned_at"])


def approve(*, result: Result, by) -> None:
    """Approve `result` and the moment planned for it, as the second person; days ahead if need be.

    Raises `NotRequested`, `SamePerson`, `PollVoid`.
    """
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


def publish(*, result: Result, by) -> None:
    """Publish `result` at the moment that was approved with it, or now: pages read the clock, no job runs.

    Of an edition that has a result already, it is a correction: public at once, and every version stays.
    Raises `NotApproved`, `AlreadyPublished`, `NotReviewed`, `BoxDoesNotReconcile`, `CountsDisagree`,
    `RuleChanged`, `ResultOutdated`, `PollVoid`. The open data is frozen in the same transaction.
    """
    with transaction.atomic(), acting(by=by, reason=result.reason):
        edition = _edition_of(result)
        result = Result.objects.select_for_update().get(pk=result.pk)
        if result.approved_at is None:
            raise NotApproved(_("두 번째 사람의 승인이 없습니다. 승인을 받은 뒤 발표해 주세요."))
        now = database_now()
        _require_next(edition, result, now)
        require_reviewed(edition, result)
        _require_unchanged(edition, result)
        result.published_at = max(result.planned_at or now, now)
        result.published_by = by
        if hasattr(edition, "poll"):
            result.summary["admitted"] = admissions(edition.poll)
        result.save(update_fields=["published_at", "published_by", "summary"])
        if edition.published_at is None:
            edition.published_at = result.published_at
            edition.save(update_fields=["published_at"])
        freeze_open_data(result=result, at=result.published_at)
        awards = Award.objects.filter(result=result).select_related("row__case").order_by("-tier")
        mark_awards(edition=edition, awards={a.row.case.number: (a.row.rank, a.name) for a in awards})


def _require_next(edition, result, now):
    """The result is no version that is published or that a later one has replaced, and none waits for its moment."""
    if edition.published_at is not None and edition.published_at > now:
        raise AlreadyPublished(
            _("정한 때의 발표를 기다리고 있습니다. 바꾸려면 먼저 발표 예약을 거두어 주세요.")
        )
    if edition.results.filter(published_at__isnull=False, version__gte=result.version).exists():
        raise AlreadyPublished(_("이미 발표한 회차입니다."))


def review(*, result: Result, verdict: Review.Verdict, reason: str, by) -> Review:
    """Record what 감사 says of `result`, before or after its publication. Raises `ReasonMissing`, `PollVoid`.

    Where their 확인 is a condition, an objection takes back a publication that waits for its moment.
    """
    with transaction.atomic():
        edition = _edition_of(result)
        said = record_review(result=result, verdict=verdict, reason=reason, by=by)
        waits = edition.published_at is not None and edition.published_at > database_now()
        if waits and edition.is_audit_required and verdict == Review.Verdict.OBJECTED:
            take_back_publication(edition=edition, by=by, reason=said.reason)
        return said


def take_back_publication(*, edition: Edition, by, reason: str) -> None:
    """Take back a publication that waits for its moment: nothing of it was public, nothing becomes so.

    The result stays approved. Raises `NothingWaits`, `NoReason`, `PollVoid`.
    """
    if not reason.strip():
        raise NoReason(_("발표 예약을 거두는 사유를 적어 주세요."))
    with transaction.atomic(), acting(by=by, reason=reason.strip()):
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        require_not_void(edition)
        if edition.published_at is None or edition.published_at <= database_now():
            raise NothingWaits(_("발표를 기다리는 결과가 없습니다. 이미 공개된 결과는 정정할 수만 있습니다."))
        result = edition.results.select_for_update().get(published_at__isnull=False)
        result.bundle.delete()
        result.published_at = result.published_by = None
        result.save(update_fields=["published_at", "published_by"])
        edition.published_at = None
        edition.save(update_fields=["published_at"])
        mark_awards(edition=edition, awards={})


def _edition_of(result):
    """The edition, locked before the result as every act on both does. Raises `PollVoid`."""
    edition = Edition.objects.select_for_update(no_key=True).get(pk=result.edition_id)
    require_not_void(edition)
    return edition


def _require_unchanged(edition, result):
    rule = require_frozen(edition)
    if rule.sha256 != result.rule_sha256 or digest(rule.document) != rule.sha256:
        raise RuleChanged(_("결과를 산정한 뒤 산정 규칙이 바뀌었습니다."))
    require_current(result)
    if hasattr(edition, "poll"):
        reconcile(edition.poll)
        require_counts_agree(edition.poll)


def published_result(edition: Edition, at: datetime) -> Result | None:
    """Return the newest version of the result that is public at the moment `at`, else None."""
    if edition.published_at is None or edition.published_at > at:
        return None
    return Result.objects.told(edition, at).first()
