"""Typing a set of sheets: who takes which turn, and saving cells so that nobody's work is lost."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from awards.judging.entries import cases_in_round
from awards.judging.merging import Merged, merge
from awards.judging.models import Judge, Score, Sheet
from awards.judging.papers import Entrant, Reopening, SecondScore, SheetSet, Turn
from awards.judging.rounds import require_before_vote, require_turn, rule_of_round
from awards.judging.table import grounds_of
from awards.rule.models import Round
from cases.services import RuleBroken, WindowClosed, database_now, require_open
from cases.staff.acting import acting
from cases.staff.history import delete_recorded, record_created, recorded

Key = tuple[int, int]
"""A cell of a set as its page names it: (primary key of the case, primary key of the criterion)."""


class OtherTurn(RuleBroken):
    """The person types this set in the other turn, so that the two entries would be one person's."""


class NotStarted(RuleBroken):
    """The person has not begun this turn of the set, whose numbers only its own people see."""


class NotTheirs(RuleBroken):
    """The judge does not judge this round."""


def model_of(turn: Turn) -> type[Score] | type[SecondScore]:
    """Where the points of a turn are kept."""
    return Score if turn == Turn.FIRST else SecondScore


def require_writable(round_: Round) -> None:
    """Raise unless points of `round_` may be typed now.

    That is while judging is open, or after two people reopened the round until the poll opens.
    Raises `RuleNotFrozen`, `RuleChanged`, `RoundClosed`, `RoundIncomplete`, `RoundsLocked`, `WindowClosed`.
    """
    rule_of_round(round_)
    require_turn(round_)
    require_before_vote(round_.edition)
    try:
        require_open(round_.edition, "judging")
    except WindowClosed:
        reopened = Reopening.objects.filter(
            round__edition=round_.edition_id, round__order__lte=round_.order, confirmed_at__isnull=False
        )
        if not reopened.exists():
            raise


def turn_of(round_: Round, judge: Judge, person) -> Turn | None:
    """The turn in which `person` types this set; None where the round asks for two and none was begun."""
    if not round_.is_double_entry:
        return Turn.FIRST
    mine = Entrant.objects.filter(sheet_set__round=round_, sheet_set__judge=judge, person=person)
    turn = mine.values_list("turn", flat=True).first()
    return Turn(turn) if turn else None


def begin_turn(*, round_: Round, judge: Judge, turn: Turn, by) -> None:
    """Take a turn of a set that is typed twice. Beginning again changes nothing. Raises `OtherTurn`, `NotTheirs`."""
    with transaction.atomic(), acting(by=by):
        round_ = _locked(round_)
        require_writable(round_)
        _require_judge(round_, judge)
        sheet_set, _created = SheetSet.objects.get_or_create(round=round_, judge=judge)
        entrant, _created = Entrant.objects.get_or_create(
            sheet_set=sheet_set, person=by, defaults={"turn": turn, "started_at": database_now()}
        )
        if entrant.turn != turn:
            raise OtherTurn(
                _("이 채점표의 다른 차례를 입력하는 사람입니다. 두 번의 입력은 서로 다른 두 사람이 합니다.")
            )


def stored_points(round_: Round, judge: Judge, turn: Turn) -> dict[Key, Decimal]:
    """The points of one turn of a set. One query."""
    rows = model_of(turn).objects.filter(sheet__round=round_, sheet__judge=judge).order_by()
    return {
        (case, criterion): points
        for case, criterion, points in rows.values_list("sheet__case_id", "criterion_id", "points")
    }


def open_cells(round_: Round, judge: Judge) -> dict[Key, Decimal]:
    """The cells that `judge` fills, each with its maximum; cases the judge steps back from have none."""
    grounds = grounds_of(round_)
    criteria = list(round_.criteria.values_list("pk", "maximum"))
    cases = cases_in_round(round_).values_list("pk", "organisation_id")
    return {
        (case, criterion): maximum
        for case, organisation in cases
        if not grounds.of(judge.pk, case, organisation)
        for criterion, maximum in criteria
    }


def enter_scores(
    *, round_: Round, judge: Judge, turn: Turn, typed: Mapping[Key, str], shown: Mapping[Key, str], by
) -> Merged:
    """Save what was typed on the page of a set, in one transaction; return what was written and what was not.

    `shown` is what the page showed when it was opened. Valid cells are saved also when others are refused or
    in conflict with what somebody else saved meanwhile; those keep what is stored.
    Raises what `require_writable` raises, `NotTheirs`, `NotStarted`, `OtherTurn`.
    """
    with transaction.atomic(), acting(by=by):
        round_ = _locked(round_)
        require_writable(round_)
        _require_judge(round_, judge)
        _require_turn_of(round_, judge, turn, by)
        merged = merge(
            typed=typed,
            shown=shown,
            stored=stored_points(round_, judge, turn),
            maxima=open_cells(round_, judge),
        )
        if merged.writes:
            _write(round_, judge, model_of(turn), merged.writes)
    return merged


def _locked(round_):
    """The lock every act on a round takes: no score is saved while it is closed."""
    return Round.objects.select_for_update(of=("self",)).select_related("edition").get(pk=round_.pk)


def _require_judge(round_, judge):
    if not round_.judges.filter(pk=judge.pk).exists():
        raise NotTheirs(_("이 심사를 맡은 심사위원이 아닙니다."))


def _require_turn_of(round_, judge, turn, by):
    mine = turn_of(round_, judge, by)
    if mine is None:
        raise NotStarted(_("이 채점표의 입력을 시작하지 않았습니다. 먼저 입력을 시작해 주세요."))
    if mine != turn:
        raise OtherTurn(_("이 채점표의 다른 차례를 입력하는 사람입니다."))


def _write(round_, judge, model, writes):
    """Create, change and empty the cells of `writes`: a few statements, however many cells."""
    sheets = dict(Sheet.objects.filter(round=round_, judge=judge).order_by().values_list("case_id", "pk"))
    wanted = dict.fromkeys(case for (case, _criterion), points in writes.items() if points is not None)
    added = Sheet.objects.bulk_create(
        Sheet(round=round_, judge=judge, case_id=case) for case in wanted if case not in sheets
    )
    record_created(added)
    sheets |= {sheet.case_id: sheet.pk for sheet in added}
    stored = {
        (score.sheet_id, score.criterion_id): score
        for score in model.objects.filter(sheet__round=round_, sheet__judge=judge)
    }
    new, changed, emptied = [], [], []
    for (case, criterion), points in writes.items():
        score = stored.get((sheets.get(case), criterion))
        if score is None and points is not None:
            new.append(model(sheet_id=sheets[case], criterion_id=criterion, points=points))
        elif score is not None and points is None:
            emptied.append(score.pk)
        elif score is not None:
            score.points = points
            changed.append(score)
    model.objects.bulk_create(new)
    record_created(new)
    with recorded(model.objects.filter(pk__in=[score.pk for score in changed]), ["points"]):
        model.objects.bulk_update(changed, ["points"])
    if emptied:
        delete_recorded(model.objects.filter(pk__in=emptied))
        _drop_blank_sheets(round_, judge)


def _drop_blank_sheets(round_, judge):
    """A sheet without points and comment says nothing, so it is not there."""
    typed = [Exists(model.objects.filter(sheet=OuterRef("pk"))) for model in (Score, SecondScore)]
    delete_recorded(Sheet.objects.filter(~typed[0], ~typed[1], round=round_, judge=judge, comment=""))
