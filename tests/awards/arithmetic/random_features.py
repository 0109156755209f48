"""What a random edition holds and what came of it: so that nobody can think the random editions tame."""

from fractions import Fraction

from awards.arithmetic.allocation import Withheld
from awards.arithmetic.terms import AwardKind

from .random_rules import CITIZENS, METHODS

OF_THE_RULE = (
    "two groups", "three groups", "rounds carried over", "gate round in no group", "panel in the citizens' group",
    "panel beside the poll", "no poll", "ballots of exactly k", "ballots of up to k", "rank points by a table",
    "no lot", "excluded kinds", "revoked: empty", "revoked: next", *(f"decimals: {n}" for n in range(6)),
    *(f"conversion: {name}" for name in METHODS),
)  # fmt: skip
OF_THE_JUDGING = (
    "recused", "incomplete sheet", "missing sheet", "case without a mark", "trimmed", "equal extremes",
    "line decided by an earlier round", "more than the cut went on",
)  # fmt: skip
OF_THE_OUTCOME = (
    "withdrawn finalist", "bonus", "bonus over the cap", "tie broken by a group", "tie broken by a round",
    "tie broken by votes", "tie broken by the lot", "tie left", "all totals equal", "negative effective weight",
    "most votes", "most votes of several places", "most votes stacked", "most votes past an awarded case",
    "most votes shared", "committee", "committee of several", "tier shared across its line", "payout withheld",
    "award revoked, place empty", "award revoked, next moved up", "revoked case of the committee", "ballots not told",
    "draw refused",
)  # fmt: skip
FEATURES = (*OF_THE_RULE, *OF_THE_JUDGING, *OF_THE_OUTCOME)


def features_of(edition, computation, counted):
    """The names in FEATURES that hold of it."""
    held = {
        *_of_the_rule(edition.document),
        *_of_the_judging(edition.document, computation.rounds.rounds),
        *_of_the_events(edition, computation.combination),
        *_of_the_ties(computation.combination),
        *_of_the_awards(edition, computation, counted["places"]),
    }
    return frozenset(held)


def _named(**conditions):
    """The names whose condition holds: underscores stand for blanks."""
    return {name.replace("_", " ") for name, holds in conditions.items() if holds}


def _of_the_rule(document):
    groups, rounds, poll = document["groups"], document["rounds"], document["poll"]
    methods = [one["conversion"] for one in groups]
    yield from (f"conversion: {one['method'] if isinstance(one, dict) else one}" for one in methods)
    yield f"decimals: {document['decimals']}"
    yield f"revoked: {document.get('revoked_place', 'empty')}"
    used = {source.get("round") for group in groups for source in group["sources"]}
    panels = {one["order"] for one in rounds if one["method"] == "panel"}
    heard = [
        {source.get("round", "poll") for source in group["sources"]}
        for group in groups
        if group["name"] == CITIZENS
    ]
    yield from _named(
        two_groups=len(groups) == 2,
        three_groups=len(groups) == 3,
        rounds_carried_over=any(
            sum("round" in source for source in group["sources"]) > 1 for group in groups
        ),
        gate_round_in_no_group=any(one["cut"] and one["order"] not in used for one in rounds),
        panel_beside_the_poll=any(one & panels and "poll" in one for one in heard),
        no_poll=poll is None,
        ballots_of_exactly_k=poll and poll["choices"] == "exactly",
        ballots_of_up_to_k=poll and poll["choices"] == "up_to",
        rank_points_by_a_table=any(isinstance(one, dict) and "table" in one for one in methods),
        no_lot="lot" not in document["tie_chain"],
        excluded_kinds=document["cash_excluded_kinds"],
    )
    if any(one & panels for one in heard):
        yield "panel in the citizens' group"


def _of_the_judging(document, outcomes):
    marks = [mark for outcome in outcomes for mark in outcome.marks.values()]
    reasons = {str(one.reason) for mark in marks for one in mark.left_out}
    last_cut = max((one["order"] for one in document["rounds"] if one["cut"]), default=0)
    cuts = [
        (outcome, one["cut"])
        for outcome, one in zip(outcomes, document["rounds"], strict=True)
        if one["cut"] and one["order"] <= last_cut
    ]
    yield from _named(
        recused="recused" in reasons,
        incomplete_sheet="incomplete" in reasons,
        missing_sheet="missing" in reasons,
        case_without_a_mark=any(mark.mark is None for mark in marks),
        trimmed=any(mark.trimmed_high or mark.trimmed_low for mark in marks),
        equal_extremes=any(mark.has_equal_extremes for mark in marks),
        line_decided_by_an_earlier_round=any(_split_equals(outcome) for outcome, _cut in cuts),
        more_than_the_cut_went_on=any(len(outcome.goes_on) > cut for outcome, cut in cuts),
    )


def _split_equals(outcome):
    """Whether of cases with the same mark some went on and some did not."""
    passed = {outcome.values[case] for case in outcome.goes_on}
    return any(
        mark in passed
        for case, mark in outcome.values.items()
        if case not in outcome.goes_on and mark is not None
    )


def _of_the_events(edition, combination):
    contest, bonus = edition.contest, edition.document["bonus"]
    effective = combination.effective_weights
    yield from _named(
        withdrawn_finalist=combination.withdrawn,
        bonus=any(combination.bonus.values()),
        bonus_over_the_cap=any(
            contest.bonus.get(case, 0) > Fraction(bonus["cap"]) for case in combination.ranked_set
        )
        if bonus
        else False,
        all_totals_equal=effective is None,
        negative_effective_weight=effective and min(effective.values()) < 0,
        ballots_not_told=contest.votes is not None and edition.ballots is None,
        draw_refused=edition.refused,
    )


def _of_the_ties(combination):
    steps = {(one.tie_step or "").partition(":")[0] for one in combination.ranking}
    ranks = [one.rank for one in combination.ranking]
    yield from _named(
        tie_broken_by_a_group="group" in steps,
        tie_broken_by_a_round="round" in steps,
        tie_broken_by_votes="votes" in steps,
        tie_broken_by_the_lot="lot" in steps,
        tie_left=len(set(ranks)) < len(ranks),
    )


def _of_the_awards(edition, computation, places):
    document, contest, given = edition.document, edition.contest, computation.awards
    tiers = {award["name"]: award for award in document["awards"]}
    won = {name: [one.case for one in given if one.award == name] for name in tiers}
    kinds = {kind: [won[name] for name in tiers if tiers[name]["kind"] == kind] for kind in AwardKind}
    chosen = [case for cases in contest.committee.values() for case in cases]
    moves_up = document.get("revoked_place") == "next"
    lost = _awarded(document, places) & contest.revoked
    stacked = [
        case for name in tiers if tiers[name].get("stackable") for case in won[name] if _wins(given, case) > 1
    ]
    yield from _named(
        most_votes=any(kinds[AwardKind.MOST_VOTES]),
        most_votes_of_several_places=any(len(cases) > 1 for cases in kinds[AwardKind.MOST_VOTES]),
        most_votes_stacked=stacked,
        most_votes_past_an_awarded_case=any(
            _passed_over(document, contest, given, name) for name in tiers if won[name]
        ),
        most_votes_shared=any(
            len(won[name]) > tiers[name]["places"] for name in tiers if tiers[name]["kind"] == "most_votes"
        ),
        committee=chosen,
        committee_of_several=any(len(cases) > 1 for cases in contest.committee.values()),
        tier_shared_across_its_line=any(
            len(won[name]) > tiers[name]["places"] for name in tiers if tiers[name]["kind"] == "ranked"
        ),
        payout_withheld=any(one.payout_withheld == Withheld.CASH_EXCLUDED_KIND for one in given),
        revoked_case_of_the_committee=contest.revoked & set(chosen),
    )
    if lost:
        yield "award revoked, next moved up" if moves_up else "award revoked, place empty"


def _awarded(document, places):
    """Cases whose place lies in a ranked tier."""
    last = sum(award["places"] for award in document["awards"] if award["kind"] == "ranked")
    return {case for case, place in places.items() if place <= last}


def _wins(given, case):
    return sum(one.case == case for one in given)


def _passed_over(document, contest, given, name):
    """Whether a case with more votes than a winner of this award was left out since it had one already."""
    (tier,) = [award for award in document["awards"] if award["name"] == name]
    if tier["kind"] != "most_votes" or tier.get("stackable"):
        return False
    names = [award["name"] for award in document["awards"]]
    earlier = {one.case for one in given if names.index(one.award) < names.index(name)}
    least = min(contest.votes[one.case] for one in given if one.award == name)
    return any(contest.votes[case] > least for case in earlier)
