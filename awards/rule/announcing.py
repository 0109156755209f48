"""A rule in the words of an announcement: plain values for templates, the same for citizens and for staff."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.arithmetic.rule import AwardKind, ConversionMethod, Rule
from awards.rule.models import Round
from awards.rule.models import Rule as RuleRow
from cases.models import Organisation

CONVERSION_NAMES = {
    ConversionMethod.STANDARD: gettext_lazy("표준점수"),
    ConversionMethod.MIN_MAX: gettext_lazy("최저 0점, 최고 100점으로 맞춘 점수"),
    ConversionMethod.SHARE_OF_LEADER: gettext_lazy("가장 높은 값에 대한 백분율"),
    ConversionMethod.SHARE_OF_TOTAL: gettext_lazy("모두 더한 값에 대한 백분율"),
    ConversionMethod.RANK_POINTS: gettext_lazy("순위 점수"),
    ConversionMethod.AS_SCORED: gettext_lazy("환산하지 않음"),
}
CONVERSION_WORDS = {
    ConversionMethod.STANDARD: gettext_lazy("50 + 10 × (값 − 평균) ÷ 표준편차"),
    ConversionMethod.MIN_MAX: gettext_lazy("100 × (값 − 최저) ÷ (최고 − 최저)"),
    ConversionMethod.SHARE_OF_LEADER: gettext_lazy("100 × 값 ÷ 최고 값"),
    ConversionMethod.SHARE_OF_TOTAL: gettext_lazy("100 × 값 ÷ 합"),
    ConversionMethod.RANK_POINTS: gettext_lazy("순위에 따른 점수"),
    ConversionMethod.AS_SCORED: gettext_lazy("값 그대로"),
}
RANK_FORMULA = gettext_lazy("100 × (사례 수 − 순위 + 1) ÷ 사례 수")


def shown(amount: Fraction) -> str:
    """An exact number of a document as people write it: 50, 33.5.

    >>> shown(Fraction(50)), shown(Fraction("33.50"))
    ('50', '33.5')
    """
    text = f"{Decimal(amount.numerator) / Decimal(amount.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Announcement:
    """What a page says of `rule`, part by part in the order of an announcement."""

    rule: Rule

    @property
    def rounds(self) -> Iterator[dict[str, Any]]:
        """Yield per round its name, method, criteria with maxima, trim and how many pass."""
        for one in self.rule.rounds:
            yield {
                "name": one.name,
                "method": _label(Round.Method, one.method),
                "criteria": [{"name": part.name, "max": shown(part.max)} for part in one.criteria],
                "trim": one.trim,
                "cut": one.cut,
            }

    @property
    def poll(self) -> dict[str, Any] | None:
        poll = self.rule.poll
        return {"is_exactly": poll.choices == "exactly", "k": poll.k} if poll else None

    @property
    def groups(self) -> Iterator[dict[str, Any]]:
        """Yield per group its weight, its sources with weights, and its conversion with the formula."""
        for group in self.rule.groups:
            method, table = group.conversion.method, group.conversion.table
            is_plain_rank = method == ConversionMethod.RANK_POINTS and table is None
            yield {
                "name": group.name,
                "weight": shown(group.weight),
                "sources": [self._source(source) for source in group.sources],
                "conversion": CONVERSION_NAMES[method],
                "formula": RANK_FORMULA if is_plain_rank else CONVERSION_WORDS[method],
                "is_standard": method == ConversionMethod.STANDARD,
                "is_as_scored": method == ConversionMethod.AS_SCORED,
                "table": [shown(points) for points in table or ()],
            }

    def _source(self, source):
        is_votes = source.round is None
        words = _("시민투표의 득표") if is_votes else self.rule.rounds[source.round - 1].name
        return {"words": words, "is_data": not is_votes, "weight": shown(source.weight)}

    @property
    def bonus_cap(self) -> str:
        return "" if self.rule.bonus_cap is None else shown(self.rule.bonus_cap)

    @property
    def decimals(self) -> int:
        return self.rule.decimals

    @property
    def tie_chain(self) -> Iterator[dict[str, Any]]:
        """Yield the steps in order; `is_data` where they are the rule's own words and have no translation."""
        for step in self.rule.tie_chain:
            kind, _colon, name = step.partition(":")
            if kind == "round":
                name = self.rule.rounds[int(name) - 1].name
            words = name or {"votes": _("득표"), "lot": _("추첨")}[kind]
            yield {"words": words, "is_data": bool(name)}

    @property
    def lot_seed(self) -> str:
        """The seed where it decides anything: public before the vote, so that nobody can choose it afterwards."""
        return self.rule.lot_seed if "lot" in self.rule.tie_chain else ""

    @property
    def awards(self) -> Iterator[dict[str, Any]]:
        """Yield the awards; ranked tiers take consecutive places, `first` to `last`."""
        taken = 0
        for award in self.rule.awards:
            is_ranked = award.kind == AwardKind.RANKED
            first, taken = taken + 1, taken + (award.places if is_ranked else 0)
            yield {
                "name": award.name,
                "kind": award.kind,
                "places": award.places,
                "prize_krw": award.prize_krw,
                "first": first,
                "last": taken,
                "stackable": award.stackable,
            }

    @property
    def certificate_kinds(self) -> list[str]:
        """Kinds of organisation that get the certificate and no cash, in the reader's words."""
        return [_label(Organisation.Kind, kind) for kind in self.rule.cash_excluded_kinds]

    @property
    def revoked_place(self) -> str:
        return _label(RuleRow.RevokedPlace, self.rule.revoked_place)


def _label(choices, value):
    """A document may name a method that no list has; it is then its own word."""
    return str(choices(value).label) if value in choices.values else value
