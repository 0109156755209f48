"""The score table as a file: the same columns and digits as on the page."""

import csv
import io

from django.utils.translation import gettext as _

from awards.outcome.pages import Line, ResultPage

BOM = "\ufeff"
# A cell that begins so would be read as a formula by a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def formula_safe(cell: object) -> str:
    """Return the cell as text that no spreadsheet takes for a formula.

    >>> formula_safe("=1+1"), formula_safe("37"), formula_safe(None)
    ("'=1+1", '37', '')
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def results_csv(page: ResultPage) -> str:
    """Return the table of `page`: UTF-8 text with BOM, CRLF, one header row, one row per finalist."""
    text = io.StringIO()
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_header(page))
    writer.writerows([formula_safe(cell) for cell in _cells(line)] for line in page.lines)
    return text.getvalue()


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
