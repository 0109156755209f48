"""Attaching a scan, and handing one out: to staff with the permission, never under a public address."""

from django import forms
from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.judging.desk.access import ENTER, SEE_SCANS, find_judge, find_round, require
from awards.judging.desk.set_page import log_of_round
from awards.judging.papers import Scan
from awards.judging.scans import MAX_BYTES, attach_scan
from cases.services import RuleBroken


class ScanForm(forms.Form):
    """One file; what it is, its content says."""

    scan = forms.FileField(
        label=gettext_lazy("스캔 파일(PDF, PNG, JPEG)"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={
            "required": gettext_lazy("스캔한 파일을 골라 주세요."),
            "empty": gettext_lazy("빈 파일입니다. 스캔한 파일을 골라 주세요."),
        },
    )


def attach(request, edition_pk, round_pk, judge_pk, desk):
    require(request, ENTER)
    round_ = find_round(edition_pk, round_pk)
    judge = find_judge(round_, judge_pk, request.user)
    if request.method == "POST":
        form = ScanForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.error(request, form.errors["scan"][0])
        else:
            _attach(request, desk, round_, judge, form.cleaned_data["scan"])
    return redirect("admin:awards_judging_change", edition_pk)


def _attach(request, desk, round_, judge, upload):
    try:
        # One byte more than allowed tells that the file is too large, whatever the form claims.
        attach_scan(round_=round_, judge=judge, content=upload.read(MAX_BYTES + 1), by=request.user)
    except RuleBroken as error:
        messages.error(request, f"{judge.name}: {error}")
    else:
        log_of_round(request, desk, round_, _("%(judge)s · 스캔 첨부") % {"judge": judge.name})
        messages.success(request, _("%(judge)s: 스캔을 첨부했습니다.") % {"judge": judge.name})


def scan_file(request, edition_pk, scan_pk, desk):
    require(request, SEE_SCANS)
    scan = get_object_or_404(Scan, pk=scan_pk, sheet_set__round__edition=edition_pk)
    name = f"scan-{scan.pk}{Scan.Kind(scan.kind).suffix}"
    answer = FileResponse(scan.file.open("rb"), content_type=scan.kind, filename=name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
