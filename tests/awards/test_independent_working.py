"""The working of 2021 on the page against the input files, with no line of the portal's arithmetic."""

import re
from decimal import Decimal
from fractions import Fraction
from math import isqrt

import pytest
from django.utils.html import strip_tags

from tests.awards.arithmetic.naive.groups import standard
from tests.awards.naive_recount import recount, rows

SCALE = 10**6
PLACES = {"최우수상": "1위가", "우수상": "2위부터 4위까지", "장려상": "5위부터 9위까지"}


def cut(value):
    """Six places, never rounded; "…" where it goes on."""
    millionths = value * SCALE
    text = f"{int(millionths) // SCALE}.{int(millionths) % SCALE:06d}"
    return text + "…" if millionths != int(millionths) else text.rstrip("0").rstrip(".")


def parted(value):
    """The same with separators of thousands."""
    whole, _, rest = cut(value).partition(".")
    return f"{int(whole):,}" + (f".{rest}" if rest else "")


def totals_of(number, case):
    totals = [
        sum(Fraction(value) for name, value in row.items() if name.endswith(")"))
        for row in rows(f"scores_round{number}.csv")
        if row["사례번호"] == case
    ]
    return sorted(totals, reverse=True)


def round_words(number, case):
    totals = totals_of(number, case)
    words = [str(total) for total in totals]
    words[0], words[-1] = f"{words[0]} 뺌", f"{words[-1]} 뺌"
    whole = sum(totals[1:-1])
    return f"점수 7개: {' '.join(words)}", f"평점: 평균에 넣은 점수 5개의 합 {whole} ÷ 5 = {cut(whole / 5)}"


def mark_of(number, case):
    return sum(totals_of(number, case)[1:-1]) / Fraction(5)


def mean_and_root(values):
    mean = sum(values) / Fraction(len(values))
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    # The digits of the root by whole numbers alone.
    root = isqrt(variance.numerator * SCALE**2 // variance.denominator)
    return mean, f"{root // SCALE}.{root % SCALE:06d}…"


@pytest.fixture
def pieces(replayed, client):
    numbers = [row["number"] for row in recount()]
    pages = [client.get(f"/2021/results/cases/{number}/").content.decode() for number in numbers]
    found = [re.findall(r'<ol class="work">(.*?)</ol>', page, re.DOTALL) for page in pages]
    return [" ".join(strip_tags(one).split()) for (one,) in found]


def test_working_of_every_finalist_agrees_in_every_digit(pieces):
    placed = recount()
    marks = {row["number"]: (mark_of(1, row["number"]) + mark_of(2, row["number"])) / 2 for row in placed}
    votes = {row["number"]: Fraction(row["votes"].replace(",", "")) for row in placed}
    expert, citizen = standard(marks), standard(votes)
    mark_scale, vote_scale = mean_and_root(marks.values()), mean_and_root(votes.values())
    assert len(pieces) == 9
    for row, piece in zip(placed, pieces, strict=True):
        case = row["number"]
        first, second = cut(expert[case]), cut(citizen[case])
        total = cut((expert[case] + citizen[case]) / 2)
        assert [words for n in (1, 2) for words in round_words(n, case) if words not in piece] == []
        assert f"{cut(mark_of(1, case))} × 50% + {cut(mark_of(2, case))} × 50% = {cut(marks[case])}" in piece
        for value, (mean, root), score in ((marks, mark_scale, first), (votes, vote_scale, second)):
            assert f"50 + 10 × ({parted(value[case])} − {parted(mean)}) ÷ {root} = {score}" in piece
        assert f"{first} × 50% + {second} × 50% = {total}" in piece
        assert f"한 번 반올림: {row['total']}점" in piece
        assert f"9건 가운데 {row['rank']}위." in piece
        assert f"{PLACES[row['award']]} 받는 상입니다. 상금 {row['payout']}을 모두 지급합니다." in piece


def test_margins_of_2021_agree(replayed, client):
    text = " ".join(strip_tags(client.get("/2021/results/").content.decode()).split())
    placed = recount()
    by_rank = {int(row["rank"]): row for row in placed}
    for upper, lower in ((1, 2), (4, 5)):
        difference = Decimal(by_rank[upper]["total"]) - Decimal(by_rank[lower]["total"])
        assert f"합계 차이 {difference}점" in text
    votes = {rank: int(row["votes"].replace(",", "")) for rank, row in by_rank.items()}
    assert f"표는 1위가 {votes[1] - votes[2]:,}표 더 많습니다." in text
    assert f"표는 5위가 {votes[5] - votes[4]:,}표 더 많습니다." in text


def test_pictures_show_every_total_and_every_finalist(replayed, client):
    for row in recount():
        html = client.get(f"/2021/results/cases/{row['number']}/").content.decode()
        assert (html.count('r="5"'), html.count('class="o"')) == (2 * 7, 2 * 2)
    assert client.get("/2021/results/").content.decode().count('class="n"') == 9
