"""A new edition from an old one: what comes along, what does not, and what the page of the admin says."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from awards.rule.cloning import NotClonable, NothingToClone, clone_edition
from awards.rule.drafting import compose_document
from cases.models import Edition, HistoryEntry
from cases.staff.roles import LEAD, VOTE
from tests.awards.editions import make_contest, make_published, make_staff, rule_document
from tests.cases.staff.accounts import sign_in
from voting.models import Poll

pytestmark = pytest.mark.django_db

NEW = {"slug": "2027", "kind": "contest", "year": 2027, "title": "2027 대회"}


def test_a_clone_has_the_rule_and_nothing_of_what_happened():
    source = make_published()
    source.rounds.filter(order=2).update(is_double_entry=True)
    Poll.objects.filter(edition=source).update(by_sign_on=True)
    clerk = make_staff("총괄")[0]
    clone = clone_edition(source=source, by=clerk, **NEW)
    clone = Edition.objects.get(pk=clone.pk)
    seed = clone.rule.lot_seed
    assert compose_document(clone) == compose_document(source) | {"lot_seed": seed}
    assert (len(seed), seed != source.rule.lot_seed) == (32, True)
    assert list(clone.rounds.values_list("is_double_entry", flat=True)) == [False, True]
    assert (clone.poll.by_sms, clone.poll.by_sign_on) == (True, True)
    assert bytes(clone.poll.wrapped_secret) != bytes(Poll.objects.get(edition=source).wrapped_secret)
    assert (clone.rule.frozen_at, clone.rule.document, clone.facts) == (None, "", {})
    moments = [field.name for field in Edition._meta.fields if field.name.endswith("_at")]
    assert [name for name in moments if getattr(clone, name)] == []
    counts = (clone.cases.count(), clone.judges.count(), clone.results.count(), clone.poll.ballots.count())
    assert counts == (0, 0, 0, 0)
    noted = HistoryEntry.objects.filter(edition_slug="2027")
    assert {(entry.account, entry.reason) for entry in noted} == {("총괄", "‘2026’ 회차를 복제했습니다.")}


def test_a_clone_without_a_poll_has_none():
    votes = {"poll": None, "tie_chain": ["group:전문가 심사"]}
    groups = [{**rule_document()["groups"][0], "weight": 100}]
    source = make_contest(document=rule_document(groups=groups, **votes))
    clone = clone_edition(source=source, by=make_staff("총괄")[0], **NEW)
    assert not Poll.objects.filter(edition=clone).exists()


def test_a_clone_is_refused_where_it_cannot_be_made():
    source, clerk = make_contest(), make_staff("총괄")[0]
    record = Edition.objects.create(slug="2019", kind="record", year=2019, title="2019")
    with pytest.raises(NothingToClone):
        clone_edition(source=record, by=clerk, **NEW)
    with pytest.raises(NotClonable):
        clone_edition(source=source, by=clerk, **NEW | {"kind": "record"})
    with pytest.raises(ValidationError):
        clone_edition(source=source, by=clerk, **NEW | {"slug": "2026"})
    assert Edition.objects.count() == 2


def test_the_page_of_an_edition_leads_to_its_clone():
    source, client = make_contest(), sign_in(LEAD)
    address = reverse("admin:awards_rule_clone", args=[source.pk])
    page = client.get(reverse("admin:cases_edition_change", args=[source.pk])).content.decode()
    assert f'href="{address}"' in page
    taken = client.post(address, NEW | {"slug": "2026"})
    assert (taken.status_code, "오류" in taken.content.decode()) == (200, True)
    answer = client.post(address, NEW)
    clone = Edition.objects.get(slug="2027")
    assert answer.headers["Location"] == reverse("admin:cases_edition_change", args=[clone.pk])


@pytest.mark.once
def test_the_page_is_for_who_may_add_editions_and_rules():
    source, client = make_contest(), sign_in(VOTE)
    address = reverse("admin:awards_rule_clone", args=[source.pk])
    page = client.get(reverse("admin:cases_edition_change", args=[source.pk])).content.decode()
    assert address not in page
    assert (client.get(address).status_code, client.post(address, NEW).status_code) == (403, 403)
    assert not Edition.objects.filter(slug="2027").exists()
