"""What was acknowledged is on disk, and what waited sees the close: the application's own connections say so, and
weaker ones are refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection

from voting.durability import settings_of, weaknesses

pytestmark = pytest.mark.django_db(transaction=True)

DURABLE = {
    "postgresql": {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "default_transaction_isolation": "read committed",
    },
    "sqlite": {"synchronous": "2", "journal_mode": "wal"},
}
WEAKEN = {"postgresql": "SET synchronous_commit = off", "sqlite": "PRAGMA synchronous = NORMAL"}
WEAKENED = {
    "postgresql": ("synchronous_commit", "off", "on"),
    "sqlite": ("synchronous", "1", "2"),
}


@pytest.fixture
def weakened():
    """The connection of the tests, until its next opening, as somebody in a hurry would set it."""
    with connection.cursor() as cursor:
        cursor.execute(WEAKEN[connection.vendor])
    yield
    connection.close()


def test_the_connection_is_durable():
    assert settings_of(connection) == DURABLE[connection.vendor]
    assert list(weaknesses(connection)) == []


def test_a_new_connection_of_another_thread_is_durable():
    def ask():
        try:
            return settings_of(connection)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask).result() == DURABLE[connection.vendor]


@pytest.mark.usefixtures("weakened")
def test_a_weaker_connection_is_named():
    assert list(weaknesses(connection)) == [WEAKENED[connection.vendor]]


def test_the_check_passes_a_durable_database():
    assert run_checks(tags=["database"], databases=["default"]) == []


@pytest.mark.usefixtures("weakened")
def test_migrate_refuses_a_weaker_database():
    name, value, _wanted = WEAKENED[connection.vendor]
    with pytest.raises(CommandError, match=rf"voting\.E010.*{name}={value}"):
        call_command("migrate", skip_checks=False, verbosity=0)


@pytest.mark.postgresql
@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_migrate_refuses_a_database_whose_transactions_do_not_see_what_they_waited_for(level):
    with connection.cursor() as cursor:
        cursor.execute(f"SET default_transaction_isolation = '{level}'")
    try:
        with pytest.raises(CommandError, match=rf"voting\.E010.*isolation={level}: 마감되거나 무효가 된"):
            call_command("migrate", skip_checks=False, verbosity=0)
    finally:
        connection.close()
