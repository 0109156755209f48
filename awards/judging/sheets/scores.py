"""The score sheet of a round: one row a judge and case, one column a criterion."""

import logging
import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.judging.models import Judge, Recusal, Score, Sheet
from awards.judging.rounds import RoundClosed, RoundIncomplete, cases_in_round
from awards.judging.sheets.writing import Writing
from awards.rule.freezing import require_frozen
from awards.rule.models import Criterion, Round
from cases.models import Case
from cases.numbers import number_key
from cases.services import RuleBroken, require_open
from cases.sheets.cells import as_text, printable
from cases.sheets.columns import BoundRow, BoundTable, Column, bind, header_key
from cases.sheets.errors import SheetProblem
from cases.sheets.parsers import case_number, points, text
from cases.sheets.plan import Change, Difference, ImportPlan, shown
from cases.sheets.reader import Table
from cases.sheets.summary import ImportSummary
from cases.staff.acting import acting

logger = logging.getLogger(__name__)

COMMENT_LENGTH = 2_000
_COMMENT = "의견"
_TITLE = re.compile(r"(?P<name>.+)\((?P<maximum>\d+(\.\d+)?)점?\)")
_COLUMNS = (
    Column(
        "judge",
        "심사위원",
        text(50),
        is_required=True,
        is_filled=True,
        is_spread=True,
        note=gettext_lazy("심사위원 명단에 있는 이름."),
        example="김심사",
    ),
    Column(
        "case",
        "사례번호",
        case_number(20),
        is_required=True,
        is_filled=True,
        is_spread=True,
        note=gettext_lazy("회차에 있는 사례의 번호."),
        example="12",
    ),
)
# Helps whoever types; the reader ignores it.
_TITLE_COLUMN = Column(
    "title",
    "사례명",
    text(200),
    note=gettext_lazy("알아보기 위한 열입니다. 가져올 때에는 읽지 않습니다."),
    example="여권 대기 현황 문자 안내",
)
_LAST_COLUMNS = (
    Column(
        "total",
        "합계",
        points(Decimal(100)),
        is_number=True,
        note=gettext_lazy("비워도 됩니다. 적으면 점수를 더한 값과 같은지 확인합니다."),
        example="93",
    ),
    Column(
        "comment",
        _COMMENT,
        text(COMMENT_LENGTH, keep_lines=True),
        blank="",
        note=gettext_lazy("2,000자까지 적을 수 있습니다."),
    ),
)


class EntryStands(RuleBroken):
    """A round that is typed twice takes new sheets from a file, and no change of what was typed."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of the sheet, with what it names found."""

    row: int
    judge: Judge
    case: Case
    points: dict[Criterion, Decimal | None]
    comment: str | None

    @property
    def is_blank(self):
        return not self.comment and all(value is None for value in self.points.values())


@dataclass
class _Known:
    """What a row may name, and who steps back: five queries."""

    round: Round
    judges: dict[str, Judge] = field(init=False)
    seated: set[int] = field(init=False)
    cases: dict[str, Case] = field(init=False)
    in_round: set[int] = field(init=False)
    recusals: set[tuple[int, int]] = field(init=False)

    def __post_init__(self):
        edition = self.round.edition
        self.judges = {judge.name: judge for judge in edition.judges.all()}
        self.seated = set(self.round.judges.values_list("pk", flat=True))
        self.cases = {case.number_key: case for case in edition.cases.all()}
        self.in_round = set(cases_in_round(self.round).values_list("pk", flat=True))
        recusals = Recusal.objects.filter(judge__edition=edition)
        self.recusals = set(recusals.values_list("judge_id", "organisation_id"))


def import_scores(*, round_: Round, table: Table, by=None, expected: str | None = None) -> ImportSummary:
    """Take over a score sheet: all of it or nothing; the same sheet twice changes nothing.

    A row states its whole sheet: an empty cell has no score. A row without points and comment says nothing.
    `expected` is the digest of the plan that was shown. Raises `SheetError` with every problem,
    `RuleNotFrozen`, `WindowClosed`, `RoundClosed`, `RoundIncomplete`, `EntryStands`, `DataChanged`.
    """
    with transaction.atomic(), acting(by=by):
        round_ = Round.objects.select_for_update(of=("self",)).select_related("edition").get(pk=round_.pk)
        plan = plan_scores(round_=round_, table=table, lock=True)
        plan.carry_out(expected)
    counts = (len(plan.created), len(plan.changed))
    logger.info("scores of round %s imported by %s: %d new, %d changed sheets", round_.pk, by, *counts)
    return plan.summary


def plan_scores(*, round_: Round, table: Table, lock: bool = False) -> ImportPlan:
    """Work out what `import_scores` would do; `lock` keeps the sheets as they are until the transaction ends."""
    _require_writable(round_)
    criteria = list(round_.criteria.order_by("order"))
    bound = bind(table, *_columns(table, criteria))
    bound.refuse_repeats(
        "case", _identity, _("%(row)s행에 같은 심사위원과 사례번호가 있습니다. 한 줄만 남겨 주세요.")
    )
    entries = _entries(bound, criteria, _Known(round_))
    bound.raise_problems()
    writing = Writing()
    plan = ImportPlan(target=f"scores of {round_.pk}", write=writing.write, ignored_columns=bound.ignored)
    _plan_entries(round_, entries, plan, writing, lock)
    if round_.is_double_entry and plan.changed:
        # A plan tells the values before: the second person must not read the first entry there.
        raise EntryStands(
            _(
                "두 번 입력하는 심사입니다. 이미 입력한 점수는 파일로 바꿀 수 없습니다. 채점표에서 고쳐 주세요."
            )
        )
    return plan


def _require_writable(round_):
    require_frozen(round_.edition)
    require_open(round_.edition, "judging")
    if round_.closed_at is not None:
        raise RoundClosed(_("이미 마감한 심사입니다."))
    if Round.objects.filter(edition=round_.edition_id, order__lt=round_.order, closed_at=None).exists():
        raise RoundIncomplete(_("앞 차례의 심사를 먼저 마감해 주세요."))


def _key(criterion):
    return f"criterion_{criterion.pk}"


def _columns(table: Table, criteria: list[Criterion]) -> tuple[list[Column], list[SheetProblem]]:
    """Return the columns of this round, and what is wrong with columns that look like criteria.

    A criterion under a wrong maximum still takes its column: one problem is told, not also a missing column.
    """
    aliases = {criterion: ["점수"] if len(criteria) == 1 else [] for criterion in criteria}
    by_name = {header_key(criterion.name): criterion for criterion in criteria}
    problems = []
    for title in table.header:
        written = _TITLE.fullmatch(header_key(title))
        if written is None:
            continue
        criterion = by_name.get(written["name"])
        if criterion is None:
            problems.append(SheetProblem(table.header_row, title, _("산정 규칙에 없는 심사항목입니다.")))
            continue
        aliases[criterion].append(title)
        if Decimal(written["maximum"]) != criterion.maximum:
            message = _("최고점이 산정 규칙과 다릅니다. 열 이름을 이렇게 적어 주세요: %(title)s.") % {
                "title": criterion
            }
            problems.append(SheetProblem(table.header_row, title, message))
    columns = [_criterion_column(criterion, names) for criterion, names in aliases.items()]
    return [*_COLUMNS, *columns, *_LAST_COLUMNS], problems


def score_columns(round_: Round) -> list[Column]:
    """Return the columns of a sheet of this round, for people who fill one in."""
    criteria = round_.criteria.order_by("order")
    return [
        *_COLUMNS,
        _TITLE_COLUMN,
        *(_criterion_column(criterion, ()) for criterion in criteria),
        *_LAST_COLUMNS,
    ]


def _criterion_column(criterion, aliases):
    note = gettext_lazy("0점에서 최고점까지, 소수점 아래 두 자리까지. 빈칸은 0점이 아니라 ‘아직 없음’입니다.")
    return Column(
        _key(criterion),
        str(criterion),
        points(criterion.maximum),
        is_required=True,
        is_number=True,
        aliases=tuple(aliases),
        note=note,
        example=as_text(criterion.maximum),
    )


def _identity(row):
    is_whole = row["judge"] is not None and row["case"] is not None
    return (row["judge"], number_key(row["case"])) if is_whole else None


def _entries(bound: BoundTable, criteria: list[Criterion], known: _Known) -> list[_Entry]:
    entries = []
    for row in bound.rows:
        judge = _found_judge(bound, row, known)
        case = _found_case(bound, row, known)
        if judge and case and (judge.pk, case.organisation_id) in known.recusals:
            message = _("이 사례를 낸 기관에 대하여 제척·기피·회피한 심사위원입니다.")
            bound.refuse(row, "judge", message)
        values = {criterion: row[_key(criterion)] for criterion in criteria}
        _check_total(bound, row, values)
        entries.append(_Entry(row.number, judge, case, values, row["comment"]))
    return entries


def _found_judge(bound, row: BoundRow, known):
    judge = known.judges.get(row["judge"])
    if judge is None and row["judge"] is not None:
        bound.refuse(
            row,
            "judge",
            _("이 회차의 심사위원 명단에 없습니다: %(name)s.") % {"name": printable(row["judge"])},
        )
    elif judge and judge.pk not in known.seated:
        message = _("이 심사위원이 맡은 심사가 아닙니다: %(round)s.") % {"round": known.round}
        bound.refuse(row, "judge", message)
    return judge


def _found_case(bound, row: BoundRow, known):
    if row["case"] is None:
        return None
    case = known.cases.get(number_key(row["case"]))
    if case is None:
        bound.refuse(row, "case", _("이 회차에 없는 사례번호입니다: %(number)s.") % {"number": row["case"]})
    elif case.pk not in known.in_round:
        bound.refuse(
            row, "case", _("앞 차례의 심사를 통과하지 못한 사례입니다: %(number)s.") % {"number": row["case"]}
        )
    return case


def _check_total(bound, row: BoundRow, values):
    """The stated total must be the sum, unless a cell it sums is refused anyway."""
    stated = row["total"]
    if stated is None or not row.refused.isdisjoint(map(_key, values)):
        return
    added = sum((value for value in values.values() if value is not None), Decimal(0))
    if stated != added:
        message = _("적힌 합계는 %(stated)s점인데, 점수를 더하면 %(added)s점입니다.")
        bound.refuse(row, "total", message % {"stated": as_text(stated), "added": as_text(added)})


def _plan_entries(round_, entries: list[_Entry], plan: ImportPlan, writing: Writing, lock):
    sheets = round_.sheets.select_for_update() if lock else round_.sheets.all()
    scores = Score.objects.filter(sheet__round=round_)
    scores = scores.select_for_update(of=("self",)) if lock else scores
    known = {(sheet.judge_id, sheet.case_id): sheet for sheet in sheets}
    points_ = {(score.sheet_id, score.criterion_id): score for score in scores}
    for entry in entries:
        if entry.is_blank:
            plan.skipped += 1
            continue
        sheet = known.get((entry.judge.pk, entry.case.pk))
        if sheet is None:
            plan.created.append(_change(entry, _plan_sheet(writing, round_, entry)))
            continue
        differences = [*_plan_scores(writing, sheet, entry, points_), *_plan_comment(writing, sheet, entry)]
        if differences:
            plan.changed.append(_change(entry, differences))
        else:
            plan.unchanged += 1


def _change(entry, differences):
    return Change(entry.row, f"{entry.judge} · {entry.case}", tuple(differences))


def _plan_sheet(writing, round_, entry):
    sheet = Sheet(round=round_, judge=entry.judge, case=entry.case, comment=entry.comment or "")
    writing.created.append(sheet)
    for criterion, value in entry.points.items():
        if value is not None:
            writing.new_scores.append(Score(sheet=sheet, criterion=criterion, points=value))
            yield Difference(str(criterion), "", shown(value))
    if entry.comment:
        yield Difference(_COMMENT, "", entry.comment)


def _plan_comment(writing, sheet, entry):
    if entry.comment is not None and sheet.comment != entry.comment:
        yield Difference(_COMMENT, sheet.comment, entry.comment)
        sheet.comment = entry.comment
        writing.comments.append(sheet)


def _plan_scores(writing, sheet, entry, scores):
    for criterion, value in entry.points.items():
        score = scores.get((sheet.pk, criterion.pk))
        before = score and score.points
        if value == before:
            continue
        yield Difference(str(criterion), shown(before), shown(value))
        if score is None:
            writing.new_scores.append(Score(sheet=sheet, criterion=criterion, points=value))
        elif value is None:
            writing.emptied.append(score.pk)
        else:
            score.points = value
            writing.changed_scores.append(score)
