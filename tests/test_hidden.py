"""Hidden means hidden: no outlet shows a figure of any case before the result is published.

The walk visits every address of the portal and every page of the admin, as a visitor and as an account that
may see everything, while the vote is open and again while a counted result waits for its moment. Only the page
that leads to publication may show computed values, and only once the box is sealed.
"""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import override

from awards.models import Closing, Objection, Result, ResultRow
from awards.objections.filing import file_objection
from awards.outcome.computing import compute_result
from awards.outcome.publication import approve, publish, request_approval
from awards.rule.models import Round
from cases.models import Case
from tests.awards.editions import DAY, judge_all, make_contest, make_staff, vote_and_seal
from tests.awards.test_roles import declare_void
from tests.voting.polls import new_ballot
from voting.commitments import voter_key
from voting.models import Ballot, Participation

pytestmark = pytest.mark.django_db

# Choices and how often they were made: every case gets a number of votes that no page shows by chance.
CAST = {"1,2": 1327, "1,3": 883, "2,3": 2111}
VOTES = {"1": 2210, "2": 3438, "3": 2994}
PREFIXES = ("", "/en")
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")
DATA = ("bundle.json", "cases.csv", "judges.csv", "ballots.csv", "votes.csv", "result.csv", "rule.json")
PROBES = ("/robots.txt", "/sitemap.xml", "/feed/", "/api/", "/{slug}/results.json", "/{slug}/vote/results/")


@pytest.fixture
def edition():
    """A contest whose vote is open, with thousands of ballots in the box."""
    clerk = make_staff("담당")[0]
    edition = make_contest(slug="2026")
    judge_all(edition, clerk)
    vote_and_open(edition)
    return edition


def vote_and_open(edition):
    now = timezone.now()
    type(edition).objects.filter(pk=edition.pk).update(
        submissions_open_at=now - 5 * DAY,
        submissions_close_at=now - 4 * DAY,
        judging_open_at=now - 4 * DAY,
        judging_close_at=now - 3 * DAY,
        voting_open_at=now - 2 * DAY,
        voting_close_at=now + DAY,
    )
    edition.refresh_from_db()
    choices = [choice for choice, n in CAST.items() for _ in range(n)]
    poll = edition.poll
    Ballot.objects.bulk_create(new_ballot(poll, choice) for choice in choices)
    Participation.objects.bulk_create(
        Participation(voter_key=voter_key(poll.secret, str(n)), poll=poll, method="sms", hour=now)
        for n in range(len(choices))
    )


def count_and_schedule(edition):
    """Take the edition to an approved result that is published in an hour."""
    clerk, second = make_staff("담당", "확인")
    vote_and_seal(edition, [], clerk)
    result = compute_result(edition=edition, by=clerk)
    request_approval(result=result, by=clerk, at=timezone.now() + timedelta(hours=1))
    approve(result=result, by=second)
    publish(result=result, by=clerk)
    edition.refresh_from_db()


def figures():
    """Everything that must not be seen: votes, and once computed every value of every row."""
    found = {f"{n}" for n in VOTES.values()} | {f"{n:,}" for n in VOTES.values()}
    for row in ResultRow.objects.all():
        found |= {row.total} | {group[name] for group in row.groups for name in ("converted", "weighted")}
    return found


def public_addresses(edition):
    """One address for every pattern outside the admin, in both languages; a pattern nobody can fill is an error."""
    for namespace in ("awards", "cases", "voting"):
        patterns = get_resolver().namespace_dict.get(namespace)
        for name in {key for key in patterns[1].reverse_dict if isinstance(key, str)} if patterns else ():
            yield from (address(f"{namespace}:{name}", edition, number) for number in VOTES)
    yield "/healthz/"
    for path in PROBES:
        yield path.format(slug=edition.slug)
    for name in ("", *DATA, "datapackage.json"):
        yield from (f"/{edition.slug}/results/data/{name}{query}" for query in ("", "?version=1"))


def address(name, edition, number):
    for arguments in ([], [edition.slug], [edition.slug, number]):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"nobody walks {name}: teach this test how to fill it")


def staff_addresses(edition):
    """Every list, filter, form and history of the admin, for rows of this edition."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{base}_changelist")
        yield reverse(f"{base}_changelist") + "?_facets=True"
        yield reverse(f"{base}_add")
        yield from pages_of_imports(base)
        for row in model.objects.order_by("-pk")[:3]:
            yield reverse(f"{base}_change", args=[row.pk])
            yield reverse(f"{base}_history", args=[row.pk])
    yield reverse("admin:cases_edition_extend", args=[edition.pk])
    yield reverse("admin:awards_closing_acts", args=[edition.pk])
    yield reverse("admin:awards_closing_positions", args=[edition.pk])
    for round_ in edition.rounds.all():
        for name in ("overview", "printed", "differences"):
            yield reverse(f"admin:awards_judging_{name}", args=[edition.pk, round_.pk])
        for judge in round_.judges.all():
            for name in ("set", "scans", "scan_add", "late"):
                yield reverse(f"admin:awards_judging_{name}", args=[edition.pk, round_.pk, judge.pk])
    yield reverse("admin:cases_historyentry_export")
    cases = reverse("admin:cases_case_changelist")
    yield from (
        f"{cases}?{probe}" for probe in ("award_rank=1", "award_name=최우수상", "award_rank__gt=0", "o=1")
    )
    yield f"{reverse('admin:autocomplete')}?app_label=awards&model_name=sheet&field_name=case&term=1"


def pages_of_imports(base):
    """The pages that take sheets over, for the models that have them; a template for every target."""
    try:
        yield reverse(f"{base}_import")
    except NoReverseMatch:
        return
    yield reverse(f"{base}_import_template")
    for round_ in Round.objects.all():
        yield f"{reverse(f'{base}_import_template')}?target={round_.pk}"
    yield reverse(f"{base}_import_preview", args=[uuid4()])


def said(answer):
    """Headers and body of an answer as one text; files are read whole, without codes of receipts, which are random."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = CODE.sub("", body.decode(errors="replace"))
    return "\n".join(f"{name}: {value}" for name, value in answer.items()) + "\n" + text


def leaks(client, addresses, secrets):
    """(address, figure) for every figure that an answer shows as a number of its own."""
    # Letters of Korean may follow a number at once, those of a hash or a longer number may not.
    alternatives = "|".join(sorted(map(re.escape, secrets), reverse=True))
    whole = re.compile(rf"(?<![0-9A-Za-z_])(?<!\d[.,])({alternatives})(?![0-9A-Za-z_]|[.,]\d)")
    return sorted({(path, hit) for path in addresses for hit in whole.findall(said(client.get(path)))})


def public_pages(edition):
    return [prefix + path for path in set(public_addresses(edition)) for prefix in PREFIXES]


def walk(edition, *, may_show=()):
    """Leaks met by a visitor and by an account that may see everything, except at the addresses in `may_show`."""
    visitor, staff = Client(), Client()
    staff.force_login(
        get_user_model().objects.get_or_create(username="모두 봄", is_staff=True, is_superuser=True)[0]
    )
    public = public_pages(edition)
    within = [path for path in staff_addresses(edition) if path not in may_show]
    secrets = figures()
    return leaks(visitor, public + within, secrets) + leaks(staff, public + within, secrets)


def test_nothing_is_shown_while_the_vote_is_open(edition):
    assert walk(edition) == []


def test_nothing_is_shown_while_a_counted_result_waits_for_its_moment(edition):
    count_and_schedule(edition)
    leading_page = reverse("admin:awards_closing_change", args=[edition.pk])
    assert ResultRow.objects.count() == 3
    assert walk(edition, may_show={leading_page}) == []


def test_the_page_that_leads_shows_the_figures_only_after_the_seal(edition):
    staff = Client()
    staff.force_login(get_user_model().objects.create(username="모두 봄", is_staff=True, is_superuser=True))
    page = reverse("admin:awards_closing_change", args=[edition.pk])
    assert leaks(staff, [page], figures()) == []
    count_and_schedule(edition)
    assert {hit for _path, hit in leaks(staff, [page], figures())} >= {"2,210", "3,438", "2,994"}


@pytest.mark.parametrize("is_counted", [False, True])
def test_of_a_void_poll_no_page_shows_a_figure_and_none_of_citizens_how_many_voted(edition, is_counted):
    if is_counted:
        count_and_schedule(edition)
    declare_void(edition)
    voters = sum(CAST.values())
    assert Participation.objects.count() == voters
    assert walk(edition) == []
    assert leaks(Client(), public_pages(edition), {f"{voters}", f"{voters:,}"}) == []
    assert Case.objects.exclude(award_name="").count() == 0


def test_the_walk_finds_a_count_planted_on_a_page(edition):
    Case.objects.filter(number="2").update(summary=f"지금 {VOTES['2']:,}표를 받았습니다.")
    found = walk(edition)
    assert ("/2026/cases/2/", "3,438") in found
    assert {path for path, _hit in found} >= {"/", "/2026/cases/", "/en/2026/cases/2/"}


def test_the_walk_finds_a_count_planted_in_the_admin(edition, monkeypatch):
    monkeypatch.setattr(Closing, "__str__", lambda self: f"{self.title} {VOTES['1']}")
    assert {hit for _path, hit in walk(edition)} == {"2210"}


def test_after_publication_the_figures_are_public(edition):
    count_and_schedule(edition)
    type(edition).objects.filter(pk=edition.pk).update(published_at=timezone.now())
    Result.objects.update(published_at=timezone.now())
    assert {hit for _path, hit in leaks(Client(), ["/2026/results/"], figures())} >= {
        "2,210",
        "3,438",
        "2,994",
    }
    assert ("/2026/results/cases/2/", "3,438") in leaks(Client(), ["/2026/results/cases/2/"], figures())
    for name in ("ballots.csv", "bundle.json", "result.csv"):
        assert Client().get(f"/2026/results/data/{name}").status_code == 200


@pytest.mark.parametrize("is_counted", [False, True])
def test_pages_of_objections_are_not_there_before_the_moment(edition, is_counted):
    if is_counted:
        count_and_schedule(edition)
    paths = [path for path in public_pages(edition) if "/objections/" in path]
    assert len(paths) == 6
    assert {Client().get(path).status_code for path in paths} == {404}


@pytest.mark.parametrize("is_counted", [False, True])
def test_pages_of_the_cases_of_a_result_are_not_there_before_the_moment(edition, is_counted):
    if is_counted:
        count_and_schedule(edition)
    paths = [path for path in public_pages(edition) if "/results/cases/" in path]
    assert len(paths) == len(VOTES) * len(PREFIXES)
    asked = [f"{path}{query}" for path in paths for query in ("", "?version=1")]
    assert {Client().get(path).status_code for path in asked} == {404}


def test_what_filers_write_stands_on_no_public_page(edition):
    count_and_schedule(edition)
    type(edition).objects.filter(pk=edition.pk).update(published_at=timezone.now())
    Result.objects.update(published_at=timezone.now())
    secret = "8361"
    file_objection(
        edition=edition,
        nonce=uuid4(),
        subject="vote",
        filer="citizen",
        organisation="",
        text=f"내용 {secret} 끝",
        network="192.0.2.1",
    )
    assert leaks(Client(), public_pages(edition), {secret, Objection.objects.get().code_sha256}) == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_awards_are_not_named_beside_cases_before_their_moment(edition, client, language):
    count_and_schedule(edition)
    with override(language):
        paths = [reverse("cases:case_list", args=["2026"]), reverse("cases:case_detail", args=["2026", "1"])]
    award = Case.objects.get(number="1").award_name
    assert award in ("최우수상", "우수상", "장려상")
    assert [path for path in paths if award in client.get(path).content.decode()] == []


def test_no_file_is_written_where_the_web_server_reads(edition):
    before = sorted(Path(settings.STATIC_ROOT).rglob("*"))
    count_and_schedule(edition)
    walk(edition, may_show={reverse("admin:awards_closing_change", args=[edition.pk])})
    assert sorted(Path(settings.STATIC_ROOT).rglob("*")) == before
