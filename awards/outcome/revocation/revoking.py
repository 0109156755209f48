"""Take back the awards of a case: asked for, confirmed by 감사, and public with the correction that follows."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.outcome.models import Award, Result
from awards.outcome.revocation.models import Recovery, Revocation
from cases.models import Case, Edition
from cases.services import RuleBroken, database_now, require_not_void
from cases.staff.acting import acting


class NotRevocable(RuleBroken):
    """The case has no award in the result that is public, or its awards are revoked already."""


class DecidedLater(RuleBroken):
    """A decision, or money that came back, bears a day that has not come."""


class ReasonMissing(RuleBroken):
    """A revocation names its reason and its decision."""


class NotWaiting(RuleBroken):
    """The request was confirmed or withdrawn meanwhile."""


class SamePerson(RuleBroken):
    """Who asked cannot confirm; and only who asked may withdraw."""


class TooMuch(RuleBroken):
    """More came back than was paid."""


def ask_revocation(
    *, edition: Edition, case: Case, decided_on: date, decision: str, reason: str, by
) -> Revocation:
    """Ask that the awards of `case` be revoked by `decision` of the day `decided_on`.

    Raises `NotRevocable`, `DecidedLater`, `ReasonMissing`, `PollVoid`.
    """
    reason, decision = reason.strip(), decision.strip()
    if not reason or not decision:
        raise ReasonMissing(_("취소 사유와 결정을 모두 적어 주세요. 결과와 함께 공개합니다."))
    with transaction.atomic(), acting(by=by, reason=reason):
        _locked(edition)
        now = database_now()
        _require_past(decided_on, now)
        if case.pk not in awarded_cases(edition, now).values_list("pk", flat=True):
            raise NotRevocable(_("공개된 결과에서 상을 받은 사례가 아니거나, 이미 수상 취소를 요청했습니다."))
        return Revocation.objects.create(
            edition=edition,
            case=case,
            decided_on=decided_on,
            decision=decision,
            reason=reason,
            payout_krw=_paid(edition, case, now),
            asked_by=by,
            asked_at=now,
        )


def withdraw_revocation(*, revocation: Revocation, by) -> None:
    """Take back a request, by the one who made it. Raises `NotWaiting`, `SamePerson`."""
    with transaction.atomic(), acting(by=by):
        _locked(revocation.edition)
        revocation = _waiting(revocation)
        if revocation.asked_by_id != by.pk:
            raise SamePerson(_("요청은 요청한 사람만 거둘 수 있습니다."))
        revocation.withdrawn_at = database_now()
        revocation.save(update_fields=["withdrawn_at"])


def confirm_revocation(*, revocation: Revocation, by) -> None:
    """Confirm a revocation as the second person; the result that is computed next leaves the awards out.

    Raises `NotWaiting`, `SamePerson`, `PollVoid`.
    """
    with transaction.atomic(), acting(by=by, reason=revocation.reason):
        _locked(revocation.edition)
        revocation = _waiting(revocation)
        if revocation.asked_by_id == by.pk:
            raise SamePerson(_("요청한 사람은 확인할 수 없습니다. 감사가 로그인해 확인해 주세요."))
        revocation.confirmed_by, revocation.confirmed_at = by, database_now()
        revocation.save(update_fields=["confirmed_by", "confirmed_at"])


def record_recovery(
    *, revocation: Revocation, amount_krw: int, recovered_on: date, note: str, by
) -> Recovery:
    """Record that `amount_krw` of the prize came back. Raises `NotWaiting`, `TooMuch`, `DecidedLater`."""
    with transaction.atomic(), acting(by=by, reason=note):
        Edition.objects.select_for_update(no_key=True).get(pk=revocation.edition_id)
        found = Revocation.objects.confirmed().with_recovered().filter(pk=revocation.pk).first()
        if found is None:
            raise NotWaiting(_("확인된 수상 취소가 아닙니다. 화면을 새로 열어 확인해 주세요."))
        now = database_now()
        _require_past(recovered_on, now)
        left = found.payout_krw - (found.recovered_krw or 0)
        if amount_krw > left:
            raise TooMuch(
                _("남은 환수액 %(left)s원보다 많습니다. 금액을 확인해 주세요.") % {"left": f"{left:,}"}
            )
        return revocation.recoveries.create(
            amount_krw=amount_krw,
            recovered_on=recovered_on,
            note=note.strip(),
            recorded_by=by,
            recorded_at=now,
        )


def awarded_cases(edition: Edition, at):
    """The cases with an award in the result that is public at the moment `at`, and no request to revoke them."""
    newest = Result.objects.told(edition, at).first()
    asked = edition.revocations.filter(withdrawn_at=None)
    given = Award.objects.filter(result=newest).values("row__case")
    return edition.cases.filter(pk__in=given).exclude(pk__in=asked.values("case"))


def revoked_numbers(edition: Edition) -> frozenset[str]:
    """Numbers of the cases whose awards were revoked and that are still ranked: they take part in the ranking."""
    found = edition.revocations.confirmed().filter(case__withdrawn_at=None)
    return frozenset(found.values_list("case__number", flat=True))


def revocations_of(edition: Edition) -> list[dict[str, Any]]:
    """What a result freezes of the revocations it was computed with, in the order of the decisions."""
    found = edition.revocations.confirmed().select_related("case").order_by("decided_on", "pk")
    return [
        {
            "number": one.case.number,
            "decided_on": one.decided_on.isoformat(),
            "decision": one.decision,
            "reason": one.reason,
            "payout_krw": one.payout_krw,
        }
        for one in found
    ]


def _locked(edition):
    require_not_void(Edition.objects.select_for_update(no_key=True).get(pk=edition.pk))


def _waiting(revocation):
    found = Revocation.objects.waiting().filter(pk=revocation.pk).first()
    if found is None:
        raise NotWaiting(_("확인을 기다리는 요청이 아닙니다. 화면을 새로 열어 확인해 주세요."))
    return found


def _require_past(day, now):
    if day > timezone.localdate(now):
        raise DecidedLater(_("아직 오지 않은 날입니다. 날짜를 확인해 주세요."))


def _paid(edition, case, now):
    newest = Result.objects.told(edition, now).first()
    given = Award.objects.filter(result=newest, row__case=case).values_list("payout_krw", flat=True)
    return sum(given)
