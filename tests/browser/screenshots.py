"""Pictures of the pages of the demonstration, in var/screenshots/: `make screenshots`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import HEIGHT, launch, new_context
from tests.portal_server import ROOT, manage, portal_environment, serve

PATHS = (
    "/",
    "/2021/results/",
    "/2021/results/cases/24/",
    "/2021/results/data/",
    "/2021/objections/",
    "/2021/objections/new/",
    "/2021/rule/",
    "/2021/cases/",
    "/2021/cases/24/",
    "/practice/cases/",
    "/editions/",
    "/privacy/",
    "/2022/results/",
    "/nothing/",
    "/admin/login/",
    "/en/",
)
WIDTHS = (360, 1280)
VOTE = "/practice/vote/"
PICTURES = ROOT / "var" / "screenshots"


def file_name(path: str, width: int) -> str:
    return f"{path.strip('/').replace('/', '-') or 'home'}-{width}.png"


def take(page, path: str, width: int) -> None:
    answer = page.goto(path)
    picture(page, path, width, answer.status)


def picture(page, name: str, width: int, status: int = 200) -> None:
    """Save what the page shows now under this name."""
    # A window as high as the page, so that sticky bars stand where they belong.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, HEIGHT)})
    target = PICTURES / file_name(name, width)
    page.screenshot(path=target, full_page=True)
    page.set_viewport_size({"width": width, "height": HEIGHT})
    print(f"{status} {name} {target.relative_to(ROOT)}", flush=True)


def take_vote(page, width: int) -> None:
    """Vote once and picture every step on the way, then the second try of the same number."""

    def press(words, name):
        page.get_by_role("button", name=words, exact=True).click()
        picture(page, f"{VOTE}{name}/", width)

    def verify(number, name):
        page.goto(VOTE)
        page.check("#id_agree")
        page.check("#id_age")
        press("동의하고 계속하기", "number")
        page.fill("#id_number", number)
        press("인증번호 받기", "code")
        page.fill("#id_code", page.locator(".shown").inner_text())
        press("인증하고 계속하기", name)

    number = f"010-5555-{width:04}"
    take(page, VOTE, width)
    press("동의하고 계속하기", "consent-error")
    verify(number, "choose")
    press("선택 확인하기", "choose-error")
    for label in page.locator(".pick label").all()[:3]:
        label.click()
    press("선택 확인하기", "review")
    press("투표하기", "done")
    verify(number, "already")


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
                take_vote(page, width)
                context.close()
            browser.close()


if __name__ == "__main__":
    main()
