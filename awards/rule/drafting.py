"""The rule as rows: written from a document, and composed into one again."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from awards.arithmetic.rule import Problem, RuleError, parse_rule
from awards.rule.models import AwardTier, Criterion, Round, Rule
from cases.models import Edition, Organisation
from cases.staff.history import record_created
from voting.models import Poll


def check_document(document: Mapping[str, Any]) -> None:
    """Raise `RuleError` with every fault: what cannot be computed, and kinds of organisation nobody has."""
    parse_rule(document)
    unknown = [
        Problem(
            path,
            f"{path}: ‘{kind}’ 기관 유형은 없습니다. {', '.join(Organisation.Kind.values)} 가운데에서 적어 주세요.",
        )
        for path, kind in (
            (f"cash_excluded_kinds[{n}]", k) for n, k in enumerate(document["cash_excluded_kinds"])
        )
        if kind not in Organisation.Kind.values
    ]
    if unknown:
        raise RuleError(unknown)


def draft_rule(*, edition: Edition, document: Mapping[str, Any]) -> Rule:
    """Write the rows of a new edition from a rule document.

    Raises `RuleError` with every fault when the document cannot be computed; then nothing is written.
    """
    check_document(document)
    with transaction.atomic():
        for entry in document["rounds"]:
            _draft_round(edition, entry)
        for order, entry in enumerate(document["awards"], start=1):
            _draft_tier(edition, order, entry)
        if document["poll"]:
            Poll.objects.create(edition=edition, **document["poll"])
        return Rule.objects.create(
            edition=edition,
            groups=document["groups"],
            decimals=document["decimals"],
            tie_chain=document["tie_chain"],
            lot_seed=document.get("lot_seed") or "",
            bonus=document["bonus"],
            cash_excluded_kinds=document["cash_excluded_kinds"],
            revoked_place=document.get("revoked_place", Rule.RevokedPlace.EMPTY),
        )


def _draft_round(edition, entry):
    trim = entry["trim"] or {}
    round_ = Round.objects.create(
        edition=edition,
        order=entry["order"],
        name=entry["name"],
        method=entry["method"],
        trim_from=trim.get("from_totals"),
        trim_high=trim.get("high", 1),
        trim_low=trim.get("low", 1),
        cut=entry["cut"],
    )
    criteria = Criterion.objects.bulk_create(
        Criterion(round=round_, order=order, name=criterion["name"], maximum=Decimal(criterion["max"]))
        for order, criterion in enumerate(entry["criteria"], start=1)
    )
    record_created(criteria)


def _draft_tier(edition, order, entry):
    AwardTier.objects.create(
        edition=edition,
        order=order,
        name=entry["name"],
        kind=entry["kind"],
        places=entry.get("places", 1),
        prize_krw=entry["prize_krw"],
        is_stackable=entry.get("stackable", False),
    )


def compose_document(edition: Edition) -> dict[str, Any]:
    """Return the rule document that the rows of `edition` state: plain values, ready for canonical JSON."""
    rule = edition.rule
    poll = Poll.objects.filter(edition=edition).first()
    # Written only where it says something: documents from before the key keep their hash.
    moves_up = rule.revoked_place == Rule.RevokedPlace.NEXT
    return {
        "groups": rule.groups,
        "rounds": [_composed_round(round_) for round_ in edition.rounds.prefetch_related("criteria")],
        "poll": {"choices": poll.choices, "k": poll.k} if poll else None,
        "bonus": rule.bonus,
        "decimals": rule.decimals,
        "tie_chain": rule.tie_chain,
        "lot_seed": rule.lot_seed,
        "awards": [_composed_tier(tier) for tier in edition.award_tiers.all()],
        "cash_excluded_kinds": rule.cash_excluded_kinds,
    } | ({"revoked_place": rule.revoked_place} if moves_up else {})


def _composed_round(round_):
    trim = {"from_totals": round_.trim_from, "high": round_.trim_high, "low": round_.trim_low}
    return {
        "order": round_.order,
        "name": round_.name,
        "method": round_.method,
        "criteria": [{"name": c.name, "max": _plain(c.maximum)} for c in round_.criteria.all()],
        "trim": trim if round_.trim_from else None,
        "cut": round_.cut,
    }


def _composed_tier(tier):
    entry = {"name": tier.name, "kind": tier.kind, "places": tier.places, "prize_krw": tier.prize_krw}
    return entry | {"stackable": tier.is_stackable} if tier.kind == AwardTier.Kind.MOST_VOTES else entry


def _plain(number: Decimal) -> int | str:
    """Whole numbers as such, others as text: the document knows no floats."""
    return int(number) if number == int(number) else f"{number.normalize():f}"
