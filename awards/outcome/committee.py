"""Awards that a committee gives: named with a reason before the computation, fixed once approval is asked for."""

from django.db import transaction
from django.utils.translation import gettext as _

from awards.outcome.models import CommitteeChoice
from awards.rule.models import AwardTier
from cases.models import Case, Edition
from cases.services import RuleBroken, database_now, require_not_void
from cases.staff.acting import acting


class ChoicesLocked(RuleBroken):
    """Approval of the result was asked for, or a round is still open: nothing is chosen now."""


class NotChoosable(RuleBroken):
    """The award is not the committee's, or the case is no finalist of the edition, or has the award already."""


class NoPlaceLeft(RuleBroken):
    """The committee named as many cases as the award has places."""


def choose_for_award(*, tier: AwardTier, case: Case, reason: str, by) -> CommitteeChoice:
    """Record that the committee names `case` for the award `tier`; the reason is public with the result.

    Raises `ChoicesLocked`, `NotChoosable`, `NoPlaceLeft`, `PollVoid`.
    """
    if not reason.strip():
        raise NotChoosable(_("선정 사유를 적어 주세요. 결과와 함께 공개합니다."))
    with transaction.atomic(), acting(by=by, reason=reason.strip()):
        edition = _locked(tier.edition_id)
        _require_choosable(tier, case)
        if tier.choices.count() >= tier.places:
            raise NoPlaceLeft(_("이 상의 자리가 모두 찼습니다. 바꾸려면 먼저 기록한 선정을 거두어 주세요."))
        return CommitteeChoice.objects.create(
            edition=edition,
            tier=tier,
            case=case,
            reason=reason.strip(),
            chosen_at=database_now(),
            chosen_by=by,
        )


def take_back_choice(*, choice: CommitteeChoice, by, reason: str) -> None:
    """Remove a choice; the history keeps it, with the reason. Raises `ChoicesLocked`, `PollVoid`."""
    with transaction.atomic(), acting(by=by, reason=reason):
        _locked(choice.edition_id)
        choice.delete()


def why_locked(edition: Edition) -> str:
    """Why nothing can be chosen in `edition` now, in the reader's words; empty where it can."""
    if edition.rounds.filter(closed_at=None).exists():
        return _("마감하지 않은 심사가 있습니다. 최종 후보가 정해진 뒤에 선정할 수 있습니다.")
    newest = edition.results.order_by("-version").first()
    # What is public stands whatever is chosen now; only a correction tells otherwise.
    is_public = newest is not None and newest.published_at and newest.published_at <= database_now()
    if newest is not None and newest.requested_at and not is_public:
        return _("결과의 승인을 요청한 뒤에는 위원회 선정을 바꿀 수 없습니다.")
    return ""


def _locked(pk) -> Edition:
    """The edition, locked as the request for approval locks it."""
    edition = Edition.objects.select_for_update(no_key=True).get(pk=pk)
    require_not_void(edition)
    if reason := why_locked(edition):
        raise ChoicesLocked(reason)
    return edition


def _require_choosable(tier, case):
    if tier.kind != AwardTier.Kind.COMMITTEE:
        raise NotChoosable(_("위원회가 선정하는 상이 아닙니다."))
    if case.edition_id != tier.edition_id or not case.is_finalist or case.withdrawn_at is not None:
        raise NotChoosable(_("이 회차의 최종 후보가 아니거나 철회된 사례입니다."))
    if tier.choices.filter(case=case).exists():
        raise NotChoosable(_("이 상에 이미 선정한 사례입니다."))


def chosen_in(edition: Edition) -> list[dict[str, str]]:
    """What the committee chose, in the order of the rule: {"award", "number", "reason"}. One query."""
    choices = CommitteeChoice.objects.filter(edition=edition).order_by("tier__order", "pk")
    rows = choices.values_list("tier__name", "case__number", "reason")
    return [{"award": award, "number": number, "reason": reason} for award, number, reason in rows]
