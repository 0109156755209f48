"""Scans of the signed sheets: recognised by what is in them, kept where no address leads."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from awards.judging.late import require_late
from awards.judging.models import Judge
from awards.judging.papers import Scan, SheetSet
from awards.judging.rounds import require_before_vote
from awards.rule.models import Round
from cases.services import RuleBroken, database_now

MAX_BYTES = 20 * 1024 * 1024
_TAIL = 2048
# First bytes, and what stands near the end of a file that came through whole.
_MARKS = {
    Scan.Kind.PDF: (b"%PDF-", b"%%EOF"),
    Scan.Kind.PNG: (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    Scan.Kind.JPEG: (b"\xff\xd8\xff", b"\xff\xd9"),
}


class ScanRefused(RuleBroken):
    """The file is no scan: another format under whatever name, cut off, empty or too large."""


def kind_of(content: bytes) -> Scan.Kind:
    """What `content` is, by its first and last bytes. Raises `ScanRefused`."""
    for kind, (head, tail) in _MARKS.items():
        if content.startswith(head):
            if tail in content[-_TAIL:]:
                return kind
            raise ScanRefused(_("파일이 끝까지 올라오지 않았거나 망가졌습니다. 다시 스캔해 첨부해 주세요."))
    raise ScanRefused(_("PDF, PNG, JPEG 파일만 첨부할 수 있습니다. 스캔을 이 가운데 하나로 저장해 주세요."))


def attach_scan(*, round_: Round, judge: Judge, content: bytes, by, is_late: bool = False) -> Scan:
    """Keep a scan of the set of `judge` in `round_`; once the poll has opened only for a late correction.

    Raises `ScanRefused`, `RoundsLocked`; with `is_late` what `require_late` raises.
    """
    if not content:
        raise ScanRefused(_("빈 파일입니다. 스캔한 파일을 골라 주세요."))
    if len(content) > MAX_BYTES:
        raise ScanRefused(
            _("파일이 너무 큽니다. %(max)sMB까지 첨부할 수 있습니다. 해상도를 낮추거나 나누어 주세요.")
            % {"max": MAX_BYTES // 1024 // 1024}
        )
    kind = kind_of(content)
    (require_late if is_late else require_before_vote)(round_.edition)
    with transaction.atomic():
        sheet_set, _created = SheetSet.objects.get_or_create(round=round_, judge=judge)
        scan = Scan(
            sheet_set=sheet_set,
            kind=kind,
            size=len(content),
            sha256=sha256(content).hexdigest(),
            attached_by=by,
            attached_at=database_now(),
        )
        scan.file.save("scan", ContentFile(content), save=False)
        scan.save()
    return scan
