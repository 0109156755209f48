"""What a rehearsal prints: the TOP9, ties, weights, sums and the time of each step."""

import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from awards.outcome.figures import percent
from awards.rehearsal.run import Rehearsal


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _aligned(table: list[list[str]]) -> Iterator[str]:
    """Columns as wide as their widest cell; Korean letters take two places."""
    widths = [max(_width(row[n]) for row in table) for n in range(len(table[0]))]
    for row in table:
        yield "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()


def report_lines(run: Rehearsal) -> Iterator[str]:
    """Yield the report of a finished run, line by line."""
    result, summary = run.result, run.result.summary
    rows = list(result.rows.prefetch_related("awards", "case"))
    yield f"{run.edition} · /{run.edition.slug}/results/"
    yield from _aligned([_head(summary), *(_line(row, summary["groups"]) for row in rows)])
    yield ""
    if summary["votes"] is not None:
        yield _(
            "투표지 %(ballots)s장, 선택 %(votes)s표, 최다 득표 %(top)s표(전체 표의 %(share)s%%)"
        ) % _turnout(rows, summary)
    yield _("상금 %(prizes)s원, 지급액 %(payouts)s원") % {
        "prizes": f"{summary['prizes_krw']:,}",
        "payouts": f"{summary['payouts_krw']:,}",
    }
    yield from _ties(rows)
    for group in summary["groups"]:
        yield _("%(name)s: 정한 비율 %(nominal)s%%, 실제 비율 %(effective)s%%") % group
    yield _("산정 규칙 SHA-256: %(sha)s") % {"sha": result.rule_sha256}
    yield ", ".join(f"{name} {seconds:.2f}s" for name, seconds in run.seconds.items())
    yield _("모두 %(seconds).1f초") % {"seconds": sum(run.seconds.values())}


def _head(summary):
    names = [group["name"] for group in summary["groups"]]
    values = [cell for name in names for cell in (name, _("환산"))]
    return [_("순위"), _("번호"), _("기관"), *values, _("합계"), _("상"), _("상금"), _("지급액")]


def _line(row, groups):
    values = [
        cell
        for shown, group in zip(row.groups, groups, strict=False)
        for cell in (f"{row.votes:,}" if group["is_votes"] else shown["value"], shown["converted"])
    ]
    values += ["-"] * (2 * len(groups) - len(values))
    awards = list(row.awards.all())
    return [
        str(row.rank or "-"),
        row.case.number,
        row.organisation_name,
        *values,
        row.total or "-",
        ", ".join(award.name for award in awards) or "-",
        f"{sum(award.prize_krw for award in awards):,}",
        f"{sum(award.payout_krw for award in awards):,}",
    ]


def _turnout(rows, summary):
    top = max(row.votes for row in rows)
    return {
        "ballots": f"{summary['voters']:,}",
        "votes": f"{summary['votes']:,}",
        "top": f"{top:,}",
        "share": percent(top, summary["votes"], 2),
    }


def _ties(rows):
    broken = [row for row in rows if row.tie_step]
    if not broken:
        yield _("동점 없음")
    for row in broken:
        yield _("동점 처리: 사례 %(number)s번, %(step)s") % {"number": row.case.number, "step": row.tie_step}
