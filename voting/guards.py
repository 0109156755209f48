"""What the database itself refuses about the rows of the box, as triggers for both databases.

Rows of the box are written once. The one exception is the close: a live ballot may go once its exact copy lies in
the sealed table, and copies, commitments and the seal may be written only while the poll is closing: its window
is over by the database's clock and the box is not yet sealed. Nothing is added to a sealed box.
`{new}` stands for the row that is written, `{old}` for the one that goes, `{clock}` for the running clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass

LIVE = ("voting_participation", "voting_ballot")
SEALED = ("voting_sealedballot", "voting_commitment", "voting_seal")
TABLES = (*LIVE, *SEALED)
# Of the lists of voters: what closes with the opening of the poll.
LIST, LISTED = LISTS = ("voting_voterlist", "voting_listedvoter")
# A list cannot be emptied without its rows.
EMPTIED_NEVER = (*TABLES, LISTED)

# Not by the edition alone: whoever serves its pages may write its row, but nobody takes a seal away.
_EDITION = """SELECT 1 FROM voting_poll p JOIN cases_edition e ON e.id = p.edition_id
WHERE p.id = {new}.poll_id AND e.sealed_at IS NULL
AND NOT EXISTS (SELECT 1 FROM voting_seal WHERE poll_id = p.id)"""
UNSEALED = f"EXISTS ({_EDITION})"
CLOSING = f"EXISTS ({_EDITION} AND e.voting_close_at <= {{clock}})"
HAS_COPY = """EXISTS (SELECT 1 FROM voting_sealedballot s
WHERE s.id = {old}.id AND s.poll_id = {old}.poll_id AND s.choices = {old}.choices AND s.mac = {old}.mac)"""
IS_COPY = """EXISTS (SELECT 1 FROM voting_ballot b
WHERE b.id = {new}.id AND b.poll_id = {new}.poll_id AND b.choices = {new}.choices AND b.mac = {new}.mac)"""
NEVER = ""
BEFORE_OPENING = """EXISTS (SELECT 1 FROM voting_poll p JOIN cases_edition e ON e.id = p.edition_id
WHERE p.id = {new}.poll_id AND (e.voting_open_at IS NULL OR e.voting_open_at > {clock}))"""
SAME_LIST = """{new}.poll_id = {old}.poll_id AND {new}.kind = {old}.kind AND {new}.size = {old}.size
AND ({old}.confirmed_at IS NULL OR {new}.confirmed_at IS NOT NULL AND {old}.confirmed_at = {new}.confirmed_at)"""
# Rows join a list while it waits, and leave it when it was withdrawn or replaced, or with the poll's secret.
WAITING = """EXISTS (SELECT 1 FROM voting_voterlist l JOIN voting_poll p ON p.id = l.poll_id
JOIN cases_edition e ON e.id = p.edition_id
WHERE l.id = {new}.voter_list_id AND l.confirmed_at IS NULL AND l.withdrawn_at IS NULL
AND (e.voting_open_at IS NULL OR e.voting_open_at > {clock}))"""
NOT_IN_FORCE = """NOT EXISTS (SELECT 1 FROM voting_voterlist l JOIN voting_poll p ON p.id = l.poll_id
WHERE l.id = {old}.voter_list_id AND l.confirmed_at IS NOT NULL AND l.replaced_at IS NULL
AND length(p.wrapped_secret) > 0)"""

# What the close does, in this order, for the poll $1.
CLOSE_BOX = (
    """INSERT INTO voting_sealedballot (id, poll_id, choices, mac)
SELECT id, poll_id, choices, mac FROM voting_ballot WHERE poll_id = $1 ORDER BY id""",
    "DELETE FROM voting_ballot WHERE poll_id = $1",
)


@dataclass(frozen=True)
class Guard:
    """`event` on a row of `table` is refused unless `condition` holds."""

    table: str
    event: str
    condition: str = NEVER
    # The close writes as many rows as there are ballots: PostgreSQL asks once for all rows of a statement.
    is_bulk: bool = False

    @property
    def name(self) -> str:
        return f"{self.table}_{self.event.lower()}_guard"


GUARDS = (
    *(Guard(table, "UPDATE") for table in TABLES),
    *(Guard(table, "DELETE") for table in TABLES if table != "voting_ballot"),
    Guard("voting_ballot", "DELETE", HAS_COPY, is_bulk=True),
    *(Guard(table, "INSERT", UNSEALED) for table in LIVE),
    Guard("voting_commitment", "INSERT", CLOSING, is_bulk=True),
    # Of the one row of the seal asked before it is written: afterwards the box is sealed, by this row.
    Guard("voting_seal", "INSERT", CLOSING),
    Guard("voting_sealedballot", "INSERT", f"{CLOSING} AND {IS_COPY}", is_bulk=True),
    Guard(LIST, "INSERT", f"{{new}}.confirmed_at IS NULL AND {BEFORE_OPENING}"),
    Guard(LIST, "UPDATE", f"{SAME_LIST} AND {BEFORE_OPENING}"),
    Guard(LIST, "DELETE"),
    Guard(LISTED, "INSERT", WAITING),
    Guard(LISTED, "UPDATE"),
    Guard(LISTED, "DELETE", NOT_IN_FORCE),
)


class _Dialect:
    clock: str

    def words(self, guard: Guard) -> str:
        return f"append-only: {guard.event} on {guard.table}"

    def condition(self, guard: Guard, new: str = "NEW", old: str = "OLD") -> str:
        return guard.condition.format(new=new, old=old, clock=self.clock)

    def names(self) -> list[str]:
        return [guard.name for guard in GUARDS]

    # Asks for what is there; each row should be one of `wanted`.
    found: str

    def wanted(self) -> Iterator[tuple[str, ...]]:
        """Yield each trigger that should be there: its name, and all that it says."""
        raise NotImplementedError


class Sqlite(_Dialect):
    # As long as the moments that are stored: as text, ".148" would come before ".148000".
    clock_with_parameters = "strftime('%%Y-%%m-%%d %%H:%%M:%%f000', 'now')"
    clock = clock_with_parameters.replace("%%", "%")

    def make(self):
        yield from self.lift()
        yield from self.restore()

    def lift(self):
        return [f"DROP TRIGGER IF EXISTS {guard.name}" for guard in GUARDS]

    def drop(self):
        return self.lift()

    found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"

    def wanted(self):
        return zip(self.names(), self.restore(), strict=True)

    def restore(self):
        for guard in GUARDS:
            when = f"WHEN NOT ({self.condition(guard)}) " if guard.condition else ""
            yield (
                f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{self.words(guard)}'); END"
            )


class Postgresql(_Dialect):
    """Its functions run as their owner, and look for tables where this is made and nowhere else: unless it is named
    last, PostgreSQL looks first among temporary tables, which anybody may call `cases_edition`."""

    clock = "clock_timestamp()"
    path = "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)"

    def names(self):
        return [*super().names(), *(f"{table}_truncate_guard" for table in EMPTIED_NEVER)]

    # Where the trigger hangs and when it fires, what its function says, and as whom and where that looks.
    found = """SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
AND p.pronamespace = c.relnamespace AND t.tgenabled IN ('O', 'A') AND p.prosecdef
AND p.proconfig = ARRAY['search_path=' || quote_ident(current_schema()) || ', pg_temp']"""

    def wanted(self):
        for guard in GUARDS:
            yield guard.name, f"CREATE {self._trigger(guard)}", self._body(guard)
        for table in EMPTIED_NEVER:
            yield (
                f"{table}_truncate_guard",
                f"CREATE {self._truncate_trigger(table)}",
                self._body(Guard(table, "UPDATE")),
            )

    def make(self):
        yield self.path
        yield from self.functions()
        for guard in GUARDS:
            yield (
                f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
                f"SET search_path FROM CURRENT AS $${self._body(guard)}$$"
            )
            yield f"CREATE OR REPLACE {self._trigger(guard)}"
        for table in EMPTIED_NEVER:
            yield f"CREATE OR REPLACE {self._truncate_trigger(table)}"

    def _trigger(self, guard):
        if guard.is_bulk:
            rows = "OLD" if guard.event == "DELETE" else "NEW"
            moment, each = "AFTER", f"REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT"
        else:
            moment, each = "BEFORE", "FOR EACH ROW"
        return (
            f"TRIGGER {guard.name} {moment} {guard.event} ON {guard.table} {each} "
            f"EXECUTE FUNCTION {guard.name}()"
        )

    def _truncate_trigger(self, table):
        return (
            f"TRIGGER {table}_truncate_guard BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_update_guard()"
        )

    def _body(self, guard):
        row = "OLD" if guard.event == "DELETE" else "NEW"
        unless = f"IF {self._holds(guard)} THEN RETURN {row}; END IF; " if guard.condition else ""
        return (
            f" BEGIN {unless}RAISE EXCEPTION 'append-only: % on %', TG_OP, TG_TABLE_NAME "
            f"USING ERRCODE = 'integrity_constraint_violation'; END "
        )

    def _holds(self, guard):
        if not guard.is_bulk:
            return self.condition(guard)
        broken = f"SELECT 1 FROM touched WHERE ({self.condition(guard, 'touched', 'touched')}) IS NOT TRUE"
        return f"NOT EXISTS ({broken})"

    def functions(self):
        """What the web role may do without reading a choice: ask for a ballot it knows, and close the box."""
        close = "; ".join(CLOSE_BOX)
        closing = CLOSING.format(new="box", clock=self.clock)
        yield (
            "CREATE OR REPLACE FUNCTION voting_box_holds(bigint, uuid, bytea) RETURNS boolean LANGUAGE sql "
            "STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$ SELECT EXISTS ("
            "SELECT 1 FROM voting_ballot WHERE id = $2 AND poll_id = $1 AND mac = $3 UNION ALL "
            "SELECT 1 FROM voting_sealedballot WHERE id = $2 AND poll_id = $1 AND mac = $3) $$"
        )
        yield (
            "CREATE OR REPLACE FUNCTION voting_close_box(bigint) RETURNS jsonb LANGUAGE plpgsql "
            "SECURITY DEFINER SET search_path FROM CURRENT AS $$ DECLARE counted jsonb; BEGIN "
            f"IF NOT EXISTS (SELECT 1 FROM (SELECT $1 AS poll_id) box WHERE {closing}) THEN RAISE EXCEPTION "
            "'the poll is not closing' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "SELECT coalesce(jsonb_object_agg(positions, n), '{}') INTO counted FROM ("
            "SELECT positions, count(*) AS n FROM voting_ballot WHERE poll_id = $1 GROUP BY positions) grouped; "
            f"{close}; RETURN counted; END $$"
        )

    def drop(self):
        for name in (*self.names(), "voting_box_holds", "voting_close_box"):
            yield f"DROP FUNCTION IF EXISTS {name} CASCADE"

    def lift(self):
        return self._switch("DISABLE")

    def restore(self):
        return self._switch("ENABLE")

    def _switch(self, word):
        # Foreign keys that are still to be checked would keep the tables from being altered.
        yield "SET CONSTRAINTS ALL IMMEDIATE"
        yield "SET CONSTRAINTS ALL DEFERRED"
        for table in (*TABLES, *LISTS):
            yield f"ALTER TABLE {table} {word} TRIGGER USER"


SQLITE, POSTGRESQL = Sqlite(), Postgresql()
