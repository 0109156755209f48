"""The few statements of the limits that return what they met, for both databases.

What they write may be lost in a power cut, so PostgreSQL need not wait for the disk: a row that everybody of a network
or of the portal counts in is locked for as short as can be. Call them inside a transaction.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

_WORDS = {
    "postgresql": {
        "{now}": "(extract(epoch FROM clock_timestamp())::float8)",
        "{least}": "LEAST",
        "{greatest}": "GREATEST",
    },
    "sqlite": {
        "{now}": "((julianday('now') - 2440587.5) * 86400.0)",
        "{least}": "MIN",
        "{greatest}": "MAX",
    },
}
_HURRY = {"postgresql": "SET LOCAL synchronous_commit TO off; ", "sqlite": ""}


def returned(statement: str, values: Sequence) -> tuple | None:
    """Run `statement`; return the one row that it returns, or None. Values may be moments, days and UUIDs."""
    for name, words in _WORDS[connection.vendor].items():
        statement = statement.replace(name, words)
    with connection.cursor() as cursor:
        cursor.execute(_HURRY[connection.vendor] + statement, [_adapted(value) for value in values])
        if _HURRY[connection.vendor]:
            cursor.nextset()
        rows = cursor.fetchall()
    return rows[0] if rows else None


def _adapted(value):
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and connection.vendor == "sqlite":
        return value.hex
    return value


def uuid_of(value) -> UUID:
    """SQLite gives text."""
    return value if isinstance(value, UUID) else UUID(value)


def moment_of(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
