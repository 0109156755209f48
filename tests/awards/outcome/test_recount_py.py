"""recount.py agrees with results computed by hand, and names the one thing changed in them."""

import copy
import hashlib
import json
import random
import subprocess
import sys
from decimal import Context, Decimal
from fractions import Fraction
from importlib import util
from pathlib import Path

import pytest
from django.conf import settings

from tests.awards.outcome.recount_bundles import JUDGED, changed, city, judged, sealed

pytestmark = pytest.mark.once

SCRIPT = Path(settings.BASE_DIR) / "static/recount/recount.py"
spec = util.spec_from_file_location("recount", SCRIPT)
recount = util.module_from_spec(spec)
spec.loader.exec_module(recount)

TWO_ROUNDS = [{"order": 1, "trim": None, "cut": 2}, {"order": 2, "trim": None, "cut": None}]
POLL = {"choices": "up_to", "k": 2}


@pytest.fixture
def run(tmp_path, capsys):
    def run(bundle, *options):
        path = tmp_path / "bundle.json"
        path.write_bytes(bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode())
        return recount.main([str(path), *options]), capsys.readouterr().out

    return run


@pytest.fixture
def agrees(run):
    def agrees(bundle):
        code, out = run(bundle)
        assert (code, out[-8:]) == (0, "\n일치합니다.\n"), out
        code, out = run(bundle, "--en")
        assert (code, "they agree" in out) == (0, True)

    return agrees


def test_city_agrees(agrees):
    agrees(city())


@pytest.mark.parametrize(
    ("conversion", "rows"),
    [
        # mean 5, deviation 2
        (
            "standard",
            ["8 1 - 70.0 - | 9 9 70.0 70.0", "7 2 - 60.0 - | 7 7 60.0 60.0", "5 3 - 50.0 - | 5 5 50.0 50.0"]
            + ["6 3 - 50.0 - | 5 5 50.0 50.0", "2 5 - 45.0 - | 4 4 45.0 45.0", "3 5 - 45.0 - | 4 4 45.0 45.0"]
            + ["4 5 - 45.0 - | 4 4 45.0 45.0", "1 8 - 35.0 - | 2 2 35.0 35.0"],
        ),
        (
            "min_max",
            [
                "3 1 - 100.0 - | 10 10 100.0 100.0",
                "2 2 - 25.0 - | 4 4 25.0 25.0",
                "1 3 - 0.0 - | 2 2 0.0 0.0",
            ],
        ),
        (
            "share_of_leader",
            [
                "3 1 - 100.0 - | 8 8 100.0 100.0",
                "2 2 - 50.0 - | 4 4 50.0 50.0",
                "1 3 - 37.5 - | 3 3 37.5 37.5",
            ],
        ),
        (
            "share_of_total",
            ["3 1 - 62.5 - | 5 5 62.5 62.5", "2 2 - 25.0 - | 2 2 25.0 25.0", "1 3 - 12.5 - | 1 1 12.5 12.5"],
        ),
        (
            "rank_points",
            [
                "4 1 - 100.0 - | 9 9 100.0 100.0",
                "2 2 - 62.5 - | 7 7 62.5 62.5",
                "3 2 - 62.5 - | 7 7 62.5 62.5",
            ]
            + ["1 4 - 25.0 - | 1 1 25.0 25.0"],
        ),
        (
            {"method": "rank_points", "table": ["12", "10", 5]},
            ["4 1 - 12.0 - | 9 9 12.0 12.0", "2 2 - 7.5 - | 7 7 7.5 7.5", "3 2 - 7.5 - | 7 7 7.5 7.5"]
            + ["1 4 - 0.0 - | 1 1 0.0 0.0"],
        ),
        ("as_scored", ["1 1 - 90.3 - | 90.25 90.25 90.3 90.3", "2 2 - 90.2 - | 90.24 90.24 90.2 90.2"]),
    ],
)
def test_conversion_agrees(agrees, conversion, rows):
    agrees(judged(rows, groups=[JUDGED | {"conversion": conversion}]))


@pytest.mark.parametrize(
    ("conversion", "value", "converted"),
    [
        ("standard", 7, "50.0"),
        ("min_max", 7, "50.0"),
        ("share_of_leader", 0, "0.0"),
        ("share_of_total", 0, "0.0"),
    ]
    + [("rank_points", 7, "75.0"), ("as_scored", 7, "7.0")],
)
def test_equal_values_share_place_without_effective_weight(agrees, conversion, value, converted):
    rows = [f"{n} 1 - {converted} - | {value} {value} {converted} {converted}" for n in (1, 2)]
    agrees(judged(rows, effective=None, groups=[JUDGED | {"conversion": conversion}]))


def test_standard_of_irrational_deviation(agrees):
    # marks 1, 2, 4: deviation √14 / 3, so 50 + 10·(3x − 7) / √14
    rows = ["3 1 - 63.363062096 - | 4 4 63.363062096 63.363062096"]
    rows += ["2 2 - 47.327387581 - | 2 2 47.327387581 47.327387581"]
    rows += ["1 3 - 39.309550324 - | 1 1 39.309550324 39.309550324"]
    agrees(judged(rows, decimals=9, groups=[JUDGED | {"conversion": "standard"}]))


@pytest.mark.parametrize("value", ["2", "14", "1e-31", "3e45", "152399025", "0.25", "7e118", "1e120"])
def test_root_has_60_digits_half_even(value):
    assert recount.root(Fraction(value)) == Fraction(Decimal(value).sqrt(Context(prec=60)))


def test_rounding_away_from_zero():
    assert [recount.rounded(Fraction(text), 1) for text in ("0.25", "-0.25", "-0.04", "2", "12/7")] == [
        "0.3", "-0.3", "0.0", "2.0", "1.7",
    ]  # fmt: skip


CLOSE = ["1 {} 2 90 {} | 90.2 90.2 90 90", "2 {} 4 90 {} | 90.4 90.4 90 90", "3 {} 4 90 {} | 90.4 90.4 90 90"]
VOTES = {"1": 2, "2": 4, "3": 4}


@pytest.mark.parametrize(
    ("chain", "places"),
    [
        ([], ["1 1 -", "2 1 -", "3 1 -"]),
        (["group:심사"], ["2 1 group:심사", "3 1 group:심사", "1 3 group:심사"]),
        (["group:심사", "votes"], ["2 1 group:심사", "3 1 group:심사", "1 3 group:심사"]),
        (["votes", "round:2"], ["3 1 round:2", "2 2 round:2", "1 3 votes"]),
        (["round:2"], ["3 1 round:2", "2 2 round:2", "1 3 round:2"]),
        # SHA-256 of 씨앗1 begins with 77, of 씨앗2 with b5, of 씨앗3 with b7
        (["lot"], ["1 1 lot", "2 2 lot", "3 3 lot"]),
        (["votes", "lot"], ["2 1 lot", "3 2 lot", "1 3 votes"]),
    ],
)
def test_tie_steps(agrees, chain, places):
    order = [place.split() for place in places]
    rows = [CLOSE[int(number) - 1].format(place, step) for number, place, step in order]
    rounds = [{"1": "90.2", "2": "90.4", "3": "90.4"}, {"2": "70", "3": "71"}]
    frame = {
        "decimals": 0,
        "lot_seed": "씨앗",
        "poll": POLL,
        "rounds": [{**r, "cut": None} for r in TWO_ROUNDS],
    }
    agrees(judged(rows, rounds=rounds, votes=VOTES, tie_chain=chain, **frame))


def award(name, kind="most_votes", places=1, stackable=False):
    return {"name": name, "kind": kind, "places": places, "prize_krw": 10, "stackable": stackable}


@pytest.mark.parametrize(
    ("awards", "votes", "winners"),
    [
        ([award("인기상")], [5, 9, 9], {"인기상": "2"}),
        ([award("대상", "ranked"), award("인기상")], [9, 5, 4], {"대상": "1", "인기상": "2"}),
        ([award("대상", "ranked"), award("인기상", stackable=True)], [9, 5, 4], {"대상": "1", "인기상": "1"}),
        ([award("인기상"), award("대상", "ranked")], [9, 5, 4], {"인기상": "1", "대상": "1"}),
        ([award("대상", "ranked", 2), award("인기상", places=2)], [9, 5, 0], {"대상": "12"}),
        ([award("동행상", "committee"), award("인기상")], [1, 1, 2], {"동행상": "3", "인기상": "1"}),
        ([award("대상", "ranked", 1), award("금상", "ranked", 5)], [0, 0, 0], {"대상": "1", "금상": "23"}),
    ],
)
def test_awards(agrees, awards, votes, winners):
    rows = [
        f"{n} {n} {votes[n - 1]} {10 - n}.0 - | {10 - n} {10 - n} {10 - n}.0 {10 - n}.0" for n in (1, 2, 3)
    ]
    kinds = {each["name"]: each["kind"] for each in awards}
    won = [
        {"number": n, "award": name, "kind": kinds[name], "prize_krw": 10, "payout_krw": 10}
        for name, numbers in winners.items()
        for n in numbers
    ]
    sums = {"prizes_krw": 10 * len(won), "payouts_krw": 10 * len(won)}
    votes = {str(n): count for n, count in enumerate(votes, 1)}
    bundle = judged(rows, votes=votes, poll=POLL, awards=awards, result={"awards": won, "sums": sums})
    agrees(bundle | {"committee": {"동행상": ["3"]} if "동행상" in winners else {}})


def test_equal_votes_and_places_share_the_award(agrees):
    rows = [f"{n} 1 4 7.0 - | 7 7 7.0 7.0" for n in (1, 2)]
    won = [
        {"number": n, "award": name, "kind": kind, "prize_krw": 10, "payout_krw": 10}
        for name, kind in (("대상", "ranked"), ("인기상", "most_votes"))
        for n in "12"
    ]
    result = {"awards": won, "sums": {"prizes_krw": 40, "payouts_krw": 40}}
    awards = [award("대상", "ranked"), award("은상", "ranked"), award("인기상", stackable=True)]
    agrees(judged(rows, None, votes={"1": 4, "2": 4}, poll=POLL, awards=awards, result=result))


def test_withdrawn_finalist_keeps_votes_without_place(agrees):
    # the withdrawn leader does not count in the conversion: 3 of 4
    groups = [
        {
            "name": "투표",
            "weight": 100,
            "conversion": "share_of_leader",
            "sources": [{"poll": 1, "weight": 100}],
        }
    ]
    rows = ["1 1 4 100.0 - | 4 4 100.0 100.0", "3 2 3 75.0 - | 3 3 75.0 75.0", "2 - 9 - -"]
    marks = [{"1": "80", "2": "80", "3": "80"}]
    agrees(
        judged(rows, rounds=marks, groups=groups, withdrawn=["2"], votes={"1": 4, "2": 9, "3": 3}, poll=POLL)
    )


def test_bonus_counts_to_its_cap_and_not_in_effective_weights(agrees):
    rows = ["2 1 - 82.0 - | 80 80 80.0 80.0", "1 2 - 81.5 - | 81 81 81.0 81.0"]
    bundle = judged(rows, bonus={"cap": "2"})
    agrees(bundle | {"bonus": {"1": "0.5", "2": "5"}})


def test_panel_round_after_the_cut_marks_finalists(agrees):
    # 30 % of the first round, 70 % of the second: 27 + 56 = 83 and 28.5 + 49 = 77.5
    groups = [JUDGED | {"sources": [{"round": 1, "weight": "30"}, {"round": 2, "weight": 70}]}]
    rows = ["1 1 - 83.0 - | 83 83 83.0 83.0", "2 2 - 77.5 - | 155/2 77.5 77.5 77.5"]
    rounds = [{"1": "90", "2": "95"}, {"1": "80", "2": "70"}]
    bundle = judged(rows, rounds=rounds, groups=groups, others=[["89", None], [None, None]])
    bundle["rule"]["rounds"] = TWO_ROUNDS
    agrees(sealed(bundle))


def test_earlier_marks_decide_at_the_line_and_equal_ones_go_on(agrees, run):
    rounds = [{"1": "90", "2": "85", "3": "85"}, {"1": "70", "2": "80", "3": "80"}]
    rows = [
        "1 1 - 90.0 - | 90 90 90.0 90.0",
        "2 2 - 85.0 - | 85 85 85.0 85.0",
        "3 2 - 85.0 - | 85 85 85.0 85.0",
    ]
    bundle = judged(rows, rounds=rounds, others=[["60", "70"]])
    bundle["rule"]["rounds"] = [{"order": 1, "trim": None, "cut": 4}, {"order": 2, "trim": None, "cut": 3}]
    agrees(sealed(bundle))
    bundle["rule"]["rounds"][1]["cut"] = 1
    code, out = run(sealed(bundle))
    assert (code, "1 · 최종 후보\n  공개된 값: ○\n  다시 계산한 값: –" in out) == (1, True)


def test_withheld_totals_leave_the_marks_as_published(agrees):
    agrees(changed(city(), "rounds/0/totals", None))


def test_votes_without_single_ballots_add_up_to_the_seal(agrees, run):
    agrees(changed(city(), "ballots", None))
    code, out = run(changed(changed(city(), "ballots", None), "seal/ballots", 5))
    assert (code, "득표의 합" in out, "10" in out) == (1, True, True)


def test_any_number_of_choices_up_to_k(agrees):
    agrees(
        judged(["1 1 2 9.0 - | 9 9 9.0 9.0", "2 2 1 8.0 - | 8 8 8.0 8.0"], votes={"1": 2, "2": 1}, poll=POLL)
        | {"ballots": ["1", "1,2"]}
    )


FOUND = [
    ("rule/decimals", 2, "규칙의 SHA-256", None, None),
    ("rounds/0/marks/3", "356/5", "1단계 심사 평점", "356/5 = 71.2", "89"),
    ("rounds/0/totals/1/1", "92.3", "1 · 평점", "94", "941/10 = 94.1"),
    ("rounds/0/totals/99", ["1"], "99 · 심사위원", "5", "–"),
    ("rounds/0/judges", 4, "1 · 심사위원", "4", "5"),
    ("rounds/0/marks/99", "8", "99 · 평점", "8", "–"),
    ("others/0/0", "81", "최종 후보일 이름 없는 사례", "–", "81"),
    ("others/0/0", "85", "10 · 최종 후보", "○", "–"),
    ("others", [["80"]], "사례 수", "6", "5"),
    ("result/finalists", ["1", "2", "3"], "10 · 최종 후보", "–", "○"),
    ("ballots", ["1,2", "1,3", "1,2", "2,10"], "투표지의 차례", "1,2", "≥ 1,3"),
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
    ("result/awards/3/number", "3", "인기상, 10 · 종류", "–", "most_votes"),
    ("result/awards/1/payout_krw", 1000000, "우수상, 2 · 지급액", "1000000", "0"),
    ("result/awards/0/prize_krw", 1, "최우수상, 1 · 상금", "1", "2000000"),
    ("committee", {"동행상": ["3"], "새 상": ["1"]}, "규칙에 없는 상", "새 상", "–"),
    ("result/sums/payouts_krw", 1, "합: payout_krw", "1", "3800000"),
    ("result/weights/0/effective", "52.5", "8단계 실제 반영 비율", "52.5", "52.4"),
    ("result/weights/1/nominal", "40", "투표 · 정한 비율", "40", "50"),
]


@pytest.mark.parametrize(("path", "value", "words", "published", "computed"), FOUND)
def test_single_change_is_found_and_named(run, path, value, words, published, computed):
    code, out = run(changed(city(), path, value, seal=False))
    told = out[out.index("다릅니다.") :]
    assert (code, words in told) == (1, True), out
    if published:
        assert told.endswith(f"  공개된 값: {published}\n  다시 계산한 값: {computed}\n")


def test_difference_in_english(run):
    code, out = run(changed(city(), "votes/10", 2), "--en")
    assert code == 1
    assert out.endswith("They differ.\n  Ballots and votes\n  10 · votes\n  published: 2\n  recomputed: 1\n")


def test_rows_twice_or_in_another_order_are_found(run):
    rows = city()["result"]["rows"]
    assert "결과의 사례" in run(changed(city(), "result/rows", [*rows, rows[0]]))[1]
    assert "결과의 차례" in run(changed(city(), "result/rows", rows[::-1]))[1]
    awards = city()["result"]["awards"]
    assert "상의 수" in run(changed(city(), "result/awards", [*awards, awards[0]]))[1]


def test_finalist_without_a_mark_that_counts_is_named(run):
    groups = [JUDGED | {"sources": [{"round": 2, "weight": 100}]}]
    rounds = [{"1": "90", "2": "95"}, {"1": "80"}]
    bundle = judged(
        ["1 1 - 80.0 - | 80 80 80.0 80.0", "2 2 - 0.0 - | 0 0 0.0 0.0"], rounds=rounds, groups=groups
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
def test_garbage_is_told_in_a_sentence(run, content):
    code, out = run(content)
    assert code == 2
    assert out.endswith("결과 화면에서 파일을 다시 내려받으세요.\n")
    assert "읽을 수 없습니다." in out


def test_missing_file_is_told(capsys, tmp_path):
    assert recount.main([str(tmp_path / "none.json"), "--en"]) == 2
    assert "Check its name and place." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("rule/groups/0/conversion", "cube", "cube"),
        ("rule/groups/0/sources/0/round", 9, "round:9"),
        ("rule/tie_chain", ["coin"], "coin"),
        ("rule/decimals", 10**14, "모르는 값"),
        ("rule/awards/0/kind", "gift", "gift"),
        ("rule/poll/choices", "many", "many"),
        ("rounds/0/totals/1/0", "1e9", "1e9"),
        ("committee", {"동행상": ["77"]}, "77"),
    ],
)
def test_what_cannot_be_computed_is_named(run, path, value, words):
    bundle = changed(city(), path, value)
    code, out = run(bundle)
    assert (code, words in out) == (2, True), out


def places_in(value, way=()):
    yield way
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places_in(value[key], (*way, key))


def test_no_value_in_any_place_leads_to_a_traceback(run):
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


def test_a_million_ballots_take_seconds(run):
    bundle = changed(city(), "ballots", ["1,2"] * 500_000 + ["1,3"] * 250_000 + ["2,10"] * 250_000)
    bundle |= {
        "votes": {"1": 750_000, "2": 750_000, "3": 250_000, "10": 250_000},
        "seal": {"ballots": 1_000_000},
    }
    for row, votes in zip(bundle["result"]["rows"], bundle["votes"].values(), strict=True):
        row["votes"] = votes
        row["groups"][1] |= {"exact": str(votes), "value": str(votes)}
    assert run(bundle)[0] == 0
