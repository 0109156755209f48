"""Prepares the process for the tests before Django reads its settings: `pytest -p tests.environment`.

Nothing of the developer's own `.env` reaches a test. `TEST_DB` chooses the database: `postgres` (the
default; `TEST_DATABASE_URL` names a server, otherwise one is started) or `sqlite` (a file).
Importing this module is what prepares the process: pytest-django reads the settings before any
hook of a plugin named in pyproject.toml would run.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests import postgresql
from tests.portal_server import portal_environment


def temporary_directory() -> Path:
    """Return a new directory that is gone when the process ends."""
    # Not under TMPDIR: the path of a socket has room for about a hundred characters.
    directory = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return directory


def database_url(directory: Path) -> str:
    """Return the address of the database that `TEST_DB` asks for, started when there is none."""
    kind = os.environ.get("TEST_DB", "postgres")
    if kind == "sqlite":
        return f"sqlite:///{directory / 'portal.sqlite3'}"
    if kind != "postgres":
        raise SystemExit(f"TEST_DB={kind}: postgres 또는 sqlite를 적어 주세요.")
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    url = postgresql.start(directory)
    atexit.register(postgresql.stop, directory)
    return url


def prepare() -> None:
    directory = temporary_directory()
    os.environ.update(portal_environment(directory, database_url(directory)))


prepare()
