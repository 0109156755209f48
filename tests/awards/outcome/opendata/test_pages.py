"""The open data of a result as readers get it: nothing before its moment, then the same bytes for ever."""

import csv
import gzip
import hashlib
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from awards.models import Result, ResultBundle
from awards.outcome.opendata.models import DataFile
from cases.models import Case
from tests.awards.editions import make_published
from tests.awards.test_roles import declare_void

pytestmark = pytest.mark.django_db

DATA = "/2026/results/data/"
NAMES = ("bundle.json", "cases.csv", "judges.csv", "votes.csv", "result.csv", "rule.json", "datapackage.json")


def body(answer):
    return b"".join(answer.streaming_content)


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def download(client, slug="2026"):
    """{name: content} of every file the page lists."""
    page = client.get(f"/{slug}/results/data/").context["page"]
    return {entry.name: body(client.get(entry.address)) for entry in page.entries}


def test_index_lists_every_file_with_its_size_and_hash(client):
    make_published()
    html = client.get(DATA).content.decode()
    files = download(client)
    assert set(files) == set(NAMES)
    for name, content in files.items():
        assert f'href="{DATA}{name}"' in html
        assert hashlib.sha256(content).hexdigest() in html
        assert f"{len(content):,} 바이트" in html
    assert "공공누리 제1유형: 출처표시" in html
    assert "재현한 자료입니다" not in html


def test_sample_is_labelled(client):
    make_published(kind="replay")
    assert "재현한 자료입니다" in client.get(DATA).content.decode()
    package = json.loads(download(client)["datapackage.json"])
    assert package["description"].startswith("다시 계산했거나 연습으로 만든 자료입니다.")


def test_results_page_names_the_hash_and_leads_to_the_data_and_the_recount(client):
    make_published()
    sha256 = ResultBundle.objects.get().sha256
    html = client.get("/2026/results/").content.decode()
    assert f"bundle.json SHA-256 {sha256}" in html
    assert f'href="{DATA}"' in html
    assert 'href="/2026/results/recount/"' in html


def test_browser_recount_and_the_command_take_the_same_bundle(client):
    make_published()
    sha256 = ResultBundle.objects.get().sha256
    page, data = (client.get(f"/2026/results/{name}/").content.decode() for name in ("recount", "data"))
    assert f'data-bundle="{DATA}bundle.json?version=1" data-sha256="{sha256}"' in page
    for html in (page, data):
        assert f"python3 recount.py bundle.json --sha256 {sha256}" in html


def test_results_page_of_a_result_without_open_data_says_nothing_of_it(client):
    make_published()
    ResultBundle.objects.all().delete()
    answer = client.get("/2026/results/")
    assert (answer.status_code, "recount.py" in answer.content.decode()) == (200, False)
    assert client.get(DATA).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_nothing_before_the_moment_of_publication(client, prefix):
    edition = make_published(at=timezone.now() + timedelta(hours=1))
    assert DataFile.objects.count() == len(NAMES) - 1
    paths = [f"{prefix}{DATA}{name}{query}" for name in ("", *NAMES) for query in ("", "?version=1")]
    assert {client.get(path).status_code for path in paths} == {404}
    past = timezone.now() - timedelta(minutes=1)
    type(edition).objects.filter(pk=edition.pk).update(published_at=past, sealed_at=past)
    Result.objects.update(published_at=past)
    assert {client.get(path).status_code for path in paths} == {200}


def test_nothing_of_a_void_poll(client):
    edition = make_published(at=timezone.now() + timedelta(hours=1))
    declare_void(edition)
    Result.objects.update(published_at=timezone.now() - timedelta(minutes=1))
    assert {client.get(DATA + name).status_code for name in ("", *NAMES)} == {404}


@pytest.mark.parametrize(
    "path", ["ballots.csv", "nothing.csv", "bundle.json?version=2", "?version=x", "?version=", "?version=²"]
)
def test_unknown_files_and_versions_are_404(client, path):
    make_published()
    assert client.get(DATA + path).status_code == 404


def test_file_is_told_by_its_hash_and_not_sent_again(client):
    make_published()
    first = client.get(DATA + "bundle.json")
    content = body(first)
    assert first["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert int(first["Content-Length"]) == len(content)
    again = client.get(DATA + "bundle.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    other = client.get(DATA + "bundle.json", headers={"If-None-Match": '"0"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [("gzip, deflate, br", True), ("br;q=1, gzip;q=0.5", True), ("gzip;q=0", False), ("identity", False)],
)
def test_file_is_packed_for_whoever_takes_that(client, accepted, is_packed):
    make_published()
    answer = client.get(DATA + "rule.json", headers={"Accept-Encoding": accepted})
    content = body(answer)
    assert (answer.get("Content-Encoding"), int(answer["Content-Length"])) == (
        "gzip" if is_packed else None,
        len(content),
    )
    assert "Accept-Encoding" in answer["Vary"]
    stored = DataFile.objects.get(name="rule.json")
    assert hashlib.sha256(gzip.decompress(content) if is_packed else content).hexdigest() == stored.sha256
    assert answer["ETag"].endswith('-gzip"') == is_packed


@pytest.mark.parametrize(
    ("kind", "query", "said"),
    [
        ("contest", "", "public, no-cache"),
        ("contest", "?version=1", "public, max-age=86400"),
        ("practice", "?version=1", "public, no-cache"),
    ],
)
def test_only_a_named_version_of_a_contest_is_kept_unasked(client, kind, query, said):
    make_published(kind=kind)
    assert client.get(f"{DATA}rule.json{query}")["Cache-Control"] == said


def test_rule_is_the_frozen_document(client):
    edition = make_published()
    content = download(client)["rule.json"]
    assert content.decode() == edition.rule.document
    assert hashlib.sha256(content).hexdigest() == edition.rule.sha256


def test_later_edits_change_no_byte(client):
    make_published()
    before = download(client)
    Case.objects.filter(number="1").update(
        title="고친 사례명", withdrawn_at=timezone.now(), withdrawn_reason="x"
    )
    assert download(client) == before
    assert "고친 사례명" not in before["bundle.json"].decode()


def test_two_versions_stand_beside_each_other(client):
    edition = make_published()
    first = Result.objects.get()
    second = Result.objects.create(
        edition=edition,
        version=2,
        rule_sha256=first.rule_sha256,
        summary=first.summary,
        computed_at=first.computed_at,
        computed_by=first.computed_by,
        approved_at=first.approved_at,
        approved_by=first.approved_by,
        requested_by=first.requested_by,
        published_at=timezone.now(),
        published_by=first.published_by,
    )
    ResultBundle.of(b'{"version": 2}', result=second).save()
    assert body(client.get(DATA + "bundle.json")) == b'{"version": 2}'
    assert json.loads(body(client.get(DATA + "bundle.json?version=1")))["version"] == 1
    html = client.get(DATA + "?version=1").content.decode()
    assert "이전 판(제1판)의 자료입니다." in html
    assert f'href="{DATA}bundle.json?version=1"' in html


def test_cells_are_no_formulas(client):
    make_published(slug="2025")
    Case.objects.filter(number="5").update(title="=HYPERLINK(1)")
    from awards.outcome.opendata.storing import freeze_missing

    ResultBundle.objects.all().delete()
    edition = Result.objects.get().edition
    freeze_missing(edition)
    files = download(client, "2025")
    assert table(files["cases.csv"])[4]["title"] == "'=HYPERLINK(1)"
    assert json.loads(files["bundle.json"])["cases"][4]["title"] == "=HYPERLINK(1)"


READ = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "string": str,
}


def test_datapackage_describes_what_is_there(client, replayed):
    files = download(client, "2021")
    package = json.loads(files.pop("datapackage.json"))
    assert package["licenses"][0]["name"] == "KOGL-1"
    assert {resource["path"] for resource in package["resources"]} == set(files)
    for resource in package["resources"]:
        content = files[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource["format"] == "csv":
            assert content.startswith(b"\xef\xbb\xbf")
            heading, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
            fields = resource["schema"]["fields"]
            assert heading == [field["name"] for field in fields]
            assert rows != []
            for row in rows:
                for field, cell in zip(fields, row, strict=True):
                    assert cell == "" or READ[field["type"]](cell) is not None


def test_tables_hold_what_the_bundle_holds(client, replayed):
    files = download(client, "2021")
    bundle = json.loads(files["bundle.json"])
    ballots = [",".join(row.values()) for row in table(files["ballots.csv"])]
    assert ballots == bundle["ballots"]
    assert [row["number"] for row in table(files["cases.csv"])] == [one["number"] for one in bundle["cases"]]
    told = {}
    for row in table(files["judges.csv"]):
        told.setdefault(row["round"], {}).setdefault(row["number"], []).append(row["total"])
    assert told == {str(one["order"]): one["totals"] for one in bundle["rounds"]}
    rows = [(row["number"], row["total"], row["group_2_weighted"]) for row in table(files["result.csv"])]
    published = bundle["result"]["rows"]
    assert rows == [(row["number"], row["total"], row["groups"][1]["weighted"]) for row in published]


def test_page_needs_few_queries(client, django_assert_num_queries):
    make_published()
    with django_assert_num_queries(6):
        client.get(DATA)
    with django_assert_num_queries(3):
        body(client.get(DATA + "bundle.json"))
