"""Bundles of open data written out by hand for the tests of recount.py; no line of the engine computes them."""

import contextlib
import copy
import hashlib
import io
import json
import tempfile
from importlib import util
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "static/recount/recount.py"
spec = util.spec_from_file_location("recount", SCRIPT)
recount = util.module_from_spec(spec)
spec.loader.exec_module(recount)

ONE_ROUND = [{"order": 1, "trim": None, "cut": None}]
JUDGED = {"name": "심사", "weight": 100, "conversion": "as_scored", "sources": [{"round": 1, "weight": 100}]}


def run(bundle, *options):
    """The exit status of recount.py over the bundle, and what it prints."""
    content = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
    with tempfile.NamedTemporaryFile() as file, contextlib.redirect_stdout(io.StringIO()) as out:
        file.write(content)
        file.flush()
        return recount.main([file.name, *options]), out.getvalue()


def agrees(bundle):
    """Whether recount.py says so in both languages."""
    korean, english = run(bundle), run(bundle, "--en")
    assert (korean[0], korean[1][-8:]) == (0, "\n일치합니다.\n"), korean[1]
    return (english[0], "they agree" in english[1]) == (0, True)


def sealed(bundle):
    """Give the bundle the hash of its rule, as docs/open-data.md writes it."""
    text = json.dumps(bundle["rule"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    bundle["rule_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    return bundle


def changed(bundle, path, value, seal=True):
    """A copy of the bundle with one value, at a path such as "result/rows/0/total", put in its place."""
    bundle = copy.deepcopy(bundle)
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    target = bundle
    for step in way:
        target = target[str(step) if isinstance(target, dict) else step]
    target[str(last) if isinstance(target, dict) else last] = value
    return sealed(bundle) if seal else bundle


def row(line, *names):
    """A row of the result: number, rank, votes, total, step; then exact, value, converted, weighted a group."""
    facts, *groups = [part.split() for part in line.split("|")]
    number, rank, votes, total, step = (None if fact == "-" else fact for fact in facts)
    return {
        "number": number,
        "rank": rank and int(rank),
        "votes": votes and int(votes),
        "total": total or "",
        "tie_step": step or "",
        "groups": [
            dict(zip(("name", "exact", "value", "converted", "weighted"), [name, *group], strict=True))
            for name, group in zip(names if rank else (), groups, strict=True)
        ],
    }


def city():
    """Four finalists of six cases, one trimmed round with a cut, one poll, four awards."""
    finalists, kinds = ["1", "2", "3", "10"], ["자치구", "공기업", "자치구", "자치구", "자치구", "자치구"]
    numbers = ["1", "2", "3", "4", "5", "10"]
    return sealed(
        {
            "format": "award-bundle 1",
            "edition": {"slug": "2021", "title": "시상", "kind": "replay", "is_sample": True},
            "version": 1,
            "published_at": "2021-12-08T15:00:00+09:00",
            "rule": {
                "groups": [
                    JUDGED | {"weight": 50, "conversion": "min_max"},
                    {
                        "name": "투표",
                        "weight": "50.0",
                        "conversion": "share_of_leader",
                        "sources": [{"poll": 1, "weight": 100}],
                    },
                ],
                "rounds": [{"order": 1, "trim": {"from_totals": 5, "high": 1, "low": 1}, "cut": 4}],
                "poll": {"choices": "exactly", "k": 2},
                "bonus": None,
                "decimals": 3,
                "tie_chain": ["group:심사", "lot"],
                "lot_seed": "씨앗",
                "awards": [
                    {
                        "name": "최우수상",
                        "kind": "ranked",
                        "places": 1,
                        "prize_krw": 2000000,
                        "stackable": False,
                    },
                    {
                        "name": "우수상",
                        "kind": "ranked",
                        "places": 2,
                        "prize_krw": 1000000,
                        "stackable": False,
                    },
                    {
                        "name": "인기상",
                        "kind": "most_votes",
                        "places": 1,
                        "prize_krw": 300000,
                        "stackable": False,
                    },
                    {
                        "name": "동행상",
                        "kind": "committee",
                        "places": 1,
                        "prize_krw": 500000,
                        "stackable": True,
                    },
                ],
                "cash_excluded_kinds": ["공기업"],
            },
            "cases": [
                {
                    "number": n,
                    "title": "",
                    "organisation": "",
                    "kind": kind,
                    "is_finalist": n in finalists,
                    "is_withdrawn": False,
                }
                for n, kind in zip(numbers, kinds, strict=True)
            ],
            "rounds": [
                {
                    "order": 1,
                    "judges": 5,
                    "totals": {
                        "1": ["98", "92", "94", "96", "90"],  # 92, 94, 96 stay: 94
                        "2": ["80", "85", "90", "95", "100"],  # 85, 90, 95 stay: 90
                        "3": ["88", "88", None, "90", "90"],  # four totals are too few to trim: 89
                        "10": ["70.5", "80", "81", "82", "99"],  # 80, 81, 82 stay: 81
                    },
                    "marks": {"1": "94", "2": "90", "3": "89", "10": "81"},
                }
            ],
            "others": [["80"], [None]],
            "ballots": ["1,2", "1,2", "1,3", "2,10"],
            "votes": {"1": 3, "2": 3, "3": 1, "10": 1},
            "seal": {"sha256": "00", "ballots": 4, "participations_sha256": "00"},
            "bonus": {},
            "committee": {"동행상": ["3"]},
            "result": {
                "finalists": finalists,
                "rows": [  # marks from 81 to 94: 9/13 and 8/13 of the way; votes: 1/3 of the leader
                    row("1 1 3 100.000 - | 94 94 100.000 50.000 | 3 3 100.000 50.000", "심사", "투표"),
                    row("2 2 3 84.615 - | 90 90.0 69.231 34.615 | 3 3 100.000 50.000", "심사", "투표"),
                    row("3 3 1 47.436 - | 89 89 61.538 30.769 | 1 1 33.333 16.667", "심사", "투표"),
                    row("10 4 1 16.667 - | 81 81 0.000 0.000 | 1 1 33.333 16.667", "심사", "투표"),
                ],
                "awards": [
                    {
                        "number": "1",
                        "award": "최우수상",
                        "kind": "ranked",
                        "prize_krw": 2000000,
                        "payout_krw": 2000000,
                    },
                    {
                        "number": "2",
                        "award": "우수상",
                        "kind": "ranked",
                        "prize_krw": 1000000,
                        "payout_krw": 0,
                    },
                    {
                        "number": "3",
                        "award": "우수상",
                        "kind": "ranked",
                        "prize_krw": 1000000,
                        "payout_krw": 1000000,
                    },
                    {
                        "number": "10",
                        "award": "인기상",
                        "kind": "most_votes",
                        "prize_krw": 300000,
                        "payout_krw": 300000,
                    },
                    {
                        "number": "3",
                        "award": "동행상",
                        "kind": "committee",
                        "prize_krw": 500000,
                        "payout_krw": 500000,
                    },
                ],
                # In units of 50/39 the parts are 39, 27, 24, 0 and 39, 39, 13, 13, the sums 78, 66, 37, 13;
                # around the mean 48.5: 1347 of 2569 and 1222 of 2569.
                "weights": [
                    {"name": "심사", "nominal": "50", "effective": "52.4"},
                    {"name": "투표", "nominal": "50", "effective": "47.6"},
                ],
                "sums": {"prizes_krw": 4800000, "payouts_krw": 3800000},
            },
        }
    )


def judged(rows, effective="100.0", others=(), points=None, votes=None, withdrawn=(), result=None, **rule):
    """One group of one judge's points in round 1, unless `rule` says otherwise; `rows` as in `row`.

    `points` holds the points of each round by case, when they are not the exact values of the rows.
    """
    rows = [row(line, *(group["name"] for group in rule.get("groups", [JUDGED]))) for line in rows]
    numbers = sorted((each["number"] for each in rows), key=int)
    points = points or [{each["number"]: each["groups"][0]["exact"] for each in rows}]
    frame = {
        "groups": [JUDGED],
        "rounds": ONE_ROUND,
        "poll": None,
        "bonus": None,
        "decimals": 1,
        "tie_chain": [],
        "lot_seed": None,
        "awards": [],
        "cash_excluded_kinds": [],
    }
    kind = {"title": "", "organisation": "", "kind": "자치구"}
    cases = [kind | {"number": n, "is_finalist": True, "is_withdrawn": n in withdrawn} for n in numbers]
    cases += [
        kind | {"number": f"9{i}", "is_finalist": False, "is_withdrawn": False} for i, _ in enumerate(others)
    ]
    weights = rule.get("groups", [JUDGED])
    return sealed(
        {
            "format": "award-bundle 1",
            "rule": frame | rule,
            "cases": cases,
            "rounds": [
                {
                    "order": order,
                    "judges": 1,
                    "totals": {n: [mark] for n, mark in marks.items()},
                    "marks": marks,
                }
                for order, marks in enumerate(points, 1)
            ],
            "others": list(others),
            "ballots": None,
            "votes": votes,
            "seal": None,
            "bonus": {},
            "committee": {},
            "result": {
                "finalists": numbers,
                "rows": rows,
                "awards": [],
                "weights": [
                    {"name": group["name"], "nominal": str(group["weight"]), "effective": share}
                    for group, share in zip(
                        weights, [effective] if len(weights) == 1 else effective, strict=True
                    )
                ],
                "sums": {"prizes_krw": 0, "payouts_krw": 0},
            }
            | (result or {}),
        }
    )
