"""datapackage.json: what each file holds, as Frictionless describes tables, and the licence."""

from collections.abc import Iterable
from typing import Any

from awards.outcome.opendata.models import ONE_FILE, FrozenBytes
from awards.outcome.opendata.tables import Bundle, Table

# Korea Open Government License, type 1: anybody may use the data who names where it is from.
LICENCE = {
    "name": "KOGL-1",
    "title": "공공누리 제1유형: 출처표시",
    "path": "https://www.kogl.or.kr/info/license.do",
}
DOCUMENTS = {ONE_FILE: "결과를 다시 계산하는 데 쓰는 모든 자료", "rule.json": "확정한 산정 규칙"}
FOR_SPREADSHEETS = "=, +, -, @로 시작하는 칸에는 앞에 작은따옴표(')를 붙였습니다."
SAMPLE = "다시 계산했거나 연습으로 만든 자료입니다. 실제 점수와 투표지가 아닙니다."


def describe(bundle: Bundle, tables: Iterable[Table], stored: dict[str, FrozenBytes]) -> dict[str, Any]:
    """Return the description of the files in `stored`, by their names, as readers get them."""
    edition = bundle["edition"]
    resources = [_document(name, stored[name]) for name in DOCUMENTS]
    return {
        "profile": "data-package",
        "name": f"awards-{edition['slug']}",
        "title": edition["title"],
        "description": f"{SAMPLE} {FOR_SPREADSHEETS}" if edition["is_sample"] else FOR_SPREADSHEETS,
        "version": str(bundle["version"]),
        "created": bundle["published_at"],
        "licenses": [LICENCE],
        "resources": resources + [_table(table, stored[table.name]) for table in tables],
    }


def _file(name: str, title: str, stored: FrozenBytes) -> dict[str, Any]:
    return {
        "name": name.partition(".")[0],
        "path": name,
        "title": title,
        "bytes": stored.size,
        "hash": f"sha256:{stored.sha256}",
        "encoding": "utf-8",
    }


def _document(name: str, stored: FrozenBytes) -> dict[str, Any]:
    return _file(name, DOCUMENTS[name], stored) | {"format": "json", "mediatype": "application/json"}


def _table(table: Table, stored: FrozenBytes) -> dict[str, Any]:
    fields = [{"name": f.name, "type": f.type, "title": str(f.title)} for f in table.fields]
    return _file(table.name, str(table.title), stored) | {
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": {"fields": fields, "missingValues": [""]},
    }
