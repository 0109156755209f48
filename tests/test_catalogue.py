"""The English catalogue is fresh, complete and in step with the Korean sources. Needs no gettext tools."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

from tests.portal_server import ROOT

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
RENEW = "`make messages`를 실행하고 새 문장을 번역해 주세요."

# How many of the first arguments are words, and whether a context stands before them.
WRAPPERS = {
    "_": (1, False),
    "gettext": (1, False),
    "gettext_lazy": (1, False),
    "gettext_noop": (1, False),
    "ngettext": (2, False),
    "ngettext_lazy": (2, False),
    "pgettext": (1, True),
    "pgettext_lazy": (1, True),
    "npgettext": (2, True),
    "npgettext_lazy": (2, True),
}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(?:_|n?p?gettext)\({LITERAL}(?:, {LITERAL})*(?:, count)?\)", re.DOTALL)
KOREAN = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
# %(name)s, %%, a lone %, {name}, and tags.
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +]*[\d.]*[a-z]|%%|%|\{\w*\}|</?\w+>")

# What somebody types into a cell of a spreadsheet stays Korean.
KOREAN_ON_PURPOSE = {
    "본청, 사업소, 투자출연기관, 자치구 가운데 하나를 적어 주세요.",
    "예 또는 아니오로 적어 주세요.",
    "위원장, 위원처럼 적습니다.",
    "실제로 제출된 사례가 아니면 ‘예’. 비우면 ‘아니오’.",
    "본청, 사업소, 투자출연기관, 자치구 가운데 하나.",
    "등록된 이름이나 옛 이름. 새 기관이면 기관구분도 적습니다.",
    "날짜. 2026-03-01, 2026. 3. 1., 2026년 3월 1일처럼 적습니다.",
}
# Units after a number that English leaves out; an empty translation would show the Korean.
WITHOUT_ENGLISH = {"건", "명"}


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(CATALOGUE))


def words_in(tree):
    """Yield (context, words, plural) of every call that wraps words for translation."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", None))
        if name not in WRAPPERS:
            continue
        count, has_context = WRAPPERS[name]
        told = [ast.literal_eval(argument) for argument in node.args[: count + has_context]]
        context = told.pop(0) if has_context else None
        yield (context, told[0], told[1] if count == 2 else "")


def python_words(path):
    return words_in(ast.parse(path.read_text(encoding="utf-8")))


def template_words(path):
    """Django turns a template into calls between blanks; those are read as Python."""
    for call in CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        yield from words_in(ast.parse(call))


def wrapped_words():
    """Return {(context, words, plural): where} over the code and the templates of the portal."""
    found = {}
    for folder in ("awards", "cases", "config", "templates", "voting"):
        for path in sorted((ROOT / folder).rglob("*")):
            read = {".py": python_words, ".html": template_words, ".txt": template_words}.get(path.suffix)
            for words in read(path) if read else ():
                found.setdefault(words, str(path.relative_to(ROOT)))
    return found


def english_of(entry):
    """The translations of an entry, each with the source whose placeholders it must have."""
    if entry.msgid_plural:
        return [(entry.msgid_plural, words) for words in entry.msgstr_plural.values()]
    return [(entry.msgid, entry.msgstr)]


def test_compiled_catalogue_is_fresh(catalogue):
    assert CATALOGUE.with_suffix(".mo").read_bytes() == catalogue.to_binary(), RENEW


def test_every_entry_is_translated(catalogue):
    open_entries = catalogue.untranslated_entries() + catalogue.fuzzy_entries()

    assert [entry.msgid for entry in open_entries] == [], RENEW
    assert {
        entry.msgid for entry in catalogue for _source, words in english_of(entry) if not words.strip()
    } == WITHOUT_ENGLISH


def test_all_wrapped_words_are_in_the_catalogue(catalogue):
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue}
    wrapped = wrapped_words()

    assert {words: where for words, where in wrapped.items() if words not in known} == {}, RENEW


@pytest.mark.parametrize(
    ("suffix", "source", "words"),
    [
        (".py", '_("표")', {(None, "표", "")}),
        (".py", "x = f\"{_('표')} 1\"", {(None, "표", "")}),
        (".py", 'translation.pgettext_lazy("단위", "표")', {("단위", "표", "")}),
        (".py", 'ngettext("%(n)s표", "%(n)s표들", 2)', {(None, "%(n)s표", "%(n)s표들")}),
        (".py", '_("표 "\n"하나")', {(None, "표 하나", "")}),
        (".html", '표 {% translate "표" %}', {(None, "표", "")}),
        (".html", '{% translate "표" context "단위" as vote %}', {("단위", "표", "")}),
        (".html", '{% include "x.html" with here=_("표") %}', {(None, "표", "")}),
        (".html", '{{ n|default:_("없음") }}', {(None, "없음", "")}),
        (
            ".html",
            "{% blocktranslate with n=1 trimmed %}\n {{ n }}표, 5%\n{% endblocktranslate %}",
            {(None, "%(n)s표, 5%%", "")},
        ),
        (
            ".html",
            "{% blocktranslate count n=1 %}{{ n }}표{% plural %}{{ n }}표들{% endblocktranslate %}",
            {(None, "%(n)s표", "%(n)s표들")},
        ),
    ],
)
def test_wrapped_words_are_found(tmp_path: Path, suffix, source, words):
    path = tmp_path / f"source{suffix}"
    path.write_text(source, encoding="utf-8")

    assert set({".py": python_words, ".html": template_words}[suffix](path)) == words


def test_placeholders_agree(catalogue):
    def different(source, words):
        return sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(words))

    assert [pair for entry in catalogue for pair in english_of(entry) if different(*pair)] == []


def test_english_has_no_korean_letters(catalogue):
    assert {
        entry.msgid for entry in catalogue for _source, words in english_of(entry) if KOREAN.search(words)
    } == KOREAN_ON_PURPOSE
