"""The period is half-open: from the moment itself on, and no more at its end."""

from datetime import timedelta

import pytest
from django.urls import reverse

from awards.objections.period import has_objections, takes_objections
from cases.models import Edition, HistoryEntry
from cases.stages import Scene
from tests.awards.objections.objecting import DAY, make_result, make_void, told
from tests.cases.staff.accounts import sign_in
from tests.factories import make_edition

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize("make", [make_result, make_void])
def test_both_ends(make):
    edition = make(objection_days=10)
    begins = edition.voided_at or edition.published_at
    assert edition.objections_close_at == begins + 10 * DAY
    assert [has_objections(edition, begins + step) for step in (-TICK, 0 * TICK)] == [False, True]
    ends = edition.objections_close_at
    assert [takes_objections(edition, ends + step) for step in (-TICK, 0 * TICK)] == [True, False]


def test_the_pages_stay_after_the_end():
    edition = told(make_result(), 300 * DAY)
    assert has_objections(edition, edition.objections_close_at + DAY)


class TestDaysInTheAdmin:
    def save(self, edition, days, client=None):
        client = client or sign_in("총괄", name=f"총괄 {days} {Edition.objects.count()}")
        path = reverse("admin:cases_edition_change", args=[edition.pk])
        sent = {"year": edition.year, "title": edition.title, "facts": "{}", "disclosure": edition.disclosure}
        sent |= {
            "kind": edition.kind,
            "slug": edition.slug,
            "reason": "이의가 많습니다.",
            "objection_days": days,
        }
        for field in ("submissions", "judging", "voting") if edition.voting_open_at is None else ():
            sent |= {f"{field}_{end}_at_{n}": "" for end in ("open", "close") for n in (0, 1)}
        sent |= {"calendar_changes-TOTAL_FORMS": 0, "calendar_changes-INITIAL_FORMS": 0}
        answer = client.post(path, sent)
        edition.refresh_from_db()
        return answer

    def blank(self, **fields):
        return Edition.objects.create(slug="2027", kind="contest", year=2027, title="다음 회차", **fields)

    def test_before_anybody_was_told_they_go_up_and_down(self):
        edition = self.blank()
        for days in (45, 7):
            assert self.save(edition, days).status_code == 302
            assert edition.objection_days == days

    @pytest.mark.parametrize("days", [0, 366])
    def test_of_a_sensible_length(self, days):
        edition = self.blank()
        assert self.save(edition, days).status_code == 200
        assert edition.objection_days == 30

    @pytest.mark.parametrize("scene", [Scene.OPEN, Scene.PUBLISHED, Scene.VOID])
    def test_once_told_they_only_grow_and_the_history_says_why(self, scene):
        edition = make_edition(scene=scene)
        refused = self.save(edition, 29)
        assert "이의신청 기간을 줄일 수 없습니다. 30일보다 짧지 않게 적어 주세요." in refused.text
        assert edition.objection_days == 30
        assert self.save(edition, 40).status_code == 302
        assert edition.objection_days == 40
        entry = HistoryEntry.objects.filter(changes__has_key="objection_days").latest("pk")
        assert entry.reason == "이의가 많습니다."

    def test_a_period_that_is_over_is_not_opened_again(self):
        edition = told(make_result(), 30 * DAY)
        refused = self.save(edition, 60)
        assert "이의신청 기간이 끝나 더는 바꿀 수 없습니다." in refused.text
        assert edition.objection_days == 30
