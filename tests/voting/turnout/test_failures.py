"""Every way to fail is counted by the hour, and nothing else is kept of it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from tests.voting.polls import cast, end_window, make_poll
from tests.voting.turnout.watching import failures, this_hour
from tests.voting.voter import Voter, let_time_pass, shown_code, wrong
from voting.models import Failure
from voting.turnout.failures import record_failure

Kind = Failure.Kind
NOBODY = "voting.identity.gateways.UnavailableGateway"


@pytest.fixture
def poll(db):
    return make_poll()


@pytest.fixture
def voter(poll):
    return Voter(poll)


@pytest.fixture
def holder(poll):
    return Voter(poll).hold_credential()


class TestWhereAVoterFails:
    def test_wrong_codes_up_to_the_lock(self, voter):
        code = shown_code(voter.ask())
        for _ in range(6):
            voter.enter(wrong(code))
            let_time_pass(minutes=1)
        assert failures() == {Kind.WRONG_CODE: 4, Kind.TOO_MANY: 2}

    def test_code_asked_for_twice_in_a_row(self, voter):
        voter.ask()
        assert voter.ask_again().status_code == 429
        assert failures() == {Kind.TOO_MANY: 1}

    def test_code_asked_for_when_the_number_has_had_all(self, voter, settings):
        settings.CODES_PER_NUMBER_A_DAY = 1
        voter.verify()
        assert voter.ask().status_code == 429
        assert failures() == {Kind.TOO_MANY: 1}

    def test_code_asked_for_where_many_ask(self, voter, settings):
        settings.NETWORK_FREE_CODES = 1
        Voter(voter.poll, "010-2222-3333").ask()
        assert voter.ask().status_code == 429
        assert failures() == {Kind.CROWDED: 1}

    def test_expired_code(self, voter):
        code = shown_code(voter.ask())
        let_time_pass(minutes=11)
        voter.enter(code)
        assert failures() == {Kind.CODE_EXPIRED: 1}

    def test_code_of_nobody(self, voter):
        code = shown_code(voter.ask())
        voter.number = "010-9999-8888"
        voter.enter(code)
        assert failures() == {Kind.CODE_UNKNOWN: 1}

    def test_right_code_sent_twice_is_no_failure(self, voter):
        code = shown_code(voter.ask())
        voter.enter(code)
        assert voter.enter(code).status_code == 303
        assert failures() == {}

    @override_settings(CODE_GATEWAY=NOBODY)
    def test_provider_not_available(self, voter):
        assert voter.ask().status_code == 503
        assert failures() == {Kind.UNAVAILABLE: 1}

    def test_number_that_has_voted(self, poll, voter):
        cast(poll, "+821012345678")
        assert voter.verify().status_code == 409
        assert failures() == {Kind.ALREADY_VOTED: 1}

    @pytest.mark.parametrize("name", ["choose", "review"])
    def test_second_vote_of_a_number_before_the_last_step(self, poll, holder, name):
        cast(poll, "+821012345678")
        holder.post(name, case=["1", "2", "3"])
        assert failures() == {Kind.ALREADY_VOTED: 1}

    def test_second_ballot_of_a_number(self, holder):
        holder.review()
        holder.cast()
        holder.hold_credential()
        holder.hold_page()
        assert holder.cast().status_code == 409
        assert failures() == {Kind.ALREADY_VOTED: 1}

    def test_the_same_page_sent_twice_and_back_after_the_end_are_no_failures(self, holder):
        holder.vote()
        holder.cast()
        holder.get("choose")
        assert failures() == {}

    def test_ballot_that_came_too_late(self, poll, holder):
        holder.review()
        end_window(poll)
        holder.cast()
        assert failures() == {Kind.TOO_LATE: 1}

    def test_ballot_that_met_the_close_in_the_database(self, poll, holder, monkeypatch):
        holder.review()
        end_window(poll)
        monkeypatch.setattr("voting.views.can_vote", lambda edition, at: True)
        holder.cast()
        assert failures() == {Kind.TOO_LATE: 1}

    def test_page_of_another_verification(self, poll, holder):
        holder.review()
        Voter(poll, "010-9999-8888", client=holder.client).hold_credential()
        holder.cast()
        assert failures() == {Kind.ALTERED: 1}

    @pytest.mark.parametrize("nonce", ["", "short"])
    def test_altered_page(self, holder, nonce):
        holder.nonce = nonce
        holder.cast()
        assert failures() == {Kind.ALTERED: 1}

    def test_altered_choice(self, holder):
        holder.review()
        holder.cast("1", "2", "77")
        assert failures() == {Kind.ALTERED: 1}

    def test_page_of_somebody_else(self, poll, holder):
        holder.vote()
        thief = Voter(poll, "010-9999-8888").hold_credential()
        thief.nonce = holder.nonce
        thief.cast("4", "5", "6")
        assert failures() == {Kind.ALTERED: 1}

    def test_verification_that_lapsed(self, holder):
        holder.review()
        holder.client.cookies.clear()
        holder.cast()
        holder.post("review", case=["1", "2", "3"])
        assert failures() == {Kind.LAPSED: 2}


def test_a_vote_without_failure_writes_nothing_of_it(voter):
    voter.verify()
    voter.review()
    with CaptureQueriesContext(connection) as queries:
        assert voter.cast().status_code == 303
    assert failures() == {}
    assert [query for query in queries if "voting_failure" in query["sql"]] == []


def test_only_hour_kind_and_count_are_kept(poll, voter):
    voter.enter(wrong(shown_code(voter.ask())))
    assert {field.name for field in Failure._meta.get_fields()} == {"id", "poll", "hour", "kind", "count"}
    row = Failure.objects.get()
    assert (row.poll, row.hour, row.kind, row.count) == (poll, this_hour(), Kind.WRONG_CODE, 1)


def test_failures_of_one_hour_share_a_row_and_others_do_not(poll):
    for kind in (Kind.ALTERED, Kind.ALTERED, Kind.TOO_LATE):
        record_failure(poll, kind)
    record_failure(make_poll(slug="2025"), Kind.ALTERED)
    counts = sorted(Failure.objects.values_list("poll__edition__slug", "kind", "count"))
    assert counts == [("2025", "altered", 1), ("2026", "altered", 2), ("2026", "too_late", 1)]


def test_failures_are_counted_neither_before_the_vote_nor_after_the_seal(poll):
    record_failure(
        make_poll(slug="2027", opened=timedelta(hours=-1), closes=timedelta(hours=2)), Kind.ALTERED
    )
    poll.edition.sealed_at = timezone.now()
    record_failure(poll, Kind.ALTERED)
    assert failures() == {}


def test_a_failure_that_cannot_be_counted_does_not_reach_the_voter(voter, monkeypatch, caplog):
    code = shown_code(voter.ask())
    monkeypatch.setattr("voting.turnout.failures._COUNT", "INSERT INTO voting_nowhere VALUES (%s, %s, %s)")
    response = voter.enter(wrong(code))
    assert (response.status_code, "인증번호가 맞지 않습니다." in response.text) == (422, True)
    assert "was not counted" in caplog.text
    assert re.search(r"010|8210", caplog.text) is None
    assert voter.enter(code).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_failures_at_the_same_moment_are_all_counted():
    poll, barrier = make_poll(), Barrier(16)

    def fail(_n):
        try:
            barrier.wait(timeout=30)
            record_failure(poll, Kind.WRONG_CODE)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(fail, range(16)))
    assert failures() == {Kind.WRONG_CODE: 16}
