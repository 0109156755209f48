"""A list by two people, until the poll opens, and what the database itself keeps of that."""

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import HistoryEntry
from cases.services import database_now
from cases.staff.roles import AUDIT, LEAD
from tests.cases.staff.accounts import make_account
from tests.voting.eligibility.lists import BASIS, NOTE, PHONES, listed, make_list, only_listed, open_now
from tests.voting.polls import HOUR, cast, end_window, make_poll
from voting.acts.destroying import destroy_secret
from voting.discarding import discard_box
from voting.eligibility.lists import (
    IdentityChanged,
    ListIncomplete,
    ListNotAllowed,
    ListNotNeeded,
    ListNotWaiting,
    ListsClosed,
    ListWaits,
    SamePersonAsked,
    ask_for_list,
    confirm_list,
    withdraw_list,
)
from voting.models import ListedVoter, Poll, PollAct, VoterList

pytestmark = pytest.mark.django_db

Kind = VoterList.Kind


@pytest.fixture
def poll():
    return make_poll(opened=-HOUR, closes=2 * HOUR)


@pytest.fixture
def lead():
    return make_account(LEAD)


@pytest.fixture
def auditor():
    return make_account(AUDIT)


def ask(poll, by, *phones, kind=Kind.EXCLUDED, **changes):
    keys = {listed(poll, phone) for phone in phones or PHONES}
    values = {"legal_basis": BASIS, "note": NOTE, "identity": "phone", "keys": keys, "sheet_rows": len(keys)}
    return ask_for_list(poll=poll, kind=kind, by=by, **(values | changes))


def rows():
    return {one.pk: one.voters.count() for one in VoterList.objects.all()}


def test_one_imports_and_another_confirms(poll, lead, auditor):
    waiting = ask(poll, lead)
    assert (waiting.is_waiting, waiting.is_in_force, waiting.size) == (True, False, 3)

    made = confirm_list(voter_list=waiting, by=auditor)
    made.refresh_from_db()

    assert (made.is_waiting, made.is_in_force, made.asked_by, made.confirmed_by) == (
        False,
        True,
        lead,
        auditor,
    )
    assert set(made.voters.values_list("key", flat=True)) == {listed(poll, phone) for phone in PHONES}


def test_rows_stand_in_the_order_of_their_keys_and_not_of_the_sheet(poll, lead):
    many = [f"+8210{n:08}" for n in range(20_000_000, 20_000_200)]
    made = ask(poll, lead, *many)
    hidden = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM voting_listedvoter WHERE voter_list_id = %s ORDER BY {hidden}", [made.pk]
        )
        stored = [str(key).replace("-", "") for (key,) in cursor.fetchall()]
    assert stored == sorted(stored)


def test_history_tells_the_list_and_nobody_on_it(poll, lead, auditor):
    confirm_list(voter_list=ask(poll, lead), by=auditor)
    entries = HistoryEntry.objects.filter(content_type__model="voterlist").order_by("timestamp", "pk")
    assert [(entry.account, entry.edition_slug) for entry in entries] == [
        (lead.username, "2026"),
        (auditor.username, "2026"),
    ]
    assert not HistoryEntry.objects.filter(content_type__model="listedvoter").exists()


def test_who_imported_cannot_confirm_not_even_a_superuser(poll):
    one = make_account(name="모두", is_superuser=True)
    waiting = ask(poll, one)
    with pytest.raises(SamePersonAsked):
        confirm_list(voter_list=waiting, by=one)
    with pytest.raises(IntegrityError, match="voter_list_two_people"), transaction.atomic():
        VoterList.objects.filter(pk=waiting.pk).update(confirmed_by=one, confirmed_at=database_now())


@pytest.mark.parametrize("role", [AUDIT, "투표", "확인"])
def test_only_the_lead_imports(poll, role):
    with pytest.raises(ListNotAllowed):
        ask(poll, make_account(role))
    assert not VoterList.objects.exists()


def test_only_the_auditor_confirms(poll, lead):
    waiting = ask(poll, lead)
    with pytest.raises(ListNotAllowed):
        confirm_list(voter_list=waiting, by=make_account(LEAD, name="다른 총괄"))


@pytest.mark.parametrize("changes", [{"legal_basis": "  "}, {"note": ""}, {"keys": set()}])
def test_a_list_says_why_and_names_somebody(poll, lead, changes):
    with pytest.raises(ListIncomplete):
        ask(poll, lead, **changes)


def test_everybody_may_vote_needs_no_list_of_voters(poll, lead):
    with pytest.raises(ListNotNeeded):
        ask(poll, lead, kind=Kind.ELIGIBLE)
    assert ask(only_listed(poll), lead, kind=Kind.ELIGIBLE).is_waiting


def test_keys_of_another_identity_are_refused(poll, lead):
    with pytest.raises(IdentityChanged):
        ask(poll, lead, identity="email")


def test_one_list_of_a_kind_waits(poll, lead):
    ask(poll, lead)
    with pytest.raises(ListWaits):
        ask(poll, lead)
    assert ask(only_listed(poll), lead, kind=Kind.ELIGIBLE).is_waiting


def test_who_imported_withdraws_and_the_rows_go(poll, lead, auditor):
    waiting = ask(poll, lead)
    with pytest.raises(SamePersonAsked):
        withdraw_list(voter_list=waiting, by=auditor)
    withdraw_list(voter_list=waiting, by=lead)
    assert rows() == {waiting.pk: 0}
    for act in (withdraw_list, confirm_list):
        with pytest.raises(ListNotWaiting):
            act(voter_list=waiting, by=auditor)


def test_a_newer_list_of_two_people_replaces_the_confirmed_one(poll, lead, auditor):
    first = confirm_list(voter_list=ask(poll, lead), by=auditor)
    second = ask(poll, lead, "+821022220001")
    assert rows() == {first.pk: 3, second.pk: 1}

    confirm_list(voter_list=second, by=auditor)

    first.refresh_from_db()
    assert (first.is_in_force, first.replaced_at is None) == (False, False)
    assert rows() == {first.pk: 0, second.pk: 1}
    assert list(poll.voter_lists.in_force()) == [second]


def test_everything_closes_with_the_opening(poll, lead, auditor):
    waiting = ask(poll, lead)
    open_now(poll)
    for act in (
        lambda: confirm_list(voter_list=waiting, by=auditor),
        lambda: withdraw_list(voter_list=waiting, by=lead),
        lambda: ask(only_listed(poll), lead, kind=Kind.ELIGIBLE),
    ):
        with pytest.raises(ListsClosed):
            act()
    assert rows() == {waiting.pk: 3}


def test_rows_that_were_not_imported_are_not_confirmed(poll, lead, auditor):
    waiting = ask(poll, lead)
    ListedVoter.objects.create(voter_list=waiting, key=listed(poll, "+821099990000"))
    with pytest.raises(ListIncomplete):
        confirm_list(voter_list=waiting, by=auditor)


def refused(act):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()


def test_the_database_keeps_a_list_in_force_as_it_is(poll, lead, auditor):
    made = confirm_list(voter_list=ask(poll, lead), by=auditor)
    voters = ListedVoter.objects.filter(voter_list=made)
    refused(voters.delete)
    refused(lambda: voters.update(key=listed(poll, "+821099990000")))
    refused(lambda: ListedVoter.objects.create(voter_list=made, key=listed(poll, "+821099990000")))
    refused(lambda: VoterList.objects.filter(pk=made.pk).update(confirmed_by=None, confirmed_at=None))
    refused(lambda: VoterList.objects.filter(pk=made.pk).update(kind="eligible"))
    refused(lambda: VoterList.objects.filter(pk=made.pk)._raw_delete("default"))
    assert rows() == {made.pk: 3}


def test_the_database_takes_nothing_once_the_poll_is_open(poll, lead, auditor):
    made = confirm_list(voter_list=ask(poll, lead), by=auditor)
    waiting = ask(poll, lead, "+821022220001")
    open_now(poll)
    lists = VoterList.objects.filter(pk=made.pk)
    refused(lambda: lists.update(replaced_at=database_now()))
    refused(
        lambda: VoterList.objects.filter(pk=waiting.pk).update(
            confirmed_by=auditor, confirmed_at=database_now()
        )
    )
    refused(lambda: ListedVoter.objects.create(voter_list=waiting, key=listed(poll, "+821099990000")))
    refused(lambda: VoterList.objects.create(**_values(made, kind="eligible")))


def _values(made, **changes):
    names = ("poll", "kind", "legal_basis", "note", "size", "sheet_rows", "asked_by", "asked_at")
    return {name: getattr(made, name) for name in names} | changes


def test_rows_go_with_the_secret_and_the_record_stays(poll, lead, auditor):
    made = confirm_list(voter_list=ask(poll, lead), by=auditor)
    open_now(poll)
    end_window(poll)
    destroy_secret(Poll.objects.get(pk=poll.pk), PollAct(poll=poll))
    assert rows() == {made.pk: 0}
    assert VoterList.objects.get().size == 3


def test_a_practice_is_discarded_with_its_lists():
    poll = make_poll()
    make_list(poll)
    cast(poll, "+821077770000")
    discard_box(poll.edition)
    assert (VoterList.objects.count(), ListedVoter.objects.count(), Poll.objects.count()) == (0, 0, 0)
