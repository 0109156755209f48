"""Who may do what, when: every role at every stage tries every act of the way to publication."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.models import Result, Review
from awards.outcome.computing import compute_result
from awards.outcome.publication import approve, publish, request_approval
from awards.outcome.steps import Act
from cases.models import Edition
from cases.staff.roles import AUDIT, LEAD, ROLES, SECOND, VOTE
from tests.awards.editions import BALLOTS, DAY, judge_all, make_contest, make_staff, vote_and_seal
from tests.cases.staff.accounts import make_account, sign_in
from tests.voting.voter import Voter
from voting.acts.two_people import ask_for, confirm
from voting.models import PollAct

pytestmark = [pytest.mark.django_db, pytest.mark.once]

STAGES = (
    "draft",
    "submissions",
    "judging",
    "voting",
    "closed",
    "sealed",
    "computed",
    "requested",
    "approved",
    "scheduled",
    "published",
    "void",
)
REVIEWED = {AUDIT: {Act.REVIEW}}
# Where each act succeeds, and by whom; everything else is refused or forbidden.
EXPECTED = {
    "voting": {VOTE: {Act.CLOSE}},
    "closed": {VOTE: {Act.SEAL}},
    "sealed": {VOTE: {Act.COMPUTE}},
    "computed": {
        LEAD: {Act.REQUEST},
        VOTE: {Act.REQUEST, Act.COMPUTE_AGAIN},
        SECOND: {Act.REQUEST},
        **REVIEWED,
    },
    "requested": {
        LEAD: {Act.APPROVE},
        VOTE: {Act.APPROVE, Act.COMPUTE_AGAIN},
        SECOND: {Act.APPROVE},
        **REVIEWED,
    },
    "approved": {LEAD: {Act.PUBLISH}, VOTE: {Act.COMPUTE_AGAIN}, **REVIEWED},
    "scheduled": {LEAD: {Act.TAKE_BACK}, **REVIEWED},
    "published": {VOTE: {Act.CORRECT}, **REVIEWED},
}
CAN_LOOK = {LEAD, VOTE, SECOND, AUDIT}
# In a small office one person does what two roles may.
CLERK = (LEAD, VOTE)


# What the forms of all acts ask for.
REASONS = {
    "reason": "역할 시험",
    "correct-reason": "역할 시험",
    "take_back-reason": "역할 시험",
    "review-verdict": "confirmed",
}


def everybody():
    """{role: browser signed in with it}, and a visitor under None."""
    return {None: Client()} | {role: sign_in(role) for role in ROLES}


def edition_at(stage):
    """A practice edition taken to `stage` by the real services and two other people."""
    clerk, second = make_staff("먼저 담당", "먼저 확인")
    reached = STAGES.index(stage)
    edition = make_contest(kind="practice")
    if reached < STAGES.index("voting"):
        return shifted(edition, {"draft": 10 * DAY, "submissions": 3 * DAY, "judging": timedelta(0)}[stage])
    judge_all(edition, clerk)
    open_or_close(edition, close_in=DAY if stage == "voting" else -timedelta(hours=1))
    if reached >= STAGES.index("sealed"):
        vote_and_seal(edition, BALLOTS, clerk)
    if stage == "void":
        # From where the most is hidden: a result that waits for its moment.
        reached = STAGES.index("scheduled")
    steps = {
        "computed": lambda: compute_result(edition=edition, by=clerk),
        "requested": lambda: request_approval(
            result=Result.objects.get(),
            by=clerk,
            at=timezone.now() + DAY if reached >= STAGES.index("scheduled") else None,
        ),
        "approved": lambda: approve(result=Result.objects.get(), by=second),
        "scheduled": lambda: publish(result=Result.objects.get(), by=clerk),
        "published": lambda: bring_forward(edition),
    }
    for name, act in steps.items():
        if reached >= STAGES.index(name):
            act()
    if stage == "void":
        declare_void(edition)
    return edition


def bring_forward(edition):
    """The moment of a publication that waits has come."""
    now = timezone.now()
    Edition.objects.filter(pk=edition.pk).update(published_at=now)
    edition.results.update(published_at=now)


def declare_void(edition, reason="투표 서버의 기록이 손상되었습니다."):
    """As two people do: 총괄 asks, 감사 confirms."""
    lead, auditor = make_account(LEAD, name="먼저 총괄"), make_account(AUDIT, name="먼저 감사")
    act = ask_for(poll=edition.poll, kind=PollAct.Kind.VOID, by=lead, reason=reason)
    confirm(act=act, by=auditor)
    edition.refresh_from_db()


def shifted(edition, by):
    for field in ("submissions", "judging", "voting"):
        for end in ("open", "close"):
            name = f"{field}_{end}_at"
            setattr(edition, name, getattr(edition, name) + by)
    edition.save()
    return edition


def open_or_close(edition, *, close_in):
    now = timezone.now()
    Edition.objects.filter(pk=edition.pk).update(
        submissions_open_at=now - 5 * DAY,
        submissions_close_at=now - 4 * DAY,
        judging_open_at=now - 4 * DAY,
        judging_close_at=now - 3 * DAY,
        voting_open_at=now - 2 * DAY,
        voting_close_at=now + close_in,
    )
    edition.refresh_from_db()


def facts(edition):
    """What an act would change."""
    moments = ("voting_close_at", "sealed_at", "published_at", "voided_at")
    row = Edition.objects.values_list(*moments).get(pk=edition.pk)
    results = list(Result.objects.values_list("version", "requested_by", "approved_by", "published_by"))
    return row, results, Review.objects.count()


def try_act(client, edition, act):
    """Post `act`, tell whether anything changed, and put everything back."""
    before = facts(edition)
    with transaction.atomic():
        path = reverse("admin:awards_closing_change", args=[edition.pk])
        answer = client.post(path, {"act": act, "at": "", **REASONS})
        has_changed = facts(edition) != before
        transaction.set_rollback(True)
    return answer.status_code, has_changed


@pytest.mark.parametrize("stage", STAGES)
def test_only_the_right_role_at_the_right_stage_carries_out_an_act(stage):
    edition, done = edition_at(stage), {}
    for role, client in everybody().items():
        tried = {act: try_act(client, edition, act) for act in Act}
        statuses = {status for status, _changed in tried.values()}
        assert statuses <= ({200, 302, 403} if role in CAN_LOOK else {302} if role is None else {403})
        acts = {act for act, (_status, has_changed) in tried.items() if has_changed}
        if acts:
            done[role] = acts
    assert done == EXPECTED.get(stage, {})


@pytest.mark.parametrize("stage", STAGES)
def test_only_those_who_take_part_may_look_at_the_page(stage):
    path = reverse("admin:awards_closing_change", args=[edition_at(stage).pk])
    statuses = {role: client.get(path).status_code for role, client in everybody().items()}
    assert statuses == {None: 302} | {role: 200 if role in CAN_LOOK else 403 for role in ROLES}


def test_the_person_who_asked_cannot_approve_even_with_the_permission():
    edition = edition_at("computed")
    clerk = sign_in(*CLERK, name="담당")
    user = get_user_model().objects.get(username="담당")
    user.user_permissions.add(Permission.objects.get(codename="approve_result"))
    path = reverse("admin:awards_closing_change", args=[edition.pk])
    clerk.post(path, {"act": Act.REQUEST})
    answer = clerk.post(path, {"act": Act.APPROVE}, follow=True)
    assert "승인을 요청한 사람은 승인할 수 없습니다." in answer.content.decode()
    assert Result.objects.get().approved_by is None


def test_a_contest_cannot_be_closed_early():
    edition = edition_at("voting")
    Edition.objects.filter(pk=edition.pk).update(kind="contest")
    assert try_act(sign_in(*CLERK, name="담당"), edition, Act.CLOSE) == (302, False)


def test_a_moment_of_publication_in_the_past_is_refused_and_kept_in_the_form():
    edition = edition_at("computed")
    path = reverse("admin:awards_closing_change", args=[edition.pk])
    html = (
        sign_in(*CLERK, name="담당")
        .post(path, {"act": Act.REQUEST, "at": "2020-01-01T15:00"})
        .content.decode()
    )
    assert "지난 시각입니다." in html
    assert 'value="2020-01-01T15:00"' in html
    assert edition.results.get().requested_at is None


def test_closing_early_without_a_reason_is_refused():
    edition = edition_at("voting")
    path = reverse("admin:awards_closing_change", args=[edition.pk])
    html = sign_in(*CLERK, name="담당").post(path, {"act": Act.CLOSE, "reason": ""}).content.decode()
    assert "일찍 마감하는 사유를 적어 주세요." in html
    assert edition.calendar_changes.count() == 0


def test_every_act_is_written_into_the_history():
    edition = edition_at("closed")
    clerk = sign_in(*CLERK, name="담당")
    clerk.post(reverse("admin:awards_closing_change", args=[edition.pk]), {"act": Act.SEAL})
    html = clerk.get(reverse("admin:awards_closing_history", args=[edition.pk])).content.decode()
    assert "투표함을 대조하고 봉인했습니다." in html


@pytest.mark.parametrize("count", [1, 3])
def test_closing_list_queries_do_not_grow(count, django_assert_num_queries):
    for n in range(count):
        make_contest(slug=f"203{n}")
    client = sign_in(AUDIT)
    with django_assert_num_queries(8):
        client.get(reverse("admin:awards_closing_changelist"))


VOTERS = (*ROLES, "voter")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", VOTERS)
def test_only_a_voter_with_a_credential_votes_and_only_while_the_vote_is_open(role, stage):
    edition = edition_at(stage)
    voter = Voter(edition.poll, client=sign_in(role) if role in ROLES else None)
    if role == "voter":
        voter.hold_credential()
    before = (edition.poll.participations.count(), edition.poll.ballots.count())
    answer = voter.hold_page().cast("1", "2")
    after = (edition.poll.participations.count(), edition.poll.ballots.count())
    has_voted = (role, stage) == ("voter", "voting")
    assert tuple(now - then for now, then in zip(after, before, strict=True)) == (
        (1, 1) if has_voted else (0, 0)
    )
    assert answer.status_code == (303 if has_voted else 403 if stage == "voting" else 200)


@pytest.mark.parametrize("name", ["closing", "judging"])
@pytest.mark.parametrize("key", ["999999", "x", "1/rounds"])
def test_a_page_of_steps_of_nothing_is_not_found(name, key):
    client = sign_in(AUDIT)
    assert client.get(f"/admin/awards/{name}/{key}/change/").status_code == 404
