"""The order of a voter's own: even over all voters, the same as long as the credential lives."""

from collections import Counter

from voting.commitments import place_on_the_ballot

NUMBERS = [str(n) for n in range(1, 10)]
VOTERS = 9_000
# Of 1,000 expected: more than five standard deviations (about 30) from chance.
MARGIN = 160


def order_of(voter):
    return sorted(NUMBERS, key=lambda number: place_on_the_ballot(f"order {voter}", number))


def test_each_case_stands_at_each_place_about_equally_often():
    orders = [order_of(voter) for voter in range(VOTERS)]
    expected = VOTERS / len(NUMBERS)
    for place in range(len(NUMBERS)):
        often = Counter(order[place] for order in orders)
        assert set(often) == set(NUMBERS)
        assert max(abs(times - expected) for times in often.values()) < MARGIN


def test_order_is_stable_and_loses_only_the_case_that_left():
    assert order_of(7) == order_of(7)
    rest = [number for number in order_of(7) if number != "4"]
    assert sorted(set(NUMBERS) - {"4"}, key=lambda n: place_on_the_ballot("order 7", n)) == rest
