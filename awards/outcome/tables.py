"""The score table as a file: the same columns and digits as on the page."""

from django.utils.translation import gettext as _

from awards.outcome.pages import Line, ResultPage
from cases.exports import csv_lines


def results_csv(page: ResultPage) -> str:
    """Return the table of `page`: UTF-8 text with BOM, CRLF, one header row, one row per finalist."""
    return "".join(csv_lines(_header(page), (_cells(line) for line in page.lines)))


def _header(page: ResultPage) -> list[str]:
    columns = [_("순위"), _("사례 번호"), _("사례명"), _("기관"), _("합계"), _("상")]
    for group in page.groups:
        if group["is_votes"]:
            columns += [_("득표"), _("투표자 대비(%)"), _("전체 표 대비(%)")]
        else:
            columns.append(f"{group['name']} {_('평점')}")
        columns.append(f"{group['name']} {_('환산점수')}")
    return [*columns, _("상금(원)"), _("지급액(원)")]


def _cells(line: Line) -> list[object]:
    row = line.row
    awards = ", ".join(award.name for award in line.awards)
    cells = [row.rank, row.case.number, row.title, row.organisation_name, row.total, awards]
    for group in line.groups:
        cells += [row.votes, line.voter_share, line.vote_share] if group["is_votes"] else [group["value"]]
        cells.append(group["converted"])
    return [*cells, line.prize_krw, line.payout_krw]
