"""The real portal for tests and pictures: gunicorn in a process of its own on a free port."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
STOP_SECONDS = 10
SECRET_KEY = "only-for-tests-" + "0123456789abcdef" * 3


def portal_environment(directory: Path, database_url: str) -> dict[str, str]:
    """Return the variables of a portal in demonstration that keeps its files in `directory`."""
    return {
        "ENV_FILE": os.devnull,
        "SECRET_KEY": SECRET_KEY,
        "DEMO": "1",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
        "STATIC_ROOT": str(directory / "static"),
        "MEDIA_ROOT": str(directory / "media"),
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "WARNING",
        # A page shows what a test has just written.
        "REMEMBER_SECONDS": "0",
    }


def database_url(settings_dict: Mapping) -> str:
    """Return the address of the database that a connection of this process uses."""
    name = settings_dict["NAME"]
    if settings_dict["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{name}"
    user = ":".join(
        quote(part, safe="") for part in (settings_dict["USER"], settings_dict["PASSWORD"]) if part
    )
    port = f":{settings_dict['PORT']}" if settings_dict["PORT"] else ""
    # A socket's directory is an option `host`: as a host's name it would have to be quoted.
    options = {key: value for key, value in settings_dict["OPTIONS"].items() if isinstance(value, str)}
    address = f"postgresql://{user}{'@' if user else ''}{settings_dict['HOST']}{port}/{name}"
    return f"{address}?{urlencode(options)}" if options else address


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def manage(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a management command in a process of its own and return what it printed."""
    finished = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)}: {finished.stdout}{finished.stderr}")
    return finished.stdout


@contextmanager
def serve(environment: Mapping[str, str], log: Path, application: str = "config.wsgi") -> Iterator[str]:
    """Serve the portal described by these variables and yield its address, without a final slash."""
    port = free_port()
    process = start(environment, port, log, application)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(process, address, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def start(
    environment: Mapping[str, str], port: int, log: Path, application: str = "config.wsgi", **how
) -> subprocess.Popen:
    """Start gunicorn on this port of the loopback address; `how` goes to `Popen`."""
    with log.open("a") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", application],
            cwd=ROOT,
            env=os.environ | environment | {"HOST": "127.0.0.1", "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **how,
        )


def wait_until_healthy(process: subprocess.Popen, address: str, log: Path) -> None:
    """Return once the health check answers 200, or raise what the process said."""
    # Straight to the loopback address, whatever proxy the machine has.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            with opener.open(f"{address}/healthz/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the portal did not start: {log.read_text()}")
