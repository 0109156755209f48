"""Who takes which step of a late correction: three people, whom the database knows too."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from awards.judging.corrections import LateCorrection
from awards.judging.late import (
    AlreadyAsked,
    NotAllowed,
    NotWaiting,
    SamePerson,
    audit_late_correction,
    confirm_late_correction,
    withdraw_late_correction,
)
from cases.staff.roles import AUDIT, JUDGING, SECOND
from tests.awards.judging.late import ask, cell_of, correct, make_people, voted_on
from tests.cases.staff.accounts import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def edition():
    return voted_on()


def test_only_the_right_role_takes_a_step(edition, people):
    with pytest.raises(NotAllowed):
        ask(cell_of(edition, "1"), Decimal(57), people.second)
    correction = ask(cell_of(edition, "1"), Decimal(57), people.asking)
    for by in (people.asking, people.auditor):
        with pytest.raises(NotAllowed):
            confirm_late_correction(correction=correction, by=by)
    confirm_late_correction(correction=correction, by=people.second)
    with pytest.raises(NotAllowed):
        audit_late_correction(correction=correction, by=people.second)


def test_who_has_all_three_roles_takes_one_step_of_a_correction(edition, people):
    everything = make_account(JUDGING, SECOND, AUDIT, name="세 역할")
    correction = ask(cell_of(edition, "1"), Decimal(57), everything)
    with pytest.raises(SamePerson):
        confirm_late_correction(correction=correction, by=everything)
    confirm_late_correction(correction=correction, by=people.second)
    with pytest.raises(SamePerson):
        audit_late_correction(correction=correction, by=everything)
    other = ask(cell_of(edition, "2"), Decimal(57), people.asking)
    confirm_late_correction(correction=other, by=everything)
    with pytest.raises(SamePerson):
        audit_late_correction(correction=other, by=everything)


def test_it_is_signed_after_it_was_confirmed_and_each_once(edition, people):
    correction = ask(cell_of(edition, "1"), Decimal(57), people.asking)
    with pytest.raises(NotWaiting, match="두 번째 사람이 아직 확인하지 않았습니다"):
        audit_late_correction(correction=correction, by=people.auditor)
    confirm_late_correction(correction=correction, by=people.second)
    with pytest.raises(NotWaiting):
        confirm_late_correction(correction=correction, by=people.second)
    audit_late_correction(correction=correction, by=people.auditor)
    for step in (audit_late_correction, withdraw_late_correction):
        with pytest.raises(NotWaiting):
            step(correction=correction, by=people.auditor)


def test_only_who_asked_withdraws_and_then_it_may_be_asked_again(edition, people):
    cell = cell_of(edition, "1")
    correction = ask(cell, Decimal(57), people.asking)
    with pytest.raises(AlreadyAsked):
        ask(cell, Decimal(56), people.asking)
    with pytest.raises(SamePerson):
        withdraw_late_correction(correction=correction, by=make_account(JUDGING, name="다른 심사"))
    withdraw_late_correction(correction=correction, by=people.asking)
    with pytest.raises(NotWaiting):
        confirm_late_correction(correction=correction, by=people.second)
    assert correct(cell, Decimal(56), people).points == Decimal(56)


@pytest.mark.parametrize(
    "broken",
    [
        {"confirmed_by": "asking"},
        {"audited_by": "asking"},
        {"audited_by": "second"},
        {"confirmed_by": None, "confirmed_at": None},
        {"audited_by": None},
        {"withdrawn_at": timezone.now()},
        {"points": Decimal(59)},
        {"points": None, "was": None},
        {"points": Decimal("100.01")},
        {"reason": ""},
    ],
)
def test_the_database_itself_refuses_fewer_people_and_corrections_of_nothing(edition, people, broken):
    correction = correct(cell_of(edition, "1"), Decimal(57), people)
    values = {
        name: getattr(people, value) if isinstance(value, str) and value else value
        for name, value in broken.items()
    }
    with pytest.raises(IntegrityError):
        LateCorrection.objects.filter(pk=correction.pk).update(**values)
