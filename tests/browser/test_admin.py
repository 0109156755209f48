"""The staff's pages under the same policy: nothing blocked, and the points of a sheet refused at their cell."""

from datetime import timedelta

import pytest
from django.utils import timezone

from awards.judging.models import Score, Sheet
from awards.rehearsal.demonstration import staff_logins
from awards.rule.freezing import freeze_rule
from cases.models import Edition
from tests.awards.editions import make_contest, make_staff

PAGES = [
    "/admin/",
    "/admin/cases/edition/",
    "/admin/cases/case/",
    "/admin/cases/case/add/",
    "/admin/cases/organisation/",
    "/admin/awards/rule/",
    "/admin/awards/round/",
    "/admin/awards/judge/",
    "/admin/awards/sheet/",
    "/admin/awards/sheet/add/",
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


@pytest.fixture
def contest(stored):
    """A contest of its own whose judging is open; committed, beside the demonstration."""
    with stored():
        slug = f"judging-{timezone.now():%H%M%S%f}"
        edition = make_contest(slug=slug, kind="practice")
        freeze_rule(edition=edition, by=make_staff("담당")[0])
        Edition.objects.filter(pk=edition.pk).update(submissions_close_at=timezone.now() - timedelta(hours=1))
    return edition


@pytest.mark.parametrize("path", PAGES)
def test_admin_leaves_the_console_empty_under_the_policy(clerk, path):
    answer = clerk.goto(path)
    clerk.wait_for_load_state("networkidle")
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert clerk.console == []


def test_points_above_the_maximum_are_refused_at_their_cell_and_kept(clerk, contest, stored):
    with stored():
        case, judge, round_ = (
            contest.cases.get(number="1"),
            contest.judges.first(),
            contest.rounds.get(order=1),
        )
        sheet = Sheet.objects.create(round=round_, judge=judge, case=case)
    clerk.goto(f"/admin/awards/sheet/{sheet.pk}/change/")
    clerk.fill("#id_scores-0-points", "61")
    clerk.fill("#id_scores-1-points", "40")
    clerk.click("[name=_save]")
    assert "0점에서 60점까지 적어 주세요." in clerk.content()
    assert clerk.input_value("#id_scores-0-points") == "61"
    clerk.fill("#id_scores-0-points", "60")
    clerk.click("[name=_save]")
    clerk.wait_for_url("**/admin/awards/sheet/**")
    with stored():
        points = (
            Score.objects.filter(sheet=sheet).order_by("criterion__order").values_list("points", flat=True)
        )
        assert [int(value) for value in points] == [60, 40]
    assert clerk.console == []
