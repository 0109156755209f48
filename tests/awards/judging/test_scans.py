"""Scans: known by their content, kept outside every public address, asked for when a round closes."""

from pathlib import Path

import pytest
from django.conf import settings

from awards.judging.papers import Scan, SheetSet
from awards.judging.rounds import RoundClosed, ScanMissing, close_round
from awards.judging.scans import MAX_BYTES, ScanRefused, attach_scan, kind_of
from awards.rule.freezing import freeze_rule
from tests.awards.editions import fill_round, make_contest, make_staff
from tests.awards.judging.scans import JPEG, PDF, PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_staff("담당")[0]


@pytest.fixture
def round_(clerk):
    edition = make_contest()
    freeze_rule(edition=edition, by=clerk)
    round_ = edition.rounds.get(order=1)
    fill_round(round_)
    return round_


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, Scan.Kind.PDF), (PNG, Scan.Kind.PNG), (JPEG, Scan.Kind.JPEG)]
)
def test_a_scan_is_known_by_its_content(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"PK\x03\x04",
        b"MZ",
        b"\x00",
        PDF[:-6],
        PNG[:-4],
        JPEG[:-2],
    ],
)
def test_anything_else_and_anything_cut_off_is_refused(content):
    with pytest.raises(ScanRefused):
        kind_of(content)


def test_a_scan_is_kept_under_a_name_of_its_own_with_its_digest(round_, clerk):
    judge = round_.judges.first()
    scan = attach_scan(round_=round_, judge=judge, content=PDF, by=clerk)
    path = Path(scan.file.path)
    assert path.read_bytes() == PDF
    assert path.is_relative_to(settings.MEDIA_ROOT)
    assert not path.is_relative_to(settings.STATIC_ROOT)
    assert path.stat().st_mode & 0o077 == 0
    assert (scan.size, len(scan.sha256), path.suffix) == (len(PDF), 64, ".pdf")


@pytest.mark.parametrize("content", [b"", PDF + b"0" * MAX_BYTES])
def test_an_empty_or_too_large_file_is_refused_and_nothing_is_kept(round_, clerk, content):
    with pytest.raises(ScanRefused):
        attach_scan(round_=round_, judge=round_.judges.first(), content=content, by=clerk)
    assert Scan.objects.count() == 0


def test_closing_asks_for_a_scan_or_a_reason_for_every_judge(round_, clerk):
    first, *others = round_.judges.order_by("order")
    attach_scan(round_=round_, judge=first, content=PDF, by=clerk)
    with pytest.raises(ScanMissing, match="나, 다, 라"):
        close_round(round_=round_, by=clerk)
    reasons = {judge.pk: f"{judge.name}의 사유" for judge in others}
    with pytest.raises(ScanMissing, match=": 라"):
        close_round(round_=round_, by=clerk, without_scan=reasons | {others[-1].pk: "  "})
    close_round(round_=round_, by=clerk, without_scan=reasons)
    assert dict(SheetSet.objects.order_by("judge").values_list("judge__name", "no_scan_reason")) == {
        "가": "",
        "나": "나의 사유",
        "다": "다의 사유",
        "라": "라의 사유",
    }


def test_a_round_refused_for_a_scan_is_not_closed_in_part(round_, clerk):
    with pytest.raises(ScanMissing):
        close_round(round_=round_, by=clerk)
    round_.refresh_from_db()
    assert (round_.closed_at, round_.marks.count()) == (None, 0)


def test_a_scan_may_still_be_added_to_a_closed_round(round_, clerk):
    close_round(round_=round_, by=clerk, without_scan="늦게 도착")
    attach_scan(round_=round_, judge=round_.judges.first(), content=PNG, by=clerk)
    with pytest.raises(RoundClosed):
        close_round(round_=round_, by=clerk)
