"""The secret of a poll is destroyed by two people once objections are over; the poll's pages live on."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from awards.rehearsal.loading import discard_edition
from cases.models import OBJECTION_PERIOD, Edition, HistoryEntry
from cases.services import database_now
from cases.staff.roles import AUDIT, LEAD
from tests.awards.editions import make_published
from tests.cases.staff.accounts import make_account
from tests.factories import VOID_REASON
from tests.voting.polls import cast, end_window, make_poll
from tests.voting.voter import Voter
from voting.acts.destroying import AlreadyDestroyed, NotYetDestroyable, due_at
from voting.acts.two_people import NotAllowed, SamePerson, ask_for, confirm
from voting.models import OneTimeCode, Participation, Poll, PollAct
from voting.sealing import seal_box
from voting.wrapping import SecretDestroyed

pytestmark = pytest.mark.django_db

WHY = "이의신청 기간이 끝나 보유 목적을 다했습니다."
DESTROY = PollAct.Kind.DESTROY_SECRET
DAY = timedelta(days=1)


@pytest.fixture
def lead():
    return make_account(LEAD, name="총괄 담당")


@pytest.fixture
def auditor():
    return make_account(AUDIT, name="감사 담당")


def told(poll, ago, *, is_void=False):
    """The result of `poll` was published `ago`; or the poll declared void."""
    now = database_now()
    fields = {f"{name}_{end}_at": None for name in ("submissions", "judging") for end in ("open", "close")}
    fields |= {"voting_open_at": now - ago - 2 * DAY, "voting_close_at": now - ago - DAY}
    if is_void:
        fields |= {"voided_at": now - ago, "void_reason": VOID_REASON, "published_at": None}
    else:
        fields |= {"sealed_at": now - ago, "published_at": now - ago}
    Edition.objects.filter(pk=poll.edition_id).update(**fields)
    poll.edition.refresh_from_db()
    return poll


def sealed_poll():
    poll = make_poll()
    for voter in "ab":
        cast(poll, voter)
    Voter(poll).ask()
    end_window(poll)
    seal_box(poll=poll, by=None)
    return poll


def destroyed(poll, lead, auditor):
    return confirm(act=ask_for(poll=poll, kind=DESTROY, by=lead, reason=WHY), by=auditor)


class TestWhen:
    @pytest.mark.parametrize("is_void", [False, True])
    def test_from_the_end_of_the_objections_on(self, is_void, lead, auditor):
        poll = make_poll()
        early = told(poll, OBJECTION_PERIOD - timedelta(hours=1), is_void=is_void)
        with pytest.raises(NotYetDestroyable, match="이의신청 기간이 끝난 뒤에 파기할 수 있습니다: "):
            ask_for(poll=early, kind=DESTROY, by=lead, reason=WHY)
        destroyed(told(poll, OBJECTION_PERIOD, is_void=is_void), lead, auditor)
        assert bytes(Poll.objects.get().wrapped_secret) == b""

    def test_a_longer_period_is_waited_for(self, lead, auditor):
        poll = make_poll()
        Edition.objects.filter(pk=poll.edition_id).update(objection_days=45)
        poll.edition.refresh_from_db()
        with pytest.raises(NotYetDestroyable):
            ask_for(poll=told(poll, 44 * DAY), kind=DESTROY, by=lead, reason=WHY)
        assert due_at(poll.edition) - poll.edition.published_at == timedelta(days=50)
        destroyed(told(poll, 45 * DAY), lead, auditor)

    def test_not_before_anything_is_published(self, lead):
        with pytest.raises(NotYetDestroyable, match="결과를 발표하거나"):
            ask_for(poll=sealed_poll(), kind=DESTROY, by=lead, reason=WHY)

    def test_what_was_asked_for_too_early_is_not_confirmed(self, lead, auditor):
        poll = told(make_poll(), OBJECTION_PERIOD)
        act = ask_for(poll=poll, kind=DESTROY, by=lead, reason=WHY)
        told(poll, OBJECTION_PERIOD - DAY)
        with pytest.raises(NotYetDestroyable):
            confirm(act=act, by=auditor)
        assert Poll.objects.get().secret

    def test_due_five_days_later(self):
        edition = told(make_poll(), timedelta(0)).edition
        assert due_at(edition) - edition.published_at == timedelta(days=35)
        assert due_at(Edition()) is None

    def test_not_twice(self, lead, auditor):
        poll = told(make_poll(), OBJECTION_PERIOD)
        destroyed(poll, lead, auditor)
        with pytest.raises(AlreadyDestroyed):
            ask_for(poll=poll, kind=DESTROY, by=lead, reason=WHY)


class TestWhat:
    def test_secret_and_codes_are_gone_and_the_record_tells_how_much(self, lead, auditor):
        poll = told(sealed_poll(), OBJECTION_PERIOD)
        other = make_poll(slug="2027")
        Voter(other).ask()
        act = destroyed(poll, lead, auditor)
        poll = Poll.objects.get(pk=poll.pk)
        with pytest.raises(SecretDestroyed):
            assert poll.secret
        assert list(OneTimeCode.objects.values_list("poll", flat=True)) == [other.pk]
        assert other.secret
        record = PollAct.objects.get(pk=act.pk)
        assert (record.participations, record.codes, record.reason) == (2, 1, WHY)
        assert (record.asked_by, record.confirmed_by) == (lead, auditor)
        assert Participation.objects.filter(poll=poll).count() == 2
        entry = HistoryEntry.objects.filter(changes__has_key="confirmed_at").latest("pk")
        assert (entry.account, entry.reason, entry.edition_slug) == ("감사 담당", WHY, "2026")

    def test_no_history_holds_the_wrapped_secret(self, lead, auditor):
        poll = told(sealed_poll(), OBJECTION_PERIOD)
        wrapped = bytes(poll.wrapped_secret).decode()
        destroyed(poll, lead, auditor)
        assert not [entry for entry in HistoryEntry.objects.all() if wrapped in str(entry.changes)]

    def test_database_knows_no_destruction_without_its_figures(self, lead, auditor):
        poll = told(make_poll(), OBJECTION_PERIOD)
        act = ask_for(poll=poll, kind=DESTROY, by=lead, reason=WHY)
        for wrong in (
            {"confirmed_by": auditor, "confirmed_at": timezone.now()},
            {"participations": 1, "codes": 1},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                PollAct.objects.filter(pk=act.pk).update(**wrong)

    def test_practice_with_a_record_can_still_be_thrown_away(self, lead, auditor):
        poll = told(sealed_poll(), OBJECTION_PERIOD)
        destroyed(poll, lead, auditor)
        discard_edition(poll.edition)
        assert PollAct.objects.count() == 0


@pytest.mark.parametrize("is_void", [False, True])
def test_pages_of_the_poll_live_on(is_void, lead, auditor):
    edition = make_published(kind="practice")
    voter = Voter(edition.poll).hold_credential()
    poll = told(edition.poll, OBJECTION_PERIOD, is_void=is_void)
    destroyed(poll, lead, auditor)
    for name in ("start", "number", "code", "choose", "review", "cast", "done", "receipt"):
        for answer in (
            voter.get(name),
            voter.post(name, nonce="n" * 22, case=["1", "2"], code="7KQ4-M2XR-9DTP", agree="on", age="on"),
        ):
            assert answer.status_code in ((200, 302, 422) if name == "receipt" else (200, 302)), name
    words = "이번 시민투표는 무효입니다" if is_void else "시민투표가 끝났습니다"
    assert words in voter.post("cast", nonce="n" * 22, case=["1", "2"]).text
    for path in ("/2026/results/", "/2026/cases/", "/", "/editions/"):
        assert voter.client.get(path).status_code == 200
    assert voter.client.get("/2026/vote/sealed-box.txt").status_code == (404 if is_void else 200)


class TestCommand:
    def call(self, *arguments):
        printed = io.StringIO()
        call_command("destroy_secret", *arguments, stdout=printed)
        return printed.getvalue()

    def test_first_call_asks_and_the_second_by_the_auditor_destroys_and_prints_the_record(
        self, lead, auditor
    ):
        poll = told(sealed_poll(), OBJECTION_PERIOD)
        printed = self.call("2026", "--by", "총괄 담당", "--reason", WHY)
        assert "파기를 요청했습니다." in printed
        assert Poll.objects.get(pk=poll.pk).secret
        printed = self.call("2026", "--by", "감사 담당")
        assert bytes(Poll.objects.get(pk=poll.pk).wrapped_secret) == b""
        for words in (
            "파기 기록",
            WHY,
            "요청한 사람: 총괄 담당",
            "확인한 사람: 감사 담당",
            "참여: 2건",
            "인증번호: 1건",
        ):
            assert words in printed

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("2027", "--by", "총괄 담당", "--reason", WHY), "투표를 찾을 수 없습니다: 2027"),
            (("2026", "--by", "아무개", "--reason", WHY), "계정을 찾을 수 없습니다: 아무개"),
            (("2026", "--by", "감사 담당", "--reason", WHY), "총괄이 요청합니다."),
            (("2026", "--by", "총괄 담당"), "사유를 적어 주세요."),
        ],
    )
    def test_command_refuses_in_words(self, arguments, words, lead, auditor):
        told(make_poll(), OBJECTION_PERIOD)
        with pytest.raises(CommandError, match=words):
            self.call(*arguments)
        assert PollAct.objects.count() == 0

    def test_who_asked_does_not_confirm_by_calling_again(self, lead):
        poll = told(make_poll(), OBJECTION_PERIOD)
        self.call("2026", "--by", "총괄 담당", "--reason", WHY)
        with pytest.raises(CommandError, match="요청한 사람은 확인할 수 없습니다") as refusal:
            self.call("2026", "--by", "총괄 담당", "--reason", WHY)
        assert isinstance(refusal.value.__cause__, SamePerson)
        make_account(LEAD, name="다른 총괄")
        with pytest.raises(CommandError, match="감사가 확인합니다") as refusal:
            self.call("2026", "--by", "다른 총괄")
        assert isinstance(refusal.value.__cause__, NotAllowed)
        assert Poll.objects.get(pk=poll.pk).secret


class TestPage:
    def page(self, poll, client):
        return client.get(reverse("admin:awards_closing_acts", args=[poll.edition_id])).text

    @pytest.mark.parametrize(
        ("ago", "is_late"),
        [
            (OBJECTION_PERIOD - DAY, False),
            (OBJECTION_PERIOD + DAY, False),
            (OBJECTION_PERIOD + 6 * DAY, True),
        ],
    )
    def test_page_says_from_when_by_when_and_that_it_is_late(self, ago, is_late, lead, client):
        client.force_login(lead)
        poll = told(make_poll(), ago)
        text = self.page(poll, client)
        first, last = (
            timezone.localtime(moment) for moment in (poll.edition.objections_close_at, due_at(poll.edition))
        )
        for moment in (first, last):
            assert f"{moment.year}. {moment.month}. {moment.day}." in text
        assert ("기한이 지났습니다." in text) == is_late
        assert ("파기 요청하기" in text) == (ago >= OBJECTION_PERIOD)

    def test_record_stays_readable_for_both(self, lead, auditor, client):
        poll = told(sealed_poll(), OBJECTION_PERIOD)
        destroyed(poll, lead, auditor)
        for account in (lead, auditor):
            client.force_login(account)
            text = self.page(poll, client)
            for words in ("파기 기록", WHY, "총괄 담당", "감사 담당", "<dd>2건</dd>", "<dd>1건</dd>"):
                assert words in text
            assert "기한이 지났습니다." not in text
