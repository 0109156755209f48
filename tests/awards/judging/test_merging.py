"""Two people on one set: what each typed is kept, and a cell both changed is shown to the later one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.judging.merging import (
    Conflict,
    NotANumber,
    OutOfRange,
    TooManyPlaces,
    merge,
    plain,
    read_points,
)

MAXIMUM = Decimal(40)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("", None),
        ("  ", None),
        ("0", Decimal(0)),
        ("40", Decimal(40)),
        ("40.00", Decimal(40)),
        ("27.5", Decimal("27.5")),
        ("3.", Decimal(3)),
        (".5", Decimal("0.5")),
        ("２７．２５", Decimal("27.25")),
        ("7.500", Decimal("7.5")),
    ],
)
def test_read_points_takes_what_people_write(text, points):
    assert read_points(text, MAXIMUM) == points


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("41", OutOfRange),
        ("40.01", OutOfRange),
        ("-1", OutOfRange),
        ("999", OutOfRange),
        ("1.234", TooManyPlaces),
        ("세 점", NotANumber),
        ("3,5", NotANumber),
        ("1e1", NotANumber),
        ("--1", NotANumber),
        ("+3", NotANumber),
        ("1234", NotANumber),
        ("NaN", NotANumber),
        ("½", NotANumber),
        ("٣", NotANumber),
        ("9" * 5_000, NotANumber),
    ],
)
def test_read_points_refuses_everything_else(text, error):
    with pytest.raises(error):
        read_points(text, MAXIMUM)


def merged(typed, shown, stored):
    return merge(
        typed={"a": typed},
        shown={"a": shown},
        stored={"a": stored} if stored is not None else {},
        maxima={"a": MAXIMUM},
    )


def test_a_cell_emptied_on_purpose_is_written_as_empty():
    assert merged("", "30", Decimal(30)).writes == {"a": None}


def test_a_cell_that_somebody_else_filled_meanwhile_is_not_emptied_by_a_page_that_showed_it_empty():
    outcome = merged("", "", Decimal(30))
    assert (outcome.writes, outcome.conflicts) == ({}, {})


def test_a_cell_both_changed_to_the_same_is_no_conflict():
    assert merged("31", "30", Decimal(31)).conflicts == {}


def test_emptying_a_cell_that_somebody_else_changed_is_a_conflict():
    assert merged("", "30", Decimal(31)).conflicts == {"a": Conflict("", Decimal(31))}


def test_a_cell_outside_the_set_is_never_written():
    outcome = merge(typed={"b": "30"}, shown={}, stored={}, maxima={"a": MAXIMUM})
    assert outcome.writes == {}


def test_the_same_number_written_in_another_way_changes_nothing():
    assert merged("30.0", "30", Decimal(30)).writes == {}


CELLS = ("a", "b", "c")
POINTS = st.sampled_from(["", "1", "2", "3"])
SAVES = st.lists(
    st.tuples(
        st.sampled_from(["kim", "lee"]), st.booleans(), st.dictionaries(st.sampled_from(CELLS), POINTS)
    ),
    max_size=12,
)


@given(SAVES)
def test_no_stored_value_is_ever_lost_unseen(saves):
    """Whatever two people do in whatever order, a value is replaced only by somebody whose page showed it."""
    stored = {}
    pages = {"kim": {}, "lee": {}}
    for person, is_reloaded, changes in saves:
        if is_reloaded:
            pages[person] = {key: plain(points) for key, points in stored.items()}
        shown = pages[person]
        typed = {key: shown.get(key, "") for key in CELLS} | changes
        outcome = merge(typed=typed, shown=shown, stored=stored, maxima=dict.fromkeys(CELLS, MAXIMUM))
        for key in outcome.writes:
            assert plain(stored.get(key)) == shown.get(key, "")
        for key, text in changes.items():
            is_kept = text == shown.get(key, "") or text == plain(stored.get(key))
            assert is_kept or key in outcome.writes or key in outcome.conflicts
        stored = {key: points for key, points in (stored | outcome.writes).items() if points is not None}
        pages[person] = {key: plain(points) for key, points in stored.items()}
