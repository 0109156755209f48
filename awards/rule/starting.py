"""What the form of a new rule says before anybody types: the default rule of this portal, with a seed of its own."""

import secrets
from typing import Any


def starting_document() -> dict[str, Any]:
    """Two rounds of experts, a vote, both halves in standard scores; every value is there to be overwritten."""
    criteria = [{"name": "창의성", "max": 40}, {"name": "효용성", "max": 30}, {"name": "파급력", "max": 30}]
    trim = {"from_totals": 5, "high": 1, "low": 1}
    rounds = (("1차 서면심사", "written", 15), ("2차 대면심사", "presentation", 9))
    tiers = (("최우수상", 1), ("우수상", 3), ("장려상", 5))
    halves = [{"round": 1, "weight": 50}, {"round": 2, "weight": 50}]
    return {
        "groups": [
            {"name": "전문가 심사", "weight": 50, "conversion": "standard", "sources": halves},
            {
                "name": "시민 투표",
                "weight": 50,
                "conversion": "standard",
                "sources": [{"poll": 1, "weight": 100}],
            },
        ],
        "rounds": [
            {"order": n, "name": name, "method": method, "criteria": criteria, "trim": trim, "cut": cut}
            for n, (name, method, cut) in enumerate(rounds, start=1)
        ],
        "poll": {"choices": "exactly", "k": 3},
        "bonus": None,
        "decimals": 3,
        "tie_chain": ["group:전문가 심사", "round:2", "votes", "lot"],
        "lot_seed": secrets.token_hex(16),
        "awards": [
            {"name": name, "kind": "ranked", "places": places, "prize_krw": 0} for name, places in tiers
        ],
        "cash_excluded_kinds": ["투자출연기관"],
    }
