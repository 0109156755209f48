"""Single sign-on in a real browser, with a portal and a provider as processes of their own.

The portal is met as `localhost`, the provider as 127.0.0.1: to the browser these are two sites, as in the city.
"""

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.browser.chromium import new_context
from tests.browser.citizen import Citizen
from tests.browser.conftest import is_complaint
from tests.browser.test_pages import faults
from tests.portal_server import database_url, serve
from tests.voting.identity.sign_on.signing import running_provider
from voting.commitments import voter_key
from voting.identity.numbers import to_e164
from voting.models import Failure, Participation

START = "/closing-vote/vote/"
SIGN_ON, ALREADY = "통합 로그인으로 인증 (연습 로그인)", "이 번호로 이미 투표했습니다"
PHONE = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def provider():
    with running_provider() as process:
        yield process


@pytest.fixture(scope="module")
def portal(server, provider, tmp_path_factory):
    """Address of a portal that knows the provider, on the database of the session."""
    environment = provider.settings(OIDC_NAME="연습 로그인", NO_PROXY="127.0.0.1")
    environment["DATABASE_URL"] = database_url(connection.settings_dict)
    with serve(environment, tmp_path_factory.mktemp("portal") / "gunicorn.log") as address:
        yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def poll(own_poll, stored, provider):
    with stored():
        own_poll.by_sign_on = True
        own_poll.save()
    provider.control()
    yield own_poll
    provider.control()


@pytest.fixture
def someone(browser, portal, poll):
    """Return a function that opens a browser for one more citizen, with a list `console` of its complaints."""
    opened = []

    def open_one(number=None, **options):
        context = new_context(browser, base_url=portal, **options)
        opened.append(context)
        page = context.new_page()
        page.console = []
        page.on("console", lambda message: is_complaint(message) and page.console.append(message.text))
        page.on("pageerror", lambda error: page.console.append(str(error)))
        return SigningCitizen(page, number, start=START)

    yield open_one
    for context in opened:
        context.close()


class SigningCitizen(Citizen):
    def leave(self):
        self.consent()
        self.press(SIGN_ON)
        expect(self.page.locator("h1")).to_have_text("연습 로그인")

    def log_in(self, words="로그인"):
        self.page.fill("#phone", self.number)
        with self.page.expect_navigation():
            self.page.click(f"button:text-is('{words}')")

    def sign_on(self):
        self.leave()
        self.log_in()

    def vote_by_sign_on(self):
        self.sign_on()
        self.review()
        self.press("투표하기")


def participations(stored, poll, citizen):
    with stored():
        key = voter_key(poll.secret, to_e164(citizen.number))
        own = Participation.objects.filter(pk=key)
        return list(own.values_list("method", flat=True)), Participation.objects.filter(poll=poll).count()


@pytest.mark.parametrize(
    "options", [PHONE, PHONE | {"java_script_enabled": False}, {}], ids=["phone", "no script", "desk"]
)
def test_vote_by_sign_on_leads_to_the_receipt(someone, poll, stored, options):
    citizen = someone(**options)
    citizen.vote_by_sign_on()
    assert citizen.heading == "투표를 마쳤습니다"
    assert citizen.cookies == {"csrftoken", "voted"}
    assert citizen.page.console == []
    assert participations(stored, poll, citizen) == (["sign_on"], 1)


def test_no_code_and_no_state_stays_in_address_or_history(someone):
    citizen = someone()
    seen = []
    citizen.page.on("framenavigated", lambda frame: seen.append(frame.url))
    citizen.sign_on()
    assert citizen.page.url.endswith(f"{START}choose/")
    assert not [url for url in seen if "/sign-on/callback/" in url]
    citizen.page.go_back()
    assert citizen.page.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("first", ["text", "sign_on"])
def test_both_ways_are_one_vote(someone, poll, stored, first):
    citizen = someone()
    steps = [citizen.vote, citizen.vote_by_sign_on] if first == "text" else [citizen.vote_by_sign_on]
    steps[0]()
    again = someone(citizen.number)
    again.verify() if first == "sign_on" else again.sign_on()
    assert again.heading == ALREADY
    assert "?" not in again.page.url
    method = "sms" if first == "text" else "sign_on"
    assert participations(stored, poll, citizen) == ([method], 1)


def test_cancelled_login_offers_both_ways_again(someone, stored, poll):
    citizen = someone()
    citizen.leave()
    citizen.log_in("취소")
    assert citizen.heading == "통합 로그인을 마치지 않았습니다"
    assert citizen.page.url.endswith(f"{START}sign-on/")
    citizen.page.reload()
    citizen.press("통합 로그인 다시 하기")
    citizen.log_in("취소")
    citizen.press("문자로 인증하기")
    citizen.ask()
    citizen.enter()
    assert citizen.heading == "마음에 드는 사례 3건을 골라 주세요"
    assert citizen.page.console == []
    with stored():
        assert list(Failure.objects.filter(poll=poll).values_list("kind", "count")) == [
            ("sign_on_cancelled", 2)
        ]


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(someone, width):
    citizen = someone(width=width, bypass_csp=True)
    citizen.consent()
    assert faults(citizen.page) == []
    citizen.press(SIGN_ON)
    citizen.log_in("취소")
    assert faults(citizen.page) == []
    citizen.page.goto("/sign-on/lost/")
    assert faults(citizen.page) == []


def test_english_voter_comes_back_to_english_pages(someone):
    citizen = someone()
    page = citizen.page
    page.goto(f"/en{START}")
    page.check("#id_agree")
    page.check("#id_age")
    with page.expect_navigation():
        page.click("main form button")
    with page.expect_navigation():
        page.click("form[action$='/sign-on/'] button")
    citizen.log_in()
    assert page.url.endswith(f"/en{START}choose/")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.console == []


def test_lost_return_is_explained(someone):
    citizen = someone()
    citizen.page.goto("/sign-on/callback/?code=a&state=b")
    assert citizen.page.url.endswith("/sign-on/lost/")
    assert citizen.heading == "이 로그인은 이어 갈 수 없습니다"


# Last: after the provider was down, a process of the portal asks nothing of it for some seconds.
@pytest.mark.parametrize("fault", ["nonce", "500 /token"])
def test_trouble_keeps_the_way_by_text_message_open(someone, provider, fault):
    citizen = someone()
    citizen.leave()
    provider.control(fault=fault)
    citizen.log_in()
    headings = {"nonce": "로그인 결과를 확인하지 못했습니다"}
    assert citizen.heading == headings.get(fault, "지금은 통합 로그인에 연결할 수 없습니다")
    citizen.press("문자로 인증하기")
    citizen.ask()
    citizen.enter()
    citizen.review()
    citizen.press("투표하기")
    assert citizen.heading == "투표를 마쳤습니다"
