"""How often each place on the page was chosen: who sees it, when, and what it says of chance."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.services import withdraw_case
from cases.staff.roles import AUDIT, RECEPTION
from tests.cases.staff.accounts import sign_in
from tests.voting.polls import cast, end_window, make_poll
from voting.models import Poll
from voting.positions import positions_report, report_of
from voting.sealing import seal_box

pytestmark = pytest.mark.django_db

TABLE = '<div class="results">'


@pytest.fixture
def poll():
    """An open vote on four cases, two each, with five ballots."""
    poll = make_poll(finalists=4, k=2)
    for voter, positions in enumerate(("1,2", "1,3", "1,4", "1,2", "1,3")):
        cast(poll, str(voter), ["1", "2"], positions=positions)
    return poll


def seal(poll):
    end_window(poll)
    seal_box(poll=poll, by=None)


@pytest.fixture
def auditor():
    return sign_in(AUDIT)


def address(poll):
    return reverse("admin:awards_closing_positions", args=[poll.edition_id])


def steps(client, poll):
    return client.get(reverse("admin:awards_closing_change", args=[poll.edition_id])).text


def test_report_tells_every_place_of_the_page(poll):
    seal(poll)
    report = positions_report(poll)
    assert [(one.place, one.chosen, one.percent) for one in report.places] == [
        (1, 5, 50),
        (2, 2, 20),
        (3, 2, 20),
        (4, 1, 10),
    ]
    assert (report.total, report.even, report.even_percent, report.withdrawn) == (10, 2.5, 25, 0)


def test_there_is_no_report_before_the_seal_and_of_a_void_poll(poll):
    assert positions_report(poll) is None
    end_window(poll)
    assert positions_report(poll) is None
    seal_box(poll=poll, by=None)
    assert positions_report(poll) is not None
    poll.edition.voided_at = timezone.now()
    assert positions_report(poll) is None


def test_places_that_nobody_chose_are_told_too():
    poll = make_poll(finalists=4, k=2)
    cast(poll, "a", ["1", "2"], positions="1,3")
    seal(poll)
    assert [one.chosen for one in positions_report(poll).places] == [1, 0, 1, 0]


def test_place_of_a_case_that_was_withdrawn_during_the_vote_stays(poll, auditor):
    withdraw_case(case=poll.edition.cases.get(number="4"), reason="제출 기관이 철회")
    seal(poll)
    report = positions_report(poll)
    assert (len(report.places), report.withdrawn) == (4, 1)
    assert "투표하는 동안 사례 1건이 철회되어" in auditor.get(address(poll)).text


def test_case_that_was_withdrawn_before_the_vote_had_no_place(poll):
    opened = poll.edition.voting_open_at
    poll.edition.cases.create(
        number="5",
        organisation=poll.edition.cases.first().organisation,
        title="철회한 사례",
        summary="한 문장",
        is_finalist=True,
        withdrawn_at=opened,
        withdrawn_reason="제출 기관이 철회",
    )
    seal(poll)
    assert (len(positions_report(poll).places), positions_report(poll).withdrawn) == (4, 0)


def test_chance_is_wider_where_each_choice_is_for_itself(poll):
    Poll.objects.update(choices="up_to")
    poll.refresh_from_db()
    seal(poll)
    exactly = report_of({1: 5, 2: 2, 3: 2, 4: 1}, shown=4, together=2)
    assert positions_report(poll).chance > exactly.chance


@pytest.mark.parametrize(("first", "beyond"), [(1060, []), (1200, [1])])
def test_only_what_chance_hardly_does_is_named(first, beyond):
    rest = (9000 - first) / 8
    counts = {1: first} | {place: round(rest) for place in range(2, 10)}
    assert report_of(counts, shown=9, together=3).beyond_chance == beyond


@pytest.mark.parametrize(("shown", "together"), [(2, 3), (3, 3), (0, 1)])
def test_page_on_which_everything_is_chosen_favours_nothing(shown, together):
    counts = dict.fromkeys(range(1, shown + 1), 7)
    assert report_of(counts, shown=shown, together=together).beyond_chance == []


def test_page_stands_beside_the_steps_once_the_box_is_sealed(poll, auditor):
    assert address(poll) not in steps(auditor, poll)
    early = auditor.get(address(poll))
    assert (early.status_code, TABLE in early.text) == (200, False)
    assert "투표함을 봉인한 뒤에 볼 수 있습니다." in early.text
    seal(poll)
    assert f'<a href="{address(poll)}">자리별 선택</a>' in steps(auditor, poll)
    text = auditor.get(address(poll)).text
    assert "선택은 모두 10번입니다. 4자리에 고르게 나뉘면 한 자리에 약 3번이고" in text
    assert '<th scope="row">1번째</th><td>5</td><td>50.0%</td><td>25.0%</td>' in text
    assert "순서가 선택에 영향을 주었다는 근거가 없습니다." in text


def test_page_names_the_places_that_stand_out(poll, auditor):
    for voter in range(5, 25):
        cast(poll, str(voter), ["1", "2"], positions="1,2")
    seal(poll)
    text = auditor.get(address(poll)).text
    assert "우연으로 보기 어려운 자리: 1, 2, 3, 4번째." in text
    assert '<th scope="row">1번째 <small>범위 밖</small></th><td>25</td>' in text


def test_ballots_without_a_page_are_told_as_such(auditor):
    poll = make_poll()
    cast(poll, "a")
    seal(poll)
    text = auditor.get(address(poll)).text
    assert "자리가 기록된 선택이 없습니다." in text
    assert TABLE not in text


def test_of_a_void_poll_the_page_shows_nothing(poll, auditor):
    seal(poll)
    type(poll.edition).objects.update(voided_at=timezone.now(), void_reason="기록이 손상되었습니다.")
    text = auditor.get(address(poll)).text
    assert "이 회차의 시민투표는 무효입니다." in text
    assert TABLE not in text
    assert address(poll) not in steps(auditor, poll)


def test_page_is_for_whoever_sees_the_steps(auditor, poll):
    assert sign_in(RECEPTION).get(address(poll)).status_code == 403
    assert auditor.get("/admin/awards/closing/999999/positions/").status_code == 404


def test_page_asks_few_questions(poll, auditor, django_assert_max_num_queries):
    seal(poll)
    with django_assert_max_num_queries(12):
        auditor.get(address(poll))
