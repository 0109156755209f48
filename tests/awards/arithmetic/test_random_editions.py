"""The engine and recount.py, which share no line, agree on editions that nobody thought of."""

import json

import pytest

from tests.awards.arithmetic.random_editions import bundle_of, random_edition
from tests.awards.outcome.recount_bundles import run

EDITIONS = 200


@pytest.mark.once
@pytest.mark.parametrize("first", range(0, EDITIONS, 50))
def test_engine_and_recount_agree_on_random_editions(first):
    different = {}
    for seed in range(first, first + 50):
        disclosure = ("finalists", "marks_only", "all")[seed % 3]
        code, told = run(json.loads(json.dumps(bundle_of(*random_edition(seed), disclosure))))
        if code:
            different[seed] = told.splitlines()[-3:]
    assert different == {}


def test_random_editions_hold_what_a_rule_may_hold():
    drawn = [random_edition(seed) for seed in range(EDITIONS)]
    held = {
        "ties": sum(any(place.tie_step for place in one[2].combination.ranking) for one in drawn),
        "withdrawn": sum(bool(one[1].withdrawn) for one in drawn),
        "bonus": sum(bool(one[1].bonus) for one in drawn),
        "poll": sum(one[3] is not None for one in drawn),
        "three groups": sum(len(one[0]["groups"]) == 3 for one in drawn),
        "most votes": sum(any(award.kind == "most_votes" for award in one[2].awards) for one in drawn),
        "committee": sum(any(award.kind == "committee" for award in one[2].awards) for one in drawn),
    }
    assert {name: count >= 10 for name, count in held.items()} == dict.fromkeys(held, True), held
