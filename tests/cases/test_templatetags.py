from datetime import UTC, date, datetime
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import override_settings
from django.utils import timezone
from django.utils.translation import override

from cases.templatetags import portal
from cases.templatetags.portal import clock, day, moment, moment_short, official_moment, thousands, won

KOREA = ZoneInfo("Asia/Seoul")
THIS_YEAR = timezone.localdate().year
# 18:00 in Korea on 26 November 2021, a Friday.
DEADLINE = datetime(2021, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_korean():
    """Whatever page another test asked for last, start in the language of the source."""
    with override("ko"):
        yield


def test_formula_breaks_at_brackets_before_a_plus_behind_a_share_and_before_the_result():
    def parts(signs, result):
        return _render("{% equation signs result %}", signs=signs, result=result).split(" ")

    hold = {ord(" "): portal.NO_BREAK}
    for signs, broken in (
        ("50 + 10 × (6 − 6.5…) ÷ 3.2…", ["50 + 10 ×", "(6 − 6.5…)", "÷ 3.2…", "= 50"]),
        ("91 × 50% + 93 × 50% + 1.5", ["91 × 50%", "+ 93 × 50%", "+ 1.5", "= 50"]),
        ("(12 + 10) ÷ 2", ["(12 + 10)", "÷ 2", "= 50"]),
        ("1,405 ÷ 5", ["1,405 ÷ 5", "= 50"]),
    ):
        assert parts(signs, "50") == [part.translate(hold) for part in broken]


def _render(source, **context):
    return Template("{% load portal %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "shown", "words"),
    [
        ("ko", moment, "2021년 11월 26일(금) 18:00(오후 6시)"),
        ("ko", moment_short, "2021년 11월 26일(금) 18:00"),
        ("ko", day, "2021년 11월 26일(금)"),
        ("ko", clock, "18:00(오후 6시)"),
        ("en", clock, "18:00"),
        ("ko", official_moment, "2021. 11. 26.(금) 18:00"),
        ("en", moment, "Fri 26 November 2021, 18:00"),
        ("en", moment_short, "Fri 26 November 2021, 18:00"),
        ("en", day, "Fri 26 November 2021"),
        ("en", official_moment, "Fri 26 November 2021, 18:00"),
    ],
)
def test_moment_has_weekday_and_24_hour_clock_of_korea(language, shown, words):
    with override(language):
        assert shown(DEADLINE) == f'<time datetime="2021-11-26T18:00+09:00">{words}</time>'


def test_moment_of_this_year_leaves_the_year_out():
    at = datetime(THIS_YEAR, 3, 1, 9, 30, tzinfo=KOREA)
    weekday = "월화수목금토일"[at.weekday()]
    assert (
        moment(at)
        == f'<time datetime="{THIS_YEAR}-03-01T09:30+09:00">3월 1일({weekday}) 09:30(오전 9시 30분)</time>'
    )


@pytest.mark.parametrize(
    ("hour", "minute", "spoken"),
    [
        (0, 0, "오전 0시"),
        (9, 0, "오전 9시"),
        (12, 0, "낮 12시"),
        (12, 30, "오후 12시 30분"),
        (23, 59, "오후 11시 59분"),
    ],
)
def test_moment_tells_the_hour_as_it_is_spoken(hour, minute, spoken):
    assert f"({spoken})" in moment(datetime(2021, 1, 1, hour, minute, tzinfo=KOREA))


def test_day_of_a_date_needs_no_clock():
    assert day(date(2021, 12, 8)) == '<time datetime="2021-12-08">2021년 12월 8일(수)</time>'


@pytest.mark.parametrize("shown", [moment, moment_short, day, official_moment, thousands, won])
def test_unknown_value_is_shown_as_nothing(shown):
    assert shown(None) == ""


@pytest.mark.parametrize(
    ("value", "korean", "english"),
    [
        (2_000_000, "200만 원", "2,000,000 won"),
        (9_000_000, "900만 원", "9,000,000 won"),
        (150_000_000, "1억 5,000만 원", "150,000,000 won"),
        (100_000_000, "1억 원", "100,000,000 won"),
        (1_234_500, "1,234,500원", "1,234,500 won"),
        (0, "0원", "0 won"),
    ],
)
def test_won_counts_in_ten_thousands_in_korean_only(value, korean, english):
    assert won(value) == korean
    with override("en"):
        assert won(value) == english


def test_thousands_are_separated():
    assert thousands(5426) == "5,426"


def test_hidden_words_are_escaped_and_for_screen_readers_only():
    assert _render("{% hidden words %}", words="<b>") == '<span class="sr">&lt;b&gt;</span>'


def test_data_lang_marks_korean_on_english_pages_only():
    assert _render("<b{% data_lang %}>") == "<b>"
    with override("en"):
        assert _render("<b{% data_lang %}>") == '<b lang="ko">'


def test_site_name_is_the_operators_or_our_own():
    assert _render("{% site_name %}") == "민원서비스 개선 우수사례"
    with override_settings(PORTAL={"name": "○○시 <우수사례>"}):
        assert _render("{% site_name %}") == "○○시 &lt;우수사례&gt;"


def test_cloth_of_the_results_is_navy():
    assert portal.NAVY[0] in _render('{% cloth "2021" 1200 420 tints="navy" %}')


def test_data_is_bare_in_korean_and_marked_in_english():
    assert _render("{% data name %}", name="가<b>") == "가&lt;b&gt;"
    with override("en"):
        assert _render("{% data name %}", name="가<b>") == '<span lang="ko">가&lt;b&gt;</span>'


def test_icon_holds_the_picture_itself():
    svg = (settings.BASE_DIR / "static/img/favicon.svg").read_text(encoding="utf-8").strip()
    kind, _comma, picture = portal.icon().partition(",")
    assert (kind, unquote(picture).replace("'", '"')) == ("data:image/svg+xml", svg)
    assert '"' not in portal.icon()
