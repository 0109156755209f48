"""The way from the end of the vote to the published result, as steps that say what is done and what is missing."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from awards.judging.corrections import LateCorrection
from awards.outcome.models import Result
from awards.outcome.publication import require_current
from awards.outcome.reviews import objection_to
from awards.rule.models import AwardTier, Rule
from cases.models import Edition
from cases.services import RuleBroken
from cases.stages import Scene
from cases.templatetags.portal import moment_words
from voting.models import PollAct
from voting.sealing import BoxDoesNotReconcile, reconcile, reconcile_open_box
from voting.turnout.counts import compare_with_providers


class Act(StrEnum):
    """What staff can do on the page; the value is the codename of the permission it needs."""

    CLOSE = "close_vote"
    SEAL = "seal_box"
    COMPUTE = "compute_result"
    REQUEST = "request_approval"
    APPROVE = "approve_result"
    PUBLISH = "publish_result"
    # Beside the steps (beside.py).
    COMPUTE_AGAIN = "compute_again"
    CORRECT = "correct_result"
    REVIEW = "review_result"
    TAKE_BACK = "take_back_publication"

    @property
    def permission(self) -> str:
        return f"awards.{RIGHT_OF.get(self, self.value)}"


# Acts that need the right of another one.
RIGHT_OF = {
    Act.SEAL: "close_vote",
    Act.COMPUTE_AGAIN: "compute_result",
    Act.CORRECT: "compute_result",
    Act.TAKE_BACK: "publish_result",
}


@dataclass
class Step:
    """One step: done, or the one to do now, or waiting for an earlier one. `missing` pairs words with a link."""

    title: str
    is_done: bool
    act: Act
    facts: list[str] = field(default_factory=list)
    missing: list[tuple[str, str | None]] = field(default_factory=list)
    is_now: bool = False

    @property
    def can_act(self) -> bool:
        return self.is_now and not self.missing


def steps_to_publication(edition: Edition, result: Result | None, at: datetime, user) -> list[Step]:
    """Return the steps of `edition` in order; the first that is not done is the one to do now.

    A poll that is void has no steps left, and no figure of it is shown. Without a poll nothing is closed or sealed.
    """
    if edition.is_void(at):
        return []
    of_the_vote = [_close(edition, at), _seal(edition, at)] if hasattr(edition, "poll") else []
    steps = [
        *of_the_vote,
        _compute(edition, result),
        _request(result),
        _approve(result, user),
        _publish(edition, result, at, user),
    ]
    current = next((step for step in steps if not step.is_done), None)
    if current:
        current.is_now = True
    return steps


def _close(edition, at):
    scene = edition.scene_at(at)
    step = Step(_("투표 마감"), scene in (Scene.CLOSED, Scene.TALLYING, Scene.PUBLISHED), Act.CLOSE)
    if scene is Scene.OPEN and edition.is_sample:
        step.facts.append(_("연습 회차는 사유를 적고 지금 마감할 수 있습니다."))
    elif not step.is_done:
        words = _("투표는 일정에 적힌 때에 저절로 끝납니다. 그 뒤에 봉인할 수 있습니다.")
        step.missing.append((words, reverse("admin:cases_edition_change", args=[edition.pk])))
    return step


def _seal(edition, at):
    step = Step(_("대조와 봉인"), edition.sealed_at is not None, Act.SEAL)
    if edition.scene_at(at) in (Scene.CLOSED, Scene.TALLYING, Scene.PUBLISHED):
        try:
            step.facts += _in_the_box(edition.poll, is_sealed=step.is_done)
        except BoxDoesNotReconcile as error:
            step.missing.append((str(error), None))
    return step


def _in_the_box(poll, *, is_sealed):
    if not is_sealed:
        n = reconcile_open_box(poll)
        return _admitted(poll) or [_("참여 %(n)s건 = 투표지 %(n)s장") % {"n": f"{n:,}"}]
    ballots, choices = reconcile(poll)
    words = _("참여 %(n)s건 = 투표지 %(n)s장 = 확인값 %(n)s건, 선택 %(choices)s표")
    if admitted := _admitted(poll):
        words = _("투표지 %(n)s장 = 확인값 %(n)s건, 선택 %(choices)s표")
    return [
        *admitted,
        words % {"n": f"{ballots:,}", "choices": f"{choices:,}"},
        _("봉인값(SHA-256): %(sha256)s") % {"sha256": poll.seal.sha256},
    ]


def _admitted(poll):
    """What 총괄 and 감사 signed about a box that does not agree."""
    return [
        _("참여 %(participations)s건, 투표지 %(ballots)s장: 총괄과 감사가 밝힌 차이") % act.sizes
        for act in poll.acts.confirmed().filter(kind=PollAct.Kind.ADMIT_BOX)
    ]


def _compute(edition, result):
    outdated = result is not None and _why_outdated(result)
    is_current = result is not None and not outdated
    step = Step(_("집계와 산정"), is_current, Act.COMPUTE)
    if not Rule.objects.filter(edition=edition, frozen_at__isnull=False).exists():
        step.missing.append((_("산정 규칙이 확정되지 않았습니다."), reverse("admin:awards_rule_changelist")))
    for round_ in edition.rounds.filter(closed_at=None):
        url = reverse("admin:awards_judging_change", args=[edition.pk])
        step.missing.append((_("마감하지 않은 심사: %(round)s") % {"round": round_.name}, url))
    step.facts += _chosen(edition)
    waiting = LateCorrection.objects.waiting().filter(sheet__round__edition=edition).count()
    if waiting and not (result and result.requested_at):
        step.facts.append(
            _("끝나지 않은 늦은 정정이 %(n)s건 있습니다. 승인을 요청한 뒤에는 정정할 수 없습니다.")
            % {"n": waiting}
        )
    if outdated:
        step.facts.append(outdated)
    elif result:
        step.facts.append(_("%(version)s판, %(by)s") % {"version": result.version, "by": result.computed_by})
        if result.reason:
            step.facts.append(_("정정하는 사유: %(reason)s") % {"reason": result.reason})
    return step


def _why_outdated(result):
    """Once published a result stands: what is corrected then goes into a new version."""
    return "" if result.published_at else why_outdated(result)


def why_outdated(result: Result) -> str:
    """Why `result` is not what would be computed now, in the reader's words; empty where it is."""
    try:
        require_current(result)
    except RuleBroken as error:
        return str(error)
    return ""


def _chosen(edition):
    """How many places of each of the committee's awards are filled; a committee may leave some empty."""
    tiers = edition.award_tiers.filter(kind=AwardTier.Kind.COMMITTEE).annotate(chosen=Count("choices"))
    words = _("위원회 선정 ‘%(award)s’: %(places)s자리 가운데 %(chosen)s건을 선정했습니다.")
    return [
        words % {"award": tier.name, "places": tier.places, "chosen": tier.chosen}
        for tier in tiers.order_by("order")
    ]


def _request(result):
    step = Step(_("승인 요청"), bool(result and result.requested_at), Act.REQUEST)
    if step.is_done:
        step.facts.append(_("요청한 사람: %(by)s") % {"by": result.requested_by})
    return step


def _approve(result, user):
    step = Step(_("두 번째 사람의 승인"), bool(result and result.approved_at), Act.APPROVE)
    if result and result.planned_at and not result.published_at:
        step.facts.append(_("발표 예정: %(t)s") % {"t": moment_words(result.planned_at)})
    if step.is_done:
        step.facts.append(_("승인한 사람: %(by)s") % {"by": result.approved_by})
    elif result and result.requested_by_id == user.pk:
        step.missing.append(
            (_("승인을 요청한 사람은 승인할 수 없습니다. 두 번째 사람이 로그인해 승인해 주세요."), None)
        )
    return step


def _publish(edition, result, at, user):
    step = Step(_("발표"), bool(result and result.published_at), Act.PUBLISH)
    if step.is_done and result.published_at > at:
        step.facts.append(
            _("정한 때가 되면 저절로 공개됩니다. 그때까지 이 화면 밖에서는 아무도 볼 수 없습니다.")
        )
    if result and edition.is_audit_required and (objection := objection_to(result)):
        step.missing.append((objection, None))
    if edition.sealed_at is not None:
        _compare(step, edition, user)
    return step


def _compare(step, edition, user):
    """The providers' own counts beside the participations; the link is for who may enter them."""
    compared = compare_with_providers(edition.poll)
    if edition.is_sample and all(one.count is None for one in compared):
        step.facts.append(_("업체 인증 건수: 연습이라 대조하지 않습니다."))
        return
    address = f"{reverse('admin:voting_providercount_add')}?poll={edition.poll.pk}"
    for one in compared:
        if one.objection:
            may_mend = not one.is_unexplained and user.has_perm("voting.add_providercount")
            step.missing.append((one.objection, f"{address}&method={one.method}" if may_mend else None))
        else:
            step.facts.append(one.words)
