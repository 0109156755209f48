"""A window that is open ends later, with a public reason; everything else about it stays as it was."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.models import CalendarChange, Edition, HistoryEntry
from cases.services import NotAnExtension, PollVoid, WindowClosed, close_window_now, extend_window
from cases.staff.roles import AUDIT, LEAD, VOTE
from cases.stages import Scene
from tests.cases.staff.accounts import sign_in
from tests.factories import DAY, make_edition
from voting.models import Poll

pytestmark = pytest.mark.django_db

WHY = "국가 본인확인 서비스가 이틀 동안 멈추었습니다."
SCENES = {"submissions": Scene.RECEIVING, "judging": Scene.JUDGING, "voting": Scene.OPEN}
LOCAL = "%Y-%m-%dT%H:%M"


@pytest.fixture
def clerk():
    return get_user_model().objects.create(username="총괄 담당")


def roomy(scene):
    """An edition with days between its windows, so that each of them can be extended."""
    edition = make_edition(scene=scene)
    edition.judging_close_at += DAY * (scene is Scene.JUDGING)
    if scene is Scene.RECEIVING:
        for field in ("judging_open_at", "judging_close_at", "voting_open_at", "voting_close_at"):
            setattr(edition, field, getattr(edition, field) + 5 * DAY)
    if scene in (Scene.RECEIVING, Scene.JUDGING):
        edition.voting_open_at += 5 * DAY
        edition.voting_close_at += 5 * DAY
    edition.save()
    return edition


def closes(edition):
    return [
        getattr(Edition.objects.get(pk=edition.pk), f"{name}_close_at")
        for name in ("submissions", "judging", "voting")
    ]


@pytest.mark.parametrize("window", SCENES)
def test_open_window_ends_later_and_the_change_is_recorded(window, clerk):
    edition = roomy(SCENES[window])
    before = getattr(edition, f"{window}_close_at")
    extend_window(edition=edition, window=window, until=before + DAY, by=clerk, reason=f" {WHY} ")
    edition.refresh_from_db()
    assert getattr(edition, f"{window}_close_at") == before + DAY
    change = CalendarChange.objects.get()
    assert (change.field, change.before, change.after, change.reason, change.changed_by) == (
        f"{window}_close_at",
        before,
        before + DAY,
        WHY,
        clerk,
    )
    assert change.is_extension
    entry = HistoryEntry.objects.get(edition_slug=edition.slug, reason=WHY)
    assert (entry.account, entry.reason) == ("총괄 담당", WHY)


@pytest.mark.parametrize("scene", [scene for scene in Scene if scene not in (Scene.OPEN, Scene.VOID)])
def test_vote_that_is_not_open_is_not_extended(scene, clerk):
    edition = make_edition(scene=scene)
    before = closes(edition)
    with pytest.raises(WindowClosed):
        extend_window(edition=edition, window="voting", until=timezone.now() + 90 * DAY, by=clerk, reason=WHY)
    assert closes(edition) == before


def test_void_and_sealed_votes_are_not_extended(clerk):
    edition = make_edition(scene=Scene.OPEN, sealed_at=timezone.now())
    later = {"window": "voting", "until": edition.voting_close_at + DAY, "by": clerk, "reason": WHY}
    with pytest.raises(WindowClosed, match="봉인한 투표"):
        extend_window(edition=edition, **later)
    Edition.objects.update(sealed_at=None, voided_at=timezone.now(), void_reason="사유")
    with pytest.raises(PollVoid):
        extend_window(edition=edition, **later)
    assert CalendarChange.objects.count() == 0


@pytest.mark.parametrize("shift", [-DAY, timedelta(0), -20 * DAY])
def test_window_is_never_shortened(shift, clerk):
    edition = make_edition(scene=Scene.OPEN)
    before = closes(edition)
    with pytest.raises(NotAnExtension, match="줄일 수 없습니다"):
        extend_window(
            edition=edition, window="voting", until=edition.voting_close_at + shift, by=clerk, reason=WHY
        )
    assert closes(edition) == before


@pytest.mark.parametrize(
    ("window", "next_field"),
    [("submissions", "judging_open_at"), ("judging", "voting_open_at"), ("voting", "results_planned_at")],
)
def test_extension_stops_at_what_follows_and_says_what_to_move(window, next_field, clerk):
    edition = roomy(SCENES[window])
    limit = getattr(edition, next_field)
    name = Edition._meta.get_field(next_field).verbose_name
    with pytest.raises(NotAnExtension, match=f"‘{name}’.*먼저 뒤로 옮긴 다음"):
        extend_window(
            edition=edition, window=window, until=limit + timedelta(seconds=1), by=clerk, reason=WHY
        )
    extend_window(edition=edition, window=window, until=limit, by=clerk, reason=WHY)
    assert getattr(Edition.objects.get(pk=edition.pk), f"{window}_close_at") == limit


def test_extension_without_a_reason_is_refused(clerk):
    edition = make_edition(scene=Scene.OPEN)
    until = edition.voting_close_at + DAY
    with pytest.raises(NotAnExtension, match="사유를 적어 주세요"):
        extend_window(edition=edition, window="voting", until=until, by=clerk, reason="  ")


def test_database_knows_no_extension_that_shortens(clerk):
    edition = make_edition(scene=Scene.OPEN)
    now = timezone.now()
    moves = {"edition": edition, "field": "voting_close_at", "reason": WHY, "changed_by": clerk}
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarChange.objects.create(**moves, before=now, after=now - DAY, is_extension=True)
    assert CalendarChange.objects.count() == 0


class TestCitizens:
    """Extensions of the vote stand where citizens look; reasons of other moves do not."""

    @pytest.fixture
    def edition(self):
        edition = make_edition(scene=Scene.OPEN, kind="practice")
        Poll.objects.create(edition=edition)
        return edition

    def extended(self, edition, clerk, reason=WHY, days=1):
        until = Edition.objects.get(pk=edition.pk).voting_close_at + days * DAY
        extend_window(edition=edition, window="voting", until=until, by=clerk, reason=reason)
        return timezone.localtime(until)

    @pytest.mark.parametrize("path", ["/", "/2026/vote/"])
    def test_home_and_first_page_of_the_vote_tell_until_when_and_why(self, client, edition, clerk, path):
        assert "연장했습니다" not in client.get(path).text
        until = self.extended(edition, clerk)
        text = client.get(path).text
        assert f"{until.month}월 {until.day}일" in text
        assert f"까지 연장했습니다. 사유: <span>{WHY}</span>" in text

    def test_newest_extension_comes_first(self, client, edition, clerk):
        self.extended(edition, clerk, "첫 번째 사유")
        self.extended(edition, clerk, "두 번째 사유")
        text = client.get("/2026/vote/").text
        assert 0 < text.index("두 번째 사유") < text.index("첫 번째 사유")

    def test_closed_page_still_tells_it_and_home_does_not(self, client, edition, clerk):
        self.extended(edition, clerk)
        close_window_now(edition=edition, window="voting", by=clerk, reason="연습을 일찍 마칩니다.")
        text = client.get("/2026/vote/").text
        assert WHY in text
        assert "연습을 일찍 마칩니다." not in text
        assert WHY not in client.get("/").text


class TestPage:
    def address(self, edition):
        return reverse("admin:cases_edition_extend", args=[edition.pk])

    def test_office_extends_by_korea_time(self):
        edition = make_edition(scene=Scene.OPEN)
        until = timezone.localtime(edition.voting_close_at + DAY).replace(second=0, microsecond=0)
        client = sign_in(LEAD)
        form = {"window": "voting", "until": f"{until:{LOCAL}}", "reason": WHY}
        answer = client.post(self.address(edition), form, follow=True)
        assert "연장했습니다. 사유와 함께 시민에게 공개했습니다." in answer.text
        edition.refresh_from_db()
        assert edition.voting_close_at == until
        assert WHY in client.get(reverse("admin:cases_edition_history", args=[edition.pk])).text

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"until": "2020-01-01T00:00"}, "기간은 줄일 수 없습니다."),
            ({"until": "2099-01-01T00:00"}, "보다 늦게 연장할 수 없습니다."),
            ({"until": "내일"}, "날짜와 시각을 적어 주세요."),
            ({"reason": " "}, "연장하는 사유를 적어 주세요."),
            ({"window": "judging"}, "올바르게 선택해 주세요"),
        ],
    )
    def test_page_refuses_in_words_and_keeps_what_was_typed(self, change, words):
        edition = make_edition(scene=Scene.OPEN)
        before = closes(edition)
        until = timezone.localtime(edition.voting_close_at + DAY)
        form = {"window": "voting", "until": f"{until:{LOCAL}}", "reason": WHY} | change
        text = sign_in(LEAD).post(self.address(edition), form).text
        assert words in text
        assert form["until"] in text
        assert closes(edition) == before

    def test_page_without_an_open_window_says_so(self):
        assert (
            "열려 있는 기간이 없어" in sign_in(LEAD).get(self.address(make_edition(scene=Scene.CLOSED))).text
        )

    @pytest.mark.parametrize("role", [VOTE, AUDIT])
    def test_page_is_the_offices(self, role):
        edition = make_edition(scene=Scene.OPEN)
        assert sign_in(role).get(self.address(edition)).status_code == 403

    def test_page_of_no_edition_is_not_found(self):
        assert sign_in(LEAD).get("/admin/cases/edition/999999/extend/").status_code == 404

    def test_form_of_the_edition_leads_there(self):
        edition = make_edition(scene=Scene.OPEN)
        page = reverse("admin:cases_edition_change", args=[edition.pk])
        assert self.address(edition) in sign_in(LEAD).get(page).text
        assert self.address(edition) not in sign_in(AUDIT).get(page).text


class TestForm:
    """The form of the edition moves only what has not begun, and never into the past."""

    def post(self, edition, client=None, **changes):
        """Post the form as a page that was opened before anything began would."""
        data = {"title": edition.title, "year": edition.year, "facts": "{}", "reason": ""}
        data["disclosure"] = edition.disclosure
        data["objection_days"] = edition.objection_days
        for field in [f"{name}_{end}_at" for name in SCENES for end in ("open", "close")]:
            data |= self.moment(field, getattr(edition, field))
        data |= self.moment("results_planned_at", edition.results_planned_at)
        data |= {"calendar_changes-TOTAL_FORMS": 0, "calendar_changes-INITIAL_FORMS": 0}
        for field, value in changes.items():
            data |= self.moment(field, value) if field.endswith("_at") else {field: value}
        data = {name: value for name, value in data.items() if value is not None}
        path = reverse("admin:cases_edition_change", args=[edition.pk])
        return (client or sign_in(LEAD)).post(path, data)

    def moment(self, field, value):
        if value is None:
            return {f"{field}_0": None, f"{field}_1": None}
        local = timezone.localtime(value)
        return {f"{field}_0": f"{local:%Y-%m-%d}", f"{field}_1": f"{local:%H:%M:%S}"}

    @pytest.mark.parametrize("scene", [Scene.OPEN, Scene.CLOSED])
    def test_window_that_has_begun_is_not_moved_and_the_refusal_says_what_to_do(self, scene):
        edition = make_edition(scene=scene)
        before = closes(edition)
        for shift in (DAY, -DAY):
            answer = self.post(
                edition,
                sign_in(LEAD, name=f"총괄{shift.days}"),
                voting_close_at=edition.voting_close_at + shift,
            )
            assert "‘투표’ 기간은 이미 시작되어 여기서 바꿀 수 없습니다." in answer.text
        assert closes(edition) == before

    def test_window_to_come_is_moved_but_not_into_the_past(self):
        edition = make_edition(scene=Scene.DRAFT)
        client = sign_in(LEAD)
        answer = self.post(edition, client, submissions_open_at=timezone.now() - DAY)
        assert "지난 때로 옮길 수 없습니다." in answer.text
        later = edition.submissions_open_at + DAY
        assert self.post(edition, client, submissions_open_at=later).status_code == 302
        stored = Edition.objects.get(pk=edition.pk)
        assert stored.submissions_open_at == later.replace(microsecond=0)

    @pytest.mark.parametrize("scene", [Scene.DRAFT, Scene.RECEIVING])
    def test_what_is_told_of_the_judges_is_fixed_when_submissions_open(self, scene):
        edition = make_edition(scene=scene)
        windows = {f"{name}_{end}_at": None for name in SCENES for end in ("open", "close")}
        windows = {} if scene is Scene.DRAFT else windows
        answer = self.post(edition, disclosure="all", **windows)
        stored = Edition.objects.get(pk=edition.pk).disclosure
        if scene is Scene.DRAFT:
            assert (answer.status_code, stored) == (302, "all")
        else:
            assert "공개 범위를 바꿀 수 없습니다." in answer.text
            assert stored == "finalists"

    def test_result_is_not_planned_before_the_end_of_the_vote(self):
        edition = make_edition(scene=Scene.DRAFT)
        answer = self.post(edition, results_planned_at=edition.voting_close_at - DAY)
        assert "발표 예정은 투표 마감보다 빠를 수 없습니다." in answer.text

    def test_other_fields_are_saved_while_the_vote_is_open(self):
        edition = make_edition(scene=Scene.OPEN)
        before = closes(edition)
        windows = {f"{name}_{end}_at": None for name in SCENES for end in ("open", "close")}
        assert self.post(edition, title="고친 이름", **windows).status_code == 302
        assert Edition.objects.get(pk=edition.pk).title == "고친 이름"
        assert closes(edition) == before
