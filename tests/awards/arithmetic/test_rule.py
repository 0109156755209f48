"""What a rule document may say, and every way in which it is refused."""

import json
from fractions import Fraction

import pytest

from awards.arithmetic.rule import (
    AwardKind,
    Choices,
    Conversion,
    ConversionMethod,
    RevokedPlace,
    Rule,
    RuleError,
    Source,
    Trim,
    canonical_json,
    parse_rule,
)

from .examples import document, edition_2021

MISSING = object()


def changed(path, value):
    """The example document with one value replaced, added, or (MISSING) taken out."""
    whole = document()
    *way, last = path
    place = whole
    for step in way:
        place = place[step]
    if value is MISSING:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return whole


def problems_of(refused):
    with pytest.raises(RuleError) as caught:
        parse_rule(refused)
    return caught.value.problems


def test_rule_2021_parses():
    rule = parse_rule(edition_2021())
    assert [group.name for group in rule.groups] == ["전문가 심사", "시민 투표"]
    assert rule.groups[0].sources == (Source(1, Fraction(50)), Source(2, Fraction(50)))
    assert rule.groups[1].sources == (Source(None, Fraction(100)),)
    assert rule.groups[0].conversion == Conversion(ConversionMethod.STANDARD)
    assert [round_.cut for round_ in rule.rounds] == [15, 9]
    assert rule.rounds[0].trim == Trim(5, 1, 1)
    assert [criterion.max for criterion in rule.rounds[1].criteria] == [40, 30, 30]
    assert (rule.poll.choices, rule.poll.k, rule.bonus_cap) == (Choices.EXACTLY, 3, None)
    assert rule.tie_chain == ("group:전문가 심사", "round:2", "votes", "lot")
    assert [(award.kind, award.places) for award in rule.awards] == [(AwardKind.RANKED, n) for n in (1, 3, 5)]
    assert rule.last_cut == 9
    assert rule.rounds_needed == (1, 2)


def test_rule_equal_documents_are_equal_rules():
    assert parse_rule(document()) == parse_rule(json.loads(canonical_json(document())))
    assert isinstance(hash(parse_rule(document())), int)


def test_rule_of_2018_with_a_scoring_panel_and_no_poll_parses():
    whole = document()
    whole["rounds"].append({**whole["rounds"][1], "order": 3, "name": "citizens' panel", "cut": None})
    whole["groups"][1]["sources"] = [{"round": 3, "weight": 100}]
    whole["poll"] = None
    whole["tie_chain"] = ["group:experts", "round:3", "lot"]
    rule = parse_rule(whole)
    assert isinstance(rule, Rule)
    assert (rule.poll, rule.last_cut, rule.rounds_needed) == (None, 4, (1, 2, 3))


def test_rule_of_three_groups_a_gate_and_decimal_weights_parses():
    whole = document()
    whole["groups"] = [
        {**whole["groups"][0], "weight": "33.3", "sources": [{"round": 2, "weight": 100}]},
        {**whole["groups"][1], "weight": "50"},
        {**whole["groups"][1], "weight": "16.7", "name": "experts of another house"},
    ]
    rule = parse_rule(whole)
    assert [group.weight for group in rule.groups] == [Fraction("33.3"), 50, Fraction("16.7")]
    # Round 1 only gates: it is in no group and in no tie step.
    assert rule.rounds_needed == (2,)


def test_rule_without_a_lot_needs_no_seed():
    whole = {**document(), "tie_chain": []}
    del whole["lot_seed"]
    assert parse_rule(whole).lot_seed == ""


def test_rule_leaves_revoked_places_empty_unless_it_says_otherwise():
    assert parse_rule(document()).revoked_place == RevokedPlace.EMPTY
    assert parse_rule({**document(), "revoked_place": "empty"}).revoked_place == RevokedPlace.EMPTY
    assert parse_rule({**document(), "revoked_place": "next"}).revoked_place == RevokedPlace.NEXT


def test_rule_rank_points_take_a_table():
    whole = document()
    whole["groups"][0]["conversion"] = {"method": "rank_points", "table": [12, 10, 10, "8.5"]}
    whole["groups"][1]["conversion"] = {"method": "rank_points"}
    tables = [group.conversion.table for group in parse_rule(whole).groups]
    assert tables == [(12, 10, 10, Fraction("8.5")), None]


def test_rule_most_votes_and_committee_have_one_place_unless_told():
    whole = document()
    whole["awards"] += [
        {"name": "공감상", "kind": "most_votes", "prize_krw": 0, "stackable": True},
        {"name": "jury", "kind": "committee", "prize_krw": 0, "places": 2},
    ]
    favourite, jury = parse_rule(whole).awards[2:]
    assert (favourite.places, favourite.stackable, jury.places, jury.stackable) == (1, True, 2, False)


def test_rule_equal_cuts_and_every_finalist_awarded_parse():
    whole = document()
    whole["rounds"][0]["cut"] = 4
    whole["awards"][1]["places"] = 3
    whole["poll"]["k"] = 4
    assert parse_rule(whole).last_cut == 4


def test_rule_bonus_has_a_cap():
    assert parse_rule({**document(), "bonus": {"cap": "2.5"}}).bonus_cap == Fraction(5, 2)


REFUSALS = [
    # Weights and maxima that do not sum to 100.
    ("groups", ["groups", 0, "weight"], 40),
    ("groups", ["groups", 0, "weight"], "50.01"),
    ("groups", ["groups"], []),
    ("groups[0].sources", ["groups", 0, "sources", 1, "weight"], 50),
    ("groups[1].sources", ["groups", 1, "sources"], []),
    ("rounds[1].criteria", ["rounds", 1, "criteria", 0, "max"], 61),
    ("rounds[0].criteria", ["rounds", 0, "criteria"], []),
    # Numbers that are none.
    ("groups[0].weight", ["groups", 0, "weight"], 50.0),
    ("groups[0].weight", ["groups", 0, "weight"], True),
    ("groups[0].weight", ["groups", 0, "weight"], None),
    ("groups[0].weight", ["groups", 0, "weight"], "fifty"),
    ("groups[0].weight", ["groups", 0, "weight"], "5e1"),
    ("groups[0].weight", ["groups", 0, "weight"], "1/2"),
    ("groups[0].weight", ["groups", 0, "weight"], " 50"),
    ("groups[0].weight", ["groups", 0, "weight"], "50\n"),
    ("groups[0].weight", ["groups", 0, "weight"], -50),
    ("groups[0].weight", ["groups", 0, "weight"], 0),
    ("groups[1].sources[0].weight", ["groups", 1, "sources", 0, "weight"], 100.0),
    ("rounds[0].criteria[1].max", ["rounds", 0, "criteria", 1, "max"], 40.0),
    ("rounds[0].criteria[1].max", ["rounds", 0, "criteria", 1, "max"], "-1"),
    # Names.
    ("groups[1].name", ["groups", 1, "name"], "experts"),
    ("groups[1].name", ["groups", 1, "name"], " "),
    ("rounds[0].criteria[1].name", ["rounds", 0, "criteria", 1, "name"], "idea"),
    ("rounds[0].criteria[1].name", ["rounds", 0, "criteria", 1, "name"], 3),
    ("rounds[0].name", ["rounds", 0, "name"], ""),
    ("rounds[0].method", ["rounds", 0, "method"], None),
    ("awards[1].name", ["awards", 1, "name"], "gold"),
    # Conversions.
    ("groups[0].conversion", ["groups", 0, "conversion"], "z_score"),
    ("groups[0].conversion", ["groups", 0, "conversion"], None),
    ("groups[0].conversion.method", ["groups", 0, "conversion"], {"method": "ranks"}),
    ("groups[0].conversion.method", ["groups", 0, "conversion"], {}),
    ("groups[0].conversion.table", ["groups", 0, "conversion"], {"method": "standard", "table": [1]}),
    ("groups[0].conversion.table", ["groups", 0, "conversion"], {"method": "rank_points", "table": []}),
    ("groups[0].conversion.table", ["groups", 0, "conversion"], {"method": "rank_points", "table": "12"}),
    (
        "groups[0].conversion.table[1]",
        ["groups", 0, "conversion"],
        {"method": "rank_points", "table": [12, 1.5]},
    ),
    (
        "groups[0].conversion.table[1]",
        ["groups", 0, "conversion"],
        {"method": "rank_points", "table": [12, -1]},
    ),
    (
        "groups[0].conversion.table[2]",
        ["groups", 0, "conversion"],
        {"method": "rank_points", "table": [12, 8, 9]},
    ),
    ("groups[0].conversion.weight", ["groups", 0, "conversion"], {"method": "min_max", "weight": 1}),
    # Sources.
    ("groups[0].sources[0].round", ["groups", 0, "sources", 0, "round"], 3),
    ("groups[0].sources[0].round", ["groups", 0, "sources", 0, "round"], 0),
    ("groups[0].sources[0].round", ["groups", 0, "sources", 0, "round"], "1"),
    ("groups[0].sources[1]", ["groups", 0, "sources", 1, "round"], 1),
    ("groups[0].sources[0]", ["groups", 0, "sources", 0, "poll"], 1),
    ("groups[0].sources[0]", ["groups", 0, "sources", 0, "round"], MISSING),
    ("groups[0].sources[0]", ["groups", 0, "sources", 0], "round 1"),
    ("groups[1].sources[0].poll", ["groups", 1, "sources", 0, "poll"], 2),
    # Rounds.
    ("rounds[1].order", ["rounds", 1, "order"], 3),
    ("rounds[1].order", ["rounds", 1, "order"], 1),
    ("rounds[1].order", ["rounds", 1, "order"], "2"),
    ("rounds[0].trim", ["rounds", 0, "trim", "from_totals"], 2),
    ("rounds[0].trim", ["rounds", 0, "trim", "high"], 4),
    ("rounds[0].trim.high", ["rounds", 0, "trim", "high"], -1),
    ("rounds[0].trim.low", ["rounds", 0, "trim", "low"], "1"),
    ("rounds[0].trim.from_totals", ["rounds", 0, "trim", "from_totals"], 0),
    ("rounds[0].trim.from_totals", ["rounds", 0, "trim", "from_totals"], MISSING),
    ("rounds[0].trim", ["rounds", 0, "trim"], 5),
    ("rounds[1].cut", ["rounds", 1, "cut"], 7),
    ("rounds[0].cut", ["rounds", 0, "cut"], 0),
    ("rounds[1].cut", ["rounds", 1, "cut"], 0),
    ("rounds[1].cut", ["rounds", 1, "cut"], "4"),
    # The poll.
    ("poll.k", ["poll", "k"], 5),
    ("poll.k", ["poll", "k"], 0),
    ("poll.k", ["poll", "k"], True),
    ("poll.choices", ["poll", "choices"], "any"),
    ("poll", ["poll"], "exactly 3"),
    # Rounding and bonus.
    ("decimals", ["decimals"], 11),
    ("decimals", ["decimals"], -1),
    ("decimals", ["decimals"], "3"),
    ("decimals", ["decimals"], False),
    ("bonus.cap", ["bonus"], {"cap": 0}),
    ("bonus.cap", ["bonus"], {"cap": 1.5}),
    ("bonus.cap", ["bonus"], {}),
    ("bonus", ["bonus"], 5),
    # Ties.
    ("tie_chain[2]", ["tie_chain", 2], "seniority"),
    ("tie_chain[2]", ["tie_chain", 2], "group"),
    ("tie_chain[0]", ["tie_chain", 0], "group:jury"),
    ("tie_chain[1]", ["tie_chain", 1], "round:3"),
    ("tie_chain[1]", ["tie_chain", 1], "round:02"),
    ("tie_chain[1]", ["tie_chain", 1], 2),
    ("tie_chain[2]", ["tie_chain", 2], "round:2"),
    ("tie_chain", ["tie_chain", 4], "round:1"),
    ("tie_chain", ["tie_chain"], "lot"),
    ("lot_seed", ["lot_seed"], ""),
    ("lot_seed", ["lot_seed"], None),
    ("lot_seed", ["lot_seed"], "  "),
    ("lot_seed", ["lot_seed"], 2021),
    ("lot_seed", ["lot_seed"], MISSING),
    # Awards.
    ("awards", ["awards", 1, "places"], 4),
    ("awards[0].kind", ["awards", 0, "kind"], "honour"),
    ("awards[0].places", ["awards", 0, "places"], 0),
    ("awards[0].places", ["awards", 0, "places"], MISSING),
    ("awards[0].prize_krw", ["awards", 0, "prize_krw"], -1),
    ("awards[0].prize_krw", ["awards", 0, "prize_krw"], "2000000"),
    ("awards[0].prize_krw", ["awards", 0, "prize_krw"], 2e6),
    ("awards[0].prize_krw", ["awards", 0, "prize_krw"], None),
    ("awards[0].stackable", ["awards", 0, "stackable"], True),
    (
        "awards[2].stackable",
        ["awards", 2],
        {"name": "x", "kind": "most_votes", "prize_krw": 0, "stackable": 1},
    ),
    ("cash_excluded_kinds[1]", ["cash_excluded_kinds", 1], "투자출연기관"),
    ("cash_excluded_kinds[0]", ["cash_excluded_kinds", 0], None),
    ("cash_excluded_kinds", ["cash_excluded_kinds"], "투자출연기관"),
    ("revoked_place", ["revoked_place"], "last"),
    ("revoked_place", ["revoked_place"], None),
    # Names nobody knows, and parts that are not there.
    ("colour", ["colour"], "red"),
    ("groups[0].colour", ["groups", 0, "colour"], "red"),
    ("groups[0].sources[0].colour", ["groups", 0, "sources", 0, "colour"], "red"),
    ("rounds[0].colour", ["rounds", 0, "colour"], "red"),
    ("rounds[0].criteria[0].colour", ["rounds", 0, "criteria", 0, "colour"], "red"),
    ("rounds[0].trim.colour", ["rounds", 0, "trim", "colour"], "red"),
    ("poll.colour", ["poll", "colour"], "red"),
    ("awards[0].colour", ["awards", 0, "colour"], "red"),
    ("groups", ["groups"], MISSING),
    ("rounds", ["rounds"], MISSING),
    ("rounds", ["rounds"], {}),
    ("poll", ["poll"], MISSING),
    ("bonus", ["bonus"], MISSING),
    ("decimals", ["decimals"], MISSING),
    ("tie_chain", ["tie_chain"], MISSING),
    ("awards", ["awards"], MISSING),
    ("cash_excluded_kinds", ["cash_excluded_kinds"], MISSING),
    ("rounds[0].trim", ["rounds", 0, "trim"], MISSING),
    ("rounds[0].cut", ["rounds", 0, "cut"], MISSING),
    ("rounds[0]", ["rounds", 0], None),
]


@pytest.mark.parametrize(("path", "way", "value"), REFUSALS)
def test_rule_refused_names_the_one_place_at_fault(path, way, value):
    problems = problems_of(changed(way, value))
    assert [problem.path for problem in problems] == [path]
    assert problems[0].message.startswith(f"{path}: ")
    assert problems[0].message.endswith("시오.")


def test_rule_without_a_poll_refuses_everything_that_needs_votes():
    whole = document()
    whole["poll"] = None
    whole["awards"].append({"name": "favourite", "kind": "most_votes", "prize_krw": 0})
    assert [problem.path for problem in problems_of(whole)] == [
        "groups[1].sources[0].poll",
        "tie_chain[2]",
        "awards[2].kind",
    ]


def test_rule_with_an_unreadable_poll_is_not_called_a_rule_without_one():
    assert [problem.path for problem in problems_of(changed(["poll"], 3))] == ["poll"]


def test_rule_awards_fit_when_no_round_cuts():
    whole = document()
    for round_ in whole["rounds"]:
        round_["cut"] = None
    whole["awards"][1]["places"] = 40
    whole["poll"]["k"] = 20
    assert parse_rule(whole).last_cut is None


def test_rule_refused_carries_all_problems():
    whole = document()
    whole["groups"][0]["weight"] = 40
    whole["rounds"][0]["trim"]["high"] = 9
    whole["tie_chain"][0] = "group:jury"
    whole["decimals"] = 2.5
    whole["awards"][0]["prize_krw"] = -1
    with pytest.raises(RuleError) as caught:
        parse_rule(whole)
    assert {problem.path for problem in caught.value.problems} == {
        "groups",
        "rounds[0].trim",
        "tie_chain[0]",
        "decimals",
        "awards[0].prize_krw",
    }
    assert str(caught.value).splitlines() == [problem.message for problem in caught.value.problems]


def test_rule_message_says_what_the_sum_is():
    (problem,) = problems_of(changed(["groups", 0, "weight"], "49.5"))
    assert problem.message == "groups: 그룹 가중치의 합이 99.5입니다. 합이 100이 되도록 고치십시오."


@pytest.mark.parametrize("whole", [None, [], "rule", 3])
def test_rule_that_is_no_document_is_refused(whole):
    assert problems_of(whole)[0].path == ""
