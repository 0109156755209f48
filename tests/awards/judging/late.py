"""A contest whose poll has opened, and the three people who correct a cell of it."""

from dataclasses import dataclass

from django.utils import timezone

from awards.judging.entries import entries_of
from awards.judging.late import ask_late_correction, audit_late_correction, confirm_late_correction
from awards.judging.models import RoundMark, Sheet
from awards.judging.scans import attach_scan
from cases.models import Edition
from cases.staff.roles import AUDIT, JUDGING, SECOND
from tests.awards.editions import DAY, judge_all, make_contest, make_staff
from tests.awards.judging.scans import PDF
from tests.cases.staff.accounts import make_account

REASON = "종이의 54를 59로 옮겼습니다."


@dataclass
class People:
    """심사, 확인, 감사."""

    asking: object
    second: object
    auditor: object


def make_people():
    names = {JUDGING: "심사 담당", SECOND: "확인 담당", AUDIT: "감사 담당"}
    return People(*(make_account(role, name=name) for role, name in names.items()))


def open_vote(edition):
    """Move the calendar so that the vote has been open for a day."""
    now = timezone.now()
    Edition.objects.filter(pk=edition.pk).update(
        submissions_open_at=now - 5 * DAY,
        submissions_close_at=now - 4 * DAY,
        judging_open_at=now - 4 * DAY,
        judging_close_at=now - 2 * DAY,
        voting_open_at=now - DAY,
        voting_close_at=now + DAY,
    )
    edition.refresh_from_db()
    return edition


def voted_on(**settings):
    """An edition with both rounds closed and its vote open; finalists 1, 2 and 3."""
    edition = make_contest(**settings)
    judge_all(edition, make_staff("담당")[0])
    return open_vote(edition)


def cell_of(edition, number, criterion="창의성", *, judge="가", order=1):
    """(sheet, criterion) of one cell."""
    round_ = edition.rounds.get(order=order)
    sheet = Sheet.objects.get(round=round_, judge__name=judge, case__number=number)
    return sheet, round_.criteria.get(name=criterion)


def ask(cell, points, by, *, reason=REASON, scan=None):
    """Attach a scan unless there is one, and ask."""
    sheet, criterion = cell
    scan = scan or attach_scan(round_=sheet.round, judge=sheet.judge, content=PDF, by=by, is_late=True)
    return ask_late_correction(
        sheet=sheet, criterion=criterion, points=points, reason=reason, scan=scan, by=by
    )


def correct(cell, points, people, **more):
    """All three, one after the other."""
    correction = ask(cell, points, people.asking, **more)
    confirm_late_correction(correction=correction, by=people.second)
    audit_late_correction(correction=correction, by=people.auditor)
    correction.refresh_from_db()
    return correction


def points_of(cell):
    sheet, criterion = cell
    return entries_of(sheet.round).counted((sheet.pk, criterion.pk))


def mark_of(edition, number, order=1):
    return RoundMark.objects.get(round__edition=edition, round__order=order, case__number=number).mark
