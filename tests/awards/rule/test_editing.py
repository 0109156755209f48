"""A rule written over the stored one: rows keep their keys, others' work is not overwritten, nothing by halves."""

import json

import pytest

from awards.arithmetic.rule import RuleError
from awards.models import AwardTier, Criterion, Round, Rule
from awards.rule.drafting import compose_document
from awards.rule.editing import (
    PollInUse,
    RoundInUse,
    RoundRow,
    Rows,
    RuleEditedMeanwhile,
    RuleFrozen,
    edit_rule,
    state_of,
)
from awards.rule.freezing import freeze_rule
from cases.models import Edition, HistoryEntry
from tests.awards.editions import make_contest, make_staff, rule_document
from tests.voting.eligibility.lists import make_list
from voting.eligibility.lists import ListsClosed
from voting.models import Poll

pytestmark = pytest.mark.django_db


def stored_rows(edition):
    """The rows of `edition` as its form would send them."""
    rounds = [
        RoundRow(one.pk, one.is_double_entry, list(one.criteria.values_list("pk", flat=True)))
        for one in edition.rounds.all()
    ]
    return Rows(rounds, list(edition.award_tiers.values_list("pk", flat=True)))


def edit(edition, document, rows=None, **changes):
    settings = {
        "edition": edition,
        "document": document,
        "rows": rows or stored_rows(edition),
        "seen": state_of(edition),
        "by": make_staff("총괄")[0],
        "reason": "공고와 맞춥니다.",
    }
    return edit_rule(**settings | changes)


def copied(**changes):
    """A document whose parts are its own."""
    return json.loads(json.dumps(rule_document(**changes)))


def composed(edition):
    return compose_document(Edition.objects.get(pk=edition.pk))


def test_edit_rule_writes_every_part_and_keeps_the_rows():
    edition = make_contest()
    before = [
        list(model.objects.values_list("pk", flat=True)) for model in (Round, Criterion, AwardTier, Poll)
    ]
    document = copied(
        bonus={"cap": "1.5"},
        decimals=2,
        poll={"choices": "up_to", "k": 3},
        revoked_place="next",
        lot_seed="다른",
    )
    document["rounds"][0] |= {"name": "1차", "trim": {"from_totals": 4, "high": 1, "low": 1}}
    document["rounds"][0]["criteria"][0] |= {"name": "새로움", "max": "59.5"}
    document["rounds"][0]["criteria"][1] |= {"max": "40.5"}
    document["awards"][0] |= {"prize_krw": 3_000_000}
    edit(edition, document)
    assert composed(edition) == document
    after = [
        list(model.objects.values_list("pk", flat=True)) for model in (Round, Criterion, AwardTier, Poll)
    ]
    assert after == before


def test_edit_rule_that_changes_nothing_writes_no_history():
    edition, _clerk = make_contest(), make_staff("총괄")
    before = HistoryEntry.objects.count()
    edit(edition, copied())
    assert HistoryEntry.objects.count() == before


def test_edit_rule_tells_who_and_why_in_the_history_of_every_row():
    edition, _clerk = make_contest(), make_staff("총괄")
    before = set(HistoryEntry.objects.values_list("pk", flat=True))
    document = copied(decimals=1, poll={"choices": "exactly", "k": 1})
    document["rounds"][1]["name"] = "결선"
    document["awards"].append(
        {"name": "공감상", "kind": "most_votes", "places": 1, "prize_krw": 0, "stackable": True}
    )
    edit(edition, document)
    noted = HistoryEntry.objects.exclude(pk__in=before)
    assert {entry.content_type.model for entry in noted} == {"rule", "poll", "round", "awardtier"}
    told = {(entry.account, entry.reason, entry.edition_slug) for entry in noted}
    assert told == {("총괄", "공고와 맞춥니다.", "2026")}
    assert noted.get(content_type__model="round").changes == {"name": ["2차 대면심사", "결선"]}


def test_rows_may_change_places_and_names():
    edition = make_contest()
    rows, document = stored_rows(edition), copied()
    document["awards"] = [document["awards"][1], document["awards"][0], document["awards"][2]]
    criteria = document["rounds"][0]["criteria"]
    criteria[0]["name"], criteria[1]["name"] = criteria[1]["name"], criteria[0]["name"]
    swapped = Rows(rows.rounds, [rows.tiers[1], rows.tiers[0], rows.tiers[2]])
    edit(edition, document, swapped)
    assert composed(edition) == document
    assert list(edition.award_tiers.values_list("pk", flat=True)) == swapped.tiers


def test_rows_are_added_and_removed():
    edition = make_contest()
    edition.judges.all().delete()
    document = copied()
    document["rounds"] = [document["rounds"][1] | {"order": 1}]
    document["groups"][0]["sources"] = [{"round": 1, "weight": 100}]
    document["tie_chain"] = ["round:1", "lot"]
    document["awards"] = document["awards"][:1]
    rows = stored_rows(edition)
    edit(edition, document, Rows(rows.rounds[1:], rows.tiers[:1]))
    assert composed(edition) == document
    edit(edition, copied(), Rows([RoundRow(), rows.rounds[1]], [rows.tiers[0], None, None]))
    assert composed(edition) == rule_document()
    assert edition.rounds.get(order=2).pk == rows.rounds[1].pk


def test_double_entry_is_set_row_by_row():
    edition = make_contest()
    first, second = stored_rows(edition).rounds
    edit(
        edition,
        copied(),
        Rows([first, RoundRow(second.pk, True, second.criteria)], stored_rows(edition).tiers),
    )
    assert list(edition.rounds.values_list("is_double_entry", flat=True)) == [False, True]


def test_rows_of_another_edition_are_not_touched():
    edition, other = make_contest(), make_contest(slug="2027")
    other.judges.all().delete()
    strange = stored_rows(other)
    edition.judges.all().delete()
    edit(edition, copied(decimals=1), strange)
    assert composed(other) == rule_document()
    assert composed(edition) == rule_document(decimals=1)


def test_a_round_with_judges_is_not_removed():
    edition = make_contest()
    document = copied()
    document["rounds"] = document["rounds"][:1]
    document["groups"][0]["sources"] = [{"round": 1, "weight": 100}]
    document |= {"tie_chain": ["lot"], "awards": []}
    rows = stored_rows(edition)
    with pytest.raises(RoundInUse, match="‘2차 대면심사’"):
        edit(edition, document, Rows(rows.rounds[:1], []))
    assert composed(edition) == rule_document()


def without_poll():
    document = copied(poll=None, tie_chain=["lot"])
    document["groups"] = [document["groups"][0] | {"weight": 100}]
    return document


def test_a_vote_is_taken_out_and_brought_back():
    edition = make_contest()
    edit(edition, without_poll())
    assert (Poll.objects.count(), composed(edition)) == (0, without_poll())
    edit(edition, copied())
    assert composed(edition) == rule_document()


def test_a_vote_with_a_list_of_voters_is_not_taken_out():
    edition = make_contest()
    make_list(edition.poll)
    with pytest.raises(PollInUse):
        edit(edition, without_poll())
    assert composed(edition) == rule_document()


def test_a_rule_is_made_for_an_edition_without_one():
    edition = Edition.objects.create(slug="2030", kind="contest", year=2030, title="2030")
    rule = edit(edition, copied(), Rows())
    assert (rule.edition, composed(edition)) == (edition, rule_document())


def test_what_cannot_be_computed_is_not_stored():
    edition = make_contest()
    document = copied()
    document["groups"][0]["weight"] = 60
    with pytest.raises(RuleError, match="합이 110"):
        edit(edition, document)
    assert composed(edition) == rule_document()


def test_a_frozen_rule_is_not_written_over():
    edition = make_contest()
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    with pytest.raises(RuleFrozen):
        edit(edition, copied(decimals=1))
    assert Rule.objects.get(edition=edition).decimals == 3


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_unseen():
    edition = make_contest()
    seen = state_of(edition)
    edit(edition, copied(decimals=2))
    with pytest.raises(RuleEditedMeanwhile):
        edit(edition, copied(decimals=1), seen=seen)
    assert composed(edition)["decimals"] == 2
    edit(edition, copied(decimals=1))
    assert composed(edition)["decimals"] == 1


def test_nothing_is_written_once_the_vote_has_opened():
    edition = make_contest()
    window = {"judging_close_at": edition.judging_open_at, "voting_open_at": edition.judging_open_at}
    Edition.objects.filter(pk=edition.pk).update(
        judging_open_at=edition.submissions_open_at, submissions_close_at=edition.judging_open_at, **window
    )
    with pytest.raises(ListsClosed):
        edit(edition, copied(decimals=1))
