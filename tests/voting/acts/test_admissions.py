"""What does not agree and cannot be cured: signed by two people, it no longer blocks; anything else still does."""

import json

import pytest
from django.db import IntegrityError, transaction

from awards.outcome.computing import compute_result
from awards.outcome.publication import approve, publish, request_approval
from cases.models import Edition
from cases.services import database_now
from cases.staff.roles import AUDIT, LEAD
from tests.awards.editions import BALLOTS, DAY, judge_all, make_contest, make_staff
from tests.cases.staff.accounts import make_account
from tests.voting.polls import add_ballot, add_participation
from voting.acts.admitting import NothingToAdmit
from voting.acts.two_people import NotWaiting, ask_for, confirm
from voting.models import PollAct
from voting.sealing import BoxDoesNotReconcile, reconcile, seal_box
from voting.turnout.counts import CountsDisagree, enter_provider_count, require_counts_agree

pytestmark = pytest.mark.django_db

BOX, COUNTS = PollAct.Kind.ADMIT_BOX, PollAct.Kind.ADMIT_COUNTS
WHY = "저장 장치의 고장으로 투표지 한 장을 읽을 수 없습니다. 백업에도 없습니다."


@pytest.fixture
def people():
    return make_account(LEAD, name="총괄 담당"), make_account(AUDIT, name="감사 담당")


@pytest.fixture
def edition():
    """The vote is over; one participation has no ballot."""
    edition = make_contest()
    judge_all(edition, make_staff("담당")[0])
    now = database_now()
    Edition.objects.filter(pk=edition.pk).update(
        submissions_open_at=now - 9 * DAY,
        submissions_close_at=now - 8 * DAY,
        judging_open_at=now - 7 * DAY,
        judging_close_at=now - 6 * DAY,
        voting_open_at=now - 2 * DAY,
        voting_close_at=now + DAY,
    )
    edition.refresh_from_db()
    for n, choice in enumerate(BALLOTS):
        add_ballot(edition.poll, ",".join(choice))
        add_participation(edition.poll, str(n))
    add_participation(edition.poll, "lost")
    Edition.objects.filter(pk=edition.pk).update(voting_close_at=now)
    edition.refresh_from_db()
    return edition


def admit(poll, kind, people, reason=WHY):
    return confirm(act=ask_for(poll=poll, kind=kind, by=people[0], reason=reason), by=people[1])


def test_a_box_that_does_not_agree_is_sealed_once_two_people_signed_the_difference(edition, people):
    with pytest.raises(BoxDoesNotReconcile):
        seal_box(poll=edition.poll, by=people[0])
    act = admit(edition.poll, BOX, people)
    assert act.sizes == {"participations": 5, "ballots": 4}
    seal_box(poll=edition.poll, by=people[0])
    edition.poll.refresh_from_db()
    assert reconcile(edition.poll) == (4, 8)


def test_a_signature_holds_for_exactly_these_numbers(edition, people):
    admit(edition.poll, BOX, people)
    add_participation(edition.poll, "another")
    with pytest.raises(BoxDoesNotReconcile):
        seal_box(poll=edition.poll, by=people[0])
    admit(edition.poll, BOX, people)
    seal_box(poll=edition.poll, by=people[0])


def test_numbers_that_changed_between_the_request_and_the_signature_are_not_signed(edition, people):
    act = ask_for(poll=edition.poll, kind=BOX, by=people[0], reason=WHY)
    add_participation(edition.poll, "another")
    with pytest.raises(NotWaiting):
        confirm(act=act, by=people[1])


def test_where_everything_agrees_there_is_nothing_to_sign(edition, people):
    add_ballot(edition.poll, "1,2")
    with pytest.raises(NothingToAdmit):
        ask_for(poll=edition.poll, kind=BOX, by=people[0], reason=WHY)
    enter_provider_count(poll=edition.poll, method="sms", count=5, note="공문", by=people[1])
    with pytest.raises(NothingToAdmit):
        ask_for(poll=edition.poll, kind=COUNTS, by=people[0], reason=WHY)


def test_counts_that_disagree_are_signed_method_by_method(edition, people):
    enter_provider_count(poll=edition.poll, method="sms", count=3, note="공문", by=people[1])
    with pytest.raises(CountsDisagree):
        require_counts_agree(edition.poll)
    act = admit(edition.poll, COUNTS, people)
    assert act.sizes == {"sms": {"participations": 5, "count": 3}}
    require_counts_agree(edition.poll)
    enter_provider_count(poll=edition.poll, method="sms", count=2, note="정정 공문", by=people[1])
    with pytest.raises(CountsDisagree):
        require_counts_agree(edition.poll)


def test_size_and_cause_are_published_with_the_result(edition, people, client):
    enter_provider_count(poll=edition.poll, method="sms", count=3, note="공문", by=people[1])
    admit(edition.poll, BOX, people)
    admit(edition.poll, COUNTS, people, reason="업체의 기록이 하루치 없어졌습니다.")
    clerk, second = make_staff("담당", "확인")
    seal_box(poll=edition.poll, by=clerk)
    edition.refresh_from_db()
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk)
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    html = client.get("/2026/results/").content.decode()
    assert "참여 5건과 투표지 4장이 맞지 않습니다(차이 1)." in html
    assert WHY in html
    assert "참여 5건이 업체가 센 인증 3건과 맞지 않습니다(차이 2)." in html
    assert html.index("맞지 않는 수가 있습니다.") < html.index("<table")
    told = json.loads(client.get("/2026/results/data/bundle.json").getvalue())["admitted"]
    assert [(one["kind"], one["sizes"]) for one in told] == [
        ("admit_box", {"participations": 5, "ballots": 4}),
        ("admit_counts", {"sms": {"participations": 5, "count": 3}}),
    ]


def test_the_database_keeps_the_numbers_of_an_admission(edition, people):
    act = ask_for(poll=edition.poll, kind=BOX, by=people[0], reason=WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PollAct.objects.filter(pk=act.pk).update(sizes=None)
