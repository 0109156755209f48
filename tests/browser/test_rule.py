"""The editor of a rule and the page that tries its conversions: typed without script, found faultless by axe."""

import json

import pytest

from awards.rehearsal.demonstration import staff_logins
from awards.rehearsal.files import SHIPPED
from awards.rehearsal.loading import discard_edition
from awards.rule.drafting import draft_rule
from awards.rule.freezing import freeze_rule
from cases.models import Edition
from tests.awards.editions import make_staff
from tests.browser.conftest import is_complaint
from tests.browser.test_pages import faults


def shipped(year):
    return json.loads((SHIPPED / year / "edition.json").read_text(encoding="utf-8"))["rule"]


def three_groups():
    """The rule of 2021 with a panel of citizens beside the vote: a table of points, bonus points, three groups."""
    document = shipped("2021")
    panel = {"name": "현장평가", "max": 100}
    document["rounds"].append(
        document["rounds"][1]
        | {"order": 3, "name": "현장평가", "method": "panel", "criteria": [panel], "trim": None, "cut": None}
    )
    document["groups"][0]["weight"] = 30
    document["groups"][1]["conversion"] = {"method": "rank_points", "table": [12, 10, 8, 7, 6, 5, 4, 3, 2]}
    document["groups"].append(
        {
            "name": "시민평가단",
            "weight": 20,
            "conversion": "share_of_leader",
            "sources": [{"round": 3, "weight": 100}],
        }
    )
    return document | {"bonus": {"cap": "1.5"}}


@pytest.fixture
def rules(stored):
    """Rules of practice editions by name: {"three", "2022", "frozen"}; gone afterwards."""
    documents = {"three": three_groups(), "2022": shipped("2022"), "frozen": shipped("2022")}
    with stored():
        editions = {
            name: Edition.objects.create(
                slug=f"rule-{name}", kind="practice", year=2026, title=f"규칙 {name}"
            )
            for name in documents
        }
        keys = {name: draft_rule(edition=editions[name], document=documents[name]).pk for name in documents}
        freeze_rule(edition=editions["frozen"], by=make_staff("확정")[0])
    yield keys
    with stored():
        for edition in editions.values():
            discard_edition(edition)


@pytest.fixture
def open_signed_in(open_context, stored):
    """Return a function that opens a window signed in as the clerk of the demonstration."""

    def open_one(**options):
        with stored():
            name, password = staff_logins()[0]
        page = open_context(**options).new_page()
        page.console = []
        page.on("console", lambda message: is_complaint(message) and page.console.append(message.text))
        page.goto("/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", password)
        page.press("#id_password", "Enter")
        page.wait_for_url("**/admin/")
        return page

    return open_one


def addresses(rules):
    changes = [f"/admin/awards/rule/{pk}/change/" for pk in rules.values()]
    return [*changes, f"/admin/awards/rule/{rules['three']}/foresight/", "/admin/awards/rule/add/"]


def spoil(page, rule):
    """Ask for what cannot be computed; the page comes back with its faults."""
    page.goto(f"/admin/awards/rule/{rule}/change/")
    for field, value in (("groups-0-weight", "40"), ("rounds-0-criteria-0-max", "x"), ("k", "30")):
        page.fill(f"#id_{field}", value)
    page.click("button[name=_save]")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(open_signed_in, rules, width):
    page = open_signed_in(width=width, bypass_csp=True)
    for path in addresses(rules):
        page.goto(path)
        assert (path, faults(page)) == (path, [])
        assert (path, page.evaluate("document.documentElement.scrollWidth") <= width) == (path, True)
    spoil(page, rules["three"])
    assert page.locator("#error-summary li").count() == 3
    assert faults(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_public_page(open_context, rules, width):
    page = open_context(width=width, bypass_csp=True).new_page()
    page.goto("/rule-frozen/rule/")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pages_leave_the_console_empty_under_the_policy(open_signed_in, rules):
    page = open_signed_in()
    for path in addresses(rules):
        page.goto(path)
    spoil(page, rules["three"])
    assert page.evaluate("document.activeElement.id") == "error-summary"
    assert page.console == []


def test_a_rule_is_typed_without_script(open_signed_in, rules):
    page = open_signed_in(java_script_enabled=False)
    page.goto(f"/admin/awards/rule/{rules['2022']}/change/")
    page.fill("#id_rounds-0-name", "1차 심사")
    page.click("button[value='add:rounds-0-criteria']")
    assert page.url.endswith("#rounds-0-criteria")
    page.fill("#id_rounds-0-criteria-3-max", "15")
    page.fill("#id_rounds-0-criteria-4-name", "공정성")
    page.fill("#id_rounds-0-criteria-4-max", "10")
    # Enter computes the example; only the button saves.
    page.press("#id_rounds-0-criteria-4-max", "Enter")
    assert page.locator("#example .work").count() == 1
    page.click("button[name=_save]")
    assert page.locator(".messagelist .success").count() == 1
    assert page.input_value("#id_rounds-0-name") == "1차 심사"
    assert page.input_value("#id_rounds-0-criteria-4-name") == "공정성"


def test_the_file_of_the_rule_has_the_hash_on_the_page(page, rules):
    page.goto("/rule-frozen/rule/")
    with page.expect_download() as download:
        page.click("a[download]")
    told = page.evaluate(
        """async () => [...new Uint8Array(await crypto.subtle.digest('SHA-256',
        await (await fetch('/rule-frozen/rule/rule.json')).arrayBuffer()))]
        .map((one) => one.toString(16).padStart(2, '0')).join('')"""
    )
    assert download.value.suggested_filename == "rule.json"
    assert told in page.locator("main").inner_text()
