"""recount.py names the one thing changed in a result, and tells what it cannot read in a sentence."""

import copy
import hashlib
import json
import random
import subprocess
import sys

import pytest

from tests.awards.outcome.recount_bundles import JUDGED, SCRIPT, changed, city, judged, recount, run, sealed

pytestmark = pytest.mark.once

TWO_ROUNDS = [{"order": 1, "trim": None, "cut": 2}, {"order": 2, "trim": None, "cut": None}]

FOUND = [
    ("rule/decimals", 2, "규칙의 SHA-256", None, None),
    ("rounds/0/marks/3", "356/5", "1단계 심사 평점", "356/5 = 71.2", "89"),
    ("rounds/0/totals/1/1", "92.3", "1 · 심사 1 평점", "94", "941/10 = 94.1"),
    ("rounds/0/totals/99", ["1"], "99 · 심사위원", "5", "–"),
    ("rounds/0/judges", 4, "1 · 심사위원", "4", "5"),
    ("rounds/0/marks/99", "8", "99 · 심사 1 평점", "8", "–"),
    ("others/0/0", "81", "최종 후보일 이름 없는 사례", "–", "81"),
    ("others/0/0", "85", "10 · 최종 후보", "○", "–"),
    ("others", [["80"]], "사례 수", "6", "5"),
    ("result/finalists", ["1", "2", "3"], "최종 후보 목록", "1, 2, 3", "1, 2, 3, 10"),
    ("ballots", ["1,2", "1,3", "1,2", "2,10"], "투표지의 차례", "1,2", "–"),
    ("ballots/3", "10,2", "투표지 10,2", "10, 2", "2, 10"),
    ("ballots/3", "2,99", "투표지 2,99", "2, 99", "2"),
    ("ballots/3", "2,2", "투표지 2,2", "2, 2", "2"),
    ("ballots/3", "2", "투표지 2: 선택 수", "1", "2"),
    ("ballots/0", "", "선택 수", "0", "2"),
    ("ballots/3", "2,3", "3 · 득표", "1", "2"),
    ("votes/10", 2, "10 · 득표", "2", "1"),
    ("seal/ballots", 5, "봉인한 투표지 수", "5", "4"),
    ("votes", None, "시민투표 자료", "ballots, seal", "votes"),
    ("result/rows/1/groups/0/exact", "91", "3단계 묶음별 값", "91", "90"),
    ("result/rows/1/groups/0/value", "90.1", "2 · 표시", "90.1", "90.0"),
    ("result/rows/1/groups/0/name", "심", "2 · 묶음", "심, 투표", "심사, 투표"),
    ("result/rows/1/groups/0/converted", "69.230", "4단계 환산점수", "69.230", "69.231"),
    ("result/rows/1/groups/0/converted", "69.2310", "2 · 심사: 환산점수", "69.2310", "69.231"),
    ("result/rows/1/groups/1/weighted", "50.001", "2 · 투표 × 50.0%", "50.001", "50.000"),
    ("result/rows/3/total", "16.666", "5단계 합계", "16.666", "16.667"),
    ("bonus", {"1": "1"}, "가점을 받을 수 없는 사례", "1", "–"),
    ("result/rows/3/rank", 3, "10 · 순위", "3", "4"),
    ("result/rows/3/tie_step", "lot", "10 · 동점 처리", "lot", "–"),
    ("result/rows/3/votes", 7, "10 · 득표", "7", "1"),
    ("result/awards/3/number", "3", "인기상, 10 · 종류", "–", "most_votes, 300000, 300000"),
    (
        "result/awards/1/payout_krw",
        1000000,
        "우수상, 2 · 종류, 상금, 지급액",
        "ranked, 1000000, 1000000",
        "ranked, 1000000, 0",
    ),
    ("result/awards/0/prize_krw", 1, "최우수상, 1 · 종류", "ranked, 1, 2000000", "ranked, 2000000, 2000000"),
    ("committee", {"동행상": ["3"], "새 상": ["1"]}, "규칙에 없는 상", "새 상", "–"),
    ("result/sums/payouts_krw", 1, "payouts_krw · 합", "1", "3800000"),
    ("result/weights/0/effective", "52.5", "8단계 실제 반영 비율", "52.5", "52.4"),
    ("result/weights/1/nominal", "40", "투표 · 정한 비율", "40", "50"),
]


@pytest.mark.parametrize(("path", "value", "words", "published", "computed"), FOUND)
def test_single_change_is_found_and_named(path, value, words, published, computed):
    code, out = run(changed(city(), path, value, seal=False))
    told = out[out.index("다릅니다.") :]
    assert (code, words in told) == (1, True), out
    if published:
        assert told.endswith(f"  공개된 값: {published}\n  다시 계산한 값: {computed}\n")


def test_difference_in_english():
    code, out = run(changed(city(), "votes/10", 2), "--en")
    assert code == 1
    assert out.endswith("They differ.\n  Ballots and votes\n  10 · votes\n  published: 2\n  recomputed: 1\n")


def test_rows_twice_or_in_another_order_are_found():
    rows = city()["result"]["rows"]
    assert "결과의 사례" in run(changed(city(), "result/rows", [*rows, rows[0]]))[1]
    assert "결과의 차례" in run(changed(city(), "result/rows", rows[::-1]))[1]
    awards = city()["result"]["awards"]
    assert "상의 수" in run(changed(city(), "result/awards", [*awards, awards[0]]))[1]


def test_finalist_without_a_mark_that_counts_is_named():
    groups = [JUDGED | {"sources": [{"round": 2, "weight": 100}]}]
    rounds = [{"1": "90", "2": "95"}, {"1": "80"}]
    bundle = judged(
        ["1 1 - 80.0 - | 80 80 80.0 80.0", "2 2 - 0.0 - | 0 0 0.0 0.0"], points=rounds, groups=groups
    )
    bundle["rule"]["rounds"] = TWO_ROUNDS
    code, out = run(sealed(bundle))
    assert (code, "심사: 평점이 없는 사례\n  공개된 값: 2" in out) == (1, True)


def test_sha256_of_the_file_as_a_program_of_its_own(tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(city()))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    command = [sys.executable, "-I", SCRIPT, path, "--sha256"]
    good = subprocess.run([*command, sha256.upper()], capture_output=True, encoding="utf-8", check=False)
    bad = subprocess.run([*command, "0" * 64], capture_output=True, encoding="utf-8", check=False)
    assert (good.returncode, good.stderr, good.stdout.endswith("일치합니다.\n")) == (0, "", True)
    assert (bad.returncode, bad.stderr, "파일의 SHA-256" in bad.stdout) == (1, "", True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{",
        b"[" * 100_000,
        b'{"format": 1.5}',
        b'{"format": NaN}',
        b"9" * 5000,
    ]
    + [b'{"format": "award-bundle 2"}', b'{"format": "award-bundle 1"}', b'{"a": 1, "a": 2}', b"PK\x03\x04"],
)
def test_garbage_is_told_in_a_sentence(content):
    code, out = run(content)
    assert code == 2
    assert out.endswith("결과 화면에서 파일을 다시 내려받으세요.\n")
    assert "읽을 수 없습니다." in out


def test_missing_file_is_told(capsys, tmp_path):
    assert recount.main([str(tmp_path / "none.json"), "--en"]) == 2
    assert "Cannot be opened: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("rule/groups/0/conversion", "cube", "cube"),
        ("rule/groups/0/sources/0/round", 9, "round:9"),
        ("rule/tie_chain", ["coin"], "coin"),
        ("rule/decimals", 10**14, "소수 자릿수"),
        ("rule/awards/0/kind", "gift", "gift"),
        ("rule/poll/choices", "many", "many"),
        ("rounds/0/totals/1/0", "1e9", "1e9"),
        ("committee", {"동행상": ["77"]}, "77"),
    ],
)
def test_what_cannot_be_computed_is_named(path, value, words):
    bundle = changed(city(), path, value)
    code, out = run(bundle)
    assert (code, words in out) == (2, True), out


def places_in(value, way=()):
    yield way
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places_in(value[key], (*way, key))


def test_no_value_in_any_place_leads_to_a_traceback():
    strange = [
        None,
        True,
        -1,
        10**14,
        "",
        "x",
        "9" * 200,
        "1/0",
        "\ud800",
        "{0} // %s",
        [],
        {},
        [[]],
        [None],
        {"a": {}},
    ]
    drawn = random.Random(2021)
    for way in places_in(city()):
        for value in drawn.sample(strange, 5):
            bundle = copy.deepcopy(city())
            target = bundle
            for key in way[:-1]:
                target = target[key]
            if way:
                target[way[-1]] = value
            if way[:1] == ("rule",) and value != "\ud800":
                sealed(bundle)
            assert run(bundle)[0] in (0, 1, 2)


def test_a_million_ballots_take_seconds():
    bundle = changed(city(), "ballots", ["1,2"] * 500_000 + ["1,3"] * 250_000 + ["2,10"] * 250_000)
    bundle |= {
        "votes": {"1": 750_000, "2": 750_000, "3": 250_000, "10": 250_000},
        "seal": {"ballots": 1_000_000},
    }
    for row, votes in zip(bundle["result"]["rows"], bundle["votes"].values(), strict=True):
        row["votes"] = votes
        row["groups"][1] |= {"exact": str(votes), "value": str(votes)}
    assert run(bundle)[0] == 0
