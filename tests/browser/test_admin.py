"""The staff's pages under the same policy: nothing blocked."""

import pytest

from awards.rehearsal.demonstration import staff_logins

PAGES = [
    "/admin/",
    "/admin/cases/edition/",
    "/admin/cases/case/",
    "/admin/cases/case/add/",
    "/admin/cases/case/import/",
    "/admin/awards/judge/import/",
    "/admin/awards/sheet/import/",
    "/admin/cases/organisation/",
    "/admin/awards/rule/",
    "/admin/awards/rule/add/",
    "/admin/awards/round/",
    "/admin/awards/awardtier/",
    "/admin/awards/judge/",
    "/admin/awards/sheet/",
    "/admin/awards/judging/",
    "/admin/password_change/",
    "/admin/auth/user/",
    "/admin/cases/historyentry/",
    "/admin/cases/personaldataaccess/",
    "/admin/second-factor/enrol/",
]


@pytest.fixture
def clerk(page, stored):
    """A page signed in as the clerk of the demonstration."""
    with stored():
        name, password = staff_logins()[0]
    page.goto("/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/admin/")
    return page


@pytest.mark.parametrize("path", PAGES)
def test_admin_leaves_the_console_empty_under_the_policy(clerk, path):
    answer = clerk.goto(path)
    clerk.wait_for_load_state("networkidle")
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert clerk.console == []
