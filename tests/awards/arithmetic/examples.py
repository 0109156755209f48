"""A small contest to take apart: its rule document, and short ways to write sheets and marks."""

import csv
import json
from collections import Counter
from copy import deepcopy
from fractions import Fraction
from pathlib import Path

from awards.arithmetic.computation import ContestInput
from awards.arithmetic.rule import parse_rule
from awards.arithmetic.scoring import Sheet, read_points

HERE = Path(__file__).parent / "data"
EDITION_2021 = Path(__file__).parents[3] / "awards" / "data" / "2021"

_DOCUMENT = {
    "groups": [
        {
            "name": "experts",
            "weight": 50,
            "conversion": "as_scored",
            "sources": [{"round": 1, "weight": 40}, {"round": 2, "weight": 60}],
        },
        {
            "name": "citizens",
            "weight": 50,
            "conversion": "as_scored",
            "sources": [{"poll": 1, "weight": 100}],
        },
    ],
    "rounds": [
        {
            "order": order,
            "name": f"round {order}",
            "method": "written",
            "criteria": [{"name": "idea", "max": 60}, {"name": "use", "max": 40}],
            "trim": {"from_totals": 5, "high": 1, "low": 1},
            "cut": cut,
        }
        for order, cut in ((1, 6), (2, 4))
    ],
    "poll": {"choices": "exactly", "k": 3},
    "bonus": None,
    "decimals": 3,
    "tie_chain": ["group:experts", "round:2", "votes", "lot"],
    "lot_seed": "seed",
    "awards": [
        {"name": "gold", "kind": "ranked", "places": 1, "prize_krw": 2_000_000},
        {"name": "silver", "kind": "ranked", "places": 2, "prize_krw": 1_000_000},
    ],
    "cash_excluded_kinds": ["투자출연기관"],
}


def document():
    return deepcopy(_DOCUMENT)


def rule(**changes):
    return parse_rule({**document(), **changes})


def fractions(**values):
    return {case: Fraction(value) for case, value in values.items()}


def sheets(case, *totals, judges="ABCDEFG"):
    """One sheet a judge, each with the wanted total over two criteria of 60 and 40."""
    return [
        Sheet(judge, case, read_points([min(total, 60), max(total - 60, 0)]))
        for judge, total in zip(judges, totals, strict=False)
    ]


def round_with(**changes):
    return rule(rounds=[{**document()["rounds"][0], **changes}, document()["rounds"][1]]).rounds[0]


def one_round_document(**changes):
    """Marks of one round and votes, half and half, as they stand."""
    experts, citizens = document()["groups"]
    return {
        **document(),
        "groups": [{**experts, "sources": [{"round": 1, "weight": 100}]}, citizens],
        "rounds": [{**document()["rounds"][0], "cut": None}],
        "tie_chain": ["votes"],
        "lot_seed": None,
        **changes,
    }


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def edition_2021(**changes):
    """The rule document of 2021, with some parts changed."""
    return {**json.loads((EDITION_2021 / "edition.json").read_text("utf-8"))["rule"], **changes}


def entries_2021():
    judges = [row["심사위원"] for row in rows(EDITION_2021 / "judges.csv")]
    sheets_of = {
        order: [
            Sheet(judge, case, read_points(points))
            for judge, case, *points in (
                row.values() for row in rows(EDITION_2021 / f"scores_round{order}.csv")
            )
        ]
        for order in (1, 2)
    }
    ballots = rows(EDITION_2021 / "ballots.csv")
    return ContestInput(
        cases={row["사례번호"]: row["기관구분"] for row in rows(EDITION_2021 / "cases.csv")},
        judges={1: judges, 2: judges},
        sheets=sheets_of,
        votes=Counter(case for ballot in ballots for case in ballot.values()),
    )
