"""The providers' own counts: entered by 감사, rows only added, and publication waits for them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from awards.models import Result
from awards.outcome.publication import publish
from awards.outcome.steps import Act, steps_to_publication
from cases.models import Edition, HistoryEntry
from cases.staff.models import NotChangeable
from cases.staff.roles import AUDIT, LEAD, ROLES, VOTE
from tests.awards.editions import make_staff
from tests.awards.test_roles import edition_at
from tests.cases.staff.accounts import make_account, sign_in
from tests.voting.polls import end_window, make_poll
from tests.voting.turnout.watching import take_part
from voting.models import ProviderCount
from voting.sealing import PollStillOpen
from voting.turnout.counts import (
    Comparison,
    CountsDisagree,
    UnknownProvider,
    compare_with_providers,
    enter_provider_count,
    require_counts_agree,
)

pytestmark = pytest.mark.django_db
ADD = "admin:voting_providercount_add"


@pytest.fixture
def auditor():
    return make_staff("감사")[0]


@pytest.fixture
def poll():
    """A contest whose vote has ended with five participations by text message."""
    poll = make_poll(kind="contest")
    take_part(poll, 5)
    end_window(poll)
    return poll


def enter(poll, count, by, method="sms"):
    return enter_provider_count(poll=poll, method=method, count=count, note="업체 공문", by=by)


class TestCompare:
    def test_a_contest_needs_the_count_of_a_method_that_was_used(self, poll):
        assert compare_with_providers(poll) == [Comparison("sms", 5, None, False, is_lacking=True)]
        with pytest.raises(CountsDisagree, match="감사가 업체에서 받은 인증 건수를 아직 입력하지 않았습니다"):
            require_counts_agree(poll)

    @pytest.mark.parametrize(("count", "is_exceeded"), [(4, True), (5, False), (900, False)])
    def test_more_participations_than_the_provider_counted_are_refused(
        self, poll, auditor, count, is_exceeded
    ):
        enter(poll, count, auditor)
        assert compare_with_providers(poll) == [Comparison("sms", 5, count, is_exceeded)]
        if is_exceeded:
            with pytest.raises(CountsDisagree, match="참여 5건이 업체가 센 인증 4건보다 많습니다"):
                require_counts_agree(poll)
        else:
            require_counts_agree(poll)

    def test_the_newest_count_holds_and_the_earlier_ones_stay(self, poll, auditor):
        for count in (900, 4, 6, 3):
            enter(poll, count, auditor)
        assert compare_with_providers(poll)[0].count == 3
        assert sorted(ProviderCount.objects.values_list("count", flat=True)) == [3, 4, 6, 900]

    def test_a_method_that_nobody_is_verified_with_is_not_a_way_around(self, poll, auditor):
        enter(poll, 5, auditor)
        take_part(poll, 2, method="fax")
        take_part(poll, 1, method="rehearsal")
        with pytest.raises(CountsDisagree) as refusal:
            require_counts_agree(poll)
        assert "(fax)으로 한 참여가 2건" in str(refusal.value)
        assert "(예행연습)으로 한 참여가 1건" in str(refusal.value)

    def test_an_unused_method_needs_no_count(self, auditor):
        poll = make_poll(kind="contest")
        assert compare_with_providers(poll) == []
        require_counts_agree(poll)

    @pytest.mark.parametrize("kind", ["practice", "replay"])
    def test_practice_needs_none_but_a_count_that_is_entered_holds(self, poll, auditor, kind):
        Edition.objects.update(kind=kind)
        poll.edition.refresh_from_db()
        take_part(poll, 3, method="rehearsal")
        require_counts_agree(poll)
        enter(poll, 4, auditor)
        with pytest.raises(CountsDisagree):
            require_counts_agree(poll)

    def test_counts_of_another_poll_do_not_count(self, poll, auditor):
        other = make_poll(slug="2025", kind="contest")
        end_window(other)
        enter(other, 900, auditor)
        assert compare_with_providers(poll)[0].count is None

    def test_comparing_takes_two_queries(self, poll, auditor, django_assert_num_queries):
        for count in (7, 8, 9):
            enter(poll, count, auditor)
        with django_assert_num_queries(2):
            compare_with_providers(poll)


class TestEnter:
    def test_not_while_the_vote_is_open(self, auditor):
        with pytest.raises(PollStillOpen):
            enter(make_poll(), 5, auditor)
        assert ProviderCount.objects.count() == 0

    @pytest.mark.parametrize("method", ["rehearsal", "fax", ""])
    def test_only_what_somebody_outside_counts(self, poll, auditor, method):
        with pytest.raises(UnknownProvider):
            enter(poll, 5, auditor, method)

    def test_a_row_is_never_changed(self, poll, auditor):
        row = enter(poll, 5, auditor)
        row.count = 6
        with pytest.raises(NotChangeable):
            row.save()
        with pytest.raises(NotChangeable):
            ProviderCount.objects.update(count=6)
        with pytest.raises(NotChangeable):
            row.delete()

    def test_it_stands_in_the_history_with_who_and_why(self, poll, auditor):
        enter(poll, 5, auditor)
        entry = HistoryEntry.objects.get(content_type__model="providercount")
        assert (entry.account, entry.reason, entry.edition_slug) == ("감사", "업체 공문", "2026")
        assert entry.changes["count"][1] == 5


class TestPages:
    def test_the_form_offers_ended_votes_and_counted_methods(self, poll):
        running = make_poll(slug="2027")
        html = sign_in(AUDIT).get(reverse(ADD), {"poll": poll.pk, "method": "sms"}).text
        assert f'<option value="{poll.pk}" selected>' in html
        assert f'value="{running.pk}"' not in html
        assert '<option value="sms" selected>문자 인증</option>' in html
        assert "예행연습" not in html

    def test_감사_enters_a_count_and_is_named(self, poll):
        client = sign_in(AUDIT, name="감사관")
        answer = client.post(
            reverse(ADD), {"poll": poll.pk, "method": "sms", "count": 6, "note": "공문 12호"}
        )
        assert answer.status_code == 302
        row = ProviderCount.objects.get()
        assert (row.poll, row.method, row.count, row.note) == (poll, "sms", 6, "공문 12호")
        assert row.entered_by.get_username() == "감사관"
        html = client.get(reverse("admin:voting_providercount_change", args=[row.pk])).text
        assert 'name="_save"' not in html
        assert "공문 12호" in html

    @pytest.mark.parametrize("changes", [{"count": -1}, {"count": ""}, {"note": ""}, {"method": "fax"}])
    def test_what_is_not_a_count_is_refused(self, poll, changes):
        data = {"poll": poll.pk, "method": "sms", "count": 6, "note": "공문"} | changes
        assert sign_in(AUDIT).post(reverse(ADD), data).status_code == 200
        assert ProviderCount.objects.count() == 0

    def test_a_vote_extended_meanwhile_is_told(self, poll, monkeypatch):
        client = sign_in(AUDIT)
        Edition.objects.update(voting_close_at=timezone.now().replace(year=2099))
        monkeypatch.setattr("voting.turnout.admin.database_now", lambda: timezone.now().replace(year=2100))
        data = {"poll": poll.pk, "method": "sms", "count": 6, "note": "공문"}
        html = client.post(reverse(ADD), data, follow=True).text
        assert "투표가 끝난 뒤에 업체 인증 건수를 입력할 수 있습니다." in html
        assert ProviderCount.objects.count() == 0

    def test_only_감사_enters(self, poll):
        data = {"poll": poll.pk, "method": "sms", "count": 6, "note": "공문"}
        statuses = {role: sign_in(role).post(reverse(ADD), data).status_code for role in ROLES}
        assert statuses == {role: 302 if role == AUDIT else 403 for role in ROLES}
        assert ProviderCount.objects.count() == 1


class TestPublication:
    @pytest.fixture
    def edition(self):
        """A contest with four participations, approved; its provider's count is four."""
        edition = edition_at("approved")
        Edition.objects.filter(pk=edition.pk).update(kind="contest")
        edition.refresh_from_db()
        return edition

    def last_step(self, edition, user):
        return steps_to_publication(edition, Result.objects.get(), timezone.now(), user)[-1]

    def publish(self, edition):
        publish(result=Result.objects.get(), by=make_staff("먼저 담당")[0])

    def test_a_contest_without_a_count_leads_감사_to_the_form(self, edition):
        with pytest.raises(CountsDisagree):
            self.publish(edition)
        step = self.last_step(edition, make_account(AUDIT))
        ((words, address),) = step.missing
        assert "아직 입력하지 않았습니다." in words
        assert address == f"{reverse(ADD)}?poll={edition.poll.pk}&method=sms"
        assert self.last_step(edition, make_account(LEAD)).missing == [(words, None)]

    def test_more_participations_than_counted_keep_the_button_away(self, edition, auditor):
        enter(edition.poll, 3, auditor)
        lead = sign_in(LEAD)
        path = reverse("admin:awards_closing_change", args=[edition.pk])
        assert "업체가 센 인증 3건보다 많습니다." in lead.get(path).text
        assert "발표하기" not in lead.get(path).text
        assert "업체가 센 인증 3건보다 많습니다." in lead.post(path, {"act": Act.PUBLISH}, follow=True).text
        edition.refresh_from_db()
        assert edition.published_at is None

    def test_a_count_that_covers_them_is_told_and_publication_goes_on(self, edition, auditor):
        enter(edition.poll, 4, auditor)
        step = self.last_step(edition, auditor)
        assert (step.facts, step.missing) == (["문자 인증: 참여 4건, 업체가 센 인증 4건"], [])
        self.publish(edition)
        edition.refresh_from_db()
        assert edition.published_at is not None

    def test_a_practice_says_that_nothing_is_compared(self):
        edition = edition_at("approved")
        step = self.last_step(edition, make_account(LEAD))
        assert (step.facts, step.missing) == (["업체 인증 건수: 연습이라 대조하지 않습니다."], [])

    def test_a_practice_with_a_count_that_is_exceeded_is_refused(self, auditor):
        edition = edition_at("approved")
        enter(edition.poll, 3, auditor)
        with pytest.raises(CountsDisagree):
            self.publish(edition)

    def test_before_the_seal_nothing_is_compared(self):
        edition = edition_at("closed")
        step = steps_to_publication(edition, None, timezone.now(), make_account(VOTE))[-1]
        assert (step.facts, step.missing) == ([], [])
