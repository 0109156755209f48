"""From the database to a result: gather what was recorded, compute by the frozen rule, freeze the rows."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.arithmetic.allocation import AllocationError
from awards.arithmetic.computation import Computation, ContestInput, UnexpectedEntry, compute
from awards.judging.entries import judge_order, recusals_of, sheets_of
from awards.outcome.committee import chosen_in
from awards.outcome.models import Award, Result, ResultRow
from awards.outcome.presenting import result_rows, summary_of
from awards.outcome.revocation.revoking import revocations_of, revoked_numbers
from awards.rule.freezing import frozen_rule, require_frozen
from awards.rule.models import Round
from cases.models import Edition
from cases.services import RuleBroken, database_now, require_not_void
from cases.staff.acting import acting
from voting.sealing import count_ballots

_DIFFER = gettext_lazy("채점표로 다시 계산한 최종 후보가 시민투표의 최종 후보와 다릅니다.")


class NotReady(RuleBroken):
    """Something that the result needs is not finished: a round is open, or the box is not sealed."""


class AlreadyPublished(RuleBroken):
    """The edition has a published result: it can be corrected, by a version that says why."""


class ChoiceWithdrawn(RuleBroken):
    """The committee named a case that was withdrawn since."""


class FinalistsDiffer(RuleBroken):
    """The finalists computed from the sheets are not those the citizens voted on."""


def gather(edition: Edition) -> ContestInput:
    """Return everything `edition` recorded, in the terms of the arithmetic. Votes only after the seal."""
    rounds = list(Round.objects.filter(edition=edition).order_by("order"))
    if any(round_.closed_at is None for round_ in rounds):
        raise NotReady(_("마감하지 않은 심사가 있습니다. 심사를 모두 마감해 주세요."))
    poll = getattr(edition, "poll", None)
    kinds = dict(edition.cases.competing().values_list("number", "organisation__kind"))
    return ContestInput(
        cases=kinds,
        judges={round_.order: judge_order(round_) for round_ in rounds},
        sheets={round_.order: sheets_of(round_) for round_ in rounds},
        recusals={round_.order: recusals_of(round_) for round_ in rounds},
        votes=count_ballots(poll) if poll else None,
        withdrawn=frozenset(
            edition.cases.finalists().exclude(withdrawn_at=None).values_list("number", flat=True)
        ),
        committee=_committee(edition),
        revoked=revoked_numbers(edition),
    )


def _committee(edition):
    cases: dict[str, list[str]] = {}
    for one in chosen_in(edition):
        cases.setdefault(one["award"], []).append(one["number"])
    return cases


def compute_places(edition: Edition) -> dict[str, int]:
    """The place of every ranked case by number, as a committee may be told that decides after the ranking."""
    ranking = _computed(edition, frozen_rule(edition), gather(edition)).combination.ranking
    return {one.case: one.rank for one in ranking}


def compute_result(*, edition: Edition, by, reason: str = "") -> Result:
    """Compute and store a new version of the result of `edition`. Nothing is visible before publication.

    Of a published edition it is a correction, whose `reason` becomes public with it.
    Raises `RuleNotFrozen`, `RuleChanged`, `NotReady`, `PollStillOpen`,
    `FinalistsDiffer`, `ChoiceWithdrawn`, `AlreadyPublished`, `PollVoid`.
    """
    require_not_void(edition)
    rule = frozen_rule(edition)
    with transaction.atomic(), acting(by=by):
        # Read under the lock of the edition: no late correction takes effect between the figures and their ledger.
        locked = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        require_not_void(locked)
        _require_reason(locked, reason)
        entries = gather(edition)
        computation = _computed(edition, rule, entries)
        version = edition.results.aggregate(newest=Max("version"))["newest"] or 0
        result = Result.objects.create(
            edition=edition,
            version=version + 1,
            reason=reason.strip(),
            rule_sha256=require_frozen(edition).sha256,
            summary=summary_of(edition, rule, entries, computation)
            | {"committee": chosen_in(edition), "revoked": revocations_of(edition)},
            computed_at=database_now(),
            computed_by=by,
        )
        _store(result, edition, rule, entries, computation)
    return result


def _require_reason(edition, reason):
    if edition.published_at is None:
        return
    if edition.published_at > database_now():
        raise AlreadyPublished(
            _("정한 때의 발표를 기다리고 있습니다. 다시 산정하려면 먼저 발표 예약을 거두어 주세요.")
        )
    if not reason.strip():
        raise AlreadyPublished(
            _("이미 발표한 회차입니다. 정정하려면 사유를 적어 주세요. 정정과 함께 공개합니다.")
        )


def _computed(edition, rule, entries) -> Computation:
    """The computation, once its finalists are shown to be those the citizens voted on."""
    voted_on = set(edition.cases.finalists().values_list("number", flat=True))
    try:
        computation = compute(rule, entries)
    except UnexpectedEntry as error:
        raise FinalistsDiffer(_DIFFER) from error
    except AllocationError as error:
        raise ChoiceWithdrawn(
            _("위원회가 선정한 사례가 철회되었습니다. 선정을 거둔 뒤 다시 산정해 주세요.")
        ) from error
    if voted_on != set(computation.rounds.finalists):
        raise FinalistsDiffer(_DIFFER)
    return computation


def _store(result, edition, rule, entries, computation):
    cases = {case.number: case for case in edition.cases.finalists().select_related("organisation")}
    rows = {}
    for values in result_rows(rule, entries, computation):
        case = cases[values.pop("number")]
        rows[case.number] = ResultRow(
            result=result,
            case=case,
            title=case.title,
            organisation_name=case.organisation.name,
            organisation_kind=case.organisation.kind,
            **values,
        )
    ResultRow.objects.bulk_create(rows.values())
    tiers = {award.name: order for order, award in enumerate(rule.awards, start=1)}
    Award.objects.bulk_create(
        Award(
            result=result,
            row=rows[given.case],
            tier=tiers[given.award],
            name=given.award,
            kind=given.kind,
            prize_krw=given.prize_krw,
            payout_krw=given.payout_krw,
        )
        for given in computation.awards
    )
