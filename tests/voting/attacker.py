"""An attacker with a full copy of the database, but not its environment, who wants to know who chose what.

A row is known by its key as bytes, however the database spells it. A joiner is a list of guesses: pairs of a key of
the one table and a key of the other.
"""

from ast import literal_eval
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import connection

# What the databases keep of a row beside its columns.
SYSTEM = {
    "postgresql": {
        "xmin": "xmin::text::bigint",
        "xmax": "xmax::text::bigint",
        "cmin": "cmin::text::bigint",
        "cmax": "cmax::text::bigint",
        "tableoid": "tableoid::bigint",
        "ctid": "ctid::text",
    },
    "sqlite": {"rowid": "rowid"},
}
# What two rows that were written together may have in common by itself; equal places (ctid) are chance.
TOGETHER = {"xmin", "rowid"}


@dataclass(frozen=True)
class Row:
    key: bytes
    values: dict


def ask(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def columns(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")
        return [column[0] for column in cursor.description]


def as_bytes(key):
    if isinstance(key, UUID):
        return key.bytes
    return bytes.fromhex(key) if isinstance(key, str) else bytes(key)


def rows(table, key):
    """Return every row with all that can be asked of it, in the order in which the table is read through."""
    system = SYSTEM[connection.vendor]
    names = [*columns(table), *system]
    # Else SQLite would read the keys from their index, in their own order.
    not_by_index = "NOT INDEXED" if connection.vendor == "sqlite" else ""
    read = ask(f"SELECT {', '.join([*columns(table), *system.values()])} FROM {table} {not_by_index}")
    return [_row(key, dict(zip(names, row, strict=True)) | {"scan": place}) for place, row in enumerate(read)]


def _row(key, values):
    values[key] = found = as_bytes(values[key])
    if "ctid" in values:
        values["ctid"] = literal_eval(values["ctid"])
    # A key made from a clock tells its time (UUID version 1, 6 or 7), or has it at its end.
    values |= {"key's clock": UUID(bytes=found[:16]).time, "key backwards": found[::-1]}
    return Row(
        found,
        {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()},
    )


def in_order_of(name, table_rows):
    """The keys by one value; among equals the key decides, which tells nothing."""
    return [row.key for row in sorted(table_rows, key=lambda row: (row.values[name], row.key))]


def joiners(left, right):
    """Return {name: guesses} of every joiner: the same rank by any two orders, or the same value of a mark."""
    found = {}
    for one in left[0].values:
        ranked = in_order_of(one, left)
        for other in right[0].values:
            partners = in_order_of(other, right)
            found[one, other] = list(zip(ranked, partners, strict=True))
            found[one, f"-{other}"] = list(zip(ranked, partners[::-1], strict=True))
    for mark in TOGETHER & left[0].values.keys():
        partner = {row.values[mark]: row.key for row in right}
        found["same", mark] = [(row.key, partner.get(row.values[mark])) for row in left]
    return found


def right_guesses(left, right, truth):
    """Return {name: number of right guesses} of every joiner of the two tables."""
    return {
        name: sum(truth[one] == other for one, other in guesses)
        for name, guesses in joiners(left, right).items()
    }


def cells():
    """Yield (table.column, value) of everything there is, histories and logs with it."""
    for table in sorted(connection.introspection.table_names()):
        names = columns(table)
        quoted = ", ".join(map(connection.ops.quote_name, names))
        for row in ask(f"SELECT {quoted} FROM {connection.ops.quote_name(table)}"):
            yield from ((f"{table}.{name}", value) for name, value in zip(names, row, strict=True))


def spelled(value):
    """A cell as bytes: as they are, or its text."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def left_in_the_files(ballots):
    """Return how much the files still hold of the live table, deleted or not: rows on SQLite, bytes on PostgreSQL.

    `ballots` are (mac, positions) as they stood side by side in the live table, and nowhere else.
    """
    if connection.vendor == "postgresql":
        return ask("SELECT pg_relation_size('voting_ballot')")[0][0]
    ask("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = Path(connection.settings_dict["NAME"]).read_bytes()
    return sum(bytes(mac) + positions.encode() in copy for mac, positions in ballots)


def base64_cores(secret, encode):
    """What stands in base64 of any text that contains the secret, at each of the three places it may begin."""
    for before in range(3):
        text = encode(bytes(before) + secret)
        yield text[-(-before * 4 // 3) : len(secret) * 4 // 3 - 2]


def forms(secret):
    hexadecimal = secret.hex().encode()
    return {
        "raw": secret,
        "hex": hexadecimal,
        "HEX": hexadecimal.upper(),
        "escaped": repr(secret)[2:-1].encode(),
        "decimal": str(int.from_bytes(secret, "big")).encode(),
        **{f"base64 at {n}": core for n, core in enumerate(base64_cores(secret, b64encode))},
        **{f"base64url at {n}": core for n, core in enumerate(base64_cores(secret, urlsafe_b64encode))},
    }


def leaks_of(secret):
    """Where in the copy something stands in any form."""
    searched = set(forms(secret).values())
    return {name for name, value in cells() if any(form in spelled(value) for form in searched)}
