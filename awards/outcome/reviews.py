"""What 감사 says of a result: 확인 or 이의 with a reason, shown with it; a setting makes 확인 a condition."""

from django.utils.translation import gettext as _

from awards.outcome.models import Result, Review
from cases.models import Edition
from cases.services import RuleBroken, database_now
from cases.staff.acting import acting

Verdict = Review.Verdict


class NotReviewed(RuleBroken):
    """The edition asks for the 확인 of 감사, and it is not there."""


class ReasonMissing(RuleBroken):
    """An objection says why."""


def record_review(*, result: Result, verdict: Verdict, reason: str, by) -> Review:
    """Write down what 감사 says of `result`. Raises `ReasonMissing`."""
    reason = reason.strip()
    if verdict == Verdict.OBJECTED and not reason:
        raise ReasonMissing(_("이의가 있는 사유를 적어 주세요. 결과와 함께 공개합니다."))
    with acting(by=by, reason=reason):
        return Review.objects.create(
            result=result, verdict=verdict, reason=reason, reviewed_by=by, reviewed_at=database_now()
        )


def require_reviewed(edition: Edition, result: Result) -> None:
    """Raise `NotReviewed` where the edition makes the 확인 of 감사 a condition and it is not the newest word."""
    if edition.is_audit_required and objection_to(result):
        raise NotReviewed(objection_to(result))


def objection_to(result: Result) -> str:
    """What keeps the 확인 of 감사 away from `result`, in words; empty where it is there."""
    found = result.review
    if found is None:
        return _("감사의 확인이 아직 없습니다. 이 회차는 감사가 확인한 결과만 발표합니다.")
    if found.verdict == Verdict.OBJECTED:
        return _("감사가 이의를 남겼습니다: %(reason)s") % {"reason": found.reason}
    return ""
