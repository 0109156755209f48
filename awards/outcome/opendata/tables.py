"""The parts of a bundle as CSV files: the same values, one table a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.exports import csv_lines

Bundle = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A column: its heading in the file, its type as Frictionless names it, and what it is."""

    name: str
    type: str
    title: str


@dataclass(frozen=True)
class Table:
    """A file with its columns and rows."""

    name: str
    title: str
    fields: list[Field]
    rows: list[list[Any]]

    def content(self) -> bytes:
        lines = csv_lines([field.name for field in self.fields], self.rows)
        return "".join(lines).encode()


NUMBER = Field("number", "string", _("사례 번호"))
CASE = [
    NUMBER,
    Field("title", "string", _("사례명")),
    Field("organisation", "string", _("기관")),
    Field("kind", "string", _("기관 유형")),
]


def tables(bundle: Bundle) -> Iterator[Table]:
    """Yield the tables of `bundle`; without a poll there are no ballots and no votes."""
    yield _cases(bundle)
    yield _judges(bundle)
    if bundle["ballots"] is not None:
        yield _ballots(bundle)
    elif bundle["votes"] is not None:
        rows = [[number, bundle["votes"][number]] for number in bundle["result"]["finalists"]]
        fields = [NUMBER, Field("votes", "integer", _("득표"))]
        yield Table("votes.csv", _("사례별 득표"), fields, rows)
    yield _result(bundle)


def _cases(bundle):
    fields = [
        *CASE,
        Field("is_finalist", "boolean", _("최종 후보")),
        Field("is_withdrawn", "boolean", _("철회")),
    ]
    rows = [[_written(case[field.name]) for field in fields] for case in bundle["cases"]]
    return Table("cases.csv", _("심사한 사례"), fields, rows)


def _written(value):
    return str(value).lower() if isinstance(value, bool) else value


def _judges(bundle):
    """One total a line. Judges are numbered anew in every round, so that none is followed through them."""
    fields = [
        Field("round", "integer", _("심사 차수")),
        NUMBER,
        Field("judge", "integer", _("심사위원(심사마다 새로 매긴 차례)")),
        Field("total", "number", _("점수 합계. 빈칸은 반영하지 않은 채점표입니다.")),
    ]
    natural = [case["number"] for case in bundle["cases"]]
    rows = []
    for judged in bundle["rounds"]:
        totals = (judged["totals"] or {}) | (judged["others_totals"] or {})
        for number in natural:
            for judge, total in enumerate(totals.get(number, ()), start=1):
                rows.append([judged["order"], number, judge, total])
    return Table("judges.csv", _("심사위원별 점수"), fields, rows)


def _ballots(bundle):
    places = range(1, bundle["rule"]["poll"]["k"] + 1)
    fields = [Field(f"choice_{n}", "string", _("고른 사례")) for n in places]
    rows = []
    # They are sorted, so equal ones stand together: one row for all of them.
    for ballot, equal in groupby(bundle["ballots"]):
        choices = ballot.split(",")
        rows += [choices + [""] * (len(fields) - len(choices))] * len(list(equal))
    return Table("ballots.csv", _("투표지"), fields, rows)


def _result(bundle):
    """A line for each finalist; the groups of the rule stand beside one another, numbered in its order."""
    names = [group["name"] for group in bundle["rule"]["groups"]]
    fields = [
        Field("rank", "integer", _("순위")),
        *CASE,
        Field("votes", "integer", _("득표")),
        Field("total", "number", _("합계")),
        Field("tie_step", "string", _("순위를 가른 동점 처리")),
    ]
    for n, name in enumerate(names, start=1):
        fields += [
            Field(f"group_{n}_exact", "string", f"{name}: " + _("환산하기 전의 정확한 값")),
            Field(f"group_{n}_value", "number", f"{name}: " + _("값")),
            Field(f"group_{n}_converted", "number", f"{name}: " + _("환산점수")),
            Field(f"group_{n}_weighted", "number", f"{name}: " + _("반영한 점수")),
        ]
    fields += [
        Field("awards", "string", _("상")),
        Field("prize_krw", "integer", _("상금(원)")),
        Field("payout_krw", "integer", _("지급액(원)")),
    ]
    return Table(
        "result.csv", _("결과"), fields, [_result_row(bundle, row) for row in bundle["result"]["rows"]]
    )


def _result_row(bundle, row):
    case = next(case for case in bundle["cases"] if case["number"] == row["number"])
    won = [award for award in bundle["result"]["awards"] if award["number"] == row["number"]]
    groups = [
        group[key] for group in row["groups"] for key in ("exact", "value", "converted", "weighted")
    ] or [""] * (4 * len(bundle["rule"]["groups"]))
    return [
        row["rank"],
        *(case[field.name] for field in CASE),
        row["votes"],
        row["total"],
        row["tie_step"],
        *groups,
        ", ".join(award["award"] for award in won),
        sum(award["prize_krw"] for award in won),
        sum(award["payout_krw"] for award in won),
    ]
