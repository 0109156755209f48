"""Who may vote: asked once the number is verified, and by the database again inside the cast."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.voting.eligibility.lists import NOTE, make_list, only_listed
from tests.voting.polls import HOUR, cast, make_poll
from voting.ballot_box import PollClosed, cast_ballot
from voting.commitments import listed_key, voter_key
from voting.eligibility.checking import NotEligible, is_eligible, require_eligible
from voting.eligibility.public import who_may_vote
from voting.models import Ballot, Failure, ListedVoter, Participation

pytestmark = pytest.mark.django_db

LISTED, OTHER = "+821011110001", "+821099990001"
ONLY_LISTED = "명부에 있는 분만 투표하실 수 있습니다."


@pytest.fixture
def poll():
    return make_poll()


def may(poll, *people):
    return [is_eligible(poll, voter_key(poll.secret, one)) for one in people]


def reason(poll, one):
    with pytest.raises(NotEligible) as refusal:
        require_eligible(poll, voter_key(poll.secret, one))
    return str(refusal.value)


def test_everybody_may_vote_where_nothing_is_said(poll):
    assert may(poll, LISTED, OTHER) == [True, True]
    assert require_eligible(poll, voter_key(poll.secret, OTHER)) is None


def test_excluded_may_not(poll):
    make_list(poll, LISTED)
    assert may(poll, LISTED, OTHER) == [False, True]
    assert reason(poll, LISTED) == f"이번 투표에는 참여하실 수 없습니다. {NOTE}"


def test_only_who_is_listed_and_not_excluded_may(poll):
    only_listed(poll)
    make_list(poll, LISTED, "+821011110002", kind="eligible", note=ONLY_LISTED)
    make_list(poll, "+821011110002")
    assert may(poll, LISTED, "+821011110002", OTHER) == [True, False, False]
    assert reason(poll, "+821011110002").endswith(NOTE)
    assert reason(poll, OTHER).endswith(ONLY_LISTED)


def test_without_a_confirmed_list_nobody_may(poll):
    only_listed(poll)
    make_list(poll, LISTED, kind="eligible", is_confirmed=False)
    assert may(poll, LISTED, OTHER) == [False, False]
    assert reason(poll, LISTED).endswith("투표할 수 있는 사람의 명부가 아직 확정되지 않았습니다.")


def test_lists_that_wait_and_lists_of_other_polls_say_nothing(poll):
    make_list(poll, LISTED, is_confirmed=False)
    make_list(make_poll(slug="2025"), OTHER)
    assert may(poll, LISTED, OTHER) == [True, True]


def test_a_dump_joins_no_list_to_participations(poll):
    make_list(poll, OTHER)
    key = voter_key(poll.secret, OTHER)
    stored = ListedVoter.objects.get().key
    assert stored == listed_key(poll.secret, key)
    assert stored != key
    assert listed_key(b"without the secret", key) != stored


class TestCast:
    def test_an_excluded_voter_is_refused_by_the_statement_itself(self, poll):
        make_list(poll, LISTED)
        with pytest.raises(NotEligible, match=NOTE):
            cast(poll, LISTED)
        assert (Ballot.objects.count(), Participation.objects.count()) == (0, 0)
        assert cast(poll, OTHER)

    def test_an_unlisted_voter_is_refused(self, poll):
        make_list(only_listed(poll), LISTED, kind="eligible", note=ONLY_LISTED)
        with pytest.raises(NotEligible, match=ONLY_LISTED):
            cast(poll, OTHER)
        assert cast(poll, LISTED)
        assert (Ballot.objects.count(), Participation.objects.count()) == (1, 1)

    def test_after_the_close_that_is_what_is_told(self):
        poll = make_poll(opened=2 * HOUR, closes=-HOUR)
        make_list(poll, LISTED)
        with pytest.raises(PollClosed):
            cast(poll, LISTED)

    def test_a_repeated_cast_ends_as_the_first(self, poll):
        make_list(only_listed(poll), LISTED, kind="eligible")
        ballot = uuid4()
        assert cast(poll, LISTED, ballot_id=ballot) == cast(poll, LISTED, ballot_id=ballot)

    def test_lists_cost_the_cast_no_statement_of_its_own(self, poll):
        """On PostgreSQL the condition is part of the one statement; on SQLite one more look."""
        values = {"method": "test", "choices": "1,2,3"}

        def statements():
            with CaptureQueriesContext(connection) as queries:
                cast_ballot(
                    poll=poll, voter_key=voter_key(poll.secret, str(uuid4())), ballot_id=uuid4(), **values
                )
            return len(queries)

        before = statements()
        make_list(poll, LISTED)
        assert statements() == before


class TestPublic:
    def test_everybody(self, poll, django_assert_num_queries):
        with django_assert_num_queries(2):
            who = who_may_vote(poll)
        assert (who.is_listed, who.lists, who.refusals, who.is_restricted) == (False, [], 0, False)

    def test_lists_and_refusals(self, poll, django_assert_num_queries):
        only_listed(poll)
        make_list(poll, kind="excluded")
        make_list(poll, kind="eligible")
        make_list(poll, kind="excluded", is_confirmed=False)
        hours = [poll.edition.voting_open_at, poll.edition.voting_close_at]
        for hour, kind in zip(
            [*hours, hours[0]], ["not_eligible", "not_eligible", "wrong_code"], strict=True
        ):
            Failure.objects.create(poll=poll, hour=hour, kind=kind, count=3)
        with django_assert_num_queries(2):
            who = who_may_vote(poll)
        assert [one.kind for one in who.lists] == ["eligible", "excluded"]
        assert (who.refusals, who.has_list, who.is_restricted) == (6, True, True)
