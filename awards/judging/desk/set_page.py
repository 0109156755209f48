"""The page of a set: one judge × one round, every case a row; two people may save it at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from awards.judging.desk.access import (
    ENTER,
    VIEW,
    find_judge,
    find_round,
    is_writable,
    page,
    require,
    why_not_writable,
)
from awards.judging.desk.grid import make_grid, read_shown, read_typed
from awards.judging.entries import cases_in_round
from awards.judging.merging import plain
from awards.judging.papers import Entrant, Judging, Turn
from awards.judging.sets import begin_turn, enter_scores, stored_points, turn_of
from awards.judging.table import RoundTable, grounds_of
from cases.services import RuleBroken


class SetPage:
    """What the page shows of one set: few queries, whatever the number of cases."""

    def __init__(self, round_, judge):
        self.round, self.judge = round_, judge
        self.cases = list(cases_in_round(round_).select_related("organisation").in_natural_order())
        self.criteria = list(round_.criteria.order_by("order"))
        grounds = grounds_of(round_)
        self.grounds = {case.pk: grounds.of(judge.pk, case.pk, case.organisation_id) for case in self.cases}

    @property
    def keys(self):
        return [
            (case.pk, criterion.pk)
            for case in self.cases
            if not self.grounds[case.pk]
            for criterion in self.criteria
        ]

    def grid(self, stored, **what_happened):
        return make_grid(
            cases=self.cases,
            criteria=self.criteria,
            grounds=self.grounds,
            stored=stored,
            **what_happened,
        )

    def context(self, **more):
        return {
            "round": self.round,
            "judge": self.judge,
            "criteria": self.criteria,
            "maximum": plain(sum(criterion.maximum for criterion in self.criteria)),
        } | more


def sheet_set(request, edition_pk, round_pk, judge_pk, desk):
    """Type a set, begin a turn of it, or read what counts of it."""
    require(request, ENTER, VIEW)
    round_ = find_round(edition_pk, round_pk)
    judge = find_judge(round_, judge_pk, request.user)
    may_enter = request.user.has_perm(ENTER)
    if request.method == "POST" and not may_enter:
        raise PermissionDenied
    if request.method == "POST" and "begin" in request.POST:
        return _begin(request, desk, round_, judge)
    if request.method == "POST":
        return _save(request, desk, round_, judge)
    if not may_enter or not is_writable(round_):
        return _read(request, round_, judge)
    turn = judge.my_turn if round_.is_double_entry else Turn.FIRST
    if turn is None:
        return _start(request, round_, judge)
    found = SetPage(round_, judge)
    grid = found.grid(stored_points(round_, judge, turn))
    return _form(request, found, Turn(turn), grid)


def _title(round_, judge):
    return _("%(round)s · %(judge)s 채점표") % {"round": round_.name, "judge": judge.name}


def _form(request, found, turn, grid, *, problem=""):
    return page(
        request,
        "set",
        found.round.edition,
        title=_title(found.round, found.judge),
        **found.context(grid=grid, turn=turn, is_double=found.round.is_double_entry, problem=problem),
    )


def _read(request, round_, judge):
    """What counts, without inputs: of a set typed twice only what both people agree on."""
    found, table = SetPage(round_, judge), RoundTable(round_)
    counted = {
        (spot.case.pk, spot.criterion.pk): points
        for spot in table.spots(judge)
        if (points := table.entries.counted(spot.key)) is not None
    }
    return page(
        request,
        "set_read",
        round_.edition,
        title=_title(round_, judge),
        **found.context(grid=found.grid(counted), why=why_not_writable(round_)),
    )


def _start(request, round_, judge):
    people = {turn: [] for turn in Turn}
    for entrant in Entrant.objects.filter(sheet_set__round=round_, sheet_set__judge=judge).select_related(
        "person"
    ):
        people[Turn(entrant.turn)].append(entrant.person)
    has_file = not people[Turn.FIRST] and bool(stored_points(round_, judge, Turn.FIRST))
    return page(
        request,
        "set_start",
        round_.edition,
        title=_title(round_, judge),
        round=round_,
        judge=judge,
        turns=list(people.items()),
        has_file=has_file,
    )


def _begin(request, desk, round_, judge):
    try:
        turn = Turn(int(request.POST["begin"]))
        begin_turn(round_=round_, judge=judge, turn=turn, by=request.user)
    except ValueError:
        raise PermissionDenied from None
    except RuleBroken as error:
        messages.error(request, str(error))
    else:
        _log(request, desk, round_, judge, _("%(turn)s 시작") % {"turn": turn.label})
    return redirect(request.path)


def _save(request, desk, round_, judge):
    found = SetPage(round_, judge)
    typed = read_typed(request.POST, found.keys)
    shown = read_shown(request.POST, found.keys)
    try:
        turn = Turn(int(request.POST.get("turn", Turn.FIRST)))
    except ValueError:
        raise PermissionDenied from None
    try:
        merged = enter_scores(
            round_=round_, judge=judge, turn=turn, typed=typed, shown=shown, by=request.user
        )
    except RuleBroken as error:
        return _refused(request, found, turn, typed, shown, str(error))
    saved = len(merged.writes)
    if saved:
        _log(request, desk, round_, judge, _("%(turn)s: %(n)s칸 저장") % {"turn": turn.label, "n": saved})
    if not merged.refused and not merged.conflicts:
        messages.success(request, _saved(saved))
        return redirect(request.path)
    grid = found.grid(
        stored_points(round_, judge, turn),
        merged=merged,
        typed={key: typed[key] for key in merged.refused},
        shown={key: shown[key] for key in merged.refused},
    )
    return _form(request, found, turn, grid, problem=_saved(saved))


def _refused(request, found, turn, typed, shown, problem):
    """Nothing was saved; everything typed stays on the page. The other turn's numbers never do."""
    mine = turn_of(found.round, found.judge, request.user)
    if mine != turn:
        messages.error(request, problem)
        return redirect(request.path)
    grid = found.grid(stored_points(found.round, found.judge, turn), typed=typed, shown=shown)
    return _form(request, found, turn, grid, problem=problem)


def _saved(count):
    if not count:
        return _("바뀐 칸이 없습니다.")
    return _("%(n)s칸을 저장했습니다.") % {"n": count}


def _log(request, desk, round_, judge, words):
    log_of_round(request, desk, round_, f"{judge.name} · {words}")


def log_of_round(request, desk, round_, words):
    """Write an act on a round into the history of its edition."""
    edition = Judging(pk=round_.edition_id, title=round_.edition.title)
    desk.log_change(request, edition, f"{round_.name} · {words}")
