"""How long a whole edition takes by the real services, on a database file."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.portal_server import manage, portal_environment


def main() -> Iterator[tuple[str, float]]:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        environment = portal_environment(directory, f"sqlite:///{directory / 'portal.sqlite3'}")
        manage("migrate", "--verbosity=0", environment=environment)
        started = time.perf_counter()
        manage("rehearse", "2021", environment=environment)
        yield "replay_2021_s", time.perf_counter() - started
