"""The rule document: read, checked whole, and handed on as a typed `Rule`.

domain rule: the engine reads one frozen document and nothing else; whatever cannot be computed is refused
before the first score, not discovered at the count.

A document comes in as `parse_rule(json.loads(text))`; its seal is `digest(canonical_json(document))`.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .consistency import check_awards, check_cuts, check_poll, check_sources, check_tie_chain
from .document import Field, Parts, Problem, Problems, RuleError, canonical_json, digest
from .terms import (
    Award,
    AwardKind,
    Choices,
    Conversion,
    ConversionMethod,
    Criterion,
    Group,
    PollRule,
    RevokedPlace,
    Round,
    Rule,
    Source,
    Trim,
)

__all__ = [
    "Award",
    "AwardKind",
    "Choices",
    "Conversion",
    "ConversionMethod",
    "Criterion",
    "Group",
    "PollRule",
    "Problem",
    "RevokedPlace",
    "Round",
    "Rule",
    "RuleError",
    "Source",
    "Trim",
    "canonical_json",
    "digest",
    "parse_rule",
]

_PARTS = "groups rounds poll bonus decimals tie_chain awards cash_excluded_kinds"


def parse_rule(document: Mapping[str, Any]) -> Rule:
    """The rule a document states; raises `RuleError` with every fault that forbids computing by it.

    Weights and maxima are numbers of percent and points: whole numbers, or strings such as "33.5", never
    floats.
    """
    problems = Problems()
    parts = Field(document, "", problems).parts(_PARTS, optional="lot_seed revoked_place")
    rule = Rule(
        groups=_groups(parts["groups"]),
        rounds=tuple(_round(field, n) for n, field in enumerate(parts["rounds"].items(), start=1)),
        poll=_poll(parts["poll"]) if parts.given("poll") else None,
        bonus_cap=parts["bonus"].parts("cap")["cap"].positive() if parts.given("bonus") else None,
        decimals=parts["decimals"].integer(least=0, most=10),
        tie_chain=tuple(field.text() for field in parts["tie_chain"].items()),
        lot_seed=_lot_seed(parts),
        awards=_awards(parts["awards"]),
        cash_excluded_kinds=_distinct_texts(parts["cash_excluded_kinds"]),
        revoked_place=_revoked_place(parts),
    )
    for check in (check_sources, check_cuts, check_poll, check_tie_chain, check_awards):
        check(rule, problems)
    if problems:
        raise RuleError(problems)
    return rule


def _groups(listed: Field) -> tuple[Group, ...]:
    groups = tuple(_group(field.parts("name weight conversion sources")) for field in listed.items())
    _refuse_repeats(listed, [group.name for group in groups], "그룹")
    _check_sum(listed, [group.weight for group in groups], "weight", "그룹 가중치")
    return groups


def _group(parts: Parts) -> Group:
    listed = parts["sources"]
    sources = tuple(_source(field) for field in listed.items())
    _check_sum(listed, [source.weight for source in sources], "weight", "이 그룹의 출처 가중치")
    return Group(parts["name"].text(), parts["weight"].positive(), _conversion(parts["conversion"]), sources)


def _source(field: Field) -> Source:
    parts = field.parts("weight", optional="round poll")
    if ("round" in parts) == ("poll" in parts) and not field.problems.at(field.path):
        field.refuse("출처는 round(심사 순서) 또는 poll(시민투표) 가운데 하나여야 합니다. 하나만 남기십시오.")
    if "poll" in parts:
        parts["poll"].integer(least=1, most=1)
        return Source(None, parts["weight"].positive())
    return Source(parts["round"].integer(least=1), parts["weight"].positive())


def _conversion(field: Field) -> Conversion:
    if isinstance(field.value, str):
        return Conversion(field.one_of(ConversionMethod, "환산 방법"))
    parts = field.parts("method", optional="table")
    method = parts["method"].one_of(ConversionMethod, "환산 방법")
    if not parts.given("table"):
        return Conversion(method)
    if method != ConversionMethod.RANK_POINTS:
        parts["table"].refuse(
            "점수표는 rank_points에만 쓰입니다. 방법을 rank_points로 고치거나 표를 지우십시오."
        )
    return Conversion(method, _table(parts["table"]))


def _table(field: Field) -> tuple[Fraction, ...]:
    entries = field.items()
    table = tuple(entry.number() for entry in entries)
    if not entries and not field.problems.at(field.path):
        field.refuse("순위 점수표가 비었습니다. 1위부터 점수를 적거나 표를 지우십시오.")
    for n, (better, worse) in enumerate(pairwise(table), start=1):
        if better is not None and worse is not None and worse > better:
            entries[n].refuse("앞 순위보다 점수가 높습니다. 점수가 내려가는 순서로 고치십시오.")
    return tuple(points or Fraction(0) for points in table)


def _round(field: Field, place: int) -> Round:
    parts = field.parts("order name method criteria trim cut")
    order = parts["order"].integer(least=1)
    if order != place and not field.problems.at(parts["order"].path):
        parts["order"].refuse(f"심사 순서가 {order}입니다. 적힌 차례대로 {place}(으)로 고치십시오.")
    return Round(
        order=order,
        name=parts["name"].text(),
        method=parts["method"].text(),
        criteria=_criteria(parts["criteria"]),
        trim=_trim(parts["trim"]) if parts.given("trim") else None,
        cut=_cut(parts["cut"]) if parts.given("cut") else None,
    )


def _cut(field: Field) -> int | None:
    cut = field.integer(least=1)
    # A refused cut bounds nothing: its stand-in must not make the awards look too many.
    return None if field.problems.at(field.path) else cut


def _criteria(listed: Field) -> tuple[Criterion, ...]:
    entries = [field.parts("name max") for field in listed.items()]
    criteria = tuple(Criterion(parts["name"].text(), parts["max"].positive()) for parts in entries)
    _refuse_repeats(listed, [criterion.name for criterion in criteria], "심사항목")
    _check_sum(listed, [criterion.max for criterion in criteria], "max", "심사항목 배점")
    return criteria


def _trim(field: Field) -> Trim:
    parts = field.parts("from_totals high low")
    trim = Trim(
        from_totals=parts["from_totals"].integer(least=1),
        high=parts["high"].integer(least=0),
        low=parts["low"].integer(least=0),
    )
    unread = field.problems.at(field.path, *(parts[name].path for name in ("from_totals", "high", "low")))
    if trim.high + trim.low >= trim.from_totals and not unread:
        field.refuse(
            f"점수 {trim.from_totals}개에서 {trim.high + trim.low}개를 빼면 남는 점수가 없습니다. "
            "from_totals를 high+low보다 크게 고치십시오."
        )
    return trim


def _poll(field: Field) -> PollRule:
    parts = field.parts("choices k")
    return PollRule(parts["choices"].one_of(Choices, "선택 방식"), parts["k"].integer(least=1))


def _lot_seed(parts: Parts) -> str:
    seed = parts["lot_seed"]
    if seed.value in (None, ""):
        return ""
    return seed.text()


def _revoked_place(parts: Parts) -> RevokedPlace:
    """Absent means empty, so that documents from before the key keep their hash and their meaning."""
    if "revoked_place" not in parts:
        return RevokedPlace.EMPTY
    return parts["revoked_place"].one_of(RevokedPlace, "수상이 취소된 자리의 처리")


def _awards(listed: Field) -> tuple[Award, ...]:
    awards = tuple(_award(field) for field in listed.items())
    _refuse_repeats(listed, [award.name for award in awards], "상")
    return awards


def _award(field: Field) -> Award:
    kind = field.value.get("kind") if isinstance(field.value, Mapping) else None
    if kind == AwardKind.RANKED:
        parts = field.parts("name kind places prize_krw")
    else:
        extra = " stackable" if kind == AwardKind.MOST_VOTES else ""
        parts = field.parts("name kind prize_krw", optional="places" + extra)
    return Award(
        name=parts["name"].text(),
        kind=parts["kind"].one_of(AwardKind, "상의 종류"),
        places=parts["places"].integer(least=1) if "places" in parts else 1,
        prize_krw=parts["prize_krw"].integer(least=0),
        stackable=parts["stackable"].flag() if "stackable" in parts else False,
    )


def _distinct_texts(listed: Field) -> tuple[str, ...]:
    texts = tuple(field.text() for field in listed.items())
    _refuse_repeats(listed, texts, "기관 종류", part="")
    return texts


def _refuse_repeats(listed: Field, names: Sequence[str], label: str, part: str = ".name") -> None:
    for n, name in enumerate(names):
        if name and name in names[:n]:
            listed.problems.note(
                f"{listed.path}[{n}]{part}",
                f"{label} 이름 “{name}”이(가) 앞에 이미 있습니다. 다른 이름을 쓰십시오.",
            )


def _check_sum(listed: Field, amounts: Sequence[Fraction], part: str, label: str) -> None:
    entries = [f"{listed.path}[{n}]" for n in range(len(amounts))]
    if listed.problems.at(listed.path, *entries, *(f"{entry}.{part}" for entry in entries)):
        return
    if not isinstance(listed.value, list | tuple):
        return
    if not amounts:
        listed.refuse("비었습니다. 합이 100이 되도록 하나 이상 적으십시오.")
    elif sum(amounts) != 100:
        listed.refuse(
            f"{label}의 합이 {_shown(sum(amounts, Fraction(0)))}입니다. 합이 100이 되도록 고치십시오."
        )


def _shown(amount: Fraction) -> str:
    """A finite decimal as people write it: 99.5, 110."""
    text = f"{Decimal(amount.numerator) / Decimal(amount.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
