"""PostgreSQL: the role that serves the pages puts ballots in, and can neither read nor change what lies in the box."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege, IntegrityConstraintViolation

from awards.outcome.steps import Act
from awards.rehearsal.files import SHIPPED, EditionFiles
from awards.rehearsal.run import Rehearsal, rehearse, staff_pair
from cases.models import Edition
from cases.services import database_now
from cases.staff.roles import AUDIT, LEAD, SECOND, VOTE
from tests.awards.editions import judge_all, make_contest
from tests.awards.test_roles import open_or_close
from tests.cases.staff.accounts import PASSWORD, make_account
from tests.voting.boxes import sealed_poll
from tests.voting.database_roles import connected_as, deployed
from tests.voting.ends import DONE
from tests.voting.polls import cast, make_poll
from tests.voting.voter import Voter
from voting import box_sql
from voting.acts.two_people import ask_for, confirm
from voting.guards import TABLES
from voting.models import Poll, PollAct, PurgeRecord
from voting.sealing import count_ballots
from voting.turnout.counts import enter_provider_count
from voting.verifying import verify_box

pytestmark = pytest.mark.postgresql

DAY = timedelta(days=1)
CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}\b")
# What the roles may do with a table: r reads, a adds, w changes, d deletes. All others: everything.
WEB = {
    "django_migrations": "r",
    "cases_historyentry": "ar",
    "cases_personaldataaccess": "ar",
    "cases_refusal": "ar",
    "cases_calendarchange": "ar",
    "voting_turnoutdigest": "ar",
    "voting_providercount": "ar",
    "voting_purgerecord": "ar",
    "voting_pollact": "arw",
    "awards_objection": "ar",
    "awards_objectionact": "arw",
    "voting_voterlist": "arw",
    "voting_listedvoter": "adr",
    "voting_participation": "ar",
    "voting_ballot": "a",
    "voting_sealedballot": "",
    "voting_commitment": "r",
    "voting_seal": "r",
}
COUNT = {"voting_sealedballot": "r", "voting_commitment": "ar", "voting_seal": "ar"}


@pytest.fixture(scope="module")
def roles(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), deployed() as roles:
        yield roles


@pytest.fixture
def looking(roles, settings):
    """On a connection of the web role, in a test that leaves nothing behind."""
    settings.WEB_ROLE, settings.COUNT_ROLE = roles.web, roles.count
    with connected_as(roles.web, roles.password):
        yield roles


@pytest.fixture
def web(transactional_db, looking, settings):
    """Everything in the test, services and views, runs on a connection of the web role."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return looking


def ask(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def why_refused(sql):
    """The error that PostgreSQL answers `sql` with, undone."""
    with pytest.raises(Exception) as caught, transaction.atomic(), connection.cursor() as cursor:  # noqa: PT011
        cursor.execute(sql)
    return type(caught.value.__cause__)


def letters(role):
    """{table: what `role` may do with it}, as letters in alphabetical order."""
    rows = ask(
        """
        SELECT tablename, concat(
            CASE WHEN has_table_privilege(%s, tablename, 'INSERT') THEN 'a' END,
            CASE WHEN has_table_privilege(%s, tablename, 'DELETE') THEN 'd' END,
            CASE WHEN has_table_privilege(%s, tablename, 'SELECT') THEN 'r' END,
            CASE WHEN has_table_privilege(%s, tablename, 'UPDATE') THEN 'w' END,
            CASE WHEN has_table_privilege(%s, tablename, 'TRUNCATE, REFERENCES, TRIGGER') THEN '!' END)
        FROM pg_tables WHERE schemaname = current_schema()
        """,
        *[role] * 5,
    )
    return dict(rows)


def test_every_table_and_what_the_roles_may_do_with_it(looking):
    tables = connection.introspection.table_names()
    assert letters(looking.web) == dict.fromkeys(tables, "adrw") | WEB
    assert letters(looking.count) == dict.fromkeys(tables, "") | COUNT
    assert ask("SELECT current_user, session_user") == [(looking.web, looking.web)]


IN_THE_BOX = (
    "UPDATE {} SET poll_id = poll_id",
    "DELETE FROM {}",
    "TRUNCATE {} CASCADE",
    "DROP TABLE {} CASCADE",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} ADD COLUMN voter text",
    "CREATE TRIGGER spy BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
)
ONE_MORE_BALLOT = (
    "INSERT INTO voting_ballot (id, poll_id, choices, mac, positions) "
    "VALUES (gen_random_uuid(), {}, '1,2,3', '', '')"
)
ONE_MORE_PARTICIPATION = (
    "INSERT INTO voting_participation (voter_key, poll_id, method, hour) "
    "VALUES (gen_random_uuid(), {}, 'sms', now())"
)
FORBIDDEN = (
    *(
        f"SELECT {column} FROM voting_ballot"
        for column in ("choices", "mac", "positions", "id", "xmin", "ctid")
    ),
    *(f"SELECT {column} FROM voting_sealedballot" for column in ("choices", "mac", "id", "count(*)")),
    "COPY voting_ballot TO STDOUT",
    "UPDATE voting_participation SET voter_key = voter_key",
    *(statement.format(table) for table in TABLES for statement in IN_THE_BOX),
    "INSERT INTO voting_sealedballot (id, poll_id, choices, mac) VALUES (gen_random_uuid(), 1, '1', '')",
    "INSERT INTO voting_commitment (value, poll_id) VALUES ('', 1)",
    "DROP TRIGGER voting_ballot_update_guard ON voting_ballot",
    "CREATE OR REPLACE FUNCTION voting_close_box(bigint) RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'",
    "CREATE OR REPLACE FUNCTION voting_ballot_delete_guard() RETURNS trigger LANGUAGE plpgsql "
    "AS 'BEGIN RETURN OLD; END'",
    "ALTER FUNCTION voting_box_holds SECURITY INVOKER",
    "DROP FUNCTION voting_ballot_delete_guard CASCADE",
    # A guard runs as the owner: nobody may let it look into the box for a table of their own.
    "CREATE TEMP TABLE mine (id uuid, poll_id bigint, choices text, mac bytea); CREATE TRIGGER spy BEFORE INSERT "
    "ON mine FOR EACH ROW EXECUTE FUNCTION voting_sealedballot_insert_guard()",
    "CREATE TABLE mine (n int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET session_replication_role = replica",
    "SET log_statement = 'all'",
    "SET track_activities = on",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('voting', '9999', now())",
    "UPDATE django_migrations SET app = app",
    "DELETE FROM django_migrations",
    "UPDATE cases_historyentry SET reason = ''",
    "DELETE FROM cases_historyentry",
    "TRUNCATE cases_historyentry CASCADE",
    "DELETE FROM cases_refusal",
)
AS_COUNTER = (
    *(f"SELECT {column} FROM voting_ballot" for column in ("choices", "mac", "count(*)")),
    *(f"SELECT count(*) FROM {table}" for table in ("voting_participation", "voting_poll", "auth_user")),
    *(statement.format(table) for table in TABLES for statement in IN_THE_BOX),
    ONE_MORE_BALLOT.format(1),
    "SELECT voting_close_box(1)",
)


def test_the_web_role_can_neither_read_nor_change_what_it_put_in(web):
    cast(make_poll(), "voter")
    sealed_poll(slug="2025")
    forbidden = (*FORBIDDEN, f"SET ROLE {web.owner}", f"GRANT {web.owner} TO {web.web}")
    assert {sql: why_refused(sql) for sql in forbidden} == dict.fromkeys(forbidden, InsufficientPrivilege)
    as_counter = [f"SET LOCAL ROLE {web.count}; {sql}" for sql in AS_COUNTER]
    assert {sql: why_refused(sql) for sql in as_counter} == dict.fromkeys(as_counter, InsufficientPrivilege)
    assert ask("SELECT count(*) FROM voting_ballot WHERE poll_id > 0") == [(1,)]


def test_what_the_web_role_sends_is_not_told_to_others(looking):
    quiet = {
        "track_activities": "off",
        "log_statement": "none",
        "log_min_duration_statement": "-1",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    assert {name: ask(f"SHOW {name}")[0][0] for name in quiet} == quiet
    assert ask("SELECT query FROM pg_stat_activity WHERE usename = current_user") == [("",)]


def test_the_web_role_cannot_close_an_open_box_not_even_beside_tables_of_its_own(web):
    """The functions of the box run as its owner: none of them may take a temporary table for the real one."""
    poll = make_poll()
    cast(poll, "voter")
    close = f"SELECT voting_close_box({poll.pk})"
    assert why_refused(close) is IntegrityConstraintViolation
    ended = (
        "CREATE TEMP TABLE cases_edition AS SELECT id, sealed_at, now() - interval '1 day' AS voting_close_at "
        "FROM public.cases_edition; GRANT ALL ON cases_edition TO PUBLIC"
    )
    assert why_refused(f"{ended}; {close}") is IntegrityConstraintViolation
    assert ask(f"SELECT count(*) FROM voting_ballot WHERE poll_id = {poll.pk}") == [(1,)]


def test_the_web_role_adds_nothing_to_a_sealed_box_whatever_it_writes_into_the_edition(web):
    poll = sealed_poll()
    Edition.objects.update(sealed_at=None, voting_close_at=timezone.now() + DAY)
    for one_more in (ONE_MORE_BALLOT, ONE_MORE_PARTICIPATION):
        assert why_refused(one_more.format(poll.pk)) is IntegrityConstraintViolation
    Edition.objects.update(voting_close_at=timezone.now())
    add = (
        f"SET LOCAL ROLE {web.count}; INSERT INTO voting_commitment (value, poll_id) VALUES ('x', {poll.pk})"
    )
    assert why_refused(add) is IntegrityConstraintViolation
    assert why_refused(f"SELECT voting_close_box({poll.pk})") is IntegrityConstraintViolation


def test_functions_that_run_as_the_owner_look_for_tables_in_one_place(looking):
    found = ask("SELECT DISTINCT prosecdef, proconfig FROM pg_proc WHERE proname LIKE %s", r"voting\_%")
    assert found == [(True, ["search_path=public, pg_temp"])]


def found_by_the_check():
    found = run_checks(tags=["database"], include_deployment_checks=True, databases=["default"])
    return [message.id for message in found]


def test_the_check_tells_whether_the_deployment_stands(looking, settings):
    assert found_by_the_check() == []
    with connected_as(looking.owner, looking.password):
        assert found_by_the_check() == ["voting.W012"]
        with transaction.atomic():
            box_sql.drop_guards()
            assert found_by_the_check() == ["voting.E011", "voting.W012"]
            transaction.set_rollback(True)
    settings.COUNT_ROLE = ""
    assert found_by_the_check() == ["voting.E013"]
    settings.COUNT_ROLE = looking.owner
    assert found_by_the_check() == ["voting.E013"]


def differences(roles):
    """What the owner finds wrong with the one box there is."""
    with connected_as(roles.owner, roles.password):
        return [check for check in verify_box(Poll.objects.get()) if check.difference]


def test_a_whole_year_by_the_services(web):
    clerk, second = staff_pair()
    run = Rehearsal(EditionFiles(SHIPPED / "practice"), "practice", clerk, second, voters=5)
    list(rehearse(run))
    assert run.edition.published_at
    assert sum(count_ballots(run.edition.poll).values()) == 15
    with pytest.raises(CommandError, match="테이블을 가진 역할로"):
        call_command("verify_box", "practice")
    assert differences(web) == []


def sign_in(name, *roles, **fields):
    """By name and password, as the office does."""
    make_account(*roles, name=name, **fields)
    client = Client()
    assert client.post("/admin/login/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def vote_by_the_pages(poll, number, *chosen):
    """One citizen from the consent to the receipt; the answer to the cast is lost and asked for again."""
    voter = Voter(poll, number)
    voter.verify()
    voter.review(*chosen)
    voter.cast(*chosen)
    end = voter.client.get(voter.cast(*chosen)["Location"]).text
    assert DONE in end
    return voter, CODE.search(end).group()


def lead_to_publication(edition):
    """Two people at the page of the steps."""
    clerk, second = sign_in("담당", LEAD, VOTE), sign_in("확인", SECOND)
    path = reverse("admin:awards_closing_change", args=[edition.pk])
    for act in (Act.SEAL, Act.COMPUTE, Act.REQUEST, Act.APPROVE, Act.PUBLISH):
        client = second if act == Act.APPROVE else clerk
        client.post(path, {"act": act, "at": ""})
        assert client.get(path).status_code == 200
    edition.refresh_from_db()


def destroy_the_secret(poll, monkeypatch):
    """Two people, once objections are over."""
    monkeypatch.setattr("voting.acts.destroying.database_now", lambda: timezone.now() + 31 * DAY)
    lead, auditor = make_account(LEAD, name="총괄"), make_account(AUDIT, name="감사")
    poll = Poll.objects.get(pk=poll.pk)
    act = ask_for(poll=poll, kind=PollAct.Kind.DESTROY_SECRET, by=lead, reason="이의신청 기간이 끝났습니다.")
    confirm(act=act, by=auditor)
    assert not Poll.objects.get(pk=poll.pk).wrapped_secret


def test_a_whole_vote_by_the_pages(web, monkeypatch):
    clerk, edition = staff_pair()[0], make_contest()
    judge_all(edition, clerk)
    open_or_close(edition, close_in=DAY)
    poll = Poll.objects.get()
    voter, code = vote_by_the_pages(poll, "010-1234-5678", "1", "2")
    vote_by_the_pages(poll, "010-1234-5679", "1", "3")
    assert voter.hold_credential().review("2", "3").status_code == 409
    call_command("mail_turnout")
    Edition.objects.update(voting_close_at=database_now())
    enter_provider_count(poll=poll, method="sms", count=2, note="업체 공문", by=clerk)
    lead_to_publication(edition)
    assert edition.published_at
    assert "최우수상" in voter.client.get("/2026/results/").text
    assert voter.cast("1", "2").status_code == 303
    assert voter.post("receipt", code=code).status_code == 200
    assert voter.post("receipt", code="7KQ4-M2XR-9DTP").status_code == 422
    sealed = b"".join(voter.client.get("/2026/vote/sealed-box.txt"))
    assert hashlib.sha256(sealed).hexdigest() == poll.seal.sha256
    assert differences(web) == []
    destroy_the_secret(poll, monkeypatch)
    assert differences(web) == []


def test_only_the_owner_purges(web):
    with pytest.raises(CommandError, match="테이블을 가진 역할로"):
        call_command("purge")
    with connected_as(web.owner, web.password):
        call_command("purge")
    assert PurgeRecord.objects.count() == 1


def test_every_list_of_the_admin_opens(web):
    client = sign_in("관리자", is_superuser=True)
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
    assert {path: client.get(path).status_code for path in lists} == dict.fromkeys(lists, 200)
