"""The replayed year 2021, run once a session through the real command and shared by the tests that read it."""

import io

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session")
def replay_report(django_db_setup, django_db_blocker):
    """What `manage.py rehearse 2021` printed; its edition stays in the database."""
    printed = io.StringIO()
    with django_db_blocker.unblock():
        call_command("rehearse", "2021", stdout=printed, stderr=io.StringIO())
    return printed.getvalue()


@pytest.fixture
def replayed(replay_report, db):
    """The edition 2021 with its published result."""
    from cases.models import Edition

    return Edition.objects.get(slug="2021")
