"""The one module that knows locks, triggers and both databases.

A cast takes the shared lock in a statement of its own and only then writes, testing the window with
the database's running clock; the close takes the exclusive lock. Inside one statement, or with the
clock of the transaction's start, a ballot that waited for the close would still land after it.
SQLite has one writer at a time: `BEGIN IMMEDIATE` is its exclusive lock.

What may never happen to a row of the box is refused by triggers (`voting/guards.py` lists them).
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection, transaction

from voting.eligibility.condition import IS_ELIGIBLE
from voting.guards import CLOSE_BOX, POSTGRESQL, SQLITE
from voting.rights import grants

# Namespace of the advisory locks, so that a poll's number meets no other lock.
LOCK_SPACE = 0x706F6C6C

_WINDOW = """
SELECT 1 FROM cases_edition
WHERE id = %(edition)s AND sealed_at IS NULL AND voided_at IS NULL
AND voting_open_at <= {clock} AND voting_close_at > {clock}
"""

_LOCK_SHARED = "SELECT pg_advisory_xact_lock_shared(%s::int, %s::int)"

_CAST_POSTGRESQL = f"""
WITH window_open AS ({_WINDOW.format(clock=POSTGRESQL.clock)}),
eligible AS (SELECT 1 FROM window_open WHERE ({IS_ELIGIBLE})),
participation AS (
    INSERT INTO voting_participation (voter_key, poll_id, method, hour)
    SELECT %(voter_key)s, %(poll)s::bigint, %(method)s::text, date_trunc('hour', clock_timestamp()) FROM eligible
    ON CONFLICT DO NOTHING RETURNING 1
),
ballot AS (
    INSERT INTO voting_ballot (id, poll_id, choices, mac, positions)
    SELECT %(ballot)s, %(poll)s::bigint, %(choices)s::text, %(mac)s::bytea, %(positions)s::text FROM participation
    RETURNING 1
)
SELECT EXISTS (SELECT 1 FROM window_open), EXISTS (SELECT 1 FROM ballot), EXISTS (SELECT 1 FROM eligible)
"""

_HOLDS_SQLITE = """
SELECT EXISTS (
    SELECT 1 FROM voting_ballot WHERE id = %(ballot)s AND poll_id = %(poll)s AND mac = %(mac)s
    UNION ALL
    SELECT 1 FROM voting_sealedballot WHERE id = %(ballot)s AND poll_id = %(poll)s AND mac = %(mac)s
)
"""


@dataclass(frozen=True)
class Written:
    """What a cast met: whether the window was open, whether the ballot was written, whether the voter may vote.

    Of a window that was not open nobody asked who may vote.
    """

    was_open: bool
    is_new: bool
    is_eligible: bool = True


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def lock_shared(poll_id: int) -> None:
    """Let other casts pass and hold off the close until this transaction ends."""
    if is_postgresql():
        connection.ensure_connection()
        with connection.wrap_database_errors:
            _execute(_LOCK_SHARED, [LOCK_SPACE, poll_id])


def lock_exclusive(poll_id: int) -> None:
    """Wait for every running cast and hold off new ones until this transaction ends."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, poll_id])


def wait_for_casts(poll_id: int) -> None:
    """Return once every cast that was under way has ended, so that the next statement sees what it wrote."""
    with transaction.atomic():
        lock_exclusive(poll_id)


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one moment, whatever is committed meanwhile. Reads only.

    Inside a transaction of the caller it is that one's to say what is seen.
    """
    is_own = not connection.in_atomic_block
    with transaction.atomic():
        if is_own and is_postgresql():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def write_ballot(
    *,
    edition: int,
    poll: int,
    voter_key: UUID,
    listed: UUID,
    method: str,
    ballot: UUID,
    choices: str,
    mac: bytes,
    positions: str,
) -> Written:
    """Take the shared lock, then write participation and ballot if the window is open and the key new and eligible.

    Both in one transaction: that of the caller, else one of its own, committed when this returns.
    """
    values = {"edition": edition, "poll": poll, "method": method, "choices": choices, "mac": mac}
    values |= {
        "voter_key": key_for_database(voter_key),
        "listed": key_for_database(listed),
        "ballot": key_for_database(ballot),
        "positions": positions,
    }
    if is_postgresql():
        return _write_postgresql(values)
    with transaction.atomic():
        return _write_sqlite(values)


def key_for_database(value: UUID) -> UUID | str:
    return value if is_postgresql() else value.hex


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
        # In a pipeline an error comes at its end, so what `lock_shared` catches itself is not all.
        with connection.connection.pipeline():
            lock_shared(values["poll"])
            written = _execute(_CAST_POSTGRESQL, values)
        return Written(*written.fetchone())


def _execute(statement, values):
    """Not by Django's cursor, which writes the values into the statement, to be planned anew each time."""
    return psycopg.Cursor(connection.connection).execute(statement, values, prepare=True)


def _write_sqlite(values) -> Written:
    with connection.cursor() as cursor:
        cursor.execute(_WINDOW.format(clock=SQLITE.clock_with_parameters), values)
        if cursor.fetchone() is None:
            return Written(was_open=False, is_new=False)
        cursor.execute(IS_ELIGIBLE, values)
        if not cursor.fetchone()[0]:
            return Written(was_open=True, is_new=False, is_eligible=False)
        cursor.execute(
            "INSERT INTO voting_participation (voter_key, poll_id, method, hour) "
            "VALUES (%(voter_key)s, %(poll)s, %(method)s, strftime('%%Y-%%m-%%d %%H:00:00', 'now')) "
            "ON CONFLICT DO NOTHING",
            values,
        )
        if cursor.rowcount == 0:
            return Written(was_open=True, is_new=False)
        cursor.execute(
            "INSERT INTO voting_ballot (id, poll_id, choices, mac, positions) "
            "VALUES (%(ballot)s, %(poll)s, %(choices)s, %(mac)s, %(positions)s)",
            values,
        )
        return Written(was_open=True, is_new=True)


def holds(*, poll: int, ballot: UUID, mac: bytes) -> bool:
    """Whether the ballot with this id and this content is in the box, open or sealed."""
    values = {"poll": poll, "ballot": key_for_database(ballot), "mac": mac}
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute("SELECT voting_box_holds(%(poll)s, %(ballot)s, %(mac)s)", values)
        else:
            cursor.execute(_HOLDS_SQLITE, values)
        return bool(cursor.fetchone()[0])


def close_box(poll_id: int) -> dict[str, int]:
    """Copy all ballots in the order of their ids into the sealed table and empty the live one.

    Returns how often each list of positions was chosen. Call inside the transaction that holds the exclusive
    lock; the database itself refuses while the window is open or once the box is sealed.
    """
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute("SELECT voting_close_box(%s)", [poll_id])
            counted = cursor.fetchone()[0]
            return json.loads(counted) if isinstance(counted, str) else counted
        cursor.execute(
            "SELECT positions, count(*) FROM voting_ballot WHERE poll_id = %s GROUP BY positions", [poll_id]
        )
        positions = dict(cursor.fetchall())
        for statement in CLOSE_BOX:
            cursor.execute(statement.replace("$1", "%s"), [poll_id])
        return positions


def write_commitments(poll_id: int, values: Collection[bytes]) -> None:
    """Store the public list, in the order it is given: a million rows in one go."""
    with connection.cursor() as cursor:
        if not is_postgresql():
            statement = "INSERT INTO voting_commitment (value, poll_id) VALUES (%s, %s)"
            cursor.executemany(statement, ((value, poll_id) for value in values))
            return
        with cursor.copy("COPY voting_commitment (value, poll_id) FROM STDIN") as copy:
            for value in values:
                copy.write_row((value, poll_id))


@contextmanager
def as_counter() -> Iterator[None]:
    """Run as the role that reads sealed ballots, where the deployment has one. Call inside a transaction."""
    is_another = is_postgresql() and settings.COUNT_ROLE
    if is_another:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(settings.COUNT_ROLE)}")
    yield
    # After an error the transaction is over, and the role with it.
    if is_another:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def may_read_choices(table: str) -> bool:
    """Whether the role of this connection may read what was chosen on the ballots in `table`."""
    if not is_postgresql():
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(has_column_privilege(to_regclass(%s), 'choices', 'SELECT'), false)", [table]
        )
        return cursor.fetchone()[0]


def may_count() -> bool:
    """Whether this connection can seal and count as the deployment wants it: by becoming the counting role."""
    try:
        with transaction.atomic(), as_counter():
            return may_read_choices("voting_sealedballot")
    except Error:
        return False


def _dialect():
    return POSTGRESQL if is_postgresql() else SQLITE


def _run(statements) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def make_guards() -> None:
    """Make every trigger and function anew, whatever a migration did to the tables."""
    with transaction.atomic():
        _run(_dialect().make())


def drop_guards() -> None:
    """Take every trigger and function away: for a migration that changes these tables, and before there were any."""
    _run(_dialect().drop())


def grant_rights(*, web: str, count: str) -> None:
    """Give both roles exactly what they need; PostgreSQL only, as the owner of the tables."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
    # At once: between the first statement and the last, the web role may read the box.
    with transaction.atomic():
        _run(grants(schema=quote(schema), web=quote(web), count=quote(count)))


def missing_guards() -> list[str]:
    """Return the names of the triggers that are not there as they should be: gone, switched off, on another table,
    or saying something else.
    """
    with connection.cursor() as cursor:
        cursor.execute(_dialect().found)
        found = set(cursor.fetchall())
    return [name for name, *said in _dialect().wanted() if (name, *said) not in found]


@contextmanager
def guards_lifted() -> Iterator[None]:
    """The one way around the triggers, for the owner of the tables: discarding a practice edition, and tests.

    Call inside a transaction: after an error nothing puts the triggers back but its rollback.
    """
    _run(_dialect().lift())
    yield
    _run(_dialect().restore())
