"""What every test shares: the database file, the collected static files, no silent skips."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Give SQLite a file: in memory it has neither WAL nor a second connection that waits."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(Path(database["NAME"]).with_name("test.sqlite3"))


@pytest.fixture(scope="session", autouse=True)
def collected_static_files():
    """Collect once, so that pages name hashed files as they do in the city."""
    call_command("collectstatic", interactive=False, verbosity=0)
    return Path(settings.STATIC_ROOT)



@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Tests that commit to the shared database of the browser come last."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


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
