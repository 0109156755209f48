"""The bundle of docs/open-data.md as plain values, from what was recorded and the rows of a result."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import comb
from secrets import SystemRandom
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from awards.arithmetic.computation import Computation, ContestInput, RoundOutcome, compute
from awards.arithmetic.natural import natural_key
from awards.outcome.computing import gather
from awards.outcome.models import Award, Result
from awards.outcome.presenting import result_rows
from awards.rule.freezing import frozen_rule, require_frozen
from cases.models import Edition
from cases.services import RuleBroken
from voting.models import Poll
from voting.sealing import groups

FORMAT = "award-bundle 1"
# A combination that is rarer than this can be a signature agreed beforehand.
EXPECTED_TIMES = 5


class ResultOutdated(RuleBroken):
    """What was recorded no longer gives the result: something was changed after it was computed."""


def build_bundle(result: Result, *, at: datetime) -> dict[str, Any]:
    """Return the bundle of `result`, public from the moment `at`. Raises `ResultOutdated`, `NotReady`.

    The columns of the judges stand in an order that is drawn here and kept nowhere, so a second call
    gives another bundle.
    """
    edition, rule = result.edition, require_frozen(result.edition)
    document = json.loads(rule.document)
    entries = gather(edition)
    computation = _computed(result, entries)
    finalists, outcomes = computation.rounds.finalists, computation.rounds.rounds
    ballots = _ballots(getattr(edition, "poll", None))
    return {
        "format": FORMAT,
        "edition": {
            "slug": edition.slug,
            "title": edition.title,
            "kind": edition.kind,
            "is_sample": edition.is_sample,
            "disclosure": edition.disclosure,
        },
        "version": result.version,
        "published_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "rule": document,
        "rule_sha256": rule.sha256,
        "cases": _cases(result),
        "rounds": [told_round(one, entries, finalists, edition.disclosure) for one in outcomes],
        "others": told_others(outcomes, set(entries.cases) - set(finalists)),
        "ballots": ballots if may_stand_singly(document["poll"], len(finalists), ballots) else None,
        "votes": dict(entries.votes) if entries.votes is not None else None,
        "seal": _seal(getattr(edition, "poll", None)),
        "bonus": {number: exact_text(points) for number, points in entries.bonus.items()},
        "admitted": result.summary.get("admitted", []),
        "committee": {name: list(numbers) for name, numbers in entries.committee.items()},
        "revoked": sorted(entries.revoked, key=natural_key),
        "result": _published(result, finalists),
    }


def _computed(result: Result, entries: ContestInput) -> Computation:
    """The computation over what is recorded now, once it is shown to give the rows of `result`."""
    rule = frozen_rule(result.edition)
    computation = compute(rule, entries)
    fresh = {values.pop("number"): values for values in result_rows(rule, entries, computation)}
    stored = {
        row.case.number: {
            name: getattr(row, name) for name in ("rank", "votes", "total", "groups", "tie_step")
        }
        for row in result.rows.select_related("case")
    }
    if fresh != stored:
        raise ResultOutdated(_("산정한 뒤에 점수나 사례가 바뀌어 결과와 맞지 않습니다. 다시 산정해 주세요."))
    return computation


def exact_text(value: Fraction | None) -> str | None:
    """Return an exact value as text: "94", "471/5"; None stays None."""
    return None if value is None else str(value)


def decimal_text(total: Fraction) -> str:
    """Return a total, which has at most two places, as a decimal: "88.5".

    >>> decimal_text(Fraction(177, 2)), decimal_text(Fraction(90))
    ('88.5', '90')
    """
    return f"{(Decimal(total.numerator) / total.denominator).normalize():f}"


def _cases(result: Result) -> list[dict[str, Any]]:
    """Every case that competed; a finalist as the result froze it."""
    rows = {row.case_id: row for row in result.rows.all()}
    found = result.edition.cases.competing().select_related("organisation").in_natural_order()
    return [
        {
            "number": case.number,
            "title": row.title if row else case.title,
            "organisation": row.organisation_name if row else case.organisation.name,
            "kind": row.organisation_kind if row else case.organisation.kind,
            "is_finalist": case.is_finalist,
            "is_withdrawn": case.withdrawn_at is not None,
        }
        for case in found
        for row in (rows.get(case.pk),)
    ]


def told_round(outcome: RoundOutcome, entries, finalists, disclosure) -> dict[str, Any]:
    """One round: totals as far as the policy tells them, by judges without a name in an order of their own."""
    judges = list(entries.judges[outcome.order])
    SystemRandom().shuffle(judges)

    def told(numbers):
        return {n: _totals(outcome.marks[n], judges) for n in numbers if n in outcome.marks}

    others = set(outcome.marks) - set(finalists)
    return {
        "order": outcome.order,
        "judges": len(judges),
        "totals": None if disclosure == Edition.Disclosure.MARKS_ONLY else told(finalists),
        "others_totals": told(others) if disclosure == Edition.Disclosure.ALL else None,
        "marks": {
            n: exact_text(outcome.marks[n].mark)
            for n in finalists
            if n in outcome.marks and outcome.marks[n].mark is not None
        },
    }


def _totals(mark, judges):
    totals = {entry.judge: decimal_text(entry.total) for entry in mark.totals}
    return [totals.get(judge) for judge in judges]


def told_others(outcomes: Iterable[RoundOutcome], numbers: Iterable[str]) -> list[list[str | None]]:
    """The marks of the cases that are no finalists, a row each, the highest first, no mark below any."""
    rows = [[one.marks[n].mark if n in one.marks else None for one in outcomes] for n in numbers]
    rows.sort(key=lambda row: [(mark is not None, mark or 0) for mark in row], reverse=True)
    return [[exact_text(mark) for mark in row] for row in rows]


def _ballots(poll: Poll | None) -> list[str] | None:
    if poll is None:
        return None
    return [text for text, n in sorted(groups(poll)) for _time in range(n)]


def may_stand_singly(poll: Mapping[str, Any] | None, cases: int, ballots: list[str] | None) -> bool:
    """Whether each possible combination of `cases` is expected often enough to hide who cast which."""
    if poll is None or ballots is None:
        return False
    sizes = [poll["k"]] if poll["choices"] == Poll.Choices.EXACTLY else range(1, poll["k"] + 1)
    return len(ballots) >= EXPECTED_TIMES * sum(comb(cases, size) for size in sizes)


def _seal(poll: Poll | None) -> dict[str, Any] | None:
    if poll is None:
        return None
    seal = poll.seal
    return {
        "sha256": seal.sha256,
        "ballots": seal.ballots,
        "participations_sha256": seal.participations_sha256,
    }


def _published(result: Result, finalists: Iterable[str]) -> dict[str, Any]:
    """The result as it is shown, from its frozen rows."""
    rows = result.rows.select_related("case")
    names = ("rank", "votes", "total", "tie_step", "groups")
    awards = Award.objects.filter(result=result).select_related("row__case")
    by_award = sorted(awards, key=lambda award: (award.tier, award.row.rank, award.row.case.number_key))
    summary = result.summary
    return {
        "finalists": list(finalists),
        "rows": [
            {"number": row.case.number} | {name: getattr(row, name) for name in names}
            for row in sorted(rows, key=lambda row: (row.rank is None, row.rank, row.case.number_key))
        ],
        "awards": [
            {
                "number": award.row.case.number,
                "award": award.name,
                "kind": award.kind,
                "prize_krw": award.prize_krw,
                "payout_krw": award.payout_krw,
            }
            for award in by_award
        ],
        "weights": [{key: one[key] for key in ("name", "nominal", "effective")} for one in summary["groups"]],
        "sums": {key: summary[key] for key in ("prizes_krw", "payouts_krw")},
    }
