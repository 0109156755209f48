"""Bring the portal up to date and serve it: `make run`.

One process does what four commands would, so that a later start takes a moment; gunicorn then takes
the process over and Ctrl-C reaches it.
"""

import hashlib
import os
import secrets
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = ROOT / ".env"


def stop(message):
    print(message, file=sys.stderr)
    sys.exit(1)


def chosen_address():
    # Set but empty means unset: gunicorn would take an empty host for every address of the machine.
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not (port.isdecimal() and 0 < int(port) < 2**16):
        stop(f"PORT={port}: 1부터 65535까지의 숫자를 적어 주세요. 예: make run PORT=8001")
    return host, int(port)


def require_free_port(host, port):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except PermissionError:
            stop(f"{port}번 포트를 열 권한이 없습니다. 1024보다 큰 번호로 시작해 주세요. 예: PORT=8000")
        except OSError:
            other = port + 1 if port < 2**16 - 1 else port - 1
            stop(
                f"{port}번 포트를 다른 프로그램이 쓰고 있습니다. "
                f"다른 번호로 시작해 주세요. 예: make run PORT={other}"
            )


def write_env_file():
    """Draw a secret key for this copy; an existing file is never touched."""
    try:
        descriptor = os.open(ENV_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\nDEMO=1\n")
    print("설정 파일 .env를 만들었습니다(시연용).")


def set_up_django():
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.path.insert(0, str(ROOT))
    try:
        import django

        django.setup()
    except ImproperlyConfigured as error:
        stop(str(error))


def migrate():
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("데이터베이스를 준비합니다.", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def static_fingerprint():
    """Change whenever a static file of the portal or of a package does."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static_files():
    from django.conf import settings
    from django.core.management import call_command

    root, found = Path(settings.STATIC_ROOT), static_fingerprint()
    # Beside the folder, not in it: what is inside is served.
    stamp = root.with_name(f"{root.name}.collected")
    if (root / "staticfiles.json").exists() and stamp.exists() and stamp.read_text() == found:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(found)


def load_demonstration():
    from django.conf import settings
    from django.core.management import call_command

    if settings.DEMO:
        print("시연 자료를 확인합니다.", flush=True)
        call_command("load_demo")


def serve(host, port):
    print(f"누리집: http://{host}:{port}/  직원 화면: http://{host}:{port}/admin/")
    print("멈추려면 Ctrl+C를 누르세요.", flush=True)
    os.environ.update(HOST=host, PORT=str(port))
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py"]
    os.execv(sys.executable, command)


def main():
    os.chdir(ROOT)
    host, port = chosen_address()
    require_free_port(host, port)
    write_env_file()
    (ROOT / "var").mkdir(exist_ok=True)
    set_up_django()
    migrate()
    collect_static_files()
    load_demonstration()
    serve(host, port)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
