"""A database and a portal that can be killed: each with all its processes, at once, and started again.

SIGKILL leaves a process no last word, but what it gave to the kernel stays: this breaks programs, not disks. That
a commit also waits for the disk is asserted by tests/voting/test_durability.py.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from tests import portal_server, postgresql

PATIENCE = 60


class Database:
    """A PostgreSQL whose data stays over its deaths."""

    def __init__(self, directory: Path, **settings: str):
        self.directory, self.settings = directory, settings
        postgresql.make(directory)
        self.url = postgresql.address(directory)
        self.start()

    def start(self) -> None:
        """Start, recover from what the last death left, and return once statements are answered."""
        self.process = postgresql.run(self.directory, **self.settings)
        give_up = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError((self.directory / "data" / "log").read_text())
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    def kill(self) -> None:
        """SIGKILL postmaster and children while it cannot start, warn or wait for any of them."""
        os.kill(self.process.pid, signal.SIGSTOP)
        children = children_of(self.process.pid)
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        # The next server refuses to start while one of them still holds the shared memory.
        give_up = time.monotonic() + PATIENCE
        while any(is_alive(pid) for pid in children) and time.monotonic() < give_up:
            time.sleep(0.005)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


class Portal:
    """gunicorn on a port that it keeps over its deaths."""

    def __init__(self, environment: dict[str, str], log: Path):
        self.environment, self.log, self.port = environment, log, portal_server.free_port()
        self.start()

    def start(self) -> None:
        """Start and return once the health check succeeds; the database must answer."""
        self.process = portal_server.start(self.environment, self.port, self.log, start_new_session=True)
        portal_server.wait_until_healthy(self.process, f"http://127.0.0.1:{self.port}", self.log)

    def kill(self) -> None:
        """SIGKILL master and workers: they are one process group."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(portal_server.STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


def children_of(parent: int) -> list[int]:
    return [pid for pid, state, of in _processes() if of == parent and state != "Z"]


def is_alive(pid: int) -> bool:
    """Whether the process still holds anything: one that only waits to be reaped does not."""
    return any(other == pid and state != "Z" for other, state, _of in _processes())


def _processes():
    """Yield (pid, state, parent) of every process."""
    for directory in Path("/proc").iterdir():
        if directory.name.isdigit():
            with suppress(OSError):
                # The name of the program stands in parentheses and may hold spaces.
                state, parent = (directory / "stat").read_text().rpartition(")")[2].split()[:2]
                yield int(directory.name), state, int(parent)
