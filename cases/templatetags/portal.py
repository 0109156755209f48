"""Tags and filters of the public pages: covers, moments, sums of money, menus."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import quote

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, override

from cases.patchwork import NAVY, TINTS, patchwork

register = template.Library()

# Django's date letters; the form of a language, not its words, so they stand here and not in a catalogue.
DAY = {"ko": "n월 j일({weekday})", "en": "D j F"}
DAY_OF_YEAR = {"ko": "Y년 n월 j일({weekday})", "en": "D j F Y"}
OFFICIAL_DAY = {"ko": "Y. n. j.({weekday})", "en": "D j F Y"}
WEEKDAYS = "월화수목금토일"
BEFORE_CLOCK = {"ko": " ", "en": ", "}
TEN_THOUSAND = 10_000
NO_BREAK = "\N{NO-BREAK SPACE}"
# Within brackets a formula does not break.
BREAKS = re.compile(rf"{NO_BREAK}(?=[(=])|(?<=%){NO_BREAK}(?=\+)|(?<=\)){NO_BREAK}(?=÷)")
HUNDRED_MILLION = 100_000_000


def _language():
    return "ko" if get_language() in (None, "ko") else "en"


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) else value


def _day(local):
    is_this_year = local.year == timezone.localdate().year
    return _written(local, DAY if is_this_year else DAY_OF_YEAR)


def _written(local, forms):
    """Django knows no weekday of one letter in Korean."""
    return format_date(local, forms[_language()].replace("{weekday}", WEEKDAYS[local.weekday()]))


def _time_element(local, words):
    machine = local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, words)


def _spoken(local):
    """오후 6시, 오전 9시 30분, 낮 12시."""
    half = "낮" if local.hour == 12 and not local.minute else "오전" if local.hour < 12 else "오후"
    hour = local.hour - 12 if local.hour > 12 else local.hour
    return f"{half} {hour}시" + (f" {local.minute}분" if local.minute else "")


@register.filter
def moment(value):
    """11월 26일(금) 18:00(오후 6시) · Fri 26 November, 18:00. The year stands there when it is not this one."""
    if value is None:
        return ""
    return _time_element(_local(value), moment_words(value))


def moment_words(value):
    """The same as plain text, for labels and sentences of errors."""
    local = _local(value)
    spoken = f"({_spoken(local)})" if _language() == "ko" else ""
    return f"{_day(local)}{BEFORE_CLOCK[_language()]}{local:%H:%M}{spoken}"


@register.filter
def moment_short(value):
    """11월 26일(금) 18:00 · Fri 26 November, 18:00: where the hour is told elsewhere or room is small."""
    if value is None:
        return ""
    local = _local(value)
    return _time_element(local, f"{_day(local)}{BEFORE_CLOCK[_language()]}{local:%H:%M}")


def clock_words(value):
    """14:30(오후 2시 30분) · 14:30: plain text, for sentences about today."""
    local = _local(value)
    spoken = f"({_spoken(local)})" if _language() == "ko" else ""
    return f"{local:%H:%M}{spoken}"


@register.filter
def clock(value):
    """The moment of today, where the day is plain."""
    return "" if value is None else _time_element(_local(value), clock_words(value))


@register.filter
def day(value):
    """11월 26일(금) · Fri 26 November, of a moment or a date."""
    return "" if value is None else _time_element(_local(value), _day(_local(value)))


@register.filter
def official_moment(value):
    """2021. 12. 8.(수) 15:00: the form of documents and certificates, always with the year."""
    if value is None:
        return ""
    local = _local(value)
    words = _written(local, OFFICIAL_DAY) + BEFORE_CLOCK[_language()] + f"{local:%H:%M}"
    return _time_element(local, words)


@register.filter
def thousands(value):
    """5426 → 5,426."""
    return "" if value is None else f"{value:,}"


@register.filter
def won(value):
    """2000000 → 200만 원 · 2,000,000 won."""
    if value is None:
        return ""
    if _language() != "ko":
        return f"{value:,} won"
    hundred_millions, rest = divmod(value, HUNDRED_MILLION)
    ten_thousands, ones = divmod(rest, TEN_THOUSAND)
    if ones or not value:
        return f"{value:,}원"
    parts = [(hundred_millions, "억"), (ten_thousands, "만")]
    return " ".join(f"{count:,}{unit}" for count, unit in parts if count) + " 원"


@register.filter
def formula(signs):
    """A formula that breaks only at brackets, before "=", and before "+" behind a share: all other blanks hold."""
    return BREAKS.sub(" ", str(signs).replace(" ", NO_BREAK))


@register.simple_tag
def equation(signs, result):
    """The formula and what it gives."""
    return formula(f"{signs} = {result}")


@register.simple_tag
@cache
def icon():
    """The icon as an address that holds the picture itself: a page needs no request for it."""
    svg = (settings.BASE_DIR / "static/img/favicon.svg").read_text(encoding="utf-8").strip()
    return mark_safe("data:image/svg+xml," + quote(svg.replace('"', "'"), safe=" '=:/.-"))  # noqa: S308


@register.simple_tag
def hidden(words):
    """Words for screen readers only: the state that colour or place shows to the eye."""
    return format_html('<span class="sr">{}</span>', words)


@register.simple_tag
def data_lang():
    """Attribute for elements with words from the database, which are Korean on pages of every language."""
    return "" if _language() == "ko" else mark_safe(' lang="ko"')


@register.simple_tag
def data(words):
    """Words from the database in a sentence: marked as Korean on pages of another language, else bare."""
    return words if _language() == "ko" else format_html('<span lang="ko">{}</span>', words)


@register.simple_tag
def cover(case, width, height):
    """The patchwork of a case; `case.edition` must be at hand."""
    return mark_safe(patchwork(f"{case.edition.slug}/{case.number}", width, height))  # noqa: S308


@register.simple_tag
def cloth(seed, width, height, levels=6, tints="light"):
    """A large patchwork that belongs to no case: the hero of a page, or ("navy") the band of the results."""
    colours = {"light": {"tints": TINTS}, "navy": {"tints": NAVY, "seam": NAVY[0]}}[tints]
    return mark_safe(patchwork(str(seed), width, height, levels=levels, **colours))  # noqa: S308


@register.simple_tag
def site_name():
    return settings.PORTAL["name"] or gettext("민원서비스 개선 우수사례")


@dataclass(frozen=True)
class Entry:
    """A line of a menu: where it leads, and which views belong to it besides."""

    label: str | Promise
    view: str
    is_of_edition: bool = False
    section: tuple[str, ...] = ()
    needs_poll: bool = False

    def belongs_to(self, edition):
        """Whether the menu of `edition` (None before there is any) has this line."""
        if edition is None:
            return not self.is_of_edition
        return not self.needs_poll or getattr(edition, "has_poll", False)

    def link(self, edition, match):
        args = [edition.slug] if self.is_of_edition else []
        here = getattr(match, "view_name", "")
        is_same_edition = not self.is_of_edition or (match and match.kwargs.get("slug") == edition.slug)
        current = "page" if here == self.view else "true" if here in self.section else ""
        return {
            "label": self.label,
            "url": reverse(self.view, args=args),
            "current": current if is_same_edition else "",
        }


PAST_AWARDS = Entry(gettext_lazy("역대 수상"), "awards:editions")
MAIN_MENU = (
    Entry(gettext_lazy("우수사례"), "cases:case_list", is_of_edition=True, section=("cases:case_detail",)),
    Entry(
        gettext_lazy("시민투표"),
        "voting:start",
        is_of_edition=True,
        section=tuple(f"voting:{view}" for view in ("code", "choose", "review", "cast", "done")),
        needs_poll=True,
    ),
    Entry(gettext_lazy("결과 발표"), "awards:results", is_of_edition=True),
    PAST_AWARDS,
)
FOOTER_MENU = (
    Entry(gettext_lazy("내 표 확인"), "voting:receipt", is_of_edition=True, needs_poll=True),
    PAST_AWARDS,
    Entry(gettext_lazy("개인정보 처리방침"), "voting:privacy"),
)


def _links(entries, context):
    edition = context.get("current_edition")
    match = getattr(context.get("request"), "resolver_match", None)
    return [entry.link(edition, match) for entry in entries if entry.belongs_to(edition)]


@register.simple_tag(takes_context=True)
def main_menu(context):
    return _links(MAIN_MENU, context)


@register.simple_tag(takes_context=True)
def footer_menu(context):
    return _links(FOOTER_MENU, context)


@register.simple_tag(takes_context=True)
def other_language(context):
    """The other language of the portal: its code, its own name, and this page in it (else its home page)."""
    code = "en" if _language() == "ko" else "ko"
    here = context["request"].get_full_path()
    there = translate_url(here, code)
    if there == here:
        with override(code):
            there = reverse("awards:home")
    return {"code": code, "name": dict(settings.LANGUAGES)[code], "url": there}
