"""`load_edition`: a folder of files becomes an edition, whole or not at all."""

import io
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from awards.models import Judge, Round, Rule, Score, Sheet
from cases.models import Case, Edition

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).parents[2] / "awards" / "data" / "2021"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "edition"))


def load(folder, slug="load"):
    call_command("load_edition", str(folder), "--edition", slug, stdout=io.StringIO())


def contents():
    return [model.objects.count() for model in (Edition, Case, Judge, Rule, Round, Sheet, Score)]


def test_load_edition_loads_cases_judges_and_scores(folder):
    before = contents()
    load(folder)
    assert [now - then for now, then in zip(contents(), before, strict=True)] == [1, 61, 7, 1, 2, 532, 1596]


def test_load_edition_freezes_the_rule_and_closes_the_round_before_the_last(folder):
    load(folder)
    edition = Edition.objects.get(slug="load")
    assert edition.rule.frozen_at is not None
    assert [round_.closed_at is None for round_ in edition.rounds.order_by("order")] == [False, True]


def test_load_edition_from_workbooks_gives_the_same_scores(folder):
    load(folder, "from-text")
    workbooks = Path(__file__).parent / "data" / "2021"
    for path in folder.glob("*.csv"):
        if (workbooks / f"{path.stem}.xlsx").exists():
            path.unlink()
            shutil.copy(workbooks / f"{path.stem}.xlsx", folder)
    load(folder, "from-workbooks")
    values = ("sheet__round__order", "sheet__judge__name", "sheet__case__number", "criterion__name", "points")
    text, workbook = (
        sorted(Score.objects.filter(sheet__round__edition__slug=slug).values_list(*values))
        for slug in ("from-text", "from-workbooks")
    )
    assert text == workbook


def test_load_edition_with_one_wrong_cell_loads_nothing(folder):
    scores = folder / "scores_round2.csv"
    scores.write_text(
        scores.read_text(encoding="utf-8").replace("심사위원 가,1,36,", "심사위원 가,1,41,", 1),
        encoding="utf-8",
    )
    before = contents()
    with pytest.raises(CommandError, match="2행"):
        load(folder)
    assert contents() == before


def test_load_edition_into_an_existing_one_is_refused(folder):
    load(folder)
    before = contents()
    with pytest.raises(CommandError, match="이미 있습니다"):
        load(folder)
    assert contents() == before


def test_load_edition_with_a_rule_that_cannot_be_computed_loads_nothing(folder):
    settings = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    settings["rule"]["groups"][0]["weight"] = 40
    (folder / "edition.json").write_text(json.dumps(settings), encoding="utf-8")
    before = contents()
    with pytest.raises(CommandError, match="groups"):
        load(folder)
    assert contents() == before


def test_load_edition_from_a_folder_without_settings_says_which_file(tmp_path):
    with pytest.raises(CommandError, match=r"edition\.json"):
        load(tmp_path)


def test_load_edition_of_a_contest_takes_its_calendar(folder):
    settings = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    settings |= {
        "kind": "contest",
        "calendar": {
            "submissions_open_at": "2020-01-01T09:00:00+09:00",
            "submissions_close_at": "2099-01-01T18:00:00+09:00",
        },
    }
    (folder / "edition.json").write_text(json.dumps(settings), encoding="utf-8")
    for name in ("judges.csv", "scores_round1.csv", "scores_round2.csv"):
        (folder / name).unlink()
    load(folder, "2098")
    edition = Edition.objects.get(slug="2098")
    assert (edition.kind, edition.cases.count(), edition.rule.frozen_at) == ("contest", 61, None)
