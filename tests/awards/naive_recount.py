"""The result of 2021 as pages print it, recomputed from the input files, sharing no line with the portal."""

import csv
import json
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

from tests.awards.arithmetic import naive
from tests.awards.arithmetic.naive.places import written

FILES = Path(__file__).resolve().parents[2] / "awards" / "data" / "2021"


def rows(name):
    with (FILES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheets(name):
    """The sheets of a round; its points stand under names of criteria with their maxima: 효용성(30)."""
    for row in rows(name):
        points = [Fraction(value) for name, value in row.items() if name.endswith(")")]
        yield SimpleNamespace(judge=row["심사위원"], case=row["사례번호"], points=points)


def contest():
    """(what was recorded, how many voted)."""
    ballots = [list(ballot.values()) for ballot in rows("ballots.csv")]
    chosen = [case for ballot in ballots for case in ballot]
    judges = [row["심사위원"] for row in rows("judges.csv")]
    recorded = SimpleNamespace(
        cases={row["사례번호"]: row["기관구분"] for row in rows("cases.csv")},
        judges={1: judges, 2: judges},
        sheets={n: list(sheets(f"scores_round{n}.csv")) for n in (1, 2)},
        recusals={},
        votes={case: chosen.count(case) for case in set(chosen)},
        withdrawn=set(),
        bonus={},
        committee={},
        revoked=set(),
    )
    return recorded, len(ballots)


def recount():
    """Return one dictionary of printed digits per finalist, by place."""
    recorded, voters = contest()
    rule = json.loads((FILES / "edition.json").read_text(encoding="utf-8"))["rule"]
    counted = naive.recount(rule, recorded)
    order = sorted(counted["places"], key=counted["places"].get)
    return [printed(case, recorded, voters, counted) for case in order]


def printed(case, recorded, voters, counted):
    (entered,) = [row for row in rows("cases.csv") if row["사례번호"] == case]
    ((award, _case, _prize, payout),) = [one for one in counted["awards"] if one[1] == case]
    expert, citizen = counted["groups"]
    votes, mark = recorded.votes[case], expert["values"][case]
    return {
        "rank": str(counted["places"][case]),
        "number": case,
        "title": entered["사례명"],
        "organisation": entered["기관명"],
        "total": counted["totals"][case],
        "award": award,
        "mark": written(mark, 3).rstrip("0").ljust(len(written(mark, 1)), "0"),
        "expert": written(expert["converted"][case], 3),
        "votes": f"{votes:,}",
        "voter_share": written(Fraction(votes * 100, voters), 1) + "%",
        "vote_share": written(Fraction(votes * 100, sum(recorded.votes.values())), 2) + "%",
        "citizen": written(citizen["converted"][case], 3),
        "payout": f"{payout // 10000:,}만 원",
    }
