"""The one module that knows locks and both databases.

A cast takes the shared lock in a statement of its own and only then writes, testing the window with
the database's running clock; the close takes the exclusive lock. Inside one statement, or with the
clock of the transaction's start, a ballot that waited for the close would still land after it.
SQLite has one writer at a time: `BEGIN IMMEDIATE` is its exclusive lock.
"""

from dataclasses import dataclass
from uuid import UUID

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction

# Namespace of the advisory locks, so that a poll's number meets no other lock.
LOCK_SPACE = 0x706F6C6C

_WINDOW = """
SELECT 1 FROM cases_edition
WHERE id = %(edition)s AND sealed_at IS NULL AND voting_open_at <= {clock} AND voting_close_at > {clock}
"""

_LOCK_SHARED = "SELECT pg_advisory_xact_lock_shared(%s::int, %s::int)"

_CAST_POSTGRESQL = f"""
WITH window_open AS ({_WINDOW.format(clock="clock_timestamp()")}),
participation AS (
    INSERT INTO voting_participation (voter_key, poll_id, method, hour)
    SELECT %(voter_key)s, %(poll)s::bigint, %(method)s::text, date_trunc('hour', clock_timestamp()) FROM window_open
    ON CONFLICT DO NOTHING RETURNING 1
),
ballot AS (
    INSERT INTO voting_ballot (id, poll_id, choices)
    SELECT %(ballot)s, %(poll)s::bigint, %(choices)s::text FROM participation RETURNING 1
)
SELECT EXISTS (SELECT 1 FROM window_open), EXISTS (SELECT 1 FROM ballot)
"""

_CLOCK_SQLITE = "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')"


@dataclass(frozen=True)
class Written:
    """What a cast met: whether the window was open, and whether the ballot was written."""

    was_open: bool
    is_new: bool


def lock_shared(poll_id: int) -> None:
    """Let other casts pass and hold off the close until this transaction ends. PostgreSQL alone."""
    _execute(_LOCK_SHARED, [LOCK_SPACE, poll_id])


def lock_exclusive(poll_id: int) -> None:
    """Wait for every running cast and hold off new ones until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, poll_id])


def write_ballot(
    *, edition: int, poll: int, voter_key: UUID, method: str, ballot: UUID, choices: str
) -> Written:
    """Take the shared lock, then write participation and ballot if the window is open and the key is new.

    Both in one transaction: that of the caller, else one of its own, committed when this returns.
    """
    values = {"edition": edition, "poll": poll, "method": method, "choices": choices}
    if connection.vendor == "postgresql":
        return _write_postgresql(values | {"voter_key": voter_key, "ballot": ballot})
    with transaction.atomic():
        return _write_sqlite(values | {"voter_key": voter_key.hex, "ballot": ballot.hex})


def _write_postgresql(values) -> Written:
    if connection.in_atomic_block:
        with transaction.atomic():
            return _lock_and_write(values)
    try:
        return _lock_and_write(values)
    except (OperationalError, InterfaceError):
        # Instead of asking before each cast whether the server is still there: a cast is safe to repeat.
        if connection.connection is None or connection.is_usable():
            raise
        connection.close()
        return _lock_and_write(values)


def _lock_and_write(values) -> Written:
    """Two statements in one round trip. Outside a transaction PostgreSQL makes a pipeline one of its own."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        with connection.connection.pipeline():
            lock_shared(values["poll"])
            written = _execute(_CAST_POSTGRESQL, values)
        return Written(*written.fetchone())


def _execute(statement, values):
    """Not by Django's cursor, which writes the values into the statement, to be planned anew each time."""
    return psycopg.Cursor(connection.connection).execute(statement, values, prepare=True)


def _write_sqlite(values) -> Written:
    with connection.cursor() as cursor:
        cursor.execute(_WINDOW.format(clock=_CLOCK_SQLITE), values)
        if cursor.fetchone() is None:
            return Written(was_open=False, is_new=False)
        cursor.execute(
            "INSERT INTO voting_participation (voter_key, poll_id, method, hour) "
            "VALUES (%(voter_key)s, %(poll)s, %(method)s, strftime('%%Y-%%m-%%d %%H:00:00', 'now')) "
            "ON CONFLICT DO NOTHING",
            values,
        )
        if cursor.rowcount == 0:
            return Written(was_open=True, is_new=False)
        cursor.execute(
            "INSERT INTO voting_ballot (id, poll_id, choices) VALUES (%(ballot)s, %(poll)s, %(choices)s)",
            values,
        )
        return Written(was_open=True, is_new=True)
