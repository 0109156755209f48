"""Pictures of the pages of the demonstration, in var/screenshots/: `make screenshots`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import HEIGHT, launch, new_context
from tests.portal_server import ROOT, manage, portal_environment, serve

PATHS = (
    "/",
    "/2021/results/",
    "/2021/cases/",
    "/2021/cases/24/",
    "/practice/cases/",
    "/editions/",
    "/2022/results/",
    "/nothing/",
    "/admin/login/",
    "/en/",
)
WIDTHS = (360, 1280)
PICTURES = ROOT / "var" / "screenshots"


def file_name(path: str, width: int) -> str:
    return f"{path.strip('/').replace('/', '-') or 'home'}-{width}.png"


def take(page, path: str, width: int) -> None:
    answer = page.goto(path)
    # A window as high as the page, so that sticky bars stand where they belong.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, HEIGHT)})
    target = PICTURES / file_name(path, width)
    page.screenshot(path=target, full_page=True)
    page.set_viewport_size({"width": width, "height": HEIGHT})
    print(f"{answer.status} {path} {target.relative_to(ROOT)}", flush=True)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        environment = portal_environment(directory, f"sqlite:///{directory / 'portal.sqlite3'}")
        manage("migrate", "--verbosity=0", environment=environment)
        manage("collectstatic", "--noinput", "--verbosity=0", environment=environment)
        manage("load_demo", environment=environment)
        with serve(environment, directory / "gunicorn.log") as address, sync_playwright() as playwright:
            browser = launch(playwright)
            for width in WIDTHS:
                context = new_context(browser, width=width, base_url=address)
                page = context.new_page()
                for path in PATHS:
                    take(page, path, width)
                context.close()
            browser.close()


if __name__ == "__main__":
    main()
