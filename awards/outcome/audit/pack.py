"""One file for 감사: everything a result was made of and everything that was done on the way, with a hash each.

There is no voter key in it, no number, no ballot beside anything; a published result adds its open data.
"""

import gzip
import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import override

from awards.outcome.audit import judged
from awards.outcome.audit.dumps import DUMPS, history_of
from awards.outcome.models import Award, Result
from awards.rule.freezing import require_frozen
from cases.exports import csv_lines
from cases.models import Edition
from cases.staff.logs import history_table
from voting.models import Seal
from voting.sealing import sealed_text

PIECE = 1024 * 1024
MANIFEST = "MANIFEST.sha256"


class Pack:
    """A zip under way; every file that is added is hashed on the way."""

    def __init__(self, target: IO[bytes]):
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self.hashes: dict[str, str] = {}
        self.words: dict[str, str] = {}

    def add(self, name: str, words: str, pieces: Iterable[bytes]) -> str:
        """Write a file from its pieces; return its SHA-256."""
        digest = hashlib.sha256()
        with self._zip.open(zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6]), "w") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        self.hashes[name], self.words[name] = digest.hexdigest(), words
        return self.hashes[name]

    def add_table(self, name: str, words: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
        self.add(name, words, (line.encode() for line in csv_lines(header, rows)))

    def add_json(self, name: str, words: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
        self.add(name, words, [text.encode()])

    def close(self, heading: str) -> None:
        """Add what stands in the pack, and the hashes in the form that `sha256sum -c` reads."""
        listed = "".join(f"{name}: {words}\r\n" for name, words in sorted(self.words.items()))
        how = f"파일이 그대로인지 확인하는 법: 푼 폴더에서 sha256sum -c {MANIFEST}\r\n"
        self.add("README.txt", "이 묶음의 설명", [f"{heading}\r\n\r\n{listed}\r\n{how}".encode()])
        lines = "".join(f"{value}  {name}\n" for name, value in sorted(self.hashes.items()))
        self._zip.writestr(MANIFEST, lines)
        self._zip.close()


def write_pack(edition: Edition, target: IO[bytes], *, at: datetime, account: str) -> None:
    """Write the pack of `edition` into `target`, as everything stands at the moment `at`.

    Raises `RuleNotFrozen`. The words are Korean: it is a document.
    """
    with override("ko"):
        pack = Pack(target)
        _add_rule(pack, edition)
        pack.add_table("sheets.csv", "채점표의 모든 칸", judged.CELLS, judged.cells(edition))
        pack.add_table(
            "left-out.csv", "세지 않은 채점표와 뺀 점수", judged.LEFT_OUT, judged.left_out(edition)
        )
        _add_scans(pack, edition)
        for dump in DUMPS:
            rows = dump.rows(edition)
            pack.add_table(dump.name, dump.words, dump.header(rows), dump.lines(rows))
        pack.add_table(
            "history.csv", "누가 언제 무엇을 왜 바꾸었는지", *history_table(history_of(edition, at))
        )
        _add_seal(pack, edition)
        for result in edition.results.order_by("version"):
            _add_result(pack, result)
        moment = timezone.localtime(at).isoformat(timespec="seconds")
        pack.close(f"{edition.title} 감사 자료\r\n만든 때: {moment}\r\n만든 사람: {account}")


def _add_rule(pack, edition):
    rule = require_frozen(edition)
    digest = pack.add("rule.json", "확정한 산정 규칙", [rule.document.encode()])
    told = {
        "확정한 때": timezone.localtime(rule.frozen_at),
        "확정한 사람": rule.frozen_by and rule.frozen_by.get_username(),
        "기록한 SHA-256": rule.sha256,
        "지금의 SHA-256": digest,
        "그대로임": digest == rule.sha256,
    }
    pack.add_json("rule-frozen.json", "규칙을 누가 언제 확정했고 그대로인지", told)


def _add_scans(pack, edition):
    lines = []
    for one, scans in judged.sets(edition):
        told = [one.round.name, one.judge.name]
        if not scans:
            lines.append([*told, "", "", "", "", one.no_scan_reason, one.gap_reason])
        for name, scan in scans:
            pack.add(name, "서명한 채점표의 스캔", _pieces(scan))
            at = timezone.localtime(scan.attached_at).isoformat(timespec="seconds")
            lines.append([*told, name, scan.sha256, scan.attached_by.get_username(), at, "", one.gap_reason])
    # Whether a file is what was attached: its hash in MANIFEST.sha256 against the recorded one here.
    pack.add_table("scans.csv", "스캔의 목록과 첨부할 때 기록한 SHA-256", judged.SETS, lines)


def _pieces(scan) -> Iterator[bytes]:
    with scan.file.open("rb") as file:
        yield from file.chunks(PIECE)


def _add_seal(pack, edition):
    seal = Seal.objects.filter(poll__edition=edition).first()
    if seal is None:
        return
    poll = seal.poll
    pack.add("sealed-box.txt", "봉인한 투표함의 확인값 목록. SHA-256이 봉인값", sealed_text(poll, seal))
    by_method: dict[str, int] = {}
    for method in poll.participations.order_by().values_list("method", flat=True).iterator():
        by_method[method] = by_method.get(method, 0) + 1
    told = {
        "봉인한 때": timezone.localtime(seal.sealed_at),
        "봉인값": seal.sha256,
        "참여 명부의 요약값": seal.participations_sha256,
        "봉인한 투표지": seal.ballots,
        "지금의 투표지": poll.sealed_ballots.count(),
        "지금의 확인값": poll.commitments.count(),
        "인증 방법마다 참여": by_method,
    }
    pack.add_json("seal.json", "봉인과 대조", told)


def _add_result(pack, result: Result):
    values = ("version", "reason", "rule_sha256", "computed_at", "planned_at", "requested_at", "approved_at")
    people = ("computed_by", "requested_by", "approved_by", "published_by")
    told = {name: getattr(result, name) for name in (*values, "published_at", "summary")}
    told |= {name: str(getattr(result, name) or "") for name in people}
    row_values = (
        "rank",
        "case__number",
        "title",
        "organisation_name",
        "votes",
        "total",
        "groups",
        "tie_step",
    )
    told["rows"] = list(result.rows.order_by("pk").values(*row_values))
    awards = Award.objects.filter(result=result).order_by("tier", "pk")
    told["awards"] = list(awards.values("name", "kind", "row__case__number", "prize_krw", "payout_krw"))
    told["reviews"] = list(result.reviews.values("verdict", "reason", "reviewed_by__username", "reviewed_at"))
    pack.add_json(f"result-{result.version}.json", f"제{result.version}판의 결과와 승인, 감사 의견", told)
    if hasattr(result, "bundle"):
        content = gzip.decompress(bytes(result.bundle.content))
        pack.add(f"bundle-{result.version}.json", f"제{result.version}판의 공개 자료", [content])
