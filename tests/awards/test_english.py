"""English pages: what is Korean on them are words from the database, and those say so."""

import re
from html.parser import HTMLParser

import pytest

from awards.rehearsal.records import load_records

KOREAN = re.compile("[\u3130-\u318f\uac00-\ud7ff]")
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
# An element without an end; those of SVG close themselves.
VOID = {"br", "hr", "img", "input", "link", "meta"}


class UnmarkedKorean(HTMLParser):
    """Collects Korean in the body outside elements with lang="ko"."""

    def __init__(self):
        super().__init__()
        self.languages = []
        self.found = []

    def handle_starttag(self, tag, attributes):
        outer = self.languages[-1] if self.languages else None
        language = dict(attributes).get("lang", "nothing shown" if tag == "head" else outer)
        if tag not in VOID:
            self.languages.append(language)
        for name, value in attributes:
            if name in READ_ALOUD:
                self.notice(value, language)

    def handle_startendtag(self, tag, attributes):
        """Nothing opens."""

    def handle_endtag(self, tag):
        self.languages.pop()

    def handle_data(self, data):
        self.notice(data, self.languages[-1] if self.languages else None)

    def notice(self, words, language):
        if language == "en" and KOREAN.search(words):
            self.found.append(words.strip())


def unmarked_korean(html):
    parser = UnmarkedKorean()
    parser.feed(html)
    parser.close()
    assert parser.languages == []
    return parser.found


def test_unmarked_korean_is_found():
    head = "<head><title>표</title></head>"
    body = '<body><p lang="ko">표<br>표</p><a aria-label="가">나</a><svg><rect/></svg></body>'
    html = f'<html lang="en">{head}{body}</html>'

    assert unmarked_korean(html) == ["가", "나"]


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/en/editions/",
        "/en/2021/results/",
        "/en/2021/results/cases/24/",
        "/en/2021/cases/",
        "/en/2021/cases/?q=zzz&type=none",
        "/en/2021/cases/24/",
        "/en/2022/results/",
        "/en/2021/objections/",
        "/en/2021/objections/new/",
        "/en/2021/objections/answer/",
        "/en/nowhere/",
    ],
)
def test_english_page_marks_its_korean(client, replayed, path):
    load_records()

    assert unmarked_korean(client.get(path).content.decode()) == []
