"""Every fault of a rule at its place in the form, in words that know no document."""

import json
import re

import pytest

from awards.rule.editing import problems_of
from awards.rule.editor.faults import fault_of
from tests.awards.editions import rule_document


def broken(path, value):
    # Its rounds share their criteria.
    document = json.loads(json.dumps(rule_document()))
    place = document
    *way, last = path
    for step in way:
        place = place[step]
    place[last] = value
    return document


def faults(document):
    return [(one.prefix, one.field, one.words) for one in map(fault_of, problems_of(document))]


TRIM = {"from_totals": 2, "high": 1, "low": 1}
TABLE = {"method": "rank_points", "table": [8, 10]}
CASES = [
    (("groups", 0, "weight"), 60, "groups", "", "반영 비율을 더하면 110%입니다."),
    (("groups", 0, "weight"), "많이", "groups-0", "weight", "수를 적어 주세요."),
    (("groups", 0, "weight"), 0, "groups-0", "weight", "0보다 큰 수로"),
    (("groups", 0, "weight"), "-5", "groups-0", "weight", "0보다 작습니다."),
    (("groups", 0, "name"), "", "groups-0", "name", "비어 있습니다."),
    (("groups", 1, "name"), "전문가 심사", "groups-1", "name", "‘전문가 심사’이(가) 앞에 이미 있습니다."),
    (("groups", 0, "conversion"), "", "groups-0", "conversion", "목록에서 골라 주세요."),
    (("groups", 0, "conversion"), TABLE, "groups-0", "table", "1위부터 점수가 내려가는 차례로"),
    (
        ("groups", 0, "conversion"),
        {"method": "standard", "table": [10]},
        "groups-0",
        "table",
        "‘순위 점수’일 때만",
    ),
    (("groups", 0, "sources", 0, "weight"), 40, "groups-0", "", "이 묶음 안의 비율을 더하면 90%입니다."),
    (("groups", 0, "sources", 0), {"weight": 50}, "groups-0-sources-0", "source", "무엇을 반영하는지"),
    (("groups", 0, "sources", 1, "round"), 1, "groups-0-sources-1", "source", "두 번 있습니다."),
    (("groups", 0, "sources", 1, "round"), 7, "groups-0-sources-1", "source", "지워진 심사입니다."),
    (("groups",), [], "groups", "", "하나도 없습니다."),
    (("rounds", 0, "criteria", 0, "max"), 50, "rounds-0", "", "심사항목의 배점을 더하면 90점입니다."),
    (("rounds", 0, "criteria"), [], "rounds-0", "", "하나도 없습니다."),
    (("rounds", 0, "criteria", 1, "name"), "창의성", "rounds-0-criteria-1", "name", "앞에 이미 있습니다."),
    (("rounds", 0, "criteria", 1, "max"), "", "rounds-0-criteria-1", "max", "수를 적어 주세요."),
    (("rounds", 0, "trim"), TRIM, "rounds-0", "trim_from", "점수 2개에서 2개를 빼면 남는 점수가 없습니다."),
    (("rounds", 0, "trim"), TRIM | {"high": "하나"}, "rounds-0", "trim_high", "0 이상의 수를 적어 주세요."),
    (("rounds", 0, "trim"), TRIM | {"from_totals": "x"}, "rounds-0", "trim_from", "1 이상의 수를 적어"),
    (("rounds", 0, "cut"), 0, "rounds-0", "cut", "지금은 0입니다. 1 이상의 수로"),
    (("rounds", 1, "cut"), 5, "rounds-1", "cut", "앞 심사에서 4건만 통과하는데 여기는 5건입니다."),
    (("rounds", 0, "name"), "", "rounds-0", "name", "비어 있습니다."),
    (("poll", "k"), 4, "", "k", "최종 후보가 3건인데 4건을 고르게 합니다."),
    (("poll", "k"), "", "", "k", "1 이상의 수를 적어 주세요."),
    (("poll", "choices"), "", "", "choices", "목록에서 골라 주세요."),
    (("bonus",), {"cap": "조금"}, "", "bonus_cap", "수를 적어 주세요."),
    (("decimals",), 11, "", "decimals", "지금은 11입니다. 0부터 10까지의 수로"),
    (("decimals",), "", "", "decimals", "0부터 10까지의 수를 적어 주세요."),
    (("tie_chain", 0), "", "ties-0", "step", "비어 있습니다."),
    (("tie_chain", 0), "coin", "ties-0", "step", "알 수 없는 단계입니다."),
    (("tie_chain", 0), "group:없음", "ties-0", "step", "그런 이름의 묶음이 없습니다."),
    (("tie_chain", 1), "round:r9", "ties-1", "step", "지워진 심사입니다."),
    (("tie_chain", 1), "votes", "ties-2", "step", "같은 단계가 앞에 이미 있습니다."),
    (("tie_chain",), ["lot", "votes"], "ties", "", "추첨을 맨 끝으로 옮겨 주세요."),
    (("lot_seed",), "", "", "lot_seed", "씨앗값이 비어 있습니다."),
    (("awards", 0, "places"), 9, "awards", "", "모두 11건인데 최종 후보는 3건입니다."),
    (("awards", 0, "places"), "", "awards-0", "places", "1 이상의 수를 적어 주세요."),
    (("awards", 0, "prize_krw"), "백만", "awards-0", "prize_krw", "0 이상의 수를 적어 주세요."),
    (("awards", 0, "kind"), "", "awards-0", "kind", "목록에서 골라 주세요."),
    (("awards", 1, "name"), "최우수상", "awards-1", "name", "앞에 이미 있습니다."),
    (("cash_excluded_kinds",), ["외계"], "", "cash_excluded_kinds", "없는 기관 유형입니다."),
    (("revoked_place",), "", "", "revoked_place", "목록에서 골라 주세요."),
]


@pytest.mark.parametrize(("path", "value", "prefix", "field", "words"), CASES)
def test_fault_stands_at_its_place_in_the_words_of_the_form(path, value, prefix, field, words):
    found = faults(broken(path, value))
    assert [(one[:2], words in one[2]) for one in found if one[:2] == (prefix, field)] == [
        ((prefix, field), True)
    ]


@pytest.mark.parametrize(("path", "value"), [case[:2] for case in CASES])
def test_no_fault_speaks_of_the_document(path, value):
    for _prefix, _field, words in faults(broken(path, value)):
        assert re.findall(r"[A-Za-z_]{2,}|그룹|십시오", words) == []


def test_without_a_vote_every_line_that_needs_one_says_so():
    document = rule_document(poll=None)
    document["awards"].append({"name": "공감상", "kind": "most_votes", "places": 1, "prize_krw": 0})
    assert [(prefix, field) for prefix, field, _words in faults(document)] == [
        ("groups-1-sources-0", "source"),
        ("ties-2", "step"),
        ("awards-3", "kind"),
    ]
    assert all("시민투표를 하지 않" in words for _prefix, _field, words in faults(document))


@pytest.mark.parametrize(
    ("path", "value", "prefix", "field"),
    [
        (("rounds", 0, "name"), "가" * 51, "rounds-0", "name"),
        (("rounds", 0, "method"), "dance", "rounds-0", "method"),
        (("rounds", 0, "criteria", 0, "name"), "가" * 51, "rounds-0-criteria-0", "name"),
        (("awards", 0, "name"), "가" * 51, "awards-0", "name"),
        (("lot_seed",), "s" * 101, "", "lot_seed"),
    ],
)
def test_what_the_columns_cannot_hold_is_a_fault_at_its_place_too(path, value, prefix, field):
    assert [one[:2] for one in faults(broken(path, value))] == [(prefix, field)]


def test_maxima_of_three_places_are_a_fault_of_the_criterion():
    document = broken(("rounds", 0, "criteria"), [])
    document["rounds"][0]["criteria"] = [{"name": "가", "max": "33.333"}, {"name": "나", "max": "66.667"}]
    assert [one[:2] for one in faults(document)] == [
        ("rounds-0-criteria-0", "max"),
        ("rounds-0-criteria-1", "max"),
    ]
