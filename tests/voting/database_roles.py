"""The three roles of docs/deployment.md on the server of the tests, and its connection as one of them."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test import override_settings

from voting import box_sql

GUIDE = Path(__file__).parents[2] / "docs" / "deployment.md"
# What `migrate` finds done where the owner made the tables itself; here somebody else has.
TO_THE_OWNER = """
DO $$ DECLARE name text; BEGIN
FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('ALTER TABLE %I OWNER TO {owner}', name);
END LOOP;
EXECUTE format('ALTER SCHEMA %I OWNER TO {owner}', current_schema());
END $$
"""


@dataclass(frozen=True)
class Roles:
    owner: str
    web: str
    count: str
    password: str


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def connected_as(role: str, password: str) -> Iterator[None]:
    """The connection of this thread is a new one, of `role`. Not inside a transaction."""
    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=role, PASSWORD=password)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@contextmanager
def deployed() -> Iterator[Roles]:
    """The roles as the guide makes them, the tables theirs as after `migrate`; all gone at the end."""
    suffix = secrets.token_hex(4)
    names = {name: f"portal_{name}_{suffix}" for name in ("owner", "web", "count")}
    roles = Roles(**names, password=secrets.token_hex(16))
    run(re.sub(r"\bportal_(owner|web|count)\b", rf"portal_\1_{suffix}", statements_for_roles()))
    try:
        for role in (roles.owner, roles.web):
            run(f"ALTER ROLE {role} PASSWORD '{roles.password}'")
        box_sql.drop_guards()
        run(TO_THE_OWNER.format(owner=roles.owner))
        with (
            connected_as(roles.owner, roles.password),
            override_settings(WEB_ROLE=roles.web, COUNT_ROLE=roles.count),
        ):
            emit_post_migrate_signal(0, False, "default")
        yield roles
    finally:
        run(f"REASSIGN OWNED BY {roles.owner} TO CURRENT_USER")
        run(f"DROP OWNED BY {', '.join(names.values())}")
        run(f"DROP ROLE {', '.join(names.values())}")


def statements_for_roles() -> str:
    """The first statements of the guide, word for word."""
    return re.search(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL).group(1)
