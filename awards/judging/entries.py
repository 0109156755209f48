"""What was entered for a round, in the terms of the arithmetic: judges, sheets and recusals by name and number."""

from collections import defaultdict
from fractions import Fraction

from awards.arithmetic import scoring
from awards.judging.models import Recusal, Score
from awards.rule.models import Round
from cases.models import Case


def judge_order(round_: Round) -> list[str]:
    """Names of the judges of a round in the order of the printed forms."""
    return list(round_.judges.order_by("order").values_list("name", flat=True))


def sheets_of(round_: Round) -> list[scoring.Sheet]:
    """Every sheet of a round, points in the order of its criteria, None where nothing was entered."""
    criteria = list(round_.criteria.order_by("order").values_list("pk", flat=True))
    points = defaultdict(dict)
    for sheet, criterion, value in Score.objects.filter(sheet__round=round_).values_list(
        "sheet_id", "criterion_id", "points"
    ):
        points[sheet][criterion] = Fraction(value)
    return [
        scoring.Sheet(judge, number, tuple(points[pk].get(criterion) for criterion in criteria))
        for pk, judge, number in round_.sheets.filter(case__in=Case.objects.competing()).values_list(
            "pk", "judge__name", "case__number"
        )
    ]


def recusals_of(round_: Round) -> list[scoring.Recusal]:
    """A recusal for every case of the organisations a judge of the round steps back from."""
    numbers = defaultdict(list)
    competing = Case.objects.competing().filter(edition=round_.edition_id)
    for organisation, number in competing.values_list("organisation_id", "number"):
        numbers[organisation].append(number)
    recusals = Recusal.objects.filter(judge__rounds=round_).values_list(
        "judge__name", "organisation_id", "ground"
    )
    return [
        scoring.Recusal(judge, number, ground)
        for judge, organisation, ground in recusals
        for number in numbers[organisation]
    ]
