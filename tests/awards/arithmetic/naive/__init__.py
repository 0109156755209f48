"""A result computed once more, as plainly as the rule reads: slow loops, exact fractions, nothing shared.

Written from section "The computation" of docs/open-data.md alone, so that an error of reading shows as a difference.
It imports nothing of the portal and starts from what was recorded: `contest` has `cases` (kind by number), `judges`
(in their order, by round), `sheets` (each with judge, case, points) and `recusals` (judge, case) by round, `votes`,
`withdrawn`, `bonus`, `committee` and `revoked`. `document` is the rule as it was frozen, and taken to be sound.
"""

from .awards import give
from .groups import NoResult, effective, group_result, measure
from .places import add_up, place
from .rounds import judge

__all__ = ["NoResult", "judge", "recount"]


def recount(document, contest):
    """Everything that follows from the contest, by name."""
    rounds, finalists = judge(document, contest)
    ranked = [case for case in finalists if case not in contest.withdrawn]
    measures = measure(document, contest, rounds, ranked)
    groups = [group_result(group, measures, ranked) for group in document["groups"]]
    for group in groups:
        measures["group:" + group["name"]] = group["values"]
    bonus, exact, totals = add_up(document, contest, groups, ranked)
    places, steps = place(document, measures, totals, ranked)
    awards = give(document, contest, places)
    return {
        "rounds": rounds,
        "finalists": sorted(finalists),
        "groups": groups,
        "bonus": bonus,
        "exact": exact,
        "totals": totals,
        "places": places,
        "tie_steps": steps,
        "awards": awards,
        "prizes_krw": sum(prize for _award, _case, prize, _payout in awards),
        "payouts_krw": sum(payout for _award, _case, _prize, payout in awards),
        "effective": effective(groups, ranked),
    }
