"""The form of a document and the document of a form: one is the other, and nothing typed is lost on the way."""

import json
from pathlib import Path

import pytest
from django.http import QueryDict

from awards.rule.editor.acts import act_on
from awards.rule.editor.draft import document_of, draft_of, flat, read_draft, whole
from awards.rule.starting import starting_document
from tests.awards.editions import rule_document

SHIPPED = sorted((Path(__file__).parents[4] / "awards" / "data").glob("*/edition.json"))


def sent(draft):
    """What a browser would send of the form of `draft`."""
    data = QueryDict(mutable=True)
    for name, value in flat(draft).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    for section, rows in draft.rows.items():
        data[f"{section}-count"] = str(len(rows))
        for n, row in enumerate(rows):
            for part in (part for part, value in row.items() if isinstance(value, list)):
                data[f"{section}-{n}-{part}-count"] = str(len(row[part]))
    return data


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_the_form_of_a_shipped_rule_states_the_same_rule(path):
    document = json.loads(path.read_text(encoding="utf-8"))["rule"]
    assert document_of(draft_of(document)) == document
    assert document_of(read_draft(sent(draft_of(document)))) == document


def test_tables_tenths_bonus_and_revoked_places_keep_their_values():
    groups = rule_document()["groups"]
    groups[1] |= {"weight": "49.5", "conversion": {"method": "rank_points", "table": [12, "8.5", 0]}}
    document = rule_document(groups=groups, bonus={"cap": "1.5"}, revoked_place="next", poll=None)
    assert document_of(read_draft(sent(draft_of(document)))) == document


def test_the_starting_rule_has_a_seed_of_its_own():
    first, second = starting_document(), starting_document()
    assert document_of(draft_of(first)) == first
    assert (len(first["lot_seed"]), first["lot_seed"] != second["lot_seed"]) == (32, True)


def test_what_is_no_number_stays_as_it_was_typed():
    assert [whole(text) for text in ("2,000,000", "15", "열", "1.5", "")] == [2_000_000, 15, "열", "1.5", ""]


def test_a_document_written_by_hand_is_shown_as_far_as_it_has_fields():
    document = rule_document(
        groups=["?", {"name": "가"}], tie_chain=["nonsense", "round:9"], bonus={"cap": None}
    )
    draft = draft_of(document)
    assert [row["name"] for row in draft.rows["groups"]] == ["가"]
    assert document_of(draft)["tie_chain"] == ["nonsense", "round:9"]


def test_rows_that_point_at_a_round_follow_it_when_it_moves():
    draft = draft_of(rule_document())
    assert act_on(draft, "up:rounds-1") == "rounds-0"
    document = document_of(draft)
    assert [one["name"] for one in document["rounds"]] == ["2차 대면심사", "1차 서면심사"]
    assert [one["round"] for one in document["groups"][0]["sources"]] == [2, 1]
    assert document["tie_chain"] == ["group:전문가 심사", "round:1", "votes", "lot"]


def test_rows_that_point_at_a_removed_round_point_at_no_other():
    draft = draft_of(rule_document())
    act_on(draft, "remove:rounds-0")
    act_on(draft, "add:rounds")
    document = document_of(draft)
    assert document["groups"][0]["sources"] == [{"weight": 50}, {"round": 1, "weight": 50}]
    assert draft.rows["rounds"][1]["key"] == "r3"


def test_a_renamed_group_keeps_its_tie_step():
    draft = draft_of(rule_document())
    draft.rows["groups"][0]["name"] = "심사단"
    assert document_of(draft)["tie_chain"][0] == "group:심사단"


@pytest.mark.parametrize(
    ("button", "section", "count"),
    [
        ("add:awards", "awards", 4),
        ("remove:awards-1", "awards", 2),
        ("add:ties", "ties", 5),
        ("remove:awards-9", "awards", 3),
        ("add:secrets", "awards", 3),
        ("remove:rounds-0-sources-0", "rounds", 2),
        ("up:awards", "awards", 3),
    ],
)
def test_buttons_add_and_remove_rows_and_unknown_ones_do_nothing(button, section, count):
    draft = draft_of(rule_document())
    act_on(draft, button)
    assert len(draft.rows[section]) == count


def test_buttons_reach_the_rows_within_rows():
    draft = draft_of(rule_document())
    assert act_on(draft, "add:rounds-0-criteria") == "rounds-0-criteria-2"
    assert act_on(draft, "remove:groups-0-sources-0") == "groups-0-sources-0"
    assert len(draft.rows["rounds"][0]["criteria"]) == 3
    assert [one["source"] for one in draft.rows["groups"][0]["sources"]] == ["round:r2"]


def test_a_form_takes_no_more_rows_than_fit_on_a_page():
    data = QueryDict("awards-count=999&rounds-count=-1&ties-count=x", mutable=True)
    draft = read_draft(data)
    assert [len(draft.rows[name]) for name in ("awards", "rounds", "ties")] == [40, 0, 0]
