"""The freeze: one canonical document, its hash, and nothing else for the engine to read."""

import hashlib
import json
from pathlib import Path

import pytest

from awards.arithmetic.rule import RuleError
from awards.models import AwardTier, Criterion, Round, Rule
from awards.rule.drafting import compose_document, draft_rule
from awards.rule.freezing import RuleChanged, RuleNotFrozen, freeze_rule, frozen_rule, require_frozen
from cases.models import Edition
from tests.awards.editions import make_contest, make_staff, rule_document

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).parents[3] / "awards" / "data"


@pytest.mark.parametrize("folder", ["2021", "practice"])
def test_compose_document_of_a_drafted_rule_is_the_document_it_was_drafted_from(folder):
    document = json.loads((SHIPPED / folder / "edition.json").read_text(encoding="utf-8"))["rule"]
    edition = Edition.objects.create(slug="2030", kind="contest", year=2030, title="2030")
    draft_rule(edition=edition, document=document)
    assert compose_document(edition) == document


def test_compose_document_writes_other_than_whole_maxima_as_text():
    criteria = [{"name": "창의성", "max": "33.5"}, {"name": "효용성", "max": "66.5"}]
    document = rule_document()
    for entry in document["rounds"]:
        entry["criteria"] = criteria
    edition = make_contest(document=document)
    assert [entry["criteria"] for entry in compose_document(edition)["rounds"]] == [criteria, criteria]


def test_draft_rule_that_cannot_be_computed_writes_nothing():
    document = rule_document()
    document["groups"][0]["weight"] = 60
    edition = Edition.objects.create(slug="2030", kind="contest", year=2030, title="2030")
    with pytest.raises(RuleError, match="합이 110"):
        draft_rule(edition=edition, document=document)
    assert [model.objects.count() for model in (Rule, Round, Criterion, AwardTier)] == [0, 0, 0, 0]


def test_freeze_rule_stores_canonical_json_and_its_hash():
    edition = make_contest()
    rule = freeze_rule(edition=edition, by=make_staff("담당")[0])
    expected = json.dumps(rule_document(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert rule.document == expected
    assert rule.sha256 == hashlib.sha256(expected.encode()).hexdigest()


def test_freeze_rule_twice_changes_nothing():
    edition, (clerk, other) = make_contest(), make_staff("담당", "다른 사람")
    first = freeze_rule(edition=edition, by=clerk)
    AwardTier.objects.filter(edition=edition).update(prize_krw=1)
    again = freeze_rule(edition=edition, by=other)
    assert (again.document, again.frozen_at, again.frozen_by) == (first.document, first.frozen_at, clerk)


def test_frozen_rule_does_not_read_the_rows():
    edition = make_contest()
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    AwardTier.objects.filter(edition=edition).update(prize_krw=1)
    assert [award.prize_krw for award in frozen_rule(edition).awards] == [2_000_000, 1_500_000, 500_000]


def test_frozen_rule_that_was_edited_in_the_database_is_refused():
    edition = make_contest()
    rule = freeze_rule(edition=edition, by=make_staff("담당")[0])
    Rule.objects.filter(pk=rule.pk).update(document=rule.document.replace("2000000", "9000000"))
    with pytest.raises(RuleChanged):
        frozen_rule(edition)


def test_require_frozen_refuses_a_draft():
    with pytest.raises(RuleNotFrozen):
        require_frozen(make_contest())


def test_freeze_rule_that_cannot_be_computed_stays_a_draft():
    edition = make_contest()
    AwardTier.objects.filter(edition=edition, name="장려상").update(places=9)
    with pytest.raises(RuleError):
        freeze_rule(edition=edition, by=make_staff("담당")[0])
    assert Rule.objects.get(edition=edition).frozen_at is None


def test_draft_rule_with_a_kind_of_organisation_nobody_has_is_refused():
    edition = Edition.objects.create(slug="2030", kind="contest", year=2030, title="2030")
    with pytest.raises(RuleError, match=r"cash_excluded_kinds\[0\]: ‘투자·출연’ 기관 유형은 없습니다"):
        draft_rule(edition=edition, document=rule_document(cash_excluded_kinds=["투자·출연"]))


def test_compose_document_tells_of_a_revoked_place_only_where_the_next_moves_up():
    edition = make_contest(document=rule_document(revoked_place="next"))
    assert compose_document(edition) == rule_document(revoked_place="next")
    assert "revoked_place" not in compose_document(make_contest(slug="2027"))
