"""What must hold for every contest, not only for those we know."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from awards.arithmetic.computation import ContestInput, combine, compute
from awards.arithmetic.conversion import standard
from awards.arithmetic.ranking import lot_step, rank
from awards.arithmetic.rule import ConversionMethod, parse_rule
from awards.arithmetic.scoring import JudgeTotal, Sheet, round_marks, trimmed
from awards.arithmetic.terms import Trim

from .examples import document, one_round_document, round_with

JUDGES = "ABCDEFG"
CASES = [str(number) for number in range(1, 11)]
METHODS = st.sampled_from(sorted(ConversionMethod))

small = st.integers(0, 6).map(Fraction)
values = st.dictionaries(st.sampled_from(CASES), st.fractions(0, 1000, max_denominator=60), min_size=1)
coarse_values = st.dictionaries(st.sampled_from(CASES), small, min_size=2)


@st.composite
def contests(draw):
    """Whole contests with many equal scores, some empty cells and some missing sheets."""
    filed = [
        Sheet(
            judge,
            case,
            (draw(small), draw(st.none() | small)) if draw(st.booleans()) else (draw(small), draw(small)),
        )
        for case in CASES
        for judge in JUDGES
        if judge < "C" or draw(st.booleans())
    ]
    ballots = draw(st.lists(st.lists(st.sampled_from(CASES), min_size=3, max_size=3, unique=True)))
    return filed, ballots


def one_round_rule(method="standard", **changes):
    groups = one_round_document()["groups"]
    for group in groups:
        group["conversion"] = str(method)
    chain = {"tie_chain": ["group:experts", "votes", "lot"], "lot_seed": "seed"}
    rounds = [{**document()["rounds"][0], "cut": None}]
    return parse_rule(one_round_document(groups=groups, rounds=rounds, **{**chain, **changes}))


def tally(ballots):
    votes = {}
    for ballot in ballots:
        for case in ballot:
            votes[case] = votes.get(case, 0) + 1
    return votes


def result_of(cases, filed, ballots):
    return compute(
        one_round_rule(),
        ContestInput(
            cases=dict.fromkeys(cases, "본청"), judges={1: JUDGES}, sheets={1: filed}, votes=tally(ballots)
        ),
    )


def complete(filed):
    """Every case needs a mark to be ranked: two judges always hand in full sheets."""
    return [
        Sheet(one.judge, one.case, tuple(points or Fraction(0) for points in one.points))
        if one.judge < "C"
        else one
        for one in filed
    ]


@settings(deadline=None, max_examples=40)
@given(contests(), st.randoms(use_true_random=False))
def test_order_of_sheets_cases_and_ballots_never_matters(contest, chance):
    filed, ballots = contest
    filed = complete(filed)
    shuffled = [list(listed) for listed in (CASES, filed, ballots)]
    for listed in shuffled:
        chance.shuffle(listed)
    assert result_of(*shuffled) == result_of(CASES, filed, ballots)


@given(
    marks=values,
    constant=st.fractions(0, 100, max_denominator=8),
    factor=st.fractions(Fraction(1, 8), 8, max_denominator=8),
    data=st.data(),
)
def test_standard_ranking_does_not_see_the_scale_of_a_group(marks, constant, factor, data):
    votes = {case: data.draw(st.integers(0, 50)) for case in marks}
    moved = {case: mark * factor + constant for case, mark in marks.items()}

    def ranking(of):
        return [
            (one.case, one.rank, one.total, one.tie_step)
            for one in combine(one_round_rule(), finalists=of, round_marks={1: of}, votes=votes).ranking
        ]

    assert ranking(moved) == ranking(marks)


@given(values)
def test_standard_values_have_mean_50_and_spread_10(drawn):
    converted = standard(drawn)
    deviations = [value - 50 for value in converted.values()]
    assert abs(sum(deviations)) < Fraction(1, 10**18)
    mean_square = sum(x * x for x in deviations) / len(deviations)
    assert abs(mean_square - (100 if len(set(drawn.values())) > 1 else 0)) < Fraction(1, 10**15)


@given(contests())
def test_trimmed_mean_drops_exactly_the_named_judges(contest):
    filed, _ = contest
    marks = round_marks(round_with(), filed, judges=JUDGES, cases=CASES)
    for mark in marks.values():
        named = {*mark.trimmed_high, *mark.trimmed_low}
        kept = [entry.total for entry in mark.totals if entry.judge not in named]
        assert len(named) == (2 if len(mark.totals) >= 5 else 0)
        assert mark.mark == (sum(kept, Fraction(0)) / len(kept) if kept else None)
        assert len(mark.totals) + len(mark.left_out) == len(JUDGES)


@given(st.lists(small, min_size=1, max_size=9), st.integers(0, 3), st.integers(0, 3))
def test_trim_takes_the_extremes_and_always_different_judges(totals, high, low):
    entries = [JudgeTotal(str(n), total) for n, total in enumerate(totals)]
    by_judge = {entry.judge: entry.total for entry in entries}
    dropped_high, dropped_low = trimmed(entries, Trim(high + low + 1, high, low))
    if len(totals) <= high + low:
        assert (dropped_high, dropped_low) == ((), ())
        return
    assert len({*dropped_high, *dropped_low}) == high + low
    assert sorted(by_judge[judge] for judge in dropped_high) == sorted(totals)[len(totals) - high :]
    assert sorted(by_judge[judge] for judge in dropped_low) == sorted(totals)[:low]


@given(coarse_values, METHODS, st.data())
def test_weighted_values_sum_to_the_totals(marks, method, data):
    votes = {case: data.draw(st.integers(0, 5)) for case in marks}
    combined = combine(one_round_rule(method), finalists=marks, round_marks={1: marks}, votes=votes)
    for case, total in combined.totals.items():
        assert total == sum(group.weighted[case] for group in combined.groups)
        assert [group.weighted[case] for group in combined.groups] == [
            group.converted[case] / 2 for group in combined.groups
        ]


@given(coarse_values, METHODS, st.data())
def test_effective_weights_sum_to_1_or_are_undefined(marks, method, data):
    votes = {case: data.draw(st.integers(0, 5)) for case in marks}
    combined = combine(one_round_rule(method), finalists=marks, round_marks={1: marks}, votes=votes)
    if len(set(combined.totals.values())) == 1:
        assert combined.effective_weights is None
    else:
        assert sum(combined.effective_weights.values()) == 1


@given(coarse_values, METHODS, st.data())
def test_ranks_agree_with_the_rounded_totals(marks, method, data):
    votes = {case: data.draw(st.integers(0, 5)) for case in marks}
    rule = one_round_rule(method, tie_chain=["votes"], decimals=0)
    ranking = combine(rule, finalists=marks, round_marks={1: marks}, votes=votes).ranking
    assert {one.case for one in ranking} == set(marks)
    for one in ranking:
        ahead = [
            other for other in ranking if (other.total, votes[other.case]) > (one.total, votes[one.case])
        ]
        assert one.rank == len(ahead) + 1
        level = [votes[other.case] for other in ranking if other.total == one.total]
        assert one.tie_step == ("votes" if len(set(level)) > 1 else None)


@given(st.lists(st.text(max_size=5), unique=True, max_size=12), st.text(min_size=1))
def test_lot_leaves_no_tie(cases, seed):
    totals = dict.fromkeys(cases, Fraction(1))
    ranking = rank(totals, decimals=3, chain=[lot_step(seed, cases)])
    assert [one.rank for one in ranking] == list(range(1, len(cases) + 1))


@given(coarse_values, METHODS)
def test_chain_with_a_lot_leaves_no_tie(marks, method):
    votes = dict.fromkeys(marks, 1)
    ranking = combine(one_round_rule(method), finalists=marks, round_marks={1: marks}, votes=votes).ranking
    assert [one.rank for one in ranking] == list(range(1, len(marks) + 1))
