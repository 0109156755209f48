"""What two people typed differently, beside each other, and the field for what the paper says."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from awards.judging.desk.access import SETTLE, VIEW, find_round, is_writable, page, require
from awards.judging.desk.grid import words_of
from awards.judging.desk.set_page import log_of_round
from awards.judging.merging import plain
from awards.judging.settling import Difference, differences_of, has_both_entries, settle_differences
from awards.judging.table import RoundTable
from cases.services import RuleBroken

_FIELD = re.compile(r"d(\d{1,18})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One difference on the page, with what was typed into its field when that was refused."""

    difference: Difference
    name: str
    first: str
    second: str
    maximum: str
    points: str
    value: str = ""
    error: str = ""


def differences(request, edition_pk, round_pk, desk):
    require(request, SETTLE, VIEW)
    round_ = find_round(edition_pk, round_pk)
    may_settle = request.user.has_perm(SETTLE)
    if request.method != "POST":
        return _page(request, round_, may_settle)
    if not may_settle:
        raise PermissionDenied
    looks = _read(request.POST)
    try:
        settled, refused = settle_differences(round_=round_, looks=looks, by=request.user)
    except RuleBroken as error:
        messages.error(request, str(error))
        return redirect(request.path)
    if settled:
        words = _("두 입력의 차이 %(n)s칸을 정리했습니다.") % {"n": settled}
        log_of_round(request, desk, round_, words)
        messages.success(request, words)
    if refused:
        return _page(request, round_, may_settle, looks=looks, refused=refused)
    return redirect(request.path)


def _read(post):
    """{(sheet, criterion): text} of the fields `d<sheet>-<criterion>`; whatever else is not ours."""
    named = ((_FIELD.fullmatch(name), text) for name, text in post.items())
    return {(int(found[1]), int(found[2])): text for found, text in named if found}


def _page(request, round_, may_settle, *, looks=None, refused=None):
    table = RoundTable(round_)
    rows = [_row(one, looks or {}, refused or {}) for one in differences_of(table)]
    return page(
        request,
        "differences",
        round_.edition,
        title=_("%(round)s · 두 입력의 차이") % {"round": round_.name},
        round=round_,
        open_rows=[row for row in rows if not row.difference.settlement],
        settled_rows=[row for row in rows if row.difference.settlement],
        waiting=[judge for judge in table.judges if not has_both_entries(table, judge)],
        can_settle=may_settle and is_writable(round_),
        has_faults=bool(refused),
    )


def _row(one, looks, refused):
    key, maximum = one.spot.key, one.spot.criterion.maximum
    error = refused.get(key)
    return Row(
        difference=one,
        name="d{}-{}".format(*key),
        first=plain(one.first),
        second=plain(one.second),
        maximum=plain(maximum),
        points=plain(one.settlement.points) if one.settlement else "",
        value=looks.get(key, "") if error else "",
        error=words_of(error, maximum) if error else "",
    )
