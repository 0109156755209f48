"""The judge sheet and the score sheet as the staff's pages take them over."""

from awards.judging.models import Recusal
from awards.judging.rounds import cases_in_round
from awards.judging.sheets.judges import COLUMNS, import_judges, plan_judges
from awards.judging.sheets.scores import import_scores, plan_scores, score_columns
from awards.rule.models import Round
from cases.sheets.kinds import SheetKind, editions

JUDGES = SheetKind(
    name="judges",
    targets=editions,
    plan=lambda edition, table: plan_judges(edition=edition, table=table),
    take_over=lambda edition, table, by, expected: import_judges(
        edition=edition, table=table, by=by, expected=expected
    ),
    columns=lambda edition: COLUMNS,
)


def rounds():
    """Rounds that still take scores, those of the newest edition first."""
    found = Round.objects.filter(closed_at=None, edition__in=editions()).select_related("edition")
    return found.order_by("-edition__year", "-edition", "order")


def score_rows(round_):
    """Judge, case and title of every sheet of the round in printed order, without those who step back."""
    recusals = set(Recusal.objects.filter(judge__rounds=round_).values_list("judge_id", "organisation_id"))
    cases = list(cases_in_round(round_).in_natural_order())
    return [
        (judge.name, case.number, case.title)
        for judge in round_.judges.order_by("order")
        for case in cases
        if (judge.pk, case.organisation_id) not in recusals
    ]


SCORES = SheetKind(
    name="scores",
    targets=rounds,
    label=lambda round_: f"{round_.edition} · {round_}",
    plan=lambda round_, table: plan_scores(round_=round_, table=table),
    take_over=lambda round_, table, by, expected: import_scores(
        round_=round_, table=table, by=by, expected=expected
    ),
    columns=score_columns,
    rows=score_rows,
    has_template_for_each=True,
)
