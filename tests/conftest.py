"""What every test shares: the database file, the collected static files, no silent skips."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from voting.box_sql import guards_lifted


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Give SQLite a file: in memory it has neither WAL nor a second connection that waits."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(Path(database["NAME"]).with_name("test.sqlite3"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Create the test database also when no chosen test names it: the browser's server alone needs it.

    pytest-django's own fixture would leave such a session on the database of the settings.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        _drop_the_table_of_a_replaced_model()
        _flush_also_what_is_append_only()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


def _drop_the_table_of_a_replaced_model():
    """The library's own log, which ours replaces, still points at the accounts, so that PostgreSQL would not
    empty those between tests: Django names no tables of replaced models when it flushes."""
    with connections["default"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS auditlog_logentry")


def _flush_also_what_is_append_only():
    """Between tests with real transactions Django empties every table, which the box refuses: lift its guards
    for just these statements."""
    operations = connections["default"].ops
    flush = operations.execute_sql_flush

    def flush_without_guards(sql_list):
        with guards_lifted():
            flush(sql_list)

    operations.execute_sql_flush = flush_without_guards


@pytest.fixture(scope="session", autouse=True)
def collected_static_files():
    """Collect once, so that pages name hashed files as they do in the city."""
    call_command("collectstatic", interactive=False, verbosity=0)
    return Path(settings.STATIC_ROOT)


@pytest.fixture(autouse=True)
def korean():
    """A request to /en/ leaves its language to the thread; the next test starts in Korean."""
    translation.deactivate()


def _what_stays(item):
    """0: nothing; 1: the replayed year is committed for the session; 2: the browser's demonstration is."""
    if item.get_closest_marker("browser"):
        return 2
    return int("replay_report" in item.fixturenames)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Tests that share committed rows come after all that expect an empty database."""
    items.sort(key=_what_stays)


def _refuse_skip(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: skipped tests count as failures here: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    _refuse_skip(report)
    return report
