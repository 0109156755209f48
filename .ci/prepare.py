"""Make `.venv` and install a lock file into it; does nothing when that was done before.

Run by any Python 3 with nothing installed: `python3 .ci/prepare.py runtime` or `… test`.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
LOCKS = {
    "runtime": ROOT / "requirements" / "requirements.txt",
    "test": ROOT / "requirements" / "requirements-test.txt",
}
OLDEST = (3, 11)


def stop(message):
    print(message, file=sys.stderr)
    sys.exit(1)


def version():
    return "{}.{}".format(*sys.version_info[:2])


def require_new_python():
    """Go on under a newer Python of this machine when this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        path = shutil.which(name)
        if path:
            os.execv(path, [path, *sys.argv])
    stop(f"파이썬 3.11 이상이 필요합니다. 지금은 {platform.python_version()}입니다.")


def require_ensurepip():
    """Debian and Ubuntu keep the part of Python that makes environments in a package of its own."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        prefix = "" if os.geteuid() == 0 else "sudo "
        if shutil.which("apt") or shutil.which("apt-get"):
            stop(
                "가상 환경을 만드는 꾸러미가 없습니다. 아래 명령을 실행한 뒤 다시 시작해 주세요.\n"
                f"  {prefix}apt install python{version()}-venv"
            )
        stop(f"파이썬 {version()}에 ensurepip 모듈이 없습니다. 가상 환경(venv)을 쓸 수 있게 설치해 주세요.")


def runs(*arguments):
    """Tell whether the environment's Python starts and carries out these arguments."""
    try:
        finished = subprocess.run([str(VENV_PYTHON), *arguments], capture_output=True, check=False)
    except OSError:
        return False
    return finished.returncode == 0


def make_environment():
    # pip comes last: an environment without it was interrupted or belongs to a Python that is gone.
    if runs("-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"):
        return
    require_ensurepip()
    print("가상 환경 .venv를 만듭니다.", flush=True)
    finished = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if finished.returncode:
        stop("가상 환경 .venv를 만들지 못했습니다. 위의 까닭을 확인해 주세요.")


def fingerprint(lock):
    digest = hashlib.sha256(lock.read_bytes())
    digest.update(os.fsencode(os.path.realpath(VENV_PYTHON)))
    return digest.hexdigest()


def stamp(kind):
    return VENV / f".installed-{kind}"


def is_installed(kind):
    return stamp(kind).exists() and stamp(kind).read_text() == fingerprint(LOCKS[kind])


def install(kind):
    print(f"꾸러미를 설치합니다({LOCKS[kind].name}). 처음 한 번은 1~2분 걸릴 수 있습니다.", flush=True)
    command = [
        str(VENV_PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]
    command += ["--require-hashes", "--root-user-action=ignore", "-r", str(LOCKS[kind])]
    # A user's setting to install elsewhere must not reach into this environment.
    finished = subprocess.run(command, env={**os.environ, "PIP_USER": "0"}, check=False)
    if finished.returncode:
        stop("꾸러미를 설치하지 못했습니다. 인터넷 연결과 위의 까닭을 확인한 뒤 다시 시작해 주세요.")
    # The test lock holds the runtime lock, version by version.
    for done in {kind, "runtime"}:
        stamp(done).write_text(fingerprint(LOCKS[done]))


def main():
    require_new_python()
    kind = sys.argv[1] if len(sys.argv) > 1 else "runtime"
    if VENV_PYTHON.exists() and is_installed(kind):
        return
    make_environment()
    if not is_installed(kind):
        install(kind)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
