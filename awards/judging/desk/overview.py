"""Cases × judges of a round, to read: totals that count, the mean once it is whole, how far each judge's set is."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from awards.arithmetic import scoring
from awards.arithmetic.ranking import round_once
from awards.judging.desk.access import SEE_SCANS, VIEW, find_round, page, require
from awards.judging.entries import recusals_of, sheets_of
from awards.judging.merging import plain
from awards.judging.outliers import far_from_others
from awards.judging.papers import Judging, SheetSet
from awards.judging.rounds import rule_of_round
from awards.judging.settling import differences_of, progress
from awards.judging.table import RoundTable
from cases.services import RuleBroken

MEAN_PLACES = 3
FAR_NAMED = 10


@dataclass(frozen=True)
class Total:
    """What one judge gave one case: a total, a ground, or neither while it is not complete."""

    judge: object
    points: str
    ground: str
    is_trimmed: bool
    is_far: bool


@dataclass(frozen=True)
class Line:
    """One case of the overview. `mean` is empty while a judge's total is not complete and the round is open."""

    case: object
    totals: list[Total]
    mean: str


@dataclass(frozen=True)
class JudgeProgress:
    """How far the set of one judge is: typed cells of each turn out of those to type."""

    judge: object
    cells: int
    turns: list
    open_differences: int
    is_whole: bool


def progress_of(table: RoundTable) -> list[JudgeProgress]:
    """The state of every set of a round. Differences are told only of sets both people have finished."""
    found = []
    for judge in table.judges:
        is_typed = not table.missing(judge)
        open_differences = len(table.open_differences(judge)) if is_typed else 0
        found.append(
            JudgeProgress(
                judge,
                sum(1 for _spot in table.spots(judge)),
                list(progress(table, judge).items()),
                open_differences,
                is_typed and not open_differences,
            )
        )
    return found


def lines_of(table: RoundTable) -> list[Line]:
    """The rows of the overview; a mean by the frozen rule, trimmed totals marked."""
    marks = _marks(table)
    return [_line(table, case, marks.get(case.number)) for case in table.cases]


def _marks(table):
    """Marks of the cases by number; none before the rule is frozen, or when it was tampered with."""
    round_ = table.round
    try:
        rule_round = rule_of_round(round_)
    except RuleBroken:
        return {}
    return scoring.round_marks(
        rule_round,
        sheets_of(round_),
        judges=[judge.name for judge in table.judges],
        cases=[case.number for case in table.cases],
        recusals=recusals_of(round_),
    )


def _line(table, case, mark):
    points = {judge.pk: table.total(judge, case) for judge in table.judges}
    judging = [judge for judge in table.judges if not table.ground(judge, case)]
    counting = {judge.pk: points[judge.pk] for judge in judging if points[judge.pk] is not None}
    # In a closed round what is still empty was excused and is left out.
    is_whole = mark is not None and (table.round.closed_at or len(counting) == len(judging))
    far = far_from_others(counting) if is_whole else set()
    trimmed = {*mark.trimmed_high, *mark.trimmed_low} if is_whole else set()
    totals = [
        Total(
            judge,
            plain(points[judge.pk]),
            table.ground(judge, case),
            judge.name in trimmed,
            judge.pk in far,
        )
        for judge in table.judges
    ]
    has_mean = is_whole and mark.mark is not None
    return Line(case, totals, str(round_once(mark.mark, MEAN_PLACES)) if has_mean else "")


def overview(request, edition_pk, round_pk, desk):
    require(request, VIEW)
    round_ = find_round(edition_pk, round_pk)
    table = RoundTable(round_)
    lines = lines_of(table)
    far = [(line.case, total) for line in lines for total in line.totals if total.is_far]
    return page(
        request,
        "overview",
        round_.edition,
        title=f"{round_.name} · {round_.edition.title}",
        round=round_,
        lines=lines,
        far=far[:FAR_NAMED],
        far_unnamed=max(0, len(far) - FAR_NAMED),
        progress=progress_of(table),
        differences=len(differences_of(table)),
        has_trim=any(total.is_trimmed for line in lines for total in line.totals),
    )


def printed(request, edition_pk, round_pk, desk):
    """Blank sheets on A4, a set a judge, in the order in which they are typed later."""
    require(request, VIEW)
    round_ = find_round(edition_pk, round_pk)
    table = RoundTable(round_)
    only = request.GET.get("judge", "")
    judges = [judge for judge in table.judges if only in ("", str(judge.pk))]
    sets = [
        (judge, [(case, table.ground(judge, case)) for case in table.cases], n == len(judges))
        for n, judge in enumerate(judges, start=1)
    ]
    return page(
        request,
        "printed",
        round_.edition,
        title=f"{round_.name} · {round_.edition.title}",
        round=round_,
        sets=sets,
        criteria=table.criteria,
        maximum=plain(sum(criterion.maximum for criterion in table.criteria)),
    )


def scans(request, edition_pk, round_pk, judge_pk, desk):
    """The scans of one set, newest first."""
    require(request, SEE_SCANS)
    edition = get_object_or_404(Judging, pk=edition_pk)
    sheet_set = get_object_or_404(
        SheetSet.objects.select_related("round", "judge"),
        round__edition=edition,
        round=round_pk,
        judge=judge_pk,
    )
    return page(
        request,
        "scans",
        edition,
        title=f"{sheet_set.round.name} · {sheet_set.judge.name}",
        round=sheet_set.round,
        judge=sheet_set.judge,
        scans=sheet_set.scans.select_related("attached_by").order_by("-pk"),
    )
