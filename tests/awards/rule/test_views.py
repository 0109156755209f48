"""The public page of the frozen rule, and the document behind it."""

import hashlib
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.models import Rule
from awards.rule.freezing import freeze_rule
from tests.awards.editions import make_contest, make_published, make_staff, rule_document

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).parents[3] / "awards" / "data"


def frozen(**settings):
    edition = make_contest(**settings)
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    return edition


def shipped(year):
    return json.loads((SHIPPED / year / "edition.json").read_text(encoding="utf-8"))["rule"]


def words(answer):
    return " ".join(answer.content.decode().split())


def test_a_drafted_rule_is_nobodys_to_see(client):
    make_contest()
    for path in ("/2026/rule/", "/en/2026/rule/", "/2026/rule/rule.json", "/nothing/rule/"):
        assert client.get(path).status_code == 404


def test_a_frozen_rule_is_told_in_the_words_of_an_announcement(client):
    edition = frozen(document=rule_document(bonus={"cap": "1.5"}))
    told = words(client.get("/2026/rule/"))
    for sentence in (
        "서면심사. 심사항목과 배점: 창의성 60점, 효용성 40점.",
        "모든 점수의 평균을 냅니다.",
        "평균이 높은 순서로 4건이 통과합니다.",
        "한 사람이 2건을 고릅니다.",
        "<span>1차 서면심사</span> 50%, <span>2차 대면심사</span> 50%.",
        "환산 방법: 표준점수, 50 + 10 × (값 − 평균) ÷ 표준편차",
        "가점은 1.5점까지 합계에 더합니다.",
        "소수점 아래 3자리로 반올림합니다.",
        "합계가 같으면 다음 순서로 정합니다:",
        "<code>seed</code>",
        "1위, 1건. 한 건에 상금 200만 원.",
        "투자출연기관에는 공직선거법에 따라 상장만 줍니다.",
        "비워 둡니다.",
    ):
        assert sentence in told, sentence
    edition.rule.refresh_from_db()
    assert edition.rule.sha256 in told


def test_most_votes_committee_tables_and_trims_have_their_words(client):
    document = shipped("2022") | {"revoked_place": "next"}
    document["groups"][1]["conversion"] = {"method": "rank_points", "table": [12, 10, "8.5"]}
    document["groups"][0]["conversion"] = "rank_points"
    frozen(document=document)
    told = words(client.get("/2026/rule/"))
    for sentence in (
        "최고 1개와 최저 1개를 제외하고",
        "2위부터 3위까지, 2건.",
        "위원회가 정하는 사례, 1건.",
        "시민의 표를 가장 많이 받은 사례 (앞의 상을 받은 사례는 제외), 1건. 상금은 없습니다.",
        "1위 12점, 2위 10점, 3위 8.5점",
        "100 × (사례 수 − 순위 + 1) ÷ 사례 수",
        "차순위 사례가 한 자리씩 올라옵니다.",
    ):
        assert sentence in told, sentence


def test_a_rule_without_a_vote_or_a_lot_says_so(client):
    document = shipped("2017") | {"tie_chain": []}
    frozen(document=document)
    told = words(client.get("/2026/rule/"))
    assert "시민투표는 하지 않습니다." in told
    assert "합계가 같으면 같은 순위입니다." in told
    assert "모두 통과합니다." in told
    assert document["lot_seed"] not in told


def test_the_file_is_the_canonical_document_byte_for_byte(client):
    edition = frozen()
    edition.rule.refresh_from_db()
    answer = client.get("/2026/rule/rule.json")
    assert hashlib.sha256(answer.content).hexdigest() == edition.rule.sha256
    assert json.loads(answer.content) == rule_document()
    assert (answer["Content-Type"], answer["ETag"]) == ("application/json", f'"{edition.rule.sha256}"')
    again = client.get("/2026/rule/rule.json", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_document_that_was_edited_in_the_database_is_not_told_as_the_rule(client):
    edition = frozen()
    document = Rule.objects.get(edition=edition).document
    Rule.objects.filter(edition=edition).update(document=document.replace("2000000", "9000000"))
    told = words(client.get("/2026/rule/"))
    assert "저장된 규칙이 아래의 SHA-256과 맞지 않습니다." in told
    assert "상과 상금" not in told


@pytest.mark.parametrize(("kind", "is_labelled"), [("contest", False), ("practice", True)])
def test_samples_are_labelled_and_values_nobody_published_are_marked(client, kind, is_labelled):
    edition = make_contest(kind=kind)
    if is_labelled:
        edition.facts = {"rule_defaults": {"value": ["배점은 발표된 적이 없다."], "basis": "default"}}
        edition.save()
    freeze_rule(edition=edition, by=make_staff("담당")[0])
    told = words(client.get("/2026/rule/"))
    found = [
        text in told for text in ("연습 회차입니다.", "발표되지 않아 이 누리집이 정한 값", "배점은 발표된")
    ]
    assert found == [is_labelled] * 3


@pytest.mark.parametrize("is_rehearsal", [False, True])
def test_a_year_run_again_does_not_say_that_its_rule_was_public_before_the_vote(client, is_rehearsal):
    edition = make_published(kind="replay")
    if is_rehearsal:
        edition.facts = {"figures": {"value": "generated", "basis": "default"}}
        edition.save()
    told = words(client.get("/2026/rule/"))
    assert "재현한 회차라 규칙과 결과를 같은 날 올렸습니다." in told
    assert ("투표 전에" in told, "투표와 발표 뒤에도" in told, "이 재현 결과는" in told) == (
        False,
        False,
        not is_rehearsal,
    )


def test_home_result_and_open_data_lead_to_the_rule(client):
    make_contest(slug="2025")
    assert 'href="/2025/rule/"' not in words(client.get("/"))
    make_published()
    for path in ("/", "/2026/results/", "/2026/results/data/"):
        assert 'href="/2026/rule/"' in words(client.get(path)), path
    assert 'href="/en/2026/rule/"' in words(client.get("/en/2026/results/"))


def test_queries_do_not_grow_with_the_rounds_and_awards(client):
    counts = []
    for slug, n in (("2027", 1), ("2028", 3)):
        awards = [{"name": f"상 {k}", "kind": "ranked", "places": 1, "prize_krw": 0} for k in range(n)]
        frozen(slug=slug, document=rule_document(awards=awards))
        client.get(f"/{slug}/rule/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{slug}/rule/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
