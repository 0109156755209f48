"""A poll is declared void by two people; from then on nothing of it goes on and nothing of it is told."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.models import Result
from awards.outcome.computing import compute_result
from awards.outcome.publication import approve, publish, request_approval
from cases.models import Edition, HistoryEntry
from cases.services import (
    NotVoidable,
    PollVoid,
    close_window_now,
    require_not_void,
    start_window_now,
)
from cases.staff.roles import AUDIT, LEAD
from tests.awards.test_roles import edition_at
from tests.cases.staff.accounts import make_account
from tests.voting.ends import MISSED, in_the_box
from tests.voting.polls import HOUR, cast, end_window, make_poll
from tests.voting.voter import Voter
from voting.acts.two_people import (
    AlreadyAsked,
    NoReason,
    NotAllowed,
    NotWaiting,
    SamePerson,
    ask_for,
    confirm,
    withdraw,
)
from voting.ballot_box import PollClosed
from voting.models import PollAct
from voting.sealing import count_ballots, seal_box

pytestmark = pytest.mark.django_db

WHY = "한 통신사의 번호 인증이 하루 동안 열려 있었습니다."
VOID = PollAct.Kind.VOID


@pytest.fixture
def lead():
    return make_account(LEAD, name="총괄 담당")


@pytest.fixture
def auditor():
    return make_account(AUDIT, name="감사 담당")


def fresh(edition):
    return Edition.objects.get(pk=edition.pk)


def declare(poll, lead, auditor):
    return confirm(act=ask_for(poll=poll, kind=VOID, by=lead, reason=WHY), by=auditor)


class TestTwoPeople:
    def test_one_asks_and_the_other_confirms(self, lead, auditor):
        poll = make_poll()
        act = ask_for(poll=poll, kind=VOID, by=lead, reason=f" {WHY} ")
        assert fresh(poll.edition).voided_at is None
        act = confirm(act=act, by=auditor)
        edition = fresh(poll.edition)
        assert (edition.void_reason, edition.published_at) == (WHY, None)
        assert edition.voided_at >= act.asked_at
        stored = PollAct.objects.get()
        assert (stored.asked_by, stored.confirmed_by, stored.reason) == (lead, auditor, WHY)
        entry = HistoryEntry.objects.filter(changes__has_key="voided_at").latest("pk")
        assert (entry.account, entry.reason, entry.edition_slug) == ("감사 담당", WHY, "2026")
        assert (
            HistoryEntry.objects.filter(object_repr__contains="무효 선언", edition_slug="2026").count() == 2
        )

    def test_who_asked_cannot_confirm_even_with_the_right(self, lead):
        lead.user_permissions.add(Permission.objects.get(codename="confirm_void"))
        act = ask_for(poll=make_poll(), kind=VOID, by=lead, reason=WHY)
        with pytest.raises(SamePerson):
            confirm(act=act, by=lead)
        with pytest.raises(IntegrityError), transaction.atomic():
            PollAct.objects.update(confirmed_by=lead, confirmed_at=timezone.now())

    def test_only_the_lead_asks_and_only_the_auditor_confirms(self, lead, auditor):
        poll = make_poll()
        with pytest.raises(NotAllowed):
            ask_for(poll=poll, kind=VOID, by=auditor, reason=WHY)
        act = ask_for(poll=poll, kind=VOID, by=lead, reason=WHY)
        with pytest.raises(NotAllowed):
            confirm(act=act, by=make_account(LEAD, name="다른 총괄"))
        assert fresh(poll.edition).voided_at is None

    def test_one_request_at_a_time(self, lead, auditor):
        poll = make_poll()
        act = ask_for(poll=poll, kind=VOID, by=lead, reason=WHY)
        with pytest.raises(AlreadyAsked):
            ask_for(poll=poll, kind=VOID, by=lead, reason=WHY)
        with pytest.raises(IntegrityError), transaction.atomic():
            poll.acts.create(kind=VOID, reason=WHY, asked_by=auditor, asked_at=timezone.now())
        withdraw(act=act, by=lead)
        ask_for(poll=poll, kind=VOID, by=lead, reason=WHY)

    def test_only_who_asked_withdraws_and_a_withdrawn_request_is_not_confirmed(self, lead, auditor):
        act = ask_for(poll=make_poll(), kind=VOID, by=lead, reason=WHY)
        with pytest.raises(SamePerson):
            withdraw(act=act, by=auditor)
        withdraw(act=act, by=lead)
        for again in (lambda: withdraw(act=act, by=lead), lambda: confirm(act=act, by=auditor)):
            with pytest.raises(NotWaiting):
                again()

    def test_reason_is_required(self, lead):
        with pytest.raises(NoReason):
            ask_for(poll=make_poll(), kind=VOID, by=lead, reason=" ")


class TestWhen:
    def test_not_before_the_poll_opens(self, lead):
        with pytest.raises(NotVoidable, match="시작되기 전"):
            ask_for(poll=make_poll(opened=-HOUR, closes=2 * HOUR), kind=VOID, by=lead, reason=WHY)

    @pytest.mark.parametrize("stage", ["closed", "sealed", "computed", "approved", "scheduled"])
    def test_also_after_the_count_until_the_publication(self, stage, lead, auditor):
        edition = edition_at(stage)
        declare(edition.poll, lead, auditor)
        assert fresh(edition).is_void(timezone.now())
        assert edition.cases.exclude(award_name="").count() == 0

    def test_not_after_the_publication_also_where_it_was_asked_before(self, lead, auditor):
        edition = edition_at("approved")
        act = ask_for(poll=edition.poll, kind=VOID, by=lead, reason=WHY)
        publish(result=Result.objects.get(), by=lead)
        with pytest.raises(NotVoidable, match="발표한 뒤"):
            confirm(act=act, by=auditor)
        with pytest.raises(NotVoidable):
            ask_for(poll=edition.poll, kind=VOID, by=lead, reason=WHY)
        assert fresh(edition).is_published(timezone.now())

    def test_not_twice(self, lead, auditor):
        poll = make_poll()
        declare(poll, lead, auditor)
        with pytest.raises(PollVoid):
            ask_for(poll=poll, kind=VOID, by=lead, reason=WHY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"void_reason": ""},
        {"published_at": timezone.now() + timedelta(days=30)},
        {"voided_at": timezone.now() - timedelta(days=400)},
    ],
)
def test_database_knows_no_half_void_edition(wrong):
    poll = make_poll()
    end_window(poll)
    fields = {"voided_at": timezone.now(), "void_reason": WHY, "sealed_at": timezone.now()} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.update(**fields)


class TestAfterwards:
    def test_cast_is_refused_although_the_window_is_open(self, lead, auditor):
        poll = make_poll()
        cast(poll, "before")
        declare(poll, lead, auditor)
        assert fresh(poll.edition).calendar.voting.is_open(timezone.now())
        with pytest.raises(PollClosed):
            cast(poll, "after")
        assert in_the_box() == (1, ["1,2,3"])

    def test_nothing_is_sealed_counted_or_moved(self, lead, auditor):
        poll = make_poll()
        declare(poll, lead, auditor)
        end_window(poll)
        edition = fresh(poll.edition)
        for act in (
            lambda: seal_box(poll=poll, by=lead),
            lambda: count_ballots(poll),
            lambda: close_window_now(edition=edition, window="voting", by=lead, reason=WHY),
            lambda: start_window_now(edition=edition, window="voting", by=lead, reason=WHY),
            lambda: compute_result(edition=edition, by=lead),
        ):
            with pytest.raises(PollVoid):
                act()
        assert fresh(edition).sealed_at is None

    def test_nothing_is_asked_approved_or_published(self, lead, auditor):
        edition = edition_at("requested")
        declare(edition.poll, lead, auditor)
        result = Result.objects.get()
        second = make_account(name="확인 담당")
        for act in (
            lambda: request_approval(result=result, by=lead),
            lambda: approve(result=result, by=second),
            lambda: publish(result=result, by=lead),
            lambda: compute_result(edition=edition, by=lead),
        ):
            with pytest.raises(PollVoid, match="무효입니다"):
                act()
        assert Result.objects.get().approved_at is None

    def test_other_editions_go_on(self, lead, auditor):
        poll, other = make_poll(slug="2025"), make_poll(slug="2026")
        declare(poll, lead, auditor)
        require_not_void(other.edition)
        cast(other, "voter")

    def test_demonstration_does_not_take_it_for_an_open_vote(self, client, lead, auditor):
        older, newer = make_poll(slug="practice"), make_poll(slug="practice-2")
        declare(newer, lead, auditor)
        assert client.get("/").context["edition"] == older.edition
        assert list(Edition.objects.open_for_voting(timezone.now())) == [older.edition]


class TestVoter:
    """Somebody is in the middle of the vote when it is declared void."""

    def test_page_sent_afterwards_says_that_it_is_not_in_and_why(self, lead, auditor):
        poll = make_poll()
        voter = Voter(poll).hold_credential()
        voter.review()
        declare(poll, lead, auditor)
        text = voter.cast().text
        assert MISSED in text
        assert "그 투표는 그대로 유효합니다" not in text
        assert WHY in text
        assert in_the_box() == (0, [])

    def test_view_that_began_before_says_void_and_not_closed(self, lead, auditor, monkeypatch):
        poll = make_poll()
        voter = Voter(poll).hold_credential()
        voter.review()

        def meanwhile(**values):
            declare(poll, lead, auditor)
            raise PollClosed

        monkeypatch.setattr("voting.views.cast_ballot", meanwhile)
        text = voter.cast().text
        assert "이번 시민투표는 무효입니다" in text
        assert WHY in text

    def test_end_page_no_longer_promises_a_result(self, lead, auditor):
        poll = make_poll()
        voter = Voter(poll).hold_credential()
        voter.vote()
        declare(poll, lead, auditor)
        response = voter.client.get(voter.url("done"), follow=True)
        assert "이번 시민투표는 무효입니다" in response.text
        assert "이미 하신 투표도 무효입니다." in response.text


@pytest.mark.parametrize("path", ["/", "/2026/vote/", "/2026/results/", "/2026/receipt/"])
def test_pages_tell_the_reason_and_the_day_and_no_number(path, client, lead, auditor):
    edition = edition_at("scheduled")
    Edition.objects.filter(pk=edition.pk).update(kind="contest")
    declare(edition.poll, lead, auditor)
    text = client.get(path).text
    moment = timezone.localtime(fresh(edition).voided_at)
    assert "이번 시민투표는 무효입니다" in text
    assert f"사유: <span>{WHY}</span>" in text
    assert f"{moment.month}월 {moment.day}일" in text
    assert [word for word in ("최우수상", "명</", "건</", "만 원", "결과는", "TOP") if word in text] == []


def test_list_of_years_tells_it_and_leaves_the_figures_out(client, lead, auditor):
    edition = edition_at("scheduled")
    facts = {"voters": {"value": 5426}, "submitted_cases": {"value": 61}}
    Edition.objects.filter(pk=edition.pk).update(kind="contest", facts=facts)
    assert edition.title not in client.get("/editions/").text
    declare(edition.poll, lead, auditor)
    text = client.get("/editions/").text
    assert edition.title in text
    assert "시민투표 무효" in text
    assert WHY in text
    assert [figure for figure in ("5,426", ">61<", "50 : 50") if figure in text] == []


@pytest.mark.parametrize("path", ["results/results.csv", "vote/sealed-box.txt"])
def test_files_of_a_void_poll_do_not_exist(path, client, lead, auditor):
    edition = edition_at("scheduled")
    declare(edition.poll, lead, auditor)
    assert client.get(f"/{edition.slug}/{path}").status_code == 404
