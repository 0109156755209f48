"""An objection is filed once a page, numbered in order, and only while the database's clock says that it is time."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from awards.objections.filing import PageUsed, objection_of_code
from awards.objections.limits import TooManyFiled
from awards.objections.models import FilingHour, Objection, ObjectionAct
from awards.objections.period import NothingToObjectTo, ObjectionsClosed
from awards.rehearsal.loading import discard_edition
from cases.models import Edition, HistoryEntry
from cases.staff.models import NotChangeable
from cases.stages import Scene
from tests.awards.objections.objecting import (
    DAY,
    NETWORK,
    TEXT,
    answer,
    file_one,
    make_pair,
    make_result,
    make_void,
    told,
)
from tests.factories import make_edition

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


class TestWhen:
    def test_from_the_moment_of_publication_on(self):
        edition = make_result()
        told(edition, -30 * SECOND)
        with pytest.raises(NothingToObjectTo):
            file_one(edition)
        told(edition, 0 * SECOND)
        assert file_one(edition).objection.number == 1

    def test_until_the_end_of_the_period_and_not_at_it(self):
        edition = make_result()
        told(edition, 30 * DAY - 30 * SECOND)
        file_one(edition)
        told(edition, 30 * DAY)
        with pytest.raises(ObjectionsClosed, match=r"이의신청 기간이 .*에 끝났습니다"):
            file_one(edition)
        assert Objection.objects.count() == 1

    def test_the_edition_says_how_long(self):
        edition = make_result(objection_days=7)
        told(edition, 7 * DAY - 30 * SECOND)
        file_one(edition)
        told(edition, 7 * DAY)
        with pytest.raises(ObjectionsClosed):
            file_one(edition)

    def test_of_a_void_vote_from_its_moment_on(self):
        edition = make_void()
        assert file_one(edition, subject="vote").objection.number == 1
        told(edition, 30 * DAY)
        with pytest.raises(ObjectionsClosed):
            file_one(edition)

    @pytest.mark.parametrize(
        "scene", [scene for scene in Scene if scene not in (Scene.PUBLISHED, Scene.VOID)]
    )
    def test_never_before(self, scene):
        with pytest.raises(NothingToObjectTo):
            file_one(make_edition(scene=scene))

    def test_of_a_year_without_a_result_of_this_portal_never(self):
        for edition in (make_edition("2017", kind="record"), make_edition("2025", scene=Scene.PUBLISHED)):
            with pytest.raises(NothingToObjectTo):
                file_one(edition)


class TestOnce:
    def test_the_same_press_finds_its_objection_and_code_again(self):
        edition, nonce = make_result(), uuid4()
        first = file_one(edition, nonce=nonce)
        again = file_one(edition, nonce=nonce)
        assert (again.objection, again.code) == (first.objection, first.code)
        assert (Objection.objects.count(), ObjectionAct.objects.count()) == (1, 1)
        assert FilingHour.objects.get().count == 1

    def test_the_same_press_is_answered_after_the_end_too(self):
        edition, nonce = make_result(), uuid4()
        first = file_one(edition, nonce=nonce)
        told(edition, 31 * DAY)
        assert file_one(edition, nonce=nonce).code == first.code

    @pytest.mark.parametrize("change", [{"text": "다른 글"}, {"subject": "data"}])
    def test_another_text_from_the_same_page_is_not_taken_for_it(self, change):
        edition, nonce = make_result(), uuid4()
        file_one(edition, nonce=nonce)
        with pytest.raises(PageUsed, match="제1호로 이미 접수했습니다"):
            file_one(edition, nonce=nonce, **change)
        assert Objection.objects.get().text == TEXT

    def test_numbers_are_of_the_edition(self):
        one, other = make_result("2026"), make_result("2025")
        assert [file_one(edition).objection.number for edition in (one, one, other, one)] == [1, 2, 1, 3]

    def test_database_knows_no_number_twice(self):
        objection = file_one(make_result()).objection
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.create(
                edition=objection.edition,
                number=1,
                subject="data",
                filer="citizen",
                text="글",
                code_sha256="1" * 64,
                filed_at=objection.filed_at,
            )


class TestCode:
    def test_it_finds_its_objection_however_it_is_written(self):
        edition = make_result()
        filed = file_one(edition)
        file_one(edition)
        for typed in (filed.code, filed.code.lower().replace("-", " "), filed.code.replace("-", "")):
            assert objection_of_code(edition, typed) == filed.objection

    def test_nothing_else_does(self):
        edition, other = make_result("2026"), make_result("2025")
        filed = file_one(edition)
        assert objection_of_code(other, filed.code) is None
        for typed in ("", filed.code[:-1], filed.code + "2", filed.objection.code_sha256, "가" * 5000):
            assert objection_of_code(edition, typed) is None

    def test_the_code_stands_in_no_row(self):
        edition = make_result()
        filed = file_one(edition)
        letters = filed.code.replace("-", "")
        assert len(letters) == 16
        rows = [*Objection.objects.values_list(), *ObjectionAct.objects.values_list()]
        rows += HistoryEntry.objects.values_list()
        assert [row for row in rows if letters in str(row).replace("-", "")] == []


class TestWho:
    def test_no_network_is_joined_to_an_objection(self):
        edition = make_result()
        file_one(edition)
        file_one(edition, network="192.0.2.2")
        keys = set(FilingHour.objects.values_list("key", flat=True))
        rows = str([*Objection.objects.values_list(), *ObjectionAct.objects.values_list()])
        assert len(keys) == 2
        assert [key for key in (*map(str, keys), NETWORK) if key in rows] == []
        assert {hour.minute for hour in FilingHour.objects.values_list("hour", flat=True)} == {0}

    def test_a_network_files_so_many_an_hour_and_another_goes_on(self, settings):
        settings.OBJECTIONS_PER_NETWORK_AN_HOUR = 2
        edition = make_result()
        for _ in range(2):
            file_one(edition)
        with pytest.raises(TooManyFiled, match="부터 같은 단추로 접수할 수 있습니다") as refusal:
            file_one(edition)
        assert 0 < refusal.value.seconds <= 3600
        assert file_one(edition, network="192.0.2.2").objection.number == 3
        FilingHour.objects.all().delete()
        assert file_one(edition).objection.number == 4

    @pytest.mark.parametrize(
        ("filer", "organisation"), [("citizen", "성동구"), ("organisation", ""), ("nobody", "")]
    )
    def test_database_knows_an_organisation_by_name_and_a_citizen_by_none(self, filer, organisation):
        with pytest.raises(IntegrityError), transaction.atomic():
            file_one(make_result(), filer=filer, organisation=organisation)


class TestStays:
    def test_nothing_is_changed_or_deleted(self):
        objection = file_one(make_result()).objection
        act = objection.acts.get()
        for change in (
            objection.save,
            objection.delete,
            Objection.objects.all().delete,
            lambda: Objection.objects.update(text="x"),
            act.delete,
            ObjectionAct.objects.all().delete,
        ):
            with pytest.raises(NotChangeable):
                change()
        assert Objection.objects.get().text == TEXT

    def test_history_tells_the_filing_without_the_text(self):
        edition = make_result()
        file_one(edition)
        entry = HistoryEntry.objects.filter(object_repr__contains="이의신청 제1호").earliest("pk")
        assert (entry.edition_slug, entry.account) == ("2026", "")
        assert [
            one for one in HistoryEntry.objects.all() if "비밀문장" in str(one.changes) + one.reason
        ] == []

    def test_a_practice_edition_goes_with_its_objections(self):
        edition = make_result("practice", kind="practice")
        lead, auditor = make_pair()
        answer(file_one(edition).objection, lead, auditor)
        discard_edition(edition)
        assert QuerySet(Objection).count() == QuerySet(ObjectionAct).count() == 0
        assert not Edition.objects.filter(slug="practice").exists()
