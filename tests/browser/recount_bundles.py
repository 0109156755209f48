"""The parts of an open-data bundle, to put one together by hand."""

import hashlib
import json


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def case(number, kind="자치구", *, finalist=True, withdrawn=False):
    return {
        "number": number,
        "title": f"사례 {number}의 이름",
        "organisation": f"{number}번 기관",
        "kind": kind,
        "is_finalist": finalist,
        "is_withdrawn": withdrawn,
    }


def judged(order, totals, marks):
    """A round: totals by case, one for each judge, and the marks; totals may be None."""
    judges = len(next(iter(totals.values()))) if totals else 3
    return {"order": order, "judges": judges, "totals": totals, "marks": marks}


def round_rule(order, *, cut=None, trim=None, method="judges"):
    criteria = [{"name": "창의성", "maximum": 100}]
    name = f"{order}차 심사"
    return {
        "order": order,
        "name": name,
        "method": method,
        "criteria": criteria,
        "trim": trim,
        "cut": cut,
    }


def group(name, weight, conversion, *sources):
    return {
        "name": name,
        "weight": weight,
        "conversion": conversion,
        "sources": [{kind: number, "weight": part} for kind, number, part in sources],
    }


def tier(name, kind, places, prize, *, stackable=False):
    return {"name": name, "kind": kind, "places": places, "prize_krw": prize, "stackable": stackable}


def rule(groups, rounds, awards, **more):
    usual = {
        "poll": None,
        "bonus": None,
        "decimals": 3,
        "tie_chain": [],
        "lot_seed": "",
        "cash_excluded_kinds": [],
    }
    return usual | {"groups": groups, "rounds": rounds, "awards": awards} | more


def row(number, rank, votes, total, groups, tie_step=""):
    """`groups` by name: exact, value, converted, weighted."""
    keys = ("exact", "value", "converted", "weighted")
    told = [{"name": name} | dict(zip(keys, values, strict=True)) for name, values in groups.items()]
    return {
        "number": number,
        "rank": rank,
        "votes": votes,
        "total": total,
        "tie_step": tie_step,
        "groups": told,
    }


def won(number, award, kind, prize, payout):
    return {"number": number, "award": award, "kind": kind, "prize_krw": prize, "payout_krw": payout}


def bundle(rule, cases, rounds, rows, awards, weights, sums, **more):
    """Put together what is published; `weights` by group: nominal, effective."""
    usual = {
        "format": "award-bundle 1",
        "edition": {"slug": "2021", "title": "시험 회차", "kind": "live", "is_sample": True},
        "version": 1,
        "published_at": "2021-12-08T15:00:00+09:00",
        "others": [],
        "ballots": None,
        "votes": None,
        "seal": None,
        "bonus": {},
        "committee": {},
    }
    result = {
        "finalists": [one["number"] for one in cases if one["is_finalist"]],
        "rows": rows,
        "awards": awards,
        "weights": [
            {"name": name, "nominal": nominal, "effective": effective}
            for name, (nominal, effective) in weights.items()
        ],
        "sums": dict(zip(("prizes_krw", "payouts_krw"), sums, strict=True)),
    }
    told = {"rule": rule, "rule_sha256": sha256(canonical(rule)), "cases": cases, "rounds": rounds}
    return usual | told | {"result": result} | more


def seal(ballots):
    return {"sha256": "a" * 64, "ballots": ballots, "participations_sha256": "b" * 64}
