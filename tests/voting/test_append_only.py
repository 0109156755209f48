"""The database itself refuses to change, delete or empty what is in the box: by ORM, admin and raw SQL."""

from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.contrib import admin
from django.core.checks import run_checks
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import Migration

from tests.voting.boxes import fill, sealed_poll
from tests.voting.polls import cast, end_window, make_poll, new_ballot
from voting import box_sql
from voting.commitments import voter_key
from voting.discarding import discard_box
from voting.models import Ballot, Commitment, Participation, Seal, SealedBallot
from voting.sealing import seal_box

pytestmark = pytest.mark.django_db

MODELS = (Participation, Ballot, SealedBallot, Commitment, Seal)
COLUMN = {
    Participation: "method",
    Ballot: "choices",
    SealedBallot: "choices",
    Commitment: "poll_id",
    Seal: "sha256",
}


def refused(act):
    with pytest.raises(IntegrityError, match=r"append-only|not closing"), transaction.atomic():
        act()


def raw(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def boxes():
    """A sealed box and an open one, so that every table has rows."""
    sealed_poll(3, slug="2025")
    return fill(make_poll(slug="2026"), 3)


def rows():
    return {model: list(model.objects.order_by("pk").values_list()) for model in MODELS}


@pytest.mark.parametrize("model", MODELS)
def test_orm_admin_and_raw_sql_can_neither_change_nor_delete(boxes, model):
    before, table, column = rows(), model._meta.db_table, COLUMN[model]
    one = model.objects.first()
    refused(
        lambda: model.objects.update(**{column.removesuffix("_id"): getattr(one, column.removesuffix("_id"))})
    )
    refused(
        one.save if model is Seal else lambda: model.objects.bulk_update([one], [column.removesuffix("_id")])
    )
    refused(lambda: model.objects.filter(pk=one.pk)._raw_delete("default"))
    refused(model.objects.all().delete)
    refused(one.delete)
    refused(lambda: raw(f"UPDATE {table} SET {column} = {column}"))
    refused(lambda: raw(f"DELETE FROM {table}"))
    if connection.vendor == "postgresql":
        # Foreign keys still to be checked would keep it from being emptied before our guard does.
        raw("SET CONSTRAINTS ALL IMMEDIATE")
        refused(lambda: raw(f"TRUNCATE {table} CASCADE"))
    office = admin.ModelAdmin(model, admin.AdminSite())
    refused(lambda: office.delete_queryset(Mock(), model.objects.all()))
    refused(lambda: office.delete_model(Mock(), one))
    assert model not in admin.site._registry
    assert rows() == before


@pytest.mark.parametrize("model", [Participation, Ballot])
def test_a_row_of_an_open_box_is_not_replaced_by_one_with_its_key(boxes, model):
    before, table, key = rows(), model._meta.db_table, model._meta.pk.column
    again = f"INTO {table} SELECT * FROM {table} WHERE poll_id NOT IN (SELECT poll_id FROM voting_seal)"
    refused(lambda: raw(f"INSERT {again} ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}"))
    if connection.vendor == "sqlite":
        refused(lambda: raw(f"INSERT OR REPLACE {again}"))
    assert rows() == before


def test_nothing_is_added_to_a_sealed_box_not_even_around_the_portal():
    poll = sealed_poll()
    refused(new_ballot(poll).save)
    refused(
        lambda: Participation.objects.create(
            voter_key=uuid4(), poll=poll, method="x", hour=poll.seal.sealed_at
        )
    )
    refused(lambda: SealedBallot.objects.create(id=uuid4(), poll=poll, choices="1,2,3", mac=b"x" * 16))
    refused(lambda: Commitment.objects.create(value=b"x" * 32, poll=poll))


def test_sealed_table_takes_exact_copies_of_a_closing_poll_alone():
    poll = make_poll()
    cast(poll, "voter")
    ballot = poll.ballots.get()
    same = {"id": ballot.id, "poll": poll, "choices": ballot.choices, "mac": ballot.mac}
    refused(lambda: SealedBallot.objects.create(**same))
    refused(lambda: box_sql.close_box(poll.pk))
    end_window(poll)
    refused(lambda: SealedBallot.objects.create(**same | {"choices": "1,2,4"}))
    refused(lambda: SealedBallot.objects.create(**same | {"id": uuid4()}))
    SealedBallot.objects.create(**same)
    ballot.delete()
    assert (poll.ballots.count(), poll.sealed_ballots.count()) == (0, 1)


def test_one_row_that_is_not_a_copy_is_enough_to_refuse_a_statement_of_many():
    poll = make_poll()
    fill(poll, 3)
    end_window(poll)
    copies = [
        SealedBallot(id=ballot.id, poll=poll, choices=ballot.choices, mac=ballot.mac)
        for ballot in poll.ballots.order_by("pk")
    ]
    right, copies[1].choices = copies[1].choices, "7,8,9"
    refused(lambda: SealedBallot.objects.bulk_create(copies))
    SealedBallot.objects.bulk_create([copies[0], copies[2]])
    refused(lambda: raw("DELETE FROM voting_ballot"))
    copies[1].choices = right
    copies[1].save(force_insert=True)
    raw("DELETE FROM voting_ballot")
    assert (poll.ballots.count(), poll.sealed_ballots.count()) == (0, 3)


def test_close_refuses_a_box_that_was_closed_before():
    poll = sealed_poll()
    refused(lambda: box_sql.close_box(poll.pk) or Commitment.objects.create(value=b"x" * 32, poll=poll))


def test_discard_box_takes_practice_away_and_never_a_contest():
    practice = sealed_poll(slug="2025")
    contest = make_poll(slug="2026", kind="contest")
    cast(contest, "voter")
    discard_box(practice.edition)
    assert [model.objects.filter(poll_id=practice.pk).count() for model in MODELS] == [0] * 5
    with pytest.raises(ValueError, match="contest stays"):
        discard_box(contest.edition)
    assert box_sql.missing_guards() == []
    refused(contest.ballots.get().delete)


@pytest.mark.django_db(transaction=True)
def test_triggers_are_there_again_after_a_migration_that_changes_these_tables():
    assert box_sql.missing_guards() == []
    emit_pre_migrate_signal(0, False, "default", plan=[(Migration("wider", "voting"), False)])
    for model, name in (
        (Ballot, "choices"),
        (Participation, "method"),
        (SealedBallot, "choices"),
        (Seal, "sha256"),
    ):
        old, wider = model._meta.get_field(name), models.CharField(max_length=250)
        wider.set_attributes_from_name(name)
        wider.model = model
        with connection.schema_editor() as editor:
            editor.alter_field(model, old, wider)
            editor.alter_field(model, wider, old)
    assert bool(box_sql.missing_guards()) == (connection.vendor == "sqlite")
    emit_post_migrate_signal(0, False, "default")
    assert box_sql.missing_guards() == []
    poll = make_poll()
    cast(poll, "voter")
    refused(poll.ballots.get().delete)


GUARD, ON = "voting_ballot_delete_guard", "BEFORE DELETE ON voting_ballot"
CALL = f"FOR EACH ROW EXECUTE FUNCTION {GUARD}()"
WEAKENED = {
    "sqlite": {
        "gone": [f"DROP TRIGGER {GUARD}"],
        "elsewhere": [
            f"DROP TRIGGER {GUARD}",
            f"CREATE TRIGGER {GUARD} BEFORE DELETE ON voting_poll BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        ],
        "empty": [f"DROP TRIGGER {GUARD}", f"CREATE TRIGGER {GUARD} {ON} BEGIN SELECT 1; END"],
        "never": [
            f"DROP TRIGGER {GUARD}",
            f"CREATE TRIGGER {GUARD} {ON} WHEN 0 BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        ],
    },
    "postgresql": {
        "gone": [f"ALTER TABLE voting_ballot DISABLE TRIGGER {GUARD}"],
        "elsewhere": [
            f"DROP TRIGGER {GUARD} ON voting_ballot",
            f"CREATE TRIGGER {GUARD} BEFORE DELETE ON voting_poll {CALL}",
            "CREATE SCHEMA elsewhere CREATE TABLE voting_ballot (id uuid)",
            f"CREATE TRIGGER {GUARD} BEFORE DELETE ON elsewhere.voting_ballot {CALL}",
        ],
        "empty": [
            f"CREATE OR REPLACE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
            "SET search_path FROM CURRENT AS $$ BEGIN RETURN OLD; END $$"
        ],
        "never": [
            f"CREATE OR REPLACE TRIGGER {GUARD} AFTER DELETE ON voting_ballot REFERENCING OLD TABLE AS touched "
            f"FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION {GUARD}()"
        ],
        "of each row": [f"CREATE OR REPLACE TRIGGER {GUARD} {ON} {CALL}"],
        "misled": [f"ALTER FUNCTION {GUARD}() SET search_path = pg_temp, public"],
    },
}


@pytest.mark.parametrize("how", WEAKENED[connection.vendor])
def test_a_trigger_that_does_not_guard_any_more_is_named(how):
    for statement in WEAKENED[connection.vendor][how]:
        raw(statement)
    assert box_sql.missing_guards() == [GUARD]
    found = run_checks(tags=["database"], include_deployment_checks=True, databases=["default"])
    assert GUARD in {message.id: message.msg for message in found}["voting.E011"]
    box_sql.make_guards()
    assert box_sql.missing_guards() == []


def test_box_of_one_voter_key_cannot_be_filled_twice_around_the_portal():
    poll = make_poll()
    cast(poll, "voter")
    key = voter_key(poll.secret, "voter")
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.bulk_create(
            [Participation(voter_key=key, poll=poll, method="x", hour=poll.edition.voting_open_at)]
        )


def test_seal_once_written_stays():
    poll = sealed_poll()
    seal_box(poll=poll, by=None)
    assert Seal.objects.get(poll=poll).sha256 == poll.seal.sha256
