"""Random editions from a seed: a rule, sheets of every kind, ballots, and what happened to the cases since.

Who enters a round, and so whose sheets there are, is told by the naive recount: the engine has no part in its own test.
"""

import random
from dataclasses import dataclass, replace
from fractions import Fraction

from awards.arithmetic.computation import ContestInput
from awards.arithmetic.scoring import Recusal, Sheet

from . import naive
from .random_rules import KINDS, random_rule

NUMBERS = (*map(str, range(1, 14)), "2025-001", "2025-002", "2025-010", "A-2", "A-10")
GROUNDS = ("제척", "기피", "회피")
DISCLOSURES = ("finalists", "marks_only", "all")


@dataclass(frozen=True)
class RandomEdition:
    """An edition that has a result; `refused` are the draws before it that have none (a mark is missing).

    `ballots` are None without a poll and where only votes per case are told.
    """

    seed: int
    document: dict
    contest: ContestInput
    voters: int | None
    ballots: list[str] | None
    disclosure: str
    refused: list[tuple[dict, ContestInput]]


def random_edition(seed):
    """The first draw of this seed that has a result. The same seed draws the same edition."""
    drawn, refused = random.Random(seed), []
    while True:
        numbers = drawn.sample(NUMBERS, drawn.choice([drawn.randint(1, 3), *[drawn.randint(5, 15)] * 5]))
        document = random_rule(drawn, len(numbers))
        # Twins have the same sheets, and sometimes the same votes.
        twins = numbers[: drawn.choice([0, 0, 2, 3])]
        contest, finalists = random_judging(drawn, document, numbers, twins)
        if len(finalists) < (document["poll"]["k"] if document["poll"] else 1):
            continue
        contest, ballots = random_events(drawn, document, contest, finalists, twins)
        try:
            naive.recount(document, contest)
        except naive.NoResult:
            refused.append((document, contest))
            continue
        voters = None if ballots is None else len(ballots)
        told = ballots if drawn.random() < 0.7 else None
        return RandomEdition(seed, document, contest, voters, told, drawn.choice(DISCLOSURES), refused)


def random_judging(drawn, document, numbers, twins):
    """(contest up to the last round, finalists): few different points, so that ties of every kind are common."""
    kinds = {number: drawn.choice(KINDS) for number in numbers}
    orders = [one["order"] for one in document["rounds"]]
    contest = ContestInput(kinds, *({order: [] for order in orders} for _judges_sheets_recusals in range(3)))
    inside, levels = numbers, drawn.choice([1, 1, 2, 4, 40])
    gaps = drawn.choice([(0, 0, 0), (0.1, 0.1, 0.1), (0.3, 0, 0), (0, 0.3, 0), (0, 0, 0.3)])
    for order, one in zip(orders, document["rounds"], strict=True):
        judges = [f"위원{name}" for name in drawn.sample(range(1, 20), drawn.randint(1, 9))]
        pairs = [(judge, case) for judge in judges for case in inside]
        recused, sheets = random_pages(drawn, one["criteria"], pairs, levels, gaps)
        alike = {case: twins[0] for case in twins if twins[0] in inside}
        contest.judges[order] = judges
        contest.recusals[order] = [
            Recusal(judge, case, drawn.choice(GROUNDS))
            for judge, case in pairs
            if (judge, alike.get(case, case)) in recused
        ]
        filed = [(judge, case, sheets.get((judge, alike.get(case, case)))) for judge, case in pairs]
        contest.sheets[order] = [Sheet(judge, case, points) for judge, case, points in filed if points]
        drawn.shuffle(contest.sheets[order])
        inside = naive.judge(document, contest)[0][order]["goes_on"]
    return contest, naive.judge(document, contest)[1]


def random_pages(drawn, criteria, pairs, levels, gaps):
    """(judges who stepped back, points), by judge and case: some sheets never handed in, some with an empty cell."""
    stepped_back, missing, empty = gaps
    sheets = {}
    for pair in pairs:
        points = [
            Fraction(int(Fraction(one["max"]) * 100 * drawn.randint(0, levels) / levels), 100)
            for one in criteria
        ]
        if drawn.random() < empty:
            points[drawn.randrange(len(points))] = None
        if drawn.random() >= missing:
            sheets[pair] = tuple(points)
    return {pair for pair in pairs if drawn.random() < stepped_back}, sheets


def random_events(drawn, document, contest, finalists, twins):
    """(contest with votes, withdrawals, bonus, committees' choices and revoked awards; ballots as they are told)."""
    ballots = random_ballots(drawn, document["poll"], sorted_naturally(finalists), twins)
    votes = None
    if ballots is not None:
        votes = {n: sum(n in ballot.split(",") for ballot in ballots) for n in sorted_naturally(finalists)}
    withdrawn = drawn.sample(finalists, drawn.randint(0, min(2, len(finalists) - 1)))
    ranked = [n for n in finalists if n not in withdrawn]
    praised = drawn.sample(finalists, min(len(finalists), drawn.randint(1, 3))) if document["bonus"] else []
    committee = {
        award["name"]: drawn.sample(ranked, drawn.randint(0, min(award["places"], len(ranked))))
        for award in document["awards"]
        if award["kind"] == "committee"
    }
    revoked = drawn.sample(ranked, drawn.choice([0, 0, 1, min(2, len(ranked)), min(3, len(ranked))]))
    contest = replace(
        contest,
        votes=votes,
        withdrawn=frozenset(withdrawn),
        bonus={n: Fraction(drawn.randint(0, 16), 4) for n in praised},
        committee=committee,
        revoked=frozenset(revoked),
    )
    return contest, ballots


def random_ballots(drawn, poll, finalists, twins):
    """Canonical choices, sorted as the open data has them; None without a poll."""
    if poll is None:
        return None
    sizes = [poll["k"]] if poll["choices"] == "exactly" else range(1, poll["k"] + 1)
    voters = drawn.choice([0, 2, 5, drawn.randint(0, 60)])
    ballots = [drawn.sample(finalists, drawn.choice(list(sizes))) for _voter in range(voters)]
    alike = drawn.choice([[], twins, twins, finalists])
    if len(alike) > 1 and {*alike} <= {*finalists}:
        # Each ballot once more with everybody alike moved on by one, by two, …: they have equal votes then.
        moves = [dict(zip(alike, [*alike[n:], *alike[:n]], strict=True)) for n in range(len(alike))]
        ballots = [[move.get(one, one) for one in ballot] for ballot in ballots for move in moves]
    return sorted(",".join(sorted(ballot, key=finalists.index)) for ballot in ballots)


def sorted_naturally(numbers):
    """In the order of NUMBERS, which is the natural one."""
    return sorted(numbers, key=NUMBERS.index)
