"""What a late correction does to marks, and that it lets the same cases through every round."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from awards.arithmetic import scoring
from awards.arithmetic.natural import natural_key
from awards.judging.completeness import gaps_of, require_valid_totals
from awards.judging.corrections import LateCorrection
from awards.judging.entries import cases_in_round, judge_order, recusals_of, sheets_of
from awards.judging.models import RoundMark, Score, Sheet
from awards.judging.papers import SecondScore, SheetSet
from awards.judging.rounds import naming_round, rule_of_round
from awards.rule.freezing import frozen_rule
from awards.rule.models import Criterion, Round
from cases.services import RuleBroken

Marks = Mapping[str, scoring.RoundMark]


class CutWouldChange(RuleBroken):
    """Other cases would pass a round: the finalists stand since the poll opened."""


def marks_after(
    round_: Round, sheet: Sheet, criterion: Criterion, points: Decimal | None
) -> dict[str, scoring.RoundMark]:
    """The marks of `round_` with the one cell as it will count. Raises a `SheetError` for impossible points."""
    place = list(round_.criteria.order_by("order").values_list("pk", flat=True)).index(criterion.pk)
    sheets = []
    for one in sheets_of(round_):
        if (one.judge, one.case) == (sheet.judge.name, sheet.case.number):
            cells = list(one.points)
            cells[place] = None if points is None else Fraction(points)
            one = replace(one, points=tuple(cells))
        sheets.append(one)
    return scoring.round_marks(
        rule_of_round(round_),
        sheets,
        judges=judge_order(round_),
        cases=cases_in_round(round_).values_list("number", flat=True),
        recusals=recusals_of(round_),
    )


def require_same_cut(round_: Round, sheet: Sheet, marks: Marks) -> None:
    """Let through only what leaves every case where it is: this mark may decide at the line of later rounds too.

    Raises `NoValidTotal`, `CutWouldChange`.
    """
    number = sheet.case.number
    require_valid_totals({number: marks[number]})
    found, passed = {}, {}
    rows = RoundMark.objects.filter(round__edition=round_.edition_id)
    for order, case, mark, has_passed in rows.values_list(
        "round__order", "case__number", "mark", "has_passed"
    ):
        found.setdefault(order, {})[case] = Fraction(mark) if mark else None
        passed.setdefault(order, set()).update({case} if has_passed else ())
    found[round_.order][number] = marks[number].mark
    rule = frozen_rule(round_.edition)
    for one in rule.rounds[round_.order - 1 : naming_round(rule)]:
        earlier = [found[order] for order in range(one.order - 1, 0, -1)]
        now = set(scoring.cut(found.get(one.order, {}), one.cut, earlier=earlier))
        if now != passed.get(one.order, set()):
            raise CutWouldChange(_cut_words(round_.edition, one.name, passed[one.order], now))


def _cut_words(edition, name, before, now):
    listed = [
        words % {"numbers": ", ".join(sorted(numbers, key=natural_key))}
        for words, numbers in (
            (_("새로 통과하는 사례: %(numbers)s"), now - before),
            (_("떨어지는 사례: %(numbers)s"), before - now),
        )
        if numbers
    ]
    way_out = (
        _("투표를 무효로 하거나, 잘못과 그 크기를 결과와 함께 공개해 주세요.")
        if edition.calendar.has_vote
        else _("잘못과 그 크기를 결과와 함께 공개해 주세요.")
    )
    return " ".join(
        [
            _("정정하면 ‘%(round)s’ 통과 사례가 달라집니다(%(cases)s).")
            % {"round": name, "cases": " / ".join(listed)},
            _("최종 후보는 이미 정해져 바꿀 수 없으므로 정정할 수 없습니다."),
            way_out,
        ]
    )


def carry_out(round_: Round, correction: LateCorrection) -> None:
    """Write the cell, the mark of its case, and whether the set still needs an excuse.

    Only `late.audit_late_correction` calls this, inside its transaction. Raises `NoValidTotal`, `CutWouldChange`.
    """
    sheet, criterion, points = correction.sheet, correction.criterion, correction.points
    marks = marks_after(round_, sheet, criterion, points)
    require_same_cut(round_, sheet, marks)
    # Both entries of a round typed twice: a settlement holds for the two that differed, and no longer for these.
    for model in (Score, SecondScore) if round_.is_double_entry else (Score,):
        if points is not None:
            model.objects.update_or_create(sheet=sheet, criterion=criterion, defaults={"points": points})
        elif found := model.objects.filter(sheet=sheet, criterion=criterion).first():
            found.delete()
    mark = marks[sheet.case.number].mark
    RoundMark.objects.filter(round=round_, case=sheet.case_id).update(mark=str(mark))
    _mend_excuse(round_, sheet.judge, marks, correction.reason)


def _mend_excuse(round_, judge, marks: Marks, reason):
    """A set that became whole needs no excuse; one that got its first gap is excused by what was found on paper."""
    has_gaps = judge.name in {name for _number, name in gaps_of(marks)}
    sheet_set = SheetSet.objects.get(round=round_, judge=judge)
    excuse = (sheet_set.gap_reason or reason) if has_gaps else ""
    if excuse != sheet_set.gap_reason:
        sheet_set.gap_reason = excuse
        sheet_set.save(update_fields=["gap_reason"])
