"""Whether a connection keeps what it acknowledges: over a power cut, not only over a crash of the portal; and whether
what waited for the close sees it.
"""

from collections.abc import Iterator

# Any other makes a transaction that waited for the poll's lock look at the box as it was before it waited.
ISOLATION = "default_transaction_isolation"
# What each database must answer; anything else may lose ballots that voters were told are in the box.
_POSTGRESQL = {
    "fsync": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
    "full_page_writes": ("on",),
    ISOLATION: ("read committed",),
}
# 2 is FULL, 3 EXTRA; with WAL, NORMAL (1) loses the last commits.
_SQLITE = {"synchronous": ("2", "3"), "journal_mode": ("wal",)}


def settings_of(connection) -> dict[str, str]:
    """Return what the database says about these settings on this very connection, as text."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        return {
            name: str(cursor.execute(f"{'SHOW' if is_postgresql else 'PRAGMA'} {name}").fetchone()[0])
            for name in (_POSTGRESQL if is_postgresql else _SQLITE)
        }


def weaknesses(connection) -> Iterator[tuple[str, str, str]]:
    """Yield (setting, value found, value wanted) for everything weaker than the box needs."""
    wanted = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
    for name, value in settings_of(connection).items():
        if value not in wanted[name]:
            yield name, value, wanted[name][0]
