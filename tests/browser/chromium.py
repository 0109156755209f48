"""Which Chromium the journeys use, and how it is started."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTH, HEIGHT = 1280, 900


def installed_chromium() -> str | None:
    """Return the program that `CHROMIUM` names or the system has; None means Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright):
    """Start the browser without a window."""
    return playwright.chromium.launch(executable_path=installed_chromium(), args=list(ARGUMENTS))


def has_own_download(playwright) -> bool:
    """Tell whether Playwright's own browser has been downloaded."""
    return Path(playwright.chromium.executable_path).exists()


def new_context(browser, *, width=WIDTH, height=HEIGHT, **options):
    """Open a window of this width as a citizen in Korea has it; options go to Playwright."""
    korean = {"locale": "ko-KR", "timezone_id": "Asia/Seoul"}
    return browser.new_context(**(korean | {"viewport": {"width": width, "height": height}} | options))
