"""The close: what is copied, committed and sealed, what may be counted, and what stops it."""

import hashlib
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from cases.models import Edition
from cases.services import withdraw_case
from tests.voting.polls import add_ballot, cast, end_window, make_poll
from voting.box_sql import guards_lifted
from voting.commitments import commitment, receipt_code, seal_text
from voting.models import Ballot, Commitment, Seal, SealedBallot
from voting.sealing import (
    BoxDoesNotReconcile,
    PollStillOpen,
    count_ballots,
    is_in_the_sealed_box,
    participations_digest,
    reconcile,
    seal_box,
)

pytestmark = pytest.mark.django_db

NUMBERS = [str(n) for n in range(1, 10)]


def test_seal_box_waits_for_the_end_of_the_window():
    poll = make_poll()
    with pytest.raises(PollStillOpen):
        seal_box(poll=poll, by=None)
    end_window(poll)
    seal_box(poll=poll, by=None)
    sealed = Edition.objects.get(pk=poll.edition_id).sealed_at
    seal_box(poll=poll, by=None)
    assert Edition.objects.get(pk=poll.edition_id).sealed_at == sealed


def test_count_ballots_only_after_the_seal():
    poll = make_poll()
    cast(poll, "a", ["1", "2", "3"])
    cast(poll, "b", ["1", "2", "4"])
    with pytest.raises(PollStillOpen):
        count_ballots(poll)
    end_window(poll)
    with pytest.raises(PollStillOpen):
        count_ballots(poll)
    seal_box(poll=poll, by=get_user_model().objects.create(username="담당"))
    assert count_ballots(poll) == dict.fromkeys(NUMBERS, 0) | {"1": 2, "2": 2, "3": 1, "4": 1}


def test_count_ballots_keeps_the_votes_of_a_withdrawn_case_on_record():
    poll = make_poll()
    cast(poll, "a", ["1", "2", "3"])
    withdraw_case(case=poll.edition.cases.get(number="2"), reason="제출 기관이 철회")
    end_window(poll)
    seal_box(poll=poll, by=None)
    assert count_ballots(poll)["2"] == 1


def test_seal_box_refuses_a_ballot_without_participation():
    poll = make_poll()
    cast(poll, "a")
    add_ballot(poll)
    end_window(poll)
    with pytest.raises(BoxDoesNotReconcile, match="참여 1건과 투표지 2장"):
        seal_box(poll=poll, by=None)
    assert Edition.objects.get(pk=poll.edition_id).sealed_at is None


def test_seal_box_refuses_an_edited_ballot_and_leaves_the_box_as_it_was():
    poll = make_poll()
    for voter in "abc":
        cast(poll, voter)
    with guards_lifted():
        Ballot.objects.filter(pk=Ballot.objects.first().pk).update(choices="1,2,4")
    end_window(poll)
    with pytest.raises(BoxDoesNotReconcile, match="투표한 뒤에 바뀐 투표지가 1장"):
        seal_box(poll=poll, by=None)
    assert (poll.ballots.count(), poll.sealed_ballots.count(), Seal.objects.count()) == (3, 0, 0)


def test_seal_box_refuses_a_ballot_with_too_few_choices():
    poll = make_poll()
    cast(poll, "a")
    with guards_lifted():
        Ballot.objects.all().delete()
    add_ballot(poll, "1,2")
    end_window(poll)
    with pytest.raises(BoxDoesNotReconcile, match="선택 수가 규칙과 다른 투표지가 1장"):
        seal_box(poll=poll, by=None)


def test_seal_box_moves_every_ballot_unchanged_and_seals_what_the_public_list_holds():
    poll = make_poll()
    pages = {uuid4(): choices for choices in (["1", "2", "3"], ["2", "3", "4"], ["1", "2", "3"])}
    codes = {cast(poll, str(page), choices, ballot_id=page) for page, choices in pages.items()}
    before = set(Ballot.objects.values_list("id", "choices"))
    end_window(poll)
    seal_box(poll=poll, by=None)
    assert set(SealedBallot.objects.values_list("id", "choices")) == before
    assert poll.ballots.count() == 0
    values = sorted(commitment(poll.secret, page, ",".join(choices)) for page, choices in pages.items())
    assert [bytes(c.value) for c in poll.commitments.order_by("value")] == values
    assert {receipt_code(value) for value in values} == codes
    seal = poll.seal
    text = b"".join(seal_text("2026", participations_digest(poll), 3, values))
    assert (seal.ballots, seal.sha256) == (3, hashlib.sha256(text).hexdigest())
    assert seal.sealed_at == Edition.objects.get(pk=poll.edition_id).sealed_at


def test_seal_box_adds_up_where_the_chosen_cases_stood():
    poll = make_poll()
    for voter, positions in (("a", "1,2,9"), ("b", "1,2,10"), ("c", "1,4,9")):
        cast(poll, voter, positions=positions)
    end_window(poll)
    seal_box(poll=poll, by=None)
    assert list(poll.seal.positions.items()) == [("1", 3), ("2", 2), ("4", 1), ("9", 2), ("10", 1)]


def test_seal_box_of_one_poll_leaves_the_others():
    poll, other = make_poll(slug="2025"), make_poll(slug="2026")
    cast(poll, "a")
    cast(other, "a")
    end_window(poll)
    seal_box(poll=poll, by=None)
    assert (poll.ballots.count(), other.ballots.count()) == (0, 1)


def test_is_in_the_sealed_box_finds_the_codes_of_this_poll_alone():
    poll, other = make_poll(slug="2025"), make_poll(slug="2026")
    code, foreign = cast(poll, "a"), cast(other, "a")
    assert not is_in_the_sealed_box(poll, code)
    end_window(poll)
    seal_box(poll=poll, by=None)
    assert is_in_the_sealed_box(poll, f" {code.lower().replace('-', '')} ")
    assert not is_in_the_sealed_box(poll, foreign)
    assert not is_in_the_sealed_box(poll, "2222-2222-2222")
    assert not is_in_the_sealed_box(poll, "0OIL")


def test_reconcile_returns_ballots_and_choices():
    poll = make_poll()
    for voter in "abcd":
        cast(poll, voter)
    with pytest.raises(PollStillOpen):
        reconcile(poll)
    end_window(poll)
    seal_box(poll=poll, by=None)
    assert reconcile(poll) == (4, 12)


def test_reconcile_finds_a_sealed_ballot_and_a_commitment_that_are_gone():
    poll = make_poll()
    for voter in "ab":
        cast(poll, voter)
    end_window(poll)
    seal_box(poll=poll, by=None)
    with guards_lifted():
        Commitment.objects.filter(pk=Commitment.objects.first().pk).delete()
    with pytest.raises(BoxDoesNotReconcile, match="투표지 2장, 확인값 1건"):
        reconcile(poll)
    with guards_lifted():
        SealedBallot.objects.filter(pk=SealedBallot.objects.first().pk).delete()
    with pytest.raises(BoxDoesNotReconcile, match="참여 2건과 투표지 1장"):
        reconcile(poll)
