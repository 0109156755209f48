"""The frame itself: what refuses to start, what every page carries, what the lock files hold."""

import os
import subprocess
import sys

import pytest

from tests.portal_server import ROOT, portal_environment


def check(tmp_path, **variables):
    """Run `manage.py check` in a process of its own with these variables."""
    environment = portal_environment(tmp_path, f"sqlite:///{tmp_path / 'portal.sqlite3'}")
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | environment | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_settings_of_the_demonstration_are_accepted(tmp_path):
    assert check(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY 환경 변수에 50자 이상의 무작위 값을 넣어 주세요."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY 환경 변수에 50자 이상의 무작위 값을 넣어 주세요."),
        ({"DEMO": "1", "ALLOWED_HOSTS": "example.org"}, "DEMO=1은 이 컴퓨터 안에서만 씁니다."),
        ({"DEMO": "1", "ALLOWED_HOSTS": "localhost,*"}, "DEMO=1은 이 컴퓨터 안에서만 씁니다."),
        ({"DEMO": "0", "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS에 ‘*’를 쓸 수 없습니다."),
        (
            {"DEMO": "0", "ALLOWED_HOSTS": "example.org,*.example.org"},
            "ALLOWED_HOSTS에 ‘*’를 쓸 수 없습니다.",
        ),
    ],
)
def test_settings_refuse_what_is_unsafe(tmp_path, variables, message):
    finished = check(tmp_path, **variables)

    assert finished.returncode == 1
    assert message in finished.stderr


def test_pages_carry_the_content_policy(client, db):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]

    assert {part.strip() for part in policy.split(";")} == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    }


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_lock_files_name_no_host_and_hash_everything(name):
    text = (ROOT / "requirements" / name).read_text()
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    packages = [line for line in lines if not line.startswith(" ")]

    assert "://" not in text
    assert not any(line.startswith("-") for line in packages)
    assert all("==" in line and line.endswith("\\") for line in packages)


def test_test_lock_holds_the_runtime_lock():
    def versions(name):
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and line[0].isalnum()}

    assert versions("requirements.txt") < versions("requirements-test.txt")
