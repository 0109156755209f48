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
    ("rule/decimals", 2, "rule_sha256: 공개된 값 "),
    ("rounds/0/marks/3", "356/5", "rounds/0/marks/3: 공개된 값 356/5, 다시 계산한 값 89"),
    ("rounds/0/totals/1/1", "92.3", "rounds/0/marks/1: 공개된 값 94, 다시 계산한 값 941/10"),
    ("rounds/0/totals/99", ["1"], "rounds/0/totals: 공개된 값 99, 다시 계산한 값 –"),
    ("rounds/0/judges", 4, "rounds/0/judges/0: 공개된 값 4, 다시 계산한 값 5"),
    ("rounds/0/marks/99", "8", "rounds/0/marks/99: 공개된 값 8, 다시 계산한 값 –"),
    ("others/0/0", "81", "result/finalists: 공개된 값 1, 2, 3, 10, 다시 계산한 값 1, 2, 3, 10, –"),
    ("others/0/0", "85", "result/finalists/3: 공개된 값 10, 다시 계산한 값 –"),
    ("others", [["80"]], "cases: 공개된 값 6, 다시 계산한 값 5"),
    ("result/finalists", ["1", "2", "3"], "result/finalists: 공개된 값 1, 2, 3, 다시 계산한 값 1, 2, 3, 10"),
    ("ballots", ["1,2", "1,3", "1,2", "2,10"], "ballots/1: 공개된 값 1,3, 다시 계산한 값 1,2"),
    ("ballots/3", "10,2", "ballots: 공개된 값 10,2, 다시 계산한 값 2,10"),
    ("ballots/3", "2,99", "ballots: 공개된 값 2,99, 다시 계산한 값 2"),
    ("ballots/3", "2,2", "ballots: 공개된 값 2,2, 다시 계산한 값 2"),
    ("ballots/3", "2", "ballots, 2: 공개된 값 1, 다시 계산한 값 2"),
    ("ballots/0", "", "ballots, : 공개된 값 1, 다시 계산한 값 2"),
    ("ballots/3", "2,3", "votes/3: 공개된 값 1, 다시 계산한 값 2"),
    ("votes/10", 2, "votes/10: 공개된 값 2, 다시 계산한 값 1"),
    ("seal/ballots", 5, "seal/ballots: 공개된 값 5, 다시 계산한 값 4"),
    ("votes", None, "poll, ballots, votes, seal/0: 공개된 값 choices: exactly; k: 2, 다시 계산한 값 –"),
    ("result/rows/1/groups/0/exact", "91", "result/rows/1/groups/0/exact: 공개된 값 91, 다시 계산한 값 90"),
    (
        "result/rows/1/groups/0/value",
        "90.1",
        "result/rows/1/groups/0/value: 공개된 값 901/10, 다시 계산한 값 90",
    ),
    ("result/rows/1/groups/0/name", "심", "result/rows/1/groups/0/name: 공개된 값 심, 다시 계산한 값 심사"),
    (
        "result/rows/1/groups/0/converted",
        "69.230",
        "result/rows/1/groups/0/converted: 공개된 값 69.230, 다시 계산한 값 69.231",
    ),
    (
        "result/rows/1/groups/0/converted",
        "69.2310",
        "result/rows/1/groups/0/converted: 공개된 값 69.2310, 다시 계산한 값 69.231",
    ),
    (
        "result/rows/1/groups/1/weighted",
        "50.001",
        "result/rows/1/groups/1/weighted: 공개된 값 50.001, 다시 계산한 값 50.000",
    ),
    ("result/rows/3/total", "16.666", "result/rows/3/total: 공개된 값 16.666, 다시 계산한 값 16.667"),
    ("bonus", {"1": "1"}, "bonus: 공개된 값 1, 다시 계산한 값 –"),
    ("result/rows/3/rank", 3, "result/rows/3/rank: 공개된 값 3, 다시 계산한 값 4"),
    ("result/rows/3/tie_step", "lot", "result/rows/3/tie_step: 공개된 값 lot, 다시 계산한 값 –"),
    ("result/rows/3/votes", 7, "result/rows/3/votes: 공개된 값 7, 다시 계산한 값 1"),
    ("result/awards/3/number", "3", "result/awards/3/number: 공개된 값 3, 다시 계산한 값 10"),
    (
        "result/awards/1/payout_krw",
        1000000,
        "result/awards/1/payout_krw: 공개된 값 1000000, 다시 계산한 값 0",
    ),
    ("result/awards/0/prize_krw", 1, "result/awards/0/prize_krw: 공개된 값 1, 다시 계산한 값 2000000"),
    ("committee", {"동행상": ["3"], "새 상": ["1"]}, "committee: 공개된 값 새 상, 다시 계산한 값 –"),
    ("revoked", ["3"], "result/awards: 공개된 값 "),
    ("revoked", ["1", "99"], "revoked: 공개된 값 1, 99, 다시 계산한 값 1"),
    ("revoked", ["10", "3"], "revoked/0: 공개된 값 10, 다시 계산한 값 3"),
    ("result/sums/payouts_krw", 1, "result/sums/payouts_krw: 공개된 값 1, 다시 계산한 값 3800000"),
    ("result/weights/0/effective", "52.5", "result/weights/0/effective: 공개된 값 52.5, 다시 계산한 값 52.4"),
    ("result/weights/1/nominal", "40", "result/weights/1/nominal: 공개된 값 40, 다시 계산한 값 50"),
]


@pytest.mark.parametrize(("path", "value", "told"), FOUND)
def test_single_change_is_found_and_named(path, value, told):
    code, out = run(changed(city(), path, value, seal=False))
    head, _step, difference = out.splitlines()[-3:]
    assert (code, head) == (1, "다릅니다.")
    assert difference.startswith(f"  {told}")


def test_difference_in_english():
    code, out = run(changed(city(), "votes/10", 2), "--en")
    assert code == 1
    assert out.endswith("They differ.\n  Ballots and votes\n  votes/10: published 2, recomputed 1\n")


def test_rows_twice_or_in_another_order_are_found():
    rows = city()["result"]["rows"]
    assert "\n  result/rows: 공개된 값" in run(changed(city(), "result/rows", [*rows, rows[0]]))[1]
    assert "\n  result/rows/0/number: 공개된 값 10," in run(changed(city(), "result/rows", rows[::-1]))[1]
    awards = city()["result"]["awards"]
    assert "\n  result/awards: 공개된 값" in run(changed(city(), "result/awards", [*awards, awards[0]]))[1]


def test_finalist_without_a_mark_that_counts_is_named():
    groups = [JUDGED | {"sources": [{"round": 2, "weight": 100}]}]
    rounds = [{"1": "90", "2": "95"}, {"1": "80"}]
    bundle = judged(
        ["1 1 - 80.0 - | 80 80 80.0 80.0", "2 2 - 0.0 - | 0 0 0.0 0.0"], points=rounds, groups=groups
    )
    bundle["rule"]["rounds"] = TWO_ROUNDS
    code, out = run(sealed(bundle))
    assert (code, "심사: 공개된 값 2, 다시 계산한 값 –" in out) == (1, True)


def test_sha256_of_the_file_as_a_program_of_its_own(tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(city()))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    command = [sys.executable, "-I", SCRIPT, path, "--sha256"]
    good = subprocess.run([*command, sha256.upper()], capture_output=True, encoding="utf-8", check=False)
    bad = subprocess.run([*command, "0" * 64], capture_output=True, encoding="utf-8", check=False)
    assert (good.returncode, good.stderr, good.stdout.endswith("일치합니다.\n")) == (0, "", True)
    assert (bad.returncode, bad.stderr, "SHA-256: 공개된 값 0000" in bad.stdout) == (1, "", True)


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
    assert "결과 화면에서 다시 내려받으세요" in out.splitlines()[-1]
    assert "읽을 수 없습니다." in out


def test_missing_file_is_told(capsys, tmp_path):
    assert recount.main([str(tmp_path / "none.json"), "--en"]) == 2
    assert "No such file" in capsys.readouterr().out


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
        ("rule/revoked_place", "last", "last"),
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
