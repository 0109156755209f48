import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import resolve
from django.utils import timezone

from awards.home import home_context
from awards.models import AwardTier, Judge, Result, Round, Rule
from cases.models import Edition
from cases.stages import Scene
from tests.factories import make_case, make_edition, make_organisation
from voting.models import Poll

QUERY_LIMIT = 12
HTML_LIMIT = 50_000
SHOWING = [scene for scene in Scene if scene not in (Scene.DRAFT, Scene.RECEIVING)]
# The heading, and the label of the main button.
TOLD = {
    Scene.DRAFT: ("새 대회를 준비하고 있습니다", "지난 수상 사례 보기"),
    Scene.RECEIVING: ("사례를 모으고 있습니다", "지난 수상 사례 보기"),
    Scene.JUDGING: ("전문가가 심사하고 있습니다", "사례 보기"),
    Scene.SCHEDULED: ("에 시작합니다", "최종 후보 보기"),
    Scene.OPEN: ("더 나은 민원서비스", "투표하러 가기"),
    Scene.CLOSED: ("시민투표가 끝났습니다", "사례 보기"),
    Scene.TALLYING: ("점수를 확인하고 있습니다", "점수 계산 방법"),
    Scene.PUBLISHED: ("우수사례 TOP 9", "결과 보기"),
    Scene.VOID: ("이번 시민투표는 무효입니다", "사례 보기"),
}


def _draft_rule(edition, *, closed_rounds=2, weights=(50, 50)):
    groups = [
        {"name": name, "weight": weight}
        for name, weight in zip(("전문가 심사", "시민 투표"), weights, strict=True)
    ]
    Rule.objects.create(edition=edition, groups=groups)
    for order, name in enumerate(("1차 서면심사", "2차 대면심사"), start=1):
        closed_at = timezone.now() if order <= closed_rounds else None
        Round.objects.create(edition=edition, order=order, name=name, closed_at=closed_at)
    for order, (name, places, prize) in enumerate(
        [("최우수상", 1, 2_000_000), ("우수상", 3, 1_500_000), ("장려상", 5, 500_000)]
    ):
        AwardTier.objects.create(edition=edition, order=order, name=name, places=places, prize_krw=prize)
    Poll.objects.create(edition=edition, k=3)


def _enter_cases(edition, *, total=12, finalists=9):
    for number in range(1, total + 1):
        award = {"award_rank": number, "award_name": "장려상"} if number <= finalists else {}
        is_finalist = number <= finalists
        organisation = make_organisation(f"기관 {number}")
        make_case(edition, str(number), organisation=organisation, is_finalist=is_finalist, **award)


def _publish_result(edition):
    first, second = (get_user_model().objects.create(username=name) for name in ("담당", "확인"))
    now = timezone.now()
    return Result.objects.create(
        edition=edition, version=1, rule_sha256="0" * 64, summary={"voters": 5426, "judges": 7}, computed_at=now,
        computed_by=first, requested_at=now, requested_by=first, approved_at=now, approved_by=second,
        published_at=now, published_by=first,
    )  # fmt: skip


@pytest.fixture
def contest(db):
    """Return a maker of a whole edition in a scene."""

    def make(scene, **fields):
        edition = make_edition(scene=scene, **fields)
        _draft_rule(edition, closed_rounds=1 if scene is Scene.JUDGING else 2)
        if scene in SHOWING:
            _enter_cases(edition, finalists=0 if scene is Scene.JUDGING else 9)
        if scene is Scene.PUBLISHED:
            _publish_result(edition)
        return edition

    return make


def _heading(text):
    return re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL).group(1)


def _states(context):
    return [step.state for step in context["steps"]]


@pytest.mark.parametrize("scene", Scene)
def test_home_tells_the_scene_and_the_next_thing_to_do(client, contest, scene):
    contest(scene)
    response = client.get("/")
    heading, button = TOLD[scene]
    assert heading in _heading(response.text)
    main_button = re.search(r'<a class="btn pri lg" href="([^"]+)">([^<]+)</a>', response.text)
    assert main_button.group(2) == button
    target = main_button.group(1)
    assert f'id="{target[1:]}"' in response.text if target.startswith("#") else resolve(target)
    assert len(response.content) < HTML_LIMIT


@pytest.mark.parametrize(
    ("scene", "states"),
    [
        (Scene.DRAFT, ["", "", "", "", "", ""]),
        (Scene.RECEIVING, ["now", "", "", "", "", ""]),
        (Scene.JUDGING, ["done", "done", "now", "", "", ""]),
        (Scene.SCHEDULED, ["done", "done", "done", "", "", ""]),
        (Scene.OPEN, ["done", "done", "done", "now", "", ""]),
        (Scene.CLOSED, ["done", "done", "done", "done", "now", ""]),
        (Scene.TALLYING, ["done", "done", "done", "done", "now", ""]),
        (Scene.PUBLISHED, ["done"] * 6),
        (Scene.VOID, ["done", "done", "done", "now"]),
    ],
)
def test_steps_follow_the_calendar_and_recorded_facts(contest, scene, states):
    assert _states(home_context(contest(scene), timezone.now())) == states


def test_steps_leave_out_a_vote_that_is_not_planned(db):
    edition = make_edition(scene=Scene.JUDGING, voting_open_at=None, voting_close_at=None)
    names = [step.name for step in home_context(edition, timezone.now())["steps"]]
    assert names == ["사례 접수", "전문가 심사", "집계·확인", "결과 발표"]


@pytest.mark.parametrize("scene", Scene)
def test_queries_are_few_in_every_scene(client, contest, scene, django_assert_max_num_queries):
    contest(scene)
    with django_assert_max_num_queries(QUERY_LIMIT):
        client.get("/")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_finalists(client, db, count, django_assert_num_queries):
    edition = make_edition(scene=Scene.OPEN)
    _draft_rule(edition)
    _enter_cases(edition, total=count, finalists=count)
    with django_assert_num_queries(10):
        client.get("/")


def test_facts_are_the_known_numbers(contest):
    assert home_context(contest(Scene.OPEN), timezone.now())["facts"] == [
        ("제출된 사례", 12, "건"),
        ("최종 후보", 9, "건"),
        ("총 상금", "900", "만 원"),
    ]


def test_unknown_fact_is_filled_by_the_judges_before_publication(contest):
    edition = contest(Scene.OPEN)
    Judge.objects.create(edition=edition, order=1, name="심사1")
    assert home_context(edition, timezone.now())["facts"][-1] == ("심사위원", 1, "명")


def test_voters_are_told_only_after_publication(client, contest):
    edition = contest(Scene.TALLYING)
    _publish_result(edition)
    assert "5,426" not in client.get("/").text
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now())
    text = client.get("/").text
    assert "<dt>투표한 시민</dt><dd>5,426<small>명</small></dd>" in text
    assert "전문가 7명의 심사와 시민 5,426명의 투표로 뽑았습니다." in text


def test_finalists_rotate_so_that_each_stands_first_equally_often(contest):
    edition = contest(Scene.OPEN)
    minute = timezone.timedelta(minutes=1)
    now = timezone.now()
    orders = [[c.number for c in home_context(edition, now + n * minute)["cards"].cases] for n in range(9)]
    assert {order[0] for order in orders} == set("123456789")
    assert all(sorted(order) == list("123456789") for order in orders)


def test_withdrawn_finalist_is_not_among_the_finalists(contest):
    edition = contest(Scene.OPEN)
    edition.cases.filter(number="3").update(withdrawn_at=timezone.now(), withdrawn_reason="기관 요청")
    assert "3" not in {case.number for case in home_context(edition, timezone.now())["cards"].cases}


def test_newest_cases_stand_in_before_there_are_finalists(contest):
    cards = home_context(contest(Scene.JUDGING), timezone.now())["cards"]
    assert (cards.kind, [case.number for case in cards.cases]) == (
        "newest",
        ["12", "11", "10", "9", "8", "7"],
    )


def test_three_winners_stand_there_after_publication(contest):
    cards = home_context(contest(Scene.PUBLISHED), timezone.now())["cards"]
    assert (cards.kind, [case.number for case in cards.cases]) == ("winners", ["1", "2", "3"])


@pytest.mark.parametrize("scene", [scene for scene in SHOWING if scene is not Scene.PUBLISHED])
def test_awards_are_hidden_before_publication(client, contest, scene):
    contest(scene)
    assert "장려상" not in client.get("/").text


def test_weights_come_from_the_rule(client, db):
    edition = make_edition(scene=Scene.OPEN)
    _draft_rule(edition, weights=(60, 40))
    text = client.get("/").text
    assert "<b>60%</b>" in text
    assert "<b>40%</b>" in text
    assert "50%" not in text


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ("exactly", "마음에 드는 사례 3건을 골라 주세요."),
        ("up_to", "마음에 드는 사례를 3건까지 골라 주세요."),
    ],
)
def test_open_vote_says_how_many_to_choose(client, contest, choices, words):
    edition = contest(Scene.OPEN)
    Poll.objects.filter(edition=edition).update(choices=choices)
    assert f"12건 가운데 최종 후보 9건이 뽑혔습니다. {words}" in client.get("/").text


@pytest.mark.parametrize("kind", [Edition.Kind.REPLAY, Edition.Kind.PRACTICE])
def test_sample_edition_says_so_once(client, contest, kind):
    contest(Scene.OPEN, kind=kind)
    assert client.get("/").text.count('class="note warn"') == 1


def test_home_without_any_edition_is_calm(client, db):
    response = client.get("/")
    assert response.status_code == 200
    assert "아직 열린 회차가 없습니다" in response.text


@pytest.mark.parametrize("fields", [{}, {"published_at": None}])
def test_record_leads_to_its_results_and_has_no_steps(client, db, fields):
    make_edition(
        "2017", kind=Edition.Kind.RECORD, year=2017, facts={"submitted_cases": {"value": 66}}, **fields
    )
    response = client.get("/")
    assert _heading(response.text) == "2017 수상 결과"
    assert response.context["steps"] == []
    assert "<dt>제출된 사례</dt><dd>66<small>건</small></dd>" in response.text


def test_edition_with_nothing_but_a_calendar_is_shown_in_every_scene(client, db):
    for scene in Scene:
        Edition.objects.all().delete()
        make_edition(scene=scene)
        assert client.get("/").status_code == 200


def test_english_home_renders(client, contest):
    contest(Scene.OPEN)
    response = client.get("/en/")
    assert response.status_code == 200
    assert "9,000,000<small> won</small>" in response.text
