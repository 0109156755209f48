"""Outside the open window every page of the vote says what the stage says."""

import pytest
from django.utils import timezone

from cases.models import Edition
from cases.stages import Scene
from tests.factories import windows_for
from tests.voting.ends import DONE, MISSED, in_the_box
from tests.voting.polls import HOUR, end_window, make_poll
from tests.voting.voter import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make_poll()


@pytest.fixture
def voter(poll):
    return Voter(poll).hold_credential()


def place(poll, scene):
    """Put the edition of the poll into a scene by its calendar."""
    Edition.objects.filter(pk=poll.edition_id).update(**windows_for(scene, timezone.now()))
    poll.edition.refresh_from_db()


class TestStages:
    @pytest.mark.parametrize(
        ("scene", "words", "button"),
        [
            (Scene.DRAFT, "아직 투표 기간이 아닙니다", "처음으로"),
            (Scene.RECEIVING, "아직 투표 기간이 아닙니다", "처음으로"),
            (Scene.JUDGING, "에 시작합니다.", "사례 보기"),
            (Scene.SCHEDULED, "에 시작합니다.", "사례 보기"),
            (Scene.CLOSED, "시민투표가 끝났습니다", "사례 보기"),
            (Scene.TALLYING, "점수를 확인하고 있습니다.", "사례 보기"),
            (Scene.PUBLISHED, "결과를 발표했습니다.", "결과 보기"),
            (Scene.VOID, "이번 시민투표는 무효입니다", "사례 보기"),
        ],
    )
    @pytest.mark.parametrize("name", ["start", "number", "code", "choose", "review", "cast"])
    def test_outside_the_window_every_page_says_what_the_stage_says(
        self, poll, voter, scene, words, button, name
    ):
        place(poll, scene)
        response = voter.post(name)
        assert response.status_code == 200
        assert words in response.text
        assert button in response.text
        assert in_the_box() == (0, [])

    def test_before_the_calendar_is_known_no_date_is_told(self, poll):
        Edition.objects.update(voting_open_at=None, voting_close_at=None)
        text = Voter(poll).get("start").text
        assert "일정이 정해지면 이곳에 알려 드립니다." in text
        assert "에 시작합니다." not in text

    def test_date_of_the_result_that_is_past_is_not_promised(self, poll):
        place(poll, Scene.TALLYING)
        Edition.objects.update(results_planned_at=poll.edition.voting_close_at)
        text = Voter(poll).get("start").text
        assert "점수를 확인하고 있습니다." in text
        assert "에 발표합니다." not in text
        Edition.objects.update(results_planned_at=timezone.now() + HOUR)
        assert "에 발표합니다." in Voter(poll).get("start").text

    def test_late_post_says_that_this_ballot_is_not_in(self, poll, voter):
        voter.review()
        end_window(poll)
        response = voter.cast()
        assert MISSED in response.text
        assert "시민투표가 끝났습니다" in response.text
        assert in_the_box() == (0, [])

    def test_late_post_of_a_ballot_that_is_in_ends_as_the_first_time(self, poll, voter):
        voter.review()
        voter.cast()
        voter.hold_credential()
        end_window(poll)
        response = voter.cast()
        assert response.status_code == 303
        assert DONE in voter.client.get(response["Location"]).text

    def test_clock_of_the_database_decides_when_it_is_ahead(self, poll, voter, monkeypatch):
        voter.review()
        end_window(poll)
        monkeypatch.setattr(Edition, "scene_at", lambda self, at: Scene.OPEN)
        response = voter.cast()
        assert MISSED in response.text
        assert "시민투표가 끝났습니다" in response.text

    def test_review_before_and_cast_without_credential_after_the_close(self, poll, voter):
        voter.review()
        end_window(poll)
        voter.client.cookies.clear()
        assert MISSED in voter.cast().text
