"""The one text of a document, and its digest."""

from hashlib import sha256

import pytest

from awards.arithmetic.rule import RuleError, canonical_json, digest

from .examples import document


def test_canonical_json_sorts_and_spares_spaces_and_keeps_korean():
    assert canonical_json({"나": 1, "가": {"b": ["33.5", None, True], "a": 2}}) == (
        '{"가":{"a":2,"b":["33.5",null,true]},"나":1}'
    )


def test_canonical_json_does_not_depend_on_the_order_of_parts():
    assert canonical_json(document()) == canonical_json(dict(reversed(document().items())))


def test_canonical_json_refuses_floats_at_their_places():
    with pytest.raises(RuleError) as caught:
        canonical_json({"a": [1, 2.0], "b": {"c": float("nan")}, "d": "2.5"})
    assert [problem.path for problem in caught.value.problems] == ["a[1]", "b.c"]


def test_digest_is_sha256_of_utf8():
    assert digest("규칙") == sha256("규칙".encode()).hexdigest()
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
