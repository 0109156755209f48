"""The worst files: peak memory and time of a program that reads them."""

import json
import os
import subprocess
import sys

import pytest

from tests.cases.sheets.heavy import FILES
from tests.cases.sheets.workbooks import xlsx
from tests.portal_server import ROOT

AGAIN = "엑셀에서 xlsx 형식으로 다시 저장해 주세요."
SWOLLEN = f"압축을 풀면 너무 큰 파일입니다. 내용이 있는 줄만 새 파일에 옮겨 주세요. {AGAIN}"
DAMAGED = f"손상된 파일입니다. {AGAIN}"
EMPTY = "열 이름만 있고 내용이 없습니다."
OUTCOMES = {
    "bomb": SWOLLEN,
    "swelling_rows": SWOLLEN,
    "swelling_cells": SWOLLEN,
    "styled_rows": EMPTY,
    "shared_texts": DAMAGED,
    "long_texts": EMPTY,
    "shared_text_everywhere": "글자가 너무 많습니다. 모두 5,000,000자까지 읽습니다.",
    "one_long_tag": DAMAGED,
    "one_long_text": DAMAGED,
    "entities": DAMAGED,
    "entries": SWOLLEN,
    "wide_rows": "19999 rows",
    "merged_cells": "19998 rows",
    "csv_of_marks": "300 rows",
    "csv_of_short_cells": "내용이 있는 칸이 너무 많습니다. 500,000칸까지 읽습니다.",
    "csv_of_emoji": "79 rows",
}
MEBIBYTES = 300
SECONDS = 30


def measured(path, *arguments, **variables):
    program = [sys.executable, "-m", "tests.cases.sheets.measure", str(path), *arguments]
    environment = os.environ | variables
    finished = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


@pytest.mark.parametrize("name", FILES)
def test_memory_and_time_are_bounded(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(FILES[name]().getvalue())
    figures = measured(path)
    assert figures["outcome"] == OUTCOMES[name]
    assert figures["mebibytes"] < MEBIBYTES
    assert figures["seconds"] < SECONDS


def test_memory_of_the_largest_import(tmp_path):
    """As many rows and nearly as many letters as are read, previewed and written."""
    rows = (
        [n, f"{n} " + "가" * 60, f"{n % 400}구", "나" * 150, "자치구", "다", "라"] for n in range(1, 20_001)
    )
    header = ["사례번호", "사례명", "기관명", "요약", "기관구분", "분야", "담당자"]
    path = tmp_path / "largest.xlsx"
    path.write_bytes(xlsx([header, *rows]).getvalue())
    figures = measured(path, "import", DATABASE_URL=f"sqlite:///{tmp_path / 'largest.sqlite3'}")
    assert figures["outcome"] == "20000 cases"
    assert figures["mebibytes"] < MEBIBYTES
