"""The whole year 2021 by the real services: what the command prints and what it leaves behind."""

import io
import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from awards.models import Result
from cases.models import Edition
from voting.sealing import count_ballots

TOTALS = {
    "24": "72.269",
    "61": "57.024",
    "1": "55.322",
    "37": "48.450",
    "12": "45.802",
    "34": "44.209",
    "51": "43.049",
    "60": "42.968",
    "43": "40.906",
}
EXPECTED = json.loads(
    (Path(__file__).parent / "arithmetic" / "data" / "expected.json").read_text(encoding="utf-8")
)


def test_rehearse_2021_prints_the_nine_totals(replay_report):
    lines = replay_report.splitlines()[2:11]
    assert {re.split(r"\s{2,}", line)[1]: re.split(r"\s{2,}", line)[7] for line in lines} == TOTALS


def test_rehearse_2021_prints_turnout_and_sums(replay_report):
    assert "투표지 5,426장, 선택 16,278표, 최다 득표 2,982표(전체 표의 18.32%)" in replay_report
    assert "상금 9,000,000원, 지급액 9,000,000원" in replay_report
    assert "동점 없음" in replay_report
    assert "전문가 심사: 정한 비율 50%, 실제 비율 50.0%" in replay_report
    assert "시민 투표: 정한 비율 50%, 실제 비율 50.0%" in replay_report


def test_rehearse_2021_gives_the_published_tiers(replayed):
    awards = Result.objects.get(edition=replayed).awards.select_related("row__case")
    assert {award.row.case.number: award.name for award in awards} == EXPECTED["expected_tiers"]


def test_rehearse_2021_counts_every_ballot(replayed):
    assert count_ballots(replayed.poll) == EXPECTED["votes"]
    assert (replayed.poll.sealed_ballots.count(), replayed.poll.participations.count()) == (5426, 5426)


def test_rehearse_2021_was_approved_by_a_second_person(replayed):
    result = replayed.results.get()
    assert (result.requested_by.username, result.approved_by.username) == ("예행연습 담당", "예행연습 확인")


def test_rehearse_2021_records_every_move_of_the_calendar(replayed):
    moved = list(replayed.calendar_changes.values_list("field", flat=True))
    assert moved == [
        "submissions_close_at",
        "judging_open_at",
        "judging_close_at",
        "voting_open_at",
        "voting_close_at",
    ]


def test_rehearse_2021_marks_finalists_and_badges(replayed):
    badges = dict(replayed.cases.finalists().values_list("number", "award_name"))
    assert badges == EXPECTED["expected_tiers"]
    assert replayed.cases.count() == 61


@pytest.mark.django_db
def test_rehearse_refuses_a_contest(replay_report, tmp_path):
    Edition.objects.create(slug="2026", kind="contest", year=2026, title="2026 대회")
    source = Path(__file__).parents[2] / "awards" / "data" / "2021"
    with pytest.raises(CommandError, match="지우거나 다시 돌릴 수 없습니다"):
        call_command("rehearse", "2026", "--from", str(source))
    assert Edition.objects.get(slug="2026").title == "2026 대회"


@pytest.mark.django_db
def test_rehearse_refuses_files_of_a_contest(tmp_path):
    settings = json.loads(
        (Path(__file__).parents[2] / "awards/data/2021/edition.json").read_text(encoding="utf-8")
    )
    (tmp_path / "edition.json").write_text(json.dumps(settings | {"kind": "contest"}), encoding="utf-8")
    with pytest.raises(CommandError, match="예행연습으로 돌릴 수 없습니다"):
        call_command("rehearse", "2021-contest", "--from", str(tmp_path))
    assert not Edition.objects.filter(slug="2021-contest").exists()


@pytest.mark.django_db
def test_rehearse_practice_invents_what_the_folder_lacks():
    call_command("rehearse", "practice", "--voters", "40", stdout=io.StringIO(), stderr=io.StringIO())
    edition = Edition.objects.get(slug="practice")
    summary = edition.results.get().summary
    assert (summary["voters"], summary["votes"], summary["judges"]) == (40, 120, 7)
    assert edition.cases.finalists().count() == 9
