"""Every published edition by configuration alone: from its preset to a published result by the real services."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.utils.html import strip_tags

from awards.home import home_context
from awards.outcome.history import history
from awards.outcome.models import Award
from awards.rehearsal.files import SHIPPED, EditionFiles
from awards.rehearsal.records import load_records
from awards.rehearsal.run import STEPS, Rehearsal, rehearse, staff_pair
from cases.models import Edition
from cases.services import database_now, withdraw_case
from voting.models import Poll

VOTERS = 12
YEARS = ("2017", "2018", "2020", "2022", "2023", "2024", "2025")
ONE_THREE_FIVE = ["최우수상", *["우수상"] * 3, *["장려상"] * 5]
# Cases submitted, how many pass the first round, finalists, weights, the prizes of all places together.
PUBLISHED = {
    "2017": (66, 15, 9, (50, 50), 7_000_000),
    "2018": (54, 18, 9, (50, 50), 0),
    "2020": (60, 15, 9, (50, 50), 9_000_000),
    "2022": (63, 15, 10, (70, 30), 8_500_000),
    "2023": (60, 15, 9, (60, 40), 14_000_000),
    "2024": (69, 15, 9, (60, 40), 14_000_000),
    "2025": (50, 15, 9, (60, 40), 14_000_000),
}
NOTE = "예행연습입니다. 점수와 표, 순위와 수상은 모두 만든 것입니다."


def rehearsed(year):
    call_command("rehearse", year, "--voters", str(VOTERS), stdout=io.StringIO(), stderr=io.StringIO())
    return Edition.objects.get(slug=f"{year}-rehearsal")


def preset(year):
    return json.loads((SHIPPED / year / "edition.json").read_text(encoding="utf-8"))


@pytest.mark.django_db
@pytest.mark.parametrize("year", YEARS)
def test_a_year_goes_from_its_preset_to_a_published_result(year, client):
    load_records()
    edition = rehearsed(year)
    result = edition.results.get()
    awards = list(result.awards.order_by("tier", "row__rank"))
    submitted, first_cut, finalists, weights, prizes = PUBLISHED[year]
    summary = result.summary
    assert edition.is_published(database_now())
    assert (summary["cases"], summary["rounds"][0]["passed"]) == (submitted, first_cut)
    assert result.rows.count() == finalists
    assert tuple(int(group["nominal"]) for group in summary["groups"]) == weights
    assert summary["prizes_krw"] == prizes == sum(award.prize_krw for award in awards)
    assert summary["payouts_krw"] == sum(award.payout_krw for award in awards)
    if year != "2022":
        assert [award.name for award in awards] == ONE_THREE_FIVE
    _require_labels(client, edition, year)


def _require_labels(client, edition, year):
    """All pages of the rehearsal say what it is, and none that lists years takes it for the real one."""
    winner = edition.results.get().awards.first().row.case
    for path in ("results/", "cases/", f"cases/{winner.number}/"):
        text = strip_tags(client.get(f"/{edition.slug}/{path}").content.decode())
        assert (path, NOTE in text, "재현한 자료" in text) == (path, True, False)
        assert f"{year}년의 실제 점수, 순위, 수상이 아닙니다." in text
    assert f'href="/{year}/results/"' in client.get(f"/{edition.slug}/results/").content.decode()
    assert edition.slug not in client.get("/editions/").content.decode()
    assert edition.slug not in client.get("/").content.decode()
    assert [one.edition.kind for one in history(database_now()) if one.year == int(year)] == ["record"]


@pytest.mark.django_db
def test_2017_runs_without_an_online_poll(client):
    edition = rehearsed("2017")
    summary = edition.results.get().summary
    assert not Poll.objects.filter(edition=edition).exists()
    assert (edition.voting_open_at, edition.sealed_at) == (None, None)
    assert (summary["judges"], summary["panel"], summary["votes"]) == (7, 100, None)
    text = strip_tags(client.get("/2017-rehearsal/results/").content.decode())
    assert "전문가 7명의 심사와 시민평가단 100명의 현장평가로 뽑았습니다." in text
    assert "사례 9건을 시민평가단 100명이 채점했습니다." in text
    steps = [step.name for step in home_context(edition, database_now())["steps"]]
    assert steps == [
        "사례 접수",
        "전문가 1차 심사",
        "전문가 2차 심사",
        "발표회 현장평가",
        "집계·확인",
        "결과 발표",
    ]


@pytest.mark.django_db
def test_2022_gives_six_awards_for_ten_finalists(client):
    edition = rehearsed("2022")
    result = edition.results.get()
    awards = Award.objects.filter(result=result).select_related("row").order_by("tier", "row__rank")
    names = ["최우수상", "우수상", "우수상", "매력상", "동행상", "공감상"]
    assert [award.name for award in awards] == names
    assert len({award.row_id for award in awards}) == 6
    others = [row for row in result.rows.all() if row.pk not in {award.row_id for award in awards[:5]}]
    most = max(others, key=lambda row: (row.votes, -row.rank))
    assert (awards[5].row_id, awards[5].prize_krw) == (most.pk, 0)
    first = awards[0]
    assert (first.row.organisation_kind, first.prize_krw, first.payout_krw) == ("투자출연기관", 2_500_000, 0)
    assert result.summary["payouts_krw"] == 6_000_000
    html = client.get("/2022-rehearsal/results/").content.decode()
    assert "총 상금 850만 원, 지급액 600만 원." in html
    assert "예행연습이라 위원회 대신 사례 번호 순서로 정했습니다." in html


@pytest.mark.django_db
def test_a_withdrawn_finalist_leaves_the_ranked_set_and_keeps_its_votes(client):
    clerk, second = staff_pair()
    files = EditionFiles(SHIPPED / "2025")
    run = Rehearsal(files=files, slug="2025-rehearsal", clerk=clerk, second=second, voters=VOTERS)
    names = tuple(STEPS)
    for _done in rehearse(run, names[:4]):
        pass
    gone = run.edition.cases.finalists().in_natural_order().first()
    withdraw_case(case=gone, reason="기관이 거두었습니다.", by=clerk)
    for _done in rehearse(run, names[4:]):
        pass
    row = run.result.rows.get(case=gone)
    ranks = list(run.result.rows.exclude(rank=None).order_by("rank").values_list("rank", flat=True))
    assert (row.rank, row.total, row.votes > 0, row.awards.count()) == (None, "", True, 0)
    assert ranks == [1, 2, 3, 4, 5, 6, 7, 8]
    # Nobody takes its place: one 장려상 is not given.
    assert [award.name for award in run.result.awards.order_by("tier", "row__rank")] == ONE_THREE_FIVE[:8]
    assert run.result.summary["votes"] == VOTERS * 3
    text = strip_tags(client.get("/2025-rehearsal/results/").content.decode())
    assert f"‘{gone.title}’({gone.organisation.name}): 기관이 거두었습니다." in text


@pytest.mark.once
@pytest.mark.parametrize("year", YEARS)
def test_every_value_of_a_preset_is_marked_published_or_default(year):
    settings = preset(year)
    marks = [*settings["facts"].values(), *settings["basis"].values()]
    assert {mark["basis"] for mark in marks} == {"published", "default"}
    assert [mark for mark in marks if mark["basis"] == "published" and not mark.get("source")] == []
    assert [mark for mark in marks if mark["basis"] == "default" and not mark.get("note")] == []
    assert [path for path in leaves(settings["rule"]) if not marked(path, settings["basis"])] == []


def leaves(value, path=""):
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for n, part in enumerate(value):
            yield from leaves(part, f"{path}[{n}]")
    else:
        yield path


def marked(path, basis):
    """Whether `basis` names the value, a part of the document it stands in, or either for all entries of a list."""
    return any(
        re.match(re.escape(known).replace(r"\[\]", r"\[\d+\]") + r"(?=$|[.\[])", path) for known in basis
    )


@pytest.mark.once
@pytest.mark.parametrize("year", YEARS)
def test_a_preset_says_published_only_of_what_the_notices_say(year):
    told = {str(one["year"]): one for one in json.loads((SHIPPED / "editions.json").read_text())}[year]
    settings = preset(year)
    facts, basis, rule = settings["facts"], settings["basis"], settings["rule"]
    for name in ("submitted_cases", "voters", "votes", "citizen_panel_size", "jury_chair", "prize_total_krw"):
        known = facts[name]["value"] if facts.get(name, {}).get("basis") == "published" else None
        assert (name, known) == (name, told[name])
    weights = ("weight_expert_pct", "weight_citizen_pct")
    for n, name in enumerate(weights):
        is_published = basis[f"groups[{n}].weight"]["basis"] == "published"
        assert (rule["groups"][n]["weight"] if is_published else None) == told[name]
    amounts = [award["prize_krw"] for award in told["awards"] or []]
    given = [
        basis.get(f"awards[{n}].prize_krw", basis["awards[].prize_krw"])["basis"] == "published"
        for n in range(len(rule["awards"]))
    ]
    if amounts:
        assert [a["prize_krw"] if g else None for a, g in zip(rule["awards"], given, strict=True)] == amounts
    else:
        assert not any(given)


@pytest.mark.once
@pytest.mark.parametrize("year", YEARS)
def test_the_cases_of_a_year_are_its_published_winners_and_examples(year):
    told = {str(one["year"]): one for one in json.loads((SHIPPED / "editions.json").read_text())}[year]
    table = EditionFiles(SHIPPED / year).cases()
    rows = [dict(zip(table.header, row.cells, strict=False)) for row in table.rows]
    real = {row["사례명"] for row in rows if row["예시여부"] == "아니오"}
    titles = {one["title"] or f"{one['agency']} 수상 사례 (사례명 미공개)" for one in told["winners"]}
    assert real == titles
    examples = [row for row in rows if row["예시여부"] == "예"]
    assert len(rows) == PUBLISHED[year][0] == len(real) + len(examples)
    assert {row["요약"].endswith("실제로 제출된 사례가 아니다.") for row in examples} == {True}
    assert len({row["사례명"] for row in rows}) == len(rows)
