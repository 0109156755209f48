"""The results page against a recount from the files that shares no code with the portal."""

import csv
import io
from html.parser import HTMLParser

import pytest
from django.utils.html import strip_tags

from tests.awards.naive_recount import recount

TABLE = (
    "rank",
    "title",
    "total",
    "award",
    "mark",
    "expert",
    "votes",
    "voter_share",
    "vote_share",
    "citizen",
    "payout",
)


class Cells(HTMLParser):
    """Text of the cells in the bodies of tables, row by row; parts shown on narrow screens only are left out."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.open_tags, self.in_body = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.in_body |= tag == "tbody"
        if self.in_body and tag == "tr":
            self.rows.append([])
        if self.in_body and tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "span":
            self.open_tags.append(dict(attributes).get("class", ""))

    def handle_endtag(self, tag):
        self.in_body &= tag != "tbody"
        if tag == "span":
            self.open_tags.pop()

    def handle_data(self, data):
        hidden = {"sub", "nar", "nar in"} & set(self.open_tags)
        if self.in_body and self.rows and self.rows[-1] and not hidden:
            self.rows[-1][-1] += data.strip()


@pytest.fixture
def html(replayed, client):
    return client.get("/2021/results/").content.decode()


def test_results_table_agrees_in_every_digit(html):
    expected = [[f"{row['rank']}위", *(row[name] for name in TABLE[1:])] for row in recount()]
    assert Cells(html).rows == expected


def test_results_cards_agree_in_every_digit(html):
    for row in recount():
        assert f"{row['mark']}점" in html
        assert f"{row['votes']}표" in html
        assert f"(투표자의 {row['voter_share']}, 전체 표의 {row['vote_share']})" in html


def test_results_chart_agrees_in_every_digit(html):
    for row in recount():
        assert f"전문가 심사 {row['expert']} · 시민 투표 {row['citizen']}" in strip_tags(html)


def test_results_file_agrees_in_every_digit(replayed, client):
    content = client.get("/2021/results/results.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 10
    printed = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    prizes = {"최우수상": "2000000", "우수상": "1500000", "장려상": "500000"}
    assert printed == [
        [
            row["rank"],
            row["number"],
            row["title"],
            row["organisation"],
            row["total"],
            row["award"],
            row["mark"],
            row["expert"],
            row["votes"].replace(",", ""),
            row["voter_share"].rstrip("%"),
            row["vote_share"].rstrip("%"),
            row["citizen"],
            prizes[row["award"]],
            prizes[row["award"]],
        ]
        for row in recount()
    ]
