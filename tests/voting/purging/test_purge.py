"""What must end, ends, and a record stays."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone

from awards.objections.models import FilingHour
from cases.models import PersonalDataAccess, Refusal, SheetUpload
from cases.staff.models import NotChangeable, SignInDelay
from cases.staff.roles import AUDIT, LEAD, ROLES
from tests.cases.staff.accounts import make_account, sign_in
from tests.voting.identity.test_codes import Case
from tests.voting.polls import make_poll
from tests.voting.voter import let_time_pass, wrong
from voting.identity.codes import WrongCode
from voting.models import NetworkLoad, NumberDay, OneTimeCode, PurgeRecord, WrongTries
from voting.purging.purge import purge

KINDS = [str(kind) for kind in PurgeRecord.Kind]


def fill(poll, number, *, days):
    """One row of everything, so many days old."""
    case = Case(poll, number)
    case.send()
    with pytest.raises(WrongCode):
        case.verify(wrong(case.gateway.code))
    ago = timezone.now() - timedelta(days=days)
    let_time_pass(days=days)
    NetworkLoad.objects.create(key=OneTimeCode.objects.latest("sent_at").pk, busy_until=ago.timestamp())
    FilingHour.objects.create(key=OneTimeCode.objects.latest("sent_at").pk, hour=ago, count=1)
    owner = make_account(LEAD, name=number)
    upload = SheetUpload.objects.create(owner=owner, kind="cases", target=1, name="a.csv", content=b"")
    SheetUpload.objects.filter(pk=upload.pk).update(uploaded_at=ago)
    Session.objects.create(session_key=number, session_data="", expire_date=ago)
    SignInDelay.objects.create(key=number, failures=1, failed_at=ago)
    for model in (PersonalDataAccess, Refusal):
        note = model.objects.create(account="a")
        models.QuerySet(model).filter(pk=note.pk).update(at=ago)


@pytest.mark.django_db
class TestPurge:
    def test_everything_old_goes_and_is_recorded(self):
        fill(make_poll(), "+821011112222", days=3 * 365)
        record = purge()
        # Texts of objections end in a test of their own.
        assert record.counts == dict.fromkeys(KINDS, 1) | {"objections": 0}
        counted = (NumberDay, WrongTries, NetworkLoad, FilingHour)
        for model in (OneTimeCode, *counted, SheetUpload, Session, SignInDelay):
            assert model.objects.count() == 0
        assert (PersonalDataAccess.objects.count(), Refusal.objects.count()) == (0, 0)
        assert get_user_model().objects.count() == 1

    def test_what_is_younger_stays(self):
        fill(make_poll(), "+821011112222", days=0.9)
        kept = purge().counts
        assert {kind for kind, n in kept.items() if n} == {"uploads", "sessions", "filings"}
        let_time_pass(days=0.2)
        again = purge().counts
        assert {kind for kind, n in again.items() if n} == {"codes", "numbers", "tries"}

    def test_networks_end_after_a_week(self):
        fill(make_poll(), "+821011112222", days=6.9)
        assert purge().counts["networks"] == 0
        let_time_pass(days=0.2)
        assert purge().counts["networks"] == 1

    def test_again_nothing_goes_and_that_is_recorded_too(self):
        fill(make_poll(), "+821011112222", days=3 * 365)
        purge()
        assert purge().counts == dict.fromkeys(KINDS, 0)
        assert [record.total for record in PurgeRecord.objects.all()] == [0, 10]

    def test_command_prints_the_record(self, capsys):
        fill(make_poll(), "+821011112222", days=3 * 365)
        call_command("purge")
        lines = capsys.readouterr().out.splitlines()
        assert "24시간이 지난 인증번호: 1건" in lines
        assert lines[-1] == "모두 10건을 지우고 파기 기록을 남겼습니다."

    def test_record_is_never_changed(self):
        record = purge()
        for change in (record.save, record.delete, PurgeRecord.objects.all().delete):
            with pytest.raises(NotChangeable):
                change()

    def test_lead_and_auditor_read_the_records(self):
        fill(make_poll(), "+821011112222", days=3 * 365)
        record = purge()
        path = reverse("admin:voting_purgerecord_changelist")
        statuses = {role: sign_in(role).get(path).status_code for role in ROLES}
        assert statuses == {role: 200 if role in (LEAD, AUDIT) else 403 for role in ROLES}
        text = (
            sign_in(AUDIT, name="둘째 감사")
            .get(reverse("admin:voting_purgerecord_change", args=[record.pk]))
            .text
        )
        assert "24시간이 지난 인증번호 1" in text
