"""The engine, recount.py and the naive recount share no line and agree on editions that nobody thought of.

`make bench ONLY=rules` asks the same of 10,000. `compare(seed)` shows one edition again.
"""

from collections import Counter

import pytest

from .agreement import compare, first_difference
from .random_editions import random_edition
from .random_features import FEATURES

EDITIONS = 200


@pytest.fixture(scope="module")
def compared():
    return [compare(seed) for seed in range(EDITIONS)]


@pytest.mark.once
def test_engine_recount_and_naive_recount_agree_on_random_editions(compared):
    assert [one.difference for one in compared if one.difference] == []


@pytest.mark.once
def test_random_editions_hold_what_a_rule_may_hold(compared):
    held = Counter(name for one in compared for name in one.features)
    assert set(held) == set(FEATURES)
    assert (
        held["trimmed"] + held["tie broken by the lot"] + held["award revoked, next moved up"] > EDITIONS / 2
    )


def test_same_seed_draws_the_same_edition():
    assert random_edition(7) == random_edition(7)
    assert random_edition(7).document != random_edition(8).document


def test_first_difference_is_named_by_its_place():
    one = {"places": {"1": 1, "2": 2}, "awards": [["상", "1"]]}
    assert first_difference("a, b", one, one) is None
    assert first_difference("a, b", one, one | {"places": {"1": 1, "2": 3}}) == "a, b/places/2: 2 and 3"
    assert first_difference("a, b", one, one | {"awards": []}) == "a, b/awards: [['상', '1']] and []"
    assert first_difference("a, b", one, one | {"more": 1}) == "a, b/more: nothing and 1"
