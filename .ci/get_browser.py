"""Make sure that there is a Chromium that starts, and Korean letters for it; else say what to run.

In this order: the program that `CHROMIUM` names, one of the system, Playwright's own download, the
Debian package (as root).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import has_own_download, installed_chromium, launch  # noqa: E402

APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")
DOWNLOAD_SECONDS = 300


def is_root_on_debian():
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def run(*command, seconds=None):
    print("+", *command, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(command, env=quiet, timeout=seconds, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def apt_install(*packages):
    return run("apt-get", "update", "-qq") and run(*APT_INSTALL, *packages)


def problem():
    """Return None when the browser starts, else the reason as one line."""
    try:
        with sync_playwright() as playwright:
            if installed_chromium() is None and not has_own_download(playwright):
                return "no Chromium"
            launch(playwright).close()
    except Error as error:
        return str(error).strip().splitlines()[0]
    return None


def playwright_download():
    playwright = (sys.executable, "-m", "playwright")
    if not run(*playwright, "install", "chromium", seconds=DOWNLOAD_SECONDS):
        return False
    # Its libraries belong to the system; only root can add them.
    return problem() is None or (is_root_on_debian() and run(*playwright, "install-deps", "chromium"))


def get_browser():
    reason = problem()
    if reason and installed_chromium() is None:
        playwright_download()
        reason = problem()
        if reason and is_root_on_debian():
            apt_install("chromium")
            reason = problem()
    if reason:
        command = "sudo apt-get install -y --no-install-recommends chromium fonts-noto-cjk"
        if shutil.which("apt-get") is None:
            command = ".venv/bin/python -m playwright install --with-deps chromium"
        sys.exit(
            f"브라우저를 시작하지 못했습니다({reason}). "
            f"아래 명령을 실행한 뒤 다시 시도해 주세요.\n  {command}"
        )


def has_korean_font():
    if shutil.which("fc-list") is None:
        return True
    listed = subprocess.run(["fc-list", ":lang=ko"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def get_korean_font():
    if has_korean_font() or (is_root_on_debian() and apt_install("fonts-noto-cjk")):
        return
    sys.exit(
        "한글 글꼴이 없습니다. 아래 명령을 실행한 뒤 다시 시도해 주세요.\n"
        "  sudo apt-get install -y --no-install-recommends fonts-noto-cjk"
    )


if __name__ == "__main__":
    get_browser()
    get_korean_font()
