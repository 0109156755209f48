"""The sheets cell by cell, what of them does not count and why, and the scans, for the pack of 감사."""

from collections.abc import Iterator
from typing import Any

from awards.arithmetic import scoring
from awards.arithmetic.scoring import LeftOutReason
from awards.judging.entries import cases_in_round, entries_of, judge_order, recusals_of, sheets_of
from awards.judging.papers import Scan, SheetSet
from awards.outcome.opendata.bundle import decimal_text
from awards.rule.freezing import frozen_rule
from cases.models import Edition

CELLS = (
    "심사",
    "심사위원",
    "사례 번호",
    "심사항목",
    "최고점",
    "첫 번째 입력",
    "두 번째 입력",
    "정리한 값",
    "센 값",
)
LEFT_OUT = ("심사", "사례 번호", "심사위원", "세지 않은 까닭", "구분", "점수 합계")
SETS = (
    "심사",
    "심사위원",
    "파일",
    "기록한 SHA-256",
    "첨부한 사람",
    "첨부한 때",
    "스캔이 없는 사유",
    "빈 채점표의 사유",
)
WORDS = {
    LeftOutReason.RECUSED: "제척·기피·회피",
    LeftOutReason.INCOMPLETE: "빈칸이 있는 채점표",
    LeftOutReason.MISSING: "내지 않은 채점표",
}


def cells(edition: Edition) -> Iterator[list[Any]]:
    """Yield every cell of every sheet: as typed once or twice, settled, and as it counts."""
    for round_ in edition.rounds.order_by("order"):
        entries, criteria = entries_of(round_), list(round_.criteria.order_by("order"))
        sheets = round_.sheets.filter(case__in=cases_in_round(round_), judge__rounds=round_)
        for sheet in sheets.select_related("judge", "case").order_by("judge__order", "case__number_key"):
            for criterion in criteria:
                cell = (sheet.pk, criterion.pk)
                settled = entries.settlement(cell)
                yield [
                    round_.name,
                    sheet.judge.name,
                    sheet.case.number,
                    criterion.name,
                    criterion.limit,
                    entries.first.get(cell),
                    entries.second.get(cell),
                    settled.points if settled else None,
                    entries.counted(cell),
                ]


def left_out(edition: Edition) -> Iterator[list[Any]]:
    """Yield everything that does not count: sheets that were left out, and totals that were trimmed."""
    rule = frozen_rule(edition)
    for round_ in edition.rounds.order_by("order"):
        recusals = recusals_of(round_)
        grounds = {(one.judge, one.case): one.ground for one in recusals}
        marks = scoring.round_marks(
            rule.rounds[round_.order - 1],
            sheets_of(round_),
            judges=judge_order(round_),
            cases=list(cases_in_round(round_).in_natural_order().values_list("number", flat=True)),
            recusals=recusals,
        )
        for number, mark in marks.items():
            yield from _left_out_of(round_.name, number, mark, grounds)


def _left_out_of(name, number, mark, grounds):
    for one in mark.left_out:
        ground = grounds.get((one.judge, number), "") if one.reason == LeftOutReason.RECUSED else ""
        yield [name, number, one.judge, WORDS[one.reason], ground, ""]
    for words, trimmed in (("최고점", mark.trimmed_high), ("최저점", mark.trimmed_low)):
        for one in trimmed:
            yield [name, number, one.judge, f"평균에서 뺀 {words}", "", decimal_text(one.total)]


def sets(edition: Edition) -> Iterator[tuple[SheetSet, list[tuple[str, Scan]]]]:
    """Yield every set of signed sheets with its scans, each under the name it has in the pack."""
    found = SheetSet.objects.filter(round__edition=edition).select_related("round", "judge")
    found = found.prefetch_related("scans__attached_by").order_by("round__order", "judge__order")
    for one in found:
        stem = f"scans/round-{one.round.order}-judge-{one.judge.order}"
        scans = enumerate(one.scans.all(), start=1)
        yield one, [(f"{stem}-{n}{Scan.Kind(scan.kind).suffix}", scan) for n, scan in scans]
