"""recount.py agrees with results computed by hand from docs/open-data.md."""

from fractions import Fraction

import pytest

from tests.awards.outcome.recount_bundles import JUDGED, agrees, changed, city, judged, recount, run, sealed

pytestmark = pytest.mark.once

TWO_ROUNDS = [{"order": 1, "trim": None, "cut": 2}, {"order": 2, "trim": None, "cut": None}]
POLL = {"choices": "up_to", "k": 2}


def test_city_agrees():
    assert agrees(city())


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
        ("as_scored", ["1 1 - 90.3 - | 90.25 90.3 90.3 90.3", "2 2 - 90.2 - | 90.24 90.2 90.2 90.2"]),
    ],
)
def test_conversion_agrees(conversion, rows):
    assert agrees(judged(rows, groups=[JUDGED | {"conversion": conversion}]))


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
def test_equal_values_share_place_without_effective_weight(conversion, value, converted):
    rows = [f"{n} 1 - {converted} - | {value} {value} {converted} {converted}" for n in (1, 2)]
    assert agrees(judged(rows, effective=None, groups=[JUDGED | {"conversion": conversion}]))


def test_standard_of_irrational_deviation():
    # marks 1, 2, 4: deviation √14 / 3, so 50 + 10·(3x − 7) / √14
    rows = ["3 1 - 63.363062096 - | 4 4 63.363062096 63.363062096"]
    rows += ["2 2 - 47.327387581 - | 2 2 47.327387581 47.327387581"]
    rows += ["1 3 - 39.309550324 - | 1 1 39.309550324 39.309550324"]
    assert agrees(judged(rows, decimals=9, groups=[JUDGED | {"conversion": "standard"}]))


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
def test_tie_steps(chain, places):
    order = [place.split() for place in places]
    rows = [CLOSE[int(number) - 1].format(place, step) for number, place, step in order]
    rounds = [{"1": "90.2", "2": "90.4", "3": "90.4"}, {"2": "70", "3": "71"}]
    frame = {
        "decimals": 0,
        "lot_seed": "씨앗",
        "poll": POLL,
        "rounds": [{**r, "cut": None} for r in TWO_ROUNDS],
    }
    assert agrees(judged(rows, points=rounds, votes=VOTES, tie_chain=chain, **frame))


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
def test_awards(awards, votes, winners):
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
    assert agrees(bundle | {"committee": {"동행상": ["3"]} if "동행상" in winners else {}})


def test_equal_votes_and_places_share_the_award():
    rows = [f"{n} 1 4 7.0 - | 7 7 7.0 7.0" for n in (1, 2)]
    won = [
        {"number": n, "award": name, "kind": kind, "prize_krw": 10, "payout_krw": 10}
        for name, kind in (("대상", "ranked"), ("인기상", "most_votes"))
        for n in "12"
    ]
    result = {"awards": won, "sums": {"prizes_krw": 40, "payouts_krw": 40}}
    awards = [award("대상", "ranked"), award("은상", "ranked"), award("인기상", stackable=True)]
    assert agrees(judged(rows, None, votes={"1": 4, "2": 4}, poll=POLL, awards=awards, result=result))


def test_withdrawn_finalist_keeps_votes_without_place():
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
    assert agrees(
        judged(rows, points=marks, groups=groups, withdrawn=["2"], votes={"1": 4, "2": 9, "3": 3}, poll=POLL)
    )


def test_bonus_counts_to_its_cap_and_not_in_effective_weights():
    rows = ["2 1 - 82.0 - | 80 80 80.0 80.0", "1 2 - 81.5 - | 81 81 81.0 81.0"]
    bundle = judged(rows, bonus={"cap": "2"})
    assert agrees(bundle | {"bonus": {"1": "0.5", "2": "5"}})


def test_panel_round_after_the_cut_marks_finalists():
    # 30 % of the first round, 70 % of the second: 27 + 56 = 83 and 28.5 + 49 = 77.5
    groups = [JUDGED | {"sources": [{"round": 1, "weight": "30"}, {"round": 2, "weight": 70}]}]
    rows = ["1 1 - 83.0 - | 83 83 83.0 83.0", "2 2 - 77.5 - | 155/2 77.5 77.5 77.5"]
    rounds = [{"1": "90", "2": "95"}, {"1": "80", "2": "70"}]
    bundle = judged(rows, points=rounds, groups=groups, others=[["89", None], [None, None]])
    bundle["rule"]["rounds"] = TWO_ROUNDS
    assert agrees(sealed(bundle))


def test_earlier_marks_decide_at_the_line_and_equal_ones_go_on():
    rounds = [{"1": "90", "2": "85", "3": "85"}, {"1": "70", "2": "80", "3": "80"}]
    rows = [
        "1 1 - 90.0 - | 90 90 90.0 90.0",
        "2 2 - 85.0 - | 85 85 85.0 85.0",
        "3 2 - 85.0 - | 85 85 85.0 85.0",
    ]
    bundle = judged(rows, points=rounds, others=[["60", "70"]])
    bundle["rule"]["rounds"] = [{"order": 1, "trim": None, "cut": 4}, {"order": 2, "trim": None, "cut": 3}]
    assert agrees(sealed(bundle))
    bundle["rule"]["rounds"][1]["cut"] = 1
    code, out = run(sealed(bundle))
    assert (code, "result/finalists: 공개된 값 1, 2, 3, 다시 계산한 값 2, 3" in out) == (1, True)


def test_withheld_totals_leave_the_marks_as_published():
    assert agrees(changed(city(), "rounds/0/totals", None))


def test_votes_without_single_ballots_add_up_to_the_seal():
    assert agrees(changed(city(), "ballots", None))
    code, out = run(changed(changed(city(), "ballots", None), "seal/ballots", 5))
    assert (code, "votes: 공개된 값 8, 다시 계산한 값 10" in out) == (1, True)


def test_any_number_of_choices_up_to_k():
    assert agrees(
        judged(["1 1 2 9.0 - | 9 9 9.0 9.0", "2 2 1 8.0 - | 8 8 8.0 8.0"], votes={"1": 2, "2": 1}, poll=POLL)
        | {"ballots": ["1", "1,2"]}
    )


GOLD, SILVER, FAVOURITE, JURY = (
    award("대상", "ranked"),
    award("은상", "ranked"),
    award("인기상"),
    award("동행상", "committee"),
)


@pytest.mark.parametrize(
    ("place", "revoked", "winners"),
    [
        ("empty", ["1"], {"은상": "2", "인기상": "3"}),
        ("empty", ["3"], {"대상": "1", "은상": "2", "동행상": "1"}),
        (None, ["1"], {"은상": "2", "인기상": "3"}),
        ("next", ["1"], {"대상": "2", "은상": "3", "인기상": "4"}),
        ("next", ["2"], {"대상": "1", "은상": "3", "인기상": "4", "동행상": "1"}),
        ("next", ["1", "3"], {"대상": "2", "은상": "4"}),
    ],
)
def test_revoked_awards(place, revoked, winners):
    votes = {"1": 9, "2": 8, "3": 7, "4": 6}
    rows = [
        f"{n} {n} {votes[str(n)]} {10 - n}.0 - | {10 - n} {10 - n} {10 - n}.0 {10 - n}.0" for n in range(1, 5)
    ]
    kinds = {each["name"]: each["kind"] for each in (GOLD, SILVER, FAVOURITE, JURY)}
    won = [
        {"number": n, "award": name, "kind": kinds[name], "prize_krw": 10, "payout_krw": 10}
        for name, numbers in winners.items()
        for n in numbers
    ]
    result = {"awards": won, "sums": {"prizes_krw": 10 * len(won), "payouts_krw": 10 * len(won)}}
    rule = {"awards": [GOLD, SILVER, FAVOURITE, JURY]} | ({"revoked_place": place} if place else {})
    bundle = judged(rows, votes=votes, poll=POLL, result=result, **rule)
    assert agrees(bundle | {"revoked": revoked, "committee": {"동행상": ["1"]}})


def test_bundles_without_revoked_or_with_none_agree():
    for revoked in ([], None):
        assert agrees(city() | {"revoked": revoked})
    assert "revoked" not in city()


def test_committees_choices_of_equal_place_stand_in_natural_order_whatever_was_named_first():
    rows = [f"{n} 1 - 7.0 - | 7 7 7.0 7.0" for n in (2, 10)]
    won = [
        {"number": n, "award": "동행상", "kind": "committee", "prize_krw": 10, "payout_krw": 10}
        for n in ("2", "10")
    ]
    result = {"awards": won, "sums": {"prizes_krw": 20, "payouts_krw": 20}}
    bundle = judged(rows, None, awards=[award("동행상", "committee", 2)], result=result)
    assert agrees(bundle | {"committee": {"동행상": ["10", "2"]}})
