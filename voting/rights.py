"""PostgreSQL: what the web role and the counting role may do with the tables of their owner (docs/deployment.md).

The web role puts ballots in and can read none of them; the counting role reads the sealed ones. Neither owns a table,
so neither can switch a trigger off.
"""

from collections.abc import Iterator

from voting.guards import GUARDS, TABLES

# Records of what happened: the web role adds to them. What is too old is deleted by the owner (purge).
WRITTEN_ONCE = (
    "cases_historyentry",
    "cases_personaldataaccess",
    "cases_refusal",
    "cases_calendarchange",
    "voting_turnoutdigest",
    "voting_providercount",
    "voting_purgerecord",
)
_WEB = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {web}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {web}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {web}",
    f"REVOKE UPDATE, DELETE ON {', '.join(WRITTEN_ONCE)} FROM {{web}}",
    "REVOKE DELETE ON voting_pollact, voting_voterlist FROM {web}",
    # When rows of a list may come and go, the guards say.
    "REVOKE UPDATE ON voting_listedvoter FROM {web}",
    *(f"REVOKE ALL ON {table} FROM {{web}}, {{count}}" for table in TABLES),
    # Of a room above this one, whose tables a migration may not have made yet. What was filed stays as it is; steps
    # on it are added, confirmed and taken back.
    """DO $$ BEGIN IF to_regclass('awards_objectionact') IS NOT NULL THEN
REVOKE UPDATE, DELETE ON awards_objection FROM {web};
REVOKE DELETE ON awards_objectionact FROM {web};
END IF; END $$""",
    "GRANT SELECT, INSERT ON voting_participation TO {web}",
    "GRANT INSERT ON voting_ballot TO {web}",
    # How many there are. Not their ids: in the order of the rows they would tell who cast which, once the sealed
    # ones are read.
    "GRANT SELECT (poll_id) ON voting_ballot TO {web}",
    "GRANT SELECT ON voting_commitment, voting_seal TO {web}",
)
_COUNT = (
    "GRANT SELECT ON voting_sealedballot TO {count}",
    "GRANT SELECT, INSERT ON voting_commitment, voting_seal TO {count}",
    "GRANT USAGE ON SEQUENCE voting_seal_id_seq TO {count}",
)
_BOTH = (
    "GRANT USAGE ON SCHEMA {schema} TO {web}, {count}",
    # Whoever may call a guard could hang it on a table of their own and let it look into the box.
    f"REVOKE ALL ON FUNCTION {', '.join(guard.name for guard in GUARDS)} FROM PUBLIC",
    "REVOKE ALL ON FUNCTION voting_box_holds, voting_close_box FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION voting_box_holds TO {web}",
    "GRANT EXECUTE ON FUNCTION voting_close_box TO {web}",
)


def grants(*, schema: str, web: str, count: str) -> Iterator[str]:
    """Yield the statements for the quoted names, to be run by the owner in one transaction after every migration."""
    for statement in (*_BOTH, *_WEB, *_COUNT):
        yield statement.format(schema=schema, web=web, count=count)
