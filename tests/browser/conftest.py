"""A real browser in front of a real server that holds the demonstration.

What is stored here is committed and stays for the whole session: a journey that changes something
works on rows of its own.
"""

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import sync_playwright

from cases.models import Edition
from tests.browser.chromium import launch, new_context
from tests.portal_server import database_url, serve
from tests.voting.polls import end_window, make_poll
from voting.discarding import discard_box

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Every test of this folder is a browser test, also one that forgot the mark."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(django_db_setup, django_db_blocker, collected_static_files, tmp_path_factory):
    """Address of the portal with the demonstration loaded; the test may use the same database."""
    log = tmp_path_factory.mktemp("server") / "gunicorn.log"
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
        # All journeys come from one address, faster than people.
        environment = {
            "DATABASE_URL": database_url(connection.settings_dict),
            "NETWORK_FREE_CODES": "0",
            "OBJECTIONS_PER_NETWORK_AN_HOUR": "1000",
        }
        with serve(environment, log) as address:
            yield address


@pytest.fixture
def stored(server, django_db_blocker):
    """Return a context in which the test may read and write the rows of the running portal; they are committed."""

    @contextmanager
    def open_database():
        with django_db_blocker.unblock():
            try:
                yield
            finally:
                # Beside Playwright's event loop Django keeps a connection that nobody else would close.
                connection.close()

    return open_database


@contextmanager
def standing(stored, make, slug):
    """An open vote of its own for one test, gone afterwards."""
    with stored():
        poll = make(slug=slug)
    yield poll
    with stored():
        end_window(poll)
        discard_box(poll.edition)
        poll.edition.cases.all().delete()
        Edition.objects.filter(pk=poll.edition_id).delete()


@pytest.fixture
def own_poll(stored):
    """An open vote of its own, to be closed by the test."""
    with standing(stored, make_poll, "closing-vote") as poll:
        yield poll


def is_complaint(message):
    """Everything but Chromium's hints to developers, which nobody sees who does not ask for "verbose" lines."""
    return not message.text.startswith("[DOM] ")


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all journeys."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's own event loop runs in this thread; Django would take it for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            browser = launch(playwright)
            yield browser
            browser.close()


@pytest.fixture
def open_context(browser, server):
    """Return a function that opens a window on the portal; windows close after the test."""
    opened = []

    def open_one(**options):
        context = new_context(browser, base_url=server, **options)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def page(open_context):
    """A page of the usual width with a list `console` of everything the browser complained about."""
    page = open_context().new_page()
    page.console = []
    page.on("console", lambda message: is_complaint(message) and page.console.append(message.text))
    page.on("pageerror", lambda error: page.console.append(str(error)))
    return page
