"""The result of 2021 recomputed from the input files, sharing no line with the portal.

Written as plainly as the rule reads, for people who want to check the engine against something.
"""

import csv
import json
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor
from pathlib import Path

FILES = Path(__file__).resolve().parents[2] / "awards" / "data" / "2021"


def rows(name):
    with (FILES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def half_up(value, places):
    scaled = floor(abs(value) * 10**places + Fraction(1, 2))
    digits = f"{scaled:0{places + 1}d}"
    return ("-" if value < 0 and scaled else "") + digits[:-places] + "." + digits[-places:]


def round_means(number):
    """Mean of the seven totals of each case without one highest and one lowest."""
    totals = {}
    for row in rows(f"scores_round{number}.csv"):
        points = [Fraction(value) for name, value in row.items() if name.endswith(")")]
        totals.setdefault(row["사례번호"], []).append(sum(points))
    return {case: sum(sorted(values)[1:-1]) / Fraction(len(values) - 2) for case, values in totals.items()}


def standard(values):
    """50 + 10 × (value − mean) ÷ standard deviation."""
    mean = sum(values.values()) / Fraction(len(values))
    variance = sum((value - mean) ** 2 for value in values.values()) / len(values)
    with localcontext() as context:
        context.prec = 70
        deviation = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        return {
            case: 50
            + Fraction(10 * Decimal((value - mean).numerator) / (value - mean).denominator / deviation)
            for case, value in values.items()
        }


def recount():
    """Return one dictionary of printed digits per finalist, by place."""
    first, second = round_means(1), round_means(2)
    assert set(second) == set(sorted(first, key=first.get, reverse=True)[:15])
    finalists = sorted(second, key=second.get, reverse=True)[:9]
    votes = dict.fromkeys(finalists, 0)
    with (FILES / "ballots.csv").open(encoding="utf-8-sig", newline="") as file:
        ballots = list(csv.reader(file))[1:]
    for ballot in ballots:
        for case in ballot:
            votes[case] += 1
    marks = {case: (first[case] + second[case]) / 2 for case in finalists}
    expert, citizen = standard(marks), standard({case: Fraction(n) for case, n in votes.items()})
    total = {case: (expert[case] + citizen[case]) / 2 for case in finalists}
    return _printed(total, marks, expert, citizen, votes, len(ballots))


def _printed(total, marks, expert, citizen, votes, voters):
    entered = {row["사례번호"]: row for row in rows("cases.csv")}
    tiers = json.loads((FILES / "edition.json").read_text(encoding="utf-8"))["rule"]["awards"]
    awards = [tier for tier in tiers for _place in range(tier["places"])]
    order = sorted(total, key=total.get, reverse=True)
    cast = sum(votes.values())
    return [
        {
            "rank": str(place),
            "number": case,
            "title": entered[case]["사례명"],
            "organisation": entered[case]["기관명"],
            "total": half_up(total[case], 3),
            "award": award["name"],
            "mark": half_up(marks[case], 3).rstrip("0").ljust(len(half_up(marks[case], 1)), "0"),
            "expert": half_up(expert[case], 3),
            "votes": f"{votes[case]:,}",
            "voter_share": half_up(Fraction(votes[case] * 100, voters), 1) + "%",
            "vote_share": half_up(Fraction(votes[case] * 100, cast), 2) + "%",
            "citizen": half_up(citizen[case], 3),
            "payout": f"{award['prize_krw'] // 10000:,}만 원",
        }
        for place, (case, award) in enumerate(zip(order, awards, strict=True), start=1)
    ]
