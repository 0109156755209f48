"""The open data of a random edition, put together as for an edition of the database."""

import json

from awards.arithmetic.natural import natural_key
from awards.arithmetic.rule import canonical_json, digest, parse_rule
from awards.outcome.opendata.bundle import FORMAT, exact_text, told_others, told_round
from awards.outcome.presenting import WEIGHT_PLACES, digits, result_rows


def bundle_of(edition, computation):
    """The bundle of docs/open-data.md; `computation` is the engine's."""
    document, contest = edition.document, edition.contest
    finalists, outcomes = computation.rounds.finalists, computation.rounds.rounds
    text = canonical_json(document)
    seal = {"sha256": "a" * 64, "ballots": 0, "participations_sha256": "b" * 64}
    return {
        "format": FORMAT,
        "edition": {
            "slug": "2021",
            "title": f"시험 회차 {edition.seed}",
            "kind": "practice",
            "is_sample": True,
            "disclosure": edition.disclosure,
        },
        "version": 1,
        "published_at": "2021-12-08T15:00:00+09:00",
        "rule": json.loads(text),
        "rule_sha256": digest(text),
        "cases": [told_case(n, contest, finalists) for n in sorted(contest.cases, key=natural_key)],
        "rounds": [told_round(one, contest, finalists, edition.disclosure) for one in outcomes],
        "others": told_others(outcomes, set(contest.cases) - set(finalists)),
        "ballots": edition.ballots,
        "votes": contest.votes,
        "seal": None if contest.votes is None else seal | {"ballots": edition.voters},
        "bonus": {n: exact_text(points) for n, points in contest.bonus.items()},
        "committee": {name: list(numbers) for name, numbers in contest.committee.items()},
        "revoked": sorted(contest.revoked, key=natural_key),
        "result": told_result(parse_rule(document), contest, computation),
    }


def told_case(number, contest, finalists):
    return {
        "number": number,
        "title": f"사례 {number}의 이름",
        "organisation": f"{number}번 기관",
        "kind": contest.cases[number],
        "is_finalist": number in finalists,
        "is_withdrawn": number in contest.withdrawn,
    }


def told_result(rule, contest, computation):
    places = {one.case: (one.rank, natural_key(one.case)) for one in computation.combination.ranking}
    tiers = [award.name for award in rule.awards]
    awards = sorted(computation.awards, key=lambda one: (tiers.index(one.award), places[one.case]))
    effective = computation.combination.effective_weights
    return {
        "finalists": list(computation.rounds.finalists),
        "rows": list(result_rows(rule, contest, computation)),
        "awards": [
            {
                "number": one.case,
                "award": one.award,
                "kind": str(one.kind),
                "prize_krw": one.prize_krw,
                "payout_krw": one.payout_krw,
            }
            for one in awards
        ],
        "weights": [
            {
                "name": group.name,
                "nominal": str(group.weight),
                "effective": digits(effective[group.name] * 100, WEIGHT_PLACES) if effective else None,
            }
            for group in rule.groups
        ],
        "sums": {
            "prizes_krw": computation.sums.prizes_krw,
            "payouts_krw": computation.sums.payouts_krw,
        },
    }
