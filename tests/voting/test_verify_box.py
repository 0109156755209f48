"""`verify_box` finds every single change that a database administrator could make."""

import io
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.voting.boxes import fill, sealed_poll
from tests.voting.polls import add_ballot, cast, make_poll, new_ballot
from voting.box_sql import guards_lifted
from voting.commitments import ballot_mac, commitment, receipt_code
from voting.models import Ballot, Commitment, Participation, Poll, SealedBallot
from voting.verifying import verify_box

pytestmark = pytest.mark.django_db


def first_difference(poll):
    return next((f"{check.name}: {check.difference}" for check in verify_box(poll) if check.difference), None)


def tampered(poll, change):
    with guards_lifted():
        change(poll)
    return first_difference(Poll.objects.get(pk=poll.pk))


def one(model, poll):
    return model.objects.filter(poll=poll).order_by("pk")[2]


def sealed(ballot):
    return SealedBallot(id=ballot.id, poll_id=ballot.poll_id, choices=ballot.choices, mac=ballot.mac)


def participation(poll):
    old = Participation.objects.filter(poll=poll).first()
    return Participation(voter_key=uuid4(), poll=poll, method=old.method, hour=old.hour)


def add_sealed(poll):
    """With the key: a ballot that looks like one of the portal's."""
    sealed(new_ballot(poll)).save(force_insert=True)


def add_sealed_with_everything(poll):
    """Ballot, commitment and participation: only the seal and the digest of the voters tell."""
    ballot = new_ballot(poll)
    sealed(ballot).save(force_insert=True)
    Commitment.objects.create(value=commitment(poll.secret, ballot.id, ballot.choices), poll=poll)
    participation(poll).save(force_insert=True)


def edit_with_key(poll):
    """Choices and mark together: the commitment tells."""
    ballot = one(SealedBallot, poll)
    choices = "7,8,9"
    SealedBallot.objects.filter(pk=ballot.pk).update(
        choices=choices, mac=ballot_mac(poll.secret, ballot.pk, choices)
    )


def exchange_participation(poll):
    one(Participation, poll).delete()
    participation(poll).save(force_insert=True)


def to_another_poll(poll):
    one_row = one(SealedBallot, poll)
    SealedBallot.objects.filter(pk=one_row.pk).update(poll=Poll.objects.exclude(pk=poll.pk).get())


SEALED = {
    "ballot added": (add_sealed, "투표지와 확인값 목록"),
    "ballot added with everything": (add_sealed_with_everything, "참여 명부의 요약값"),
    "ballot removed": (lambda poll: one(SealedBallot, poll).delete(), "맞는 투표지가 없습니다"),
    "ballot edited": (
        lambda poll: SealedBallot.objects.filter(pk=one(SealedBallot, poll).pk).update(choices="7,8,9"),
        "이 투표에서 넣은 그대로가 아닙니다",
    ),
    "ballot edited with the key": (edit_with_key, "투표지와 확인값 목록"),
    "ballot moved to another poll": (to_another_poll, "맞는 투표지가 없습니다"),
    "participation added": (lambda poll: participation(poll).save(force_insert=True), "참여 명부의 요약값"),
    "participation removed": (lambda poll: one(Participation, poll).delete(), "참여 명부의 요약값"),
    "participation exchanged": (exchange_participation, "참여 명부의 요약값"),
    "commitment removed": (lambda poll: one(Commitment, poll).delete(), "목록에 없습니다"),
    "late ballot in the open box": (add_ballot, "참여, 투표지, 확인값의 수"),
    "seal rewritten": (lambda poll: type(poll.seal).objects.update(sha256="0" * 64), "봉인값"),
}


@pytest.mark.parametrize("change", SEALED)
def test_verify_box_finds_in_a_sealed_box(change):
    poll = sealed_poll()
    make_poll(slug="2025")
    assert first_difference(poll) is None
    act, words = SEALED[change]
    assert words in tampered(poll, act)


def test_verify_box_finds_a_ballot_in_the_poll_it_was_moved_to():
    poll, other = sealed_poll(), sealed_poll(slug="2025")
    tampered(poll, to_another_poll)
    assert "이 투표에서 넣은 그대로가 아닙니다" in first_difference(Poll.objects.get(pk=other.pk))


OPEN = {
    "ballot added": (add_ballot, "참여 6건, 투표지 7장"),
    "ballot removed": (lambda poll: one(Ballot, poll).delete(), "참여 6건, 투표지 5장"),
    "ballot edited": (
        lambda poll: Ballot.objects.filter(pk=one(Ballot, poll).pk).update(choices="7,8,9"),
        "이 투표에서 넣은 그대로가 아닙니다",
    ),
    "ballot moved": (
        lambda poll: Ballot.objects.filter(pk=one(Ballot, poll).pk).update(
            poll=Poll.objects.exclude(pk=poll.pk).get()
        ),
        "참여 6건, 투표지 5장",
    ),
    "participation added": (lambda poll: participation(poll).save(force_insert=True), "참여 7건, 투표지 6장"),
    "participation removed": (lambda poll: one(Participation, poll).delete(), "참여 5건, 투표지 6장"),
}


@pytest.mark.parametrize("change", OPEN)
def test_verify_box_finds_in_an_open_box(change):
    poll = make_poll()
    fill(poll, 6)
    make_poll(slug="2025")
    assert first_difference(poll) is None
    act, words = OPEN[change]
    assert words in tampered(poll, act)


def test_verify_box_names_the_receipt_of_the_ballot_that_is_gone():
    poll = sealed_poll()
    gone = one(SealedBallot, poll)
    code = receipt_code(commitment(poll.secret, gone.pk, gone.choices))
    assert f"확인번호 {code}: 맞는 투표지가 없습니다." in tampered(poll, lambda poll: gone.delete())


def test_verify_box_names_a_missing_trigger():
    poll = sealed_poll()
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER voting_seal_update_guard"
            + (" ON voting_seal" if connection.vendor == "postgresql" else "")
        )
    assert "voting_seal_update_guard" in first_difference(poll)


def test_verify_box_without_the_secret_still_holds_the_list_against_the_seal():
    poll = sealed_poll()
    Poll.objects.filter(pk=poll.pk).update(wrapped_secret=b"")
    poll = Poll.objects.get(pk=poll.pk)
    assert first_difference(poll) is None
    assert "참여, 투표지, 확인값의 수" in tampered(poll, lambda poll: one(SealedBallot, poll).delete())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_verify_box_of_an_open_box_does_not_see_half_of_a_cast_that_lands_meanwhile():
    poll = make_poll()
    fill(poll, 3)
    landed = []

    def cast_by_another_connection():
        try:
            landed.append(cast(poll, "late"))
        finally:
            connection.close()

    def cast_once_participations_are_counted(execute, sql, *rest):
        cursor = execute(sql, *rest)
        if "COUNT(" in sql and "voting_participation" in sql:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(cast_by_another_connection).result(timeout=30)
        return cursor

    with connection.execute_wrapper(cast_once_participations_are_counted):
        assert first_difference(poll) is None
    assert (len(landed), poll.participations.count(), poll.ballots.count()) == (1, 4, 4)
    assert first_difference(poll) is None


def test_command_says_what_was_checked_and_ends_with_an_error_at_the_first_difference():
    poll, out = sealed_poll(), io.StringIO()
    call_command("verify_box", "2026", stdout=out)
    assert out.getvalue().count("✓") == 7
    assert poll.seal.sha256 in out.getvalue()
    with guards_lifted():
        one(Participation, poll).delete()
    with pytest.raises(CommandError, match="참여 명부의 요약값"):
        call_command("verify_box", "2026", stdout=io.StringIO())
    with pytest.raises(CommandError, match="‘1999’ 회차에는 투표가 없습니다"):
        call_command("verify_box", "1999")
