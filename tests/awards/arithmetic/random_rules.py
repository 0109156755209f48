"""Random rule documents: everything a rule may hold, in every mixture that can be computed."""

METHODS = ("standard", "min_max", "share_of_leader", "share_of_total", "rank_points", "as_scored")
TABLES = (["12", "10", "7.5", "1"], [12, 10, 8, 7, 6, 5, 4, 3, 2, 1], ["3", "3", "0.25"], [1])
KINDS = ("본청", "사업소", "투자출연기관", "자치구")
CRITERIA = (
    [{"name": "가", "max": 100}],
    [{"name": "가", "max": 60}, {"name": "나", "max": 40}],
    [{"name": "가", "max": "33.5"}, {"name": "나", "max": "36.5"}, {"name": "다", "max": 30}],
)
CITIZENS = "시민"


def random_rule(drawn, cases):
    """A document for so many cases. Experts go first, then perhaps citizens who vote, who score in a hall, or both."""
    rounds = random_rounds(drawn, cases)
    cuts = [one["cut"] for one in rounds if one["cut"]]
    limit = cuts[-1] if cuts else cases
    poll = drawn.choice([None, "exactly", "exactly", "up_to"])
    poll = poll and {"choices": poll, "k": drawn.randint(1, min(3, limit))}
    groups = random_groups(drawn, rounds, poll)
    steps = [f"group:{one['name']}" for one in groups] + [f"round:{one['order']}" for one in rounds]
    steps = drawn.sample(steps + (["votes"] if poll else []), drawn.randint(0, len(steps)))
    has_lot = drawn.random() < 0.5
    document = {
        "groups": groups,
        "rounds": rounds,
        "poll": poll,
        "bonus": drawn.choice([None, {"cap": "1.5"}, {"cap": 3}]),
        "decimals": drawn.choice([0, 0, 0, 1, 1, 2, 3, 4, 5]),
        "tie_chain": steps + (["lot"] if has_lot else []),
        "lot_seed": f"씨앗 {drawn.random()}" if has_lot else drawn.choice(["", None]),
        "awards": random_awards(drawn, limit, poll),
        "cash_excluded_kinds": drawn.choice([[], ["투자출연기관"], ["투자출연기관", "사업소"]]),
    }
    place = drawn.choice([None, "empty", "next", "next"])
    return document | ({"revoked_place": place} if place else {})


def shares(drawn, parts):
    """So many weights that sum to 100: whole numbers or decimals, often equal."""
    if parts in (2, 4) and drawn.random() < 0.5:
        return [100 // parts] * parts
    cuts = sorted(drawn.sample(range(1, 200), parts - 1))
    halves = [b - a for a, b in zip([0, *cuts], [*cuts, 200], strict=True)]
    return [half // 2 if half % 2 == 0 else f"{half // 2}.5" for half in halves]


def random_rounds(drawn, cases):
    """Up to three rounds of experts, each with a cut or without, and perhaps a panel after the last cut."""
    rounds, left = [], cases
    experts, has_panel = drawn.randint(1, 3), drawn.random() < 0.3
    for order in range(1, experts + has_panel + 1):
        is_panel = order > experts
        cut = None if is_panel else drawn.choice([None, *[drawn.randint(max(1, 2 * left // 3), left)] * 2])
        left = cut or left
        rounds.append(
            {
                "order": order,
                "name": f"{order}차",
                "method": "panel" if is_panel else "written",
                "criteria": drawn.choice(CRITERIA),
                "trim": random_trim(drawn),
                "cut": cut,
            }
        )
    return rounds


def random_trim(drawn):
    high, low = drawn.choice([(1, 1), (1, 1), (1, 0), (0, 1), (2, 1), (2, 2), (0, 0)])
    trim = {"from_totals": high + low + drawn.randint(1, 3), "high": high, "low": low}
    return drawn.choice([None, trim])


def random_groups(drawn, rounds, poll):
    names = drawn.choice([["전문가"], ["전문가", CITIZENS], ["전문가", CITIZENS, "현장"]])
    groups = []
    for name, weight in zip(names, shares(drawn, len(names)), strict=True):
        chosen = random_sources(drawn, rounds, poll, is_citizens=name == CITIZENS)
        weighted = [one | {"weight": w} for one, w in zip(chosen, shares(drawn, len(chosen)), strict=True)]
        groups.append(
            {"name": name, "weight": weight, "conversion": random_conversion(drawn), "sources": weighted}
        )
    return groups


def random_sources(drawn, rounds, poll, *, is_citizens):
    """Rounds of experts, several of which may be carried over and some in no group; of citizens the poll, a panel."""
    scored = [{"round": one["order"]} for one in rounds if one["method"] != "panel"]
    if not is_citizens:
        return drawn.sample(scored, drawn.randint(1, len(scored)))
    cast = [{"poll": 1}] if poll else []
    heard = [{"round": one["order"]} for one in rounds if one["method"] == "panel"]
    return drawn.choice([cast + heard, cast or heard, heard or cast]) or drawn.sample(scored, 1)


def random_conversion(drawn):
    method = drawn.choice(METHODS)
    if method == "rank_points" and drawn.random() < 0.7:
        return {"method": method, "table": drawn.choice(TABLES)}
    return drawn.choice([method, method, {"method": method}])


def random_awards(drawn, limit, poll):
    awards, left = [], limit
    for name in ("최우수상", "우수상", "장려상")[: drawn.randint(1, 3)]:
        if left:
            places = drawn.randint(1, min(3, left))
            awards.append({"name": name, "kind": "ranked", "places": places})
            left -= places
    names = ("동행상", "매력상")[: drawn.choice([0, 1, 1, 2])]
    awards += [{"name": name, "kind": "committee", "places": drawn.randint(1, 3)} for name in names]
    for name in ("공감상", "인기상")[: drawn.choice([0, 1, 1, 2]) if poll else 0]:
        stackable = drawn.choice([{}, {"stackable": False}, {"stackable": True}])
        awards.append({"name": name, "kind": "most_votes", "places": drawn.randint(1, 3)} | stackable)
    if drawn.random() < 0.4:
        drawn.shuffle(awards)
    return [award | {"prize_krw": drawn.choice([0, 300_000, 500_000, 2_000_000])} for award in awards]
