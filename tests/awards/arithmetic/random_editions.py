"""Random editions from a seed: rule documents with everything they may hold, sheets, ballots, and their bundle."""

import json
import random
from dataclasses import replace
from fractions import Fraction

from awards.arithmetic.computation import ContestInput, IncompleteResult, compute, judge_rounds
from awards.arithmetic.natural import natural_key
from awards.arithmetic.rule import RuleError, canonical_json, digest, parse_rule
from awards.arithmetic.scoring import Sheet
from awards.outcome.opendata.bundle import FORMAT, exact_text, told_others, told_round
from awards.outcome.presenting import WEIGHT_PLACES, digits, result_rows

METHODS = ("standard", "min_max", "share_of_leader", "share_of_total", "rank_points", "as_scored")
KINDS = ("본청", "사업소", "투자출연기관", "자치구")


def shares(drawn, parts):
    """So many weights that sum to 100: whole numbers or decimals."""
    cuts = sorted(drawn.sample(range(1, 200), parts - 1))
    halves = [b - a for a, b in zip([0, *cuts], [*cuts, 200], strict=True)]
    return [half // 2 if half % 2 == 0 else f"{half // 2}.5" for half in halves]


def random_rule(drawn, cases):
    """A rule document over up to three rounds; the last round may come after the last cut (a panel)."""
    rounds, left = [], cases
    for order in range(1, drawn.randint(1, 3) + 1):
        cut = drawn.choice([None, drawn.randint(2, left)])
        left = cut or left
        trim = drawn.choice([None, {"from_totals": drawn.choice([3, 4, 5]), "high": 1, "low": 1}])
        criteria = [{"name": "가", "max": 60}, {"name": "나", "max": 40}]
        rounds.append(
            {
                "order": order,
                "name": f"{order}차",
                "method": "written",
                "criteria": criteria,
                "trim": trim,
                "cut": cut,
            }
        )
    poll = drawn.choice([None, {"choices": drawn.choice(["exactly", "up_to"]), "k": drawn.randint(1, 2)}])
    sources = [{"round": each["order"]} for each in rounds] + ([{"poll": 1}] if poll else [])
    names = ["전문가", "시민", "현장"][: drawn.randint(1, 3)]
    groups = []
    for name, weight in zip(names, shares(drawn, len(names)), strict=True):
        chosen = drawn.sample(sources, drawn.randint(1, len(sources)))
        if poll and name == "시민":
            chosen = [{"poll": 1}]
        weighted = [one | {"weight": w} for one, w in zip(chosen, shares(drawn, len(chosen)), strict=True)]
        method = drawn.choice(METHODS)
        if method == "rank_points" and drawn.random() < 0.5:
            method = {"method": "rank_points", "table": ["12", "10", "7.5", "1"]}
        groups.append({"name": name, "weight": weight, "conversion": method, "sources": weighted})
    if poll and not any("poll" in one for group in groups for one in group["sources"]):
        groups[-1]["sources"] = [{"poll": 1, "weight": 100}]
    steps = [f"group:{name}" for name in names] + [f"round:{each['order']}" for each in rounds]
    steps = drawn.sample(steps + (["votes"] if poll else []), drawn.randint(0, 2))
    lot = drawn.choice([["lot"], []])
    return {
        "groups": groups,
        "rounds": rounds,
        "poll": poll,
        "bonus": drawn.choice([None, {"cap": "1.5"}]),
        "decimals": drawn.choice([1, 2, 3]),
        "tie_chain": steps + lot,
        "lot_seed": f"씨앗 {drawn.random()}",
        "awards": random_awards(drawn, poll),
        "cash_excluded_kinds": drawn.choice([[], ["투자출연기관"]]),
    }


def random_awards(drawn, poll):
    awards = [{"name": "최우수상", "kind": "ranked", "places": 1, "prize_krw": 2_000_000}]
    if drawn.random() < 0.6:
        awards.append({"name": "동행상", "kind": "committee", "places": 1, "prize_krw": 300_000})
    if poll and drawn.random() < 0.6:
        stackable = drawn.random() < 0.5
        awards.append(
            {
                "name": "공감상",
                "kind": "most_votes",
                "places": 1,
                "prize_krw": 500_000,
                "stackable": stackable,
            }
        )
    if drawn.random() < 0.3:
        drawn.shuffle(awards)
    return awards


def random_sheets(drawn, rule, numbers):
    """Judges of every round and their sheets, of few different points so that ties are common; some cells empty."""
    judges = {each["order"]: [f"위원{n}" for n in range(drawn.randint(1, 7))] for each in rule["rounds"]}
    levels, empty = drawn.choice([2, 4, 40]), drawn.choice([0, 0.1])

    def points(most):
        value = Fraction(drawn.randint(0, levels) * most, levels * 2)
        return None if drawn.random() < empty else value

    return judges, {
        order: [Sheet(judge, n, (points(60), points(40))) for judge in names for n in numbers]
        for order, names in judges.items()
    }


def judged(rule, numbers, judges, sheets):
    """(finalists, sheets of the cases that entered each round): a sheet of a case that was out is an error."""
    kept = {order: [] for order in sheets}
    for order in sheets:
        outcome = judge_rounds(rule, cases=numbers, judges=judges, sheets=kept)
        entered = numbers if order == 1 else outcome.rounds[order - 2].goes_on
        kept[order] = [sheet for sheet in sheets[order] if sheet.case in entered]
    return judge_rounds(rule, cases=numbers, judges=judges, sheets=kept).finalists, kept


def random_ballots(drawn, poll, finalists):
    """Canonical choices of up to 60 voters, sorted as the open data has them."""
    sizes = [poll["k"]] if poll["choices"] == "exactly" else range(1, poll["k"] + 1)
    order = {number: place for place, number in enumerate(finalists)}
    ballots = [drawn.sample(finalists, drawn.choice(list(sizes))) for _voter in range(drawn.randint(0, 60))]
    return sorted(",".join(sorted(ballot, key=order.get)) for ballot in ballots)


def random_edition(seed):
    """(document, entries, computation, ballots or None) of the first draw of this seed that can be computed."""
    drawn = random.Random(seed)
    while True:
        numbers = drawn.sample([*map(str, range(1, 14)), "2025-001", "2025-002"], drawn.randint(4, 12))
        document = random_rule(drawn, len(numbers))
        try:
            return document, *_computed(drawn, document, parse_rule(document), numbers)
        except (RuleError, IncompleteResult):
            continue


def _computed(drawn, document, rule, numbers):
    judges, sheets = random_sheets(drawn, document, numbers)
    finalists, sheets = judged(rule, numbers, judges, sheets)
    poll = document["poll"]
    if len(finalists) < (poll["k"] if poll else 1):
        raise IncompleteResult(None, None)
    ballots = random_ballots(drawn, poll, finalists) if poll else None
    entries = ContestInput(
        cases={number: drawn.choice(KINDS) for number in numbers},
        judges=judges,
        sheets=sheets,
        votes={n: sum(n in ballot.split(",") for ballot in ballots) for n in finalists} if poll else None,
        withdrawn=frozenset(drawn.sample(finalists, drawn.randint(0, min(2, len(finalists) - 1)))),
        bonus={n: Fraction(drawn.randint(0, 8), 4) for n in drawn.sample(finalists, 1)}
        if rule.bonus_cap
        else {},
    )
    ranked = compute(rule, entries).combination.ranked_set
    committee = [award["name"] for award in document["awards"] if award["kind"] == "committee"]
    named = {name: drawn.sample(ranked, drawn.randint(0, 1)) for name in committee}
    entries = replace(entries, committee=named)
    return entries, compute(rule, entries), ballots


def bundle_of(document, entries, computation, ballots, disclosure="finalists"):
    """The open data of such an edition, put together as for an edition of the database."""
    rule, finalists = parse_rule(document), computation.rounds.finalists
    outcomes, combination = computation.rounds.rounds, computation.combination
    text, effective = canonical_json(document), combination.effective_weights
    cases = [
        {
            "number": n,
            "kind": entries.cases[n],
            "is_finalist": n in finalists,
            "is_withdrawn": n in entries.withdrawn,
        }
        for n in sorted(entries.cases, key=natural_key)
    ]
    awards = [
        {
            "number": one.case, "award": one.award, "kind": str(one.kind), "prize_krw": one.prize_krw,
            "payout_krw": one.payout_krw,
        }
        for one in computation.awards
    ]  # fmt: skip
    return {
        "format": FORMAT,
        "rule": json.loads(text),
        "rule_sha256": digest(text),
        "cases": cases,
        "rounds": [told_round(one, entries, finalists, disclosure) for one in outcomes],
        "others": told_others(outcomes, set(entries.cases) - set(finalists)),
        "ballots": ballots,
        "votes": entries.votes,
        "seal": None if ballots is None else {"ballots": len(ballots)},
        "bonus": {n: exact_text(points) for n, points in entries.bonus.items()},
        "committee": {name: list(numbers) for name, numbers in entries.committee.items()},
        "result": {
            "finalists": list(finalists),
            "rows": list(result_rows(rule, entries, computation)),
            "awards": awards,
            "weights": [
                {
                    "name": group.name,
                    "nominal": str(group.weight),
                    "effective": digits(effective[group.name] * 100, WEIGHT_PLACES) if effective else None,
                }
                for group in rule.groups
            ],
            "sums": {"prizes_krw": computation.sums.prizes_krw, "payouts_krw": computation.sums.payouts_krw},
        },
    }
