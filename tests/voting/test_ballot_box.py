"""Casting: what goes into the box and what is refused."""

import hmac
from datetime import UTC
from uuid import uuid4

import pytest

from cases.models import Edition
from cases.services import withdraw_case
from tests.voting.polls import HOUR, cast, end_window, make_poll
from voting.ballot_box import (
    AlreadyVoted,
    InvalidChoices,
    PollClosed,
    check_choices,
    numbers_on_the_ballot,
    receipt_of,
)
from voting.commitments import commitment, receipt_code, voter_key
from voting.models import Ballot, Participation
from voting.sealing import seal_box

pytestmark = pytest.mark.django_db

NUMBERS = [str(n) for n in range(1, 10)]


def contents(poll):
    return (
        list(Participation.objects.filter(poll=poll).values_list("voter_key", flat=True)),
        list(Ballot.objects.filter(poll=poll).values_list("choices", flat=True)),
    )


def test_cast_ballot_writes_one_participation_and_one_ballot():
    poll = make_poll()
    cast(poll, "+821012345678", ["9", "1", "2"])
    assert contents(poll) == ([voter_key(poll.secret, "+821012345678")], ["1,2,9"])


def test_cast_ballot_keeps_the_hour_only():
    poll = make_poll()
    cast(poll, "voter")
    hour = Participation.objects.get().hour.astimezone(UTC)
    assert (hour.minute, hour.second, hour.microsecond) == (0, 0, 0)


def test_cast_ballot_of_a_second_time_leaves_the_first_ballot():
    poll = make_poll()
    cast(poll, "voter", ["1", "2", "3"])
    with pytest.raises(AlreadyVoted):
        cast(poll, "voter", ["4", "5", "6"])
    assert contents(poll)[1] == ["1,2,3"]


def test_cast_ballot_repeated_from_the_same_page_ends_as_the_first_time_with_the_same_receipt():
    poll, page = make_poll(), uuid4()
    codes = [cast(poll, "voter", ballot_id=page) for _ in range(2)]
    assert codes == [receipt_code(commitment(poll.secret, page, "1,2,3"))] * 2
    assert len(contents(poll)[1]) == 1


def test_cast_ballot_repeated_with_other_choices_is_a_second_vote():
    poll, page = make_poll(), uuid4()
    cast(poll, "voter", ballot_id=page)
    with pytest.raises(AlreadyVoted):
        cast(poll, "voter", ["4", "5", "6"], ballot_id=page)
    assert contents(poll)[1] == ["1,2,3"]


def test_receipt_of_is_told_for_exactly_the_ballot_in_the_box_before_and_after_the_close():
    poll, page = make_poll(), uuid4()
    code = cast(poll, "voter", ballot_id=page)
    for _ in range(2):
        assert receipt_of(poll=poll, ballot_id=page, choices="1,2,3") == code
        assert receipt_of(poll=poll, ballot_id=page, choices="1,2,4") is None
        assert receipt_of(poll=poll, ballot_id=uuid4(), choices="1,2,3") is None
        end_window(poll)
        seal_box(poll=poll, by=None)


def test_cast_ballot_repeated_after_the_close_still_tells_the_truth():
    poll, page = make_poll(), uuid4()
    cast(poll, "voter", ballot_id=page)
    end_window(poll)
    cast(poll, "voter", ballot_id=page)
    with pytest.raises(PollClosed):
        cast(poll, "somebody else", ballot_id=uuid4())


def test_cast_ballot_with_the_ballot_id_of_another_voter_writes_nothing():
    poll, page = make_poll(), uuid4()
    cast(poll, "voter", ballot_id=page)
    with pytest.raises(AlreadyVoted):
        cast(poll, "thief", ballot_id=page)
    assert [len(part) for part in contents(poll)] == [1, 1]


@pytest.mark.parametrize(("opened", "closes"), [(-HOUR, 2 * HOUR), (2 * HOUR, -HOUR)])
def test_cast_ballot_outside_the_window_writes_nothing(opened, closes):
    poll = make_poll(opened=opened, closes=closes)
    with pytest.raises(PollClosed):
        cast(poll, "voter")
    assert contents(poll) == ([], [])


def test_cast_ballot_into_a_sealed_box_writes_nothing_even_if_the_window_is_moved():
    poll = make_poll()
    end_window(poll)
    seal_box(poll=poll, by=None)
    later = Edition.objects.get(pk=poll.edition_id).voting_close_at + HOUR
    Edition.objects.filter(pk=poll.edition_id).update(voting_close_at=later)
    with pytest.raises(PollClosed):
        cast(poll, "voter")
    assert contents(poll) == ([], [])


def test_one_number_votes_once_in_each_poll():
    first, second = make_poll(slug="2025"), make_poll(slug="2026")
    cast(first, "voter")
    cast(second, "voter")
    assert voter_key(first.secret, "voter") != voter_key(second.secret, "voter")
    assert [len(contents(poll)[1]) for poll in (first, second)] == [1, 1]


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ([], "3건을 골라 주세요. 지금은 0건을 고르셨습니다."),
        (["1", "2"], "3건을 골라 주세요. 지금은 2건을 고르셨습니다."),
        (["1", "2", "3", "4"], "3건을 골라 주세요. 지금은 4건을 고르셨습니다."),
        (["1", "1", "2"], "투표지에 없는 사례가 들어 있습니다. 사례를 다시 골라 주세요."),
        (["1", "2", "77"], "투표지에 없는 사례가 들어 있습니다. 사례를 다시 골라 주세요."),
    ],
)
def test_check_choices_of_exactly_three_refuses(numbers, message):
    with pytest.raises(InvalidChoices, match=f"^{message}$"):
        check_choices(make_poll(), numbers, NUMBERS)


def test_check_choices_up_to_three_takes_one_to_three():
    poll = make_poll(choices="up_to")
    assert [check_choices(poll, NUMBERS[:n], NUMBERS) for n in (1, 2, 3)] == ["1", "1,2", "1,2,3"]
    for numbers in ([], NUMBERS[:4]):
        with pytest.raises(InvalidChoices):
            check_choices(poll, numbers, NUMBERS)


def test_numbers_on_the_ballot_leaves_out_the_withdrawn():
    poll = make_poll(finalists=11)
    withdraw_case(case=poll.edition.cases.get(number="10"), reason="제출 기관이 철회")
    assert numbers_on_the_ballot(poll) == [*NUMBERS, "11"]


def test_voter_key_is_the_first_half_of_an_hmac_under_the_secret():
    digest = hmac.new(b"secret", b"+821012345678", "sha256").digest()
    assert voter_key(b"secret", "+821012345678").bytes == digest[:16]
    assert voter_key(b"other", "+821012345678").bytes != digest[:16]
