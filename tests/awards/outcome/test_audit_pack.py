"""The pack of 감사: whole, hashed, for nobody else, and without a voter."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from awards.judging.models import CaseRecusal
from awards.judging.papers import SheetSet
from awards.judging.scans import attach_scan
from awards.models import Scan
from awards.outcome.audit.pack import MANIFEST, write_pack
from awards.rule.freezing import freeze_rule
from cases.models import PersonalDataAccess
from cases.staff.roles import AUDIT, ROLES
from tests.awards.editions import NO_SCAN, make_contest, make_published, make_staff
from tests.awards.judging.scans import PDF
from tests.awards.test_roles import declare_void, edition_at
from tests.cases.staff.accounts import sign_in
from voting.models import Participation

pytestmark = pytest.mark.django_db


def packed(edition):
    file = io.BytesIO()
    write_pack(edition, file, at=timezone.now(), account="감사 담당")
    archive = zipfile.ZipFile(file)
    return {name: archive.read(name) for name in archive.namelist()}


def take(edition, role=AUDIT):
    """(status, content) of the download, as the browser of `role` gets it."""
    answer = sign_in(role).get(reverse("admin:awards_closing_audit_pack", args=[edition.pk]))
    content = answer.getvalue() if answer.streaming else answer.content
    return answer.status_code, io.BytesIO(content)


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_file_is_hashed_as_sha256sum_reads_it():
    files = packed(make_published())
    listed = dict(line.split("  ")[::-1] for line in files[MANIFEST].decode().splitlines())
    assert listed == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != MANIFEST
    }
    assert set(files) == {
        "README.txt",
        MANIFEST,
        "acts.csv",
        "bundle-1.json",
        "calendar.csv",
        "case-recusals.csv",
        "committee.csv",
        "history.csv",
        "late-corrections.csv",
        "left-out.csv",
        "provider-counts.csv",
        "recusals.csv",
        "reopenings.csv",
        "result-1.json",
        "revocations.csv",
        "rule-frozen.json",
        "rule.json",
        "scans.csv",
        "seal.json",
        "sealed-box.txt",
        "sheets.csv",
        "turnout-digests.csv",
        "voter-lists.csv",
        "withdrawals.csv",
    }
    assert all(name in files["README.txt"].decode() for name in listed if name != "README.txt")


def test_rule_seal_counts_and_result_are_as_recorded():
    edition = make_published()
    files = packed(edition)
    assert files["rule.json"].decode() == edition.rule.document
    assert json.loads(files["rule-frozen.json"])["그대로임"] is True
    seal = json.loads(files["seal.json"])
    assert seal["봉인값"] == hashlib.sha256(files["sealed-box.txt"]).hexdigest()
    assert (seal["봉인한 투표지"], seal["인증 방법마다 참여"]) == (4, {"sms": 4})
    (count,) = table(files["provider-counts.csv"])
    assert list(count.values())[:3] == ["sms", "4", "시험: 업체 공문"]
    result = json.loads(files["result-1.json"])
    assert [(row["rank"], row["case__number"]) for row in result["rows"]] == [(1, "1"), (2, "2"), (3, "3")]
    assert (result["requested_by"], result["approved_by"]) == ("담당", "확인")


def test_every_cell_stands_there_with_what_counts():
    edition = make_published()
    cells = table(packed(edition)["sheets.csv"])
    # 5 and 4 cases, 4 judges, 2 criteria.
    assert len(cells) == (5 + 4) * 4 * 2
    assert cells[0] == {
        "심사": "1차 서면심사",
        "심사위원": "가",
        "사례 번호": "1",
        "심사항목": "창의성",
        "최고점": "60",
        "첫 번째 입력": "59.00",
        "두 번째 입력": "",
        "정리한 값": "",
        "센 값": "59.00",
    }


def test_what_does_not_count_stands_there_with_its_ground():
    edition = make_published()
    judge, case = edition.judges.first(), edition.cases.get(number="1")
    CaseRecusal.objects.create(judge=judge, case=case, ground="회피", reason="기획을 도왔습니다.")
    files = packed(edition)
    lines = [tuple(line.values()) for line in table(files["left-out.csv"])]
    assert lines == [
        (name, "1", judge.name, "제척·기피·회피", "회피", "") for name in ("1차 서면심사", "2차 대면심사")
    ]
    assert [tuple(line.values()) for line in table(files["case-recusals.csv"])] == [
        (judge.name, "1", "회피", "기획을 도왔습니다.")
    ]


def test_scans_stand_there_byte_for_byte_or_the_reason_why_there_is_none(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    edition, (clerk,) = make_contest(), make_staff("담당")
    round_, judge = edition.rounds.first(), edition.judges.first()
    freeze_rule(edition=edition, by=clerk)
    attach_scan(round_=round_, judge=judge, content=PDF, by=clerk)
    other = edition.judges.last()
    SheetSet.objects.create(round=round_, judge=other, no_scan_reason=NO_SCAN)
    files = packed(edition)
    assert files["scans/round-1-judge-1-1.pdf"] == PDF
    told = {line["심사위원"]: line for line in table(files["scans.csv"])}
    assert told[judge.name]["기록한 SHA-256"] == Scan.objects.get().sha256 == hashlib.sha256(PDF).hexdigest()
    assert told[other.name]["스캔이 없는 사유"] == NO_SCAN


def test_no_voter_is_in_it():
    edition = make_published()
    files = packed(edition)
    keys = [
        key for found in Participation.objects.values_list("pk", flat=True) for key in (str(found), found.hex)
    ]
    assert not [name for name, content in files.items() for key in keys if key.encode() in content]


def test_only_the_auditor_takes_it_and_that_is_noted():
    edition = make_published()
    taken = {role: take(edition, role) for role in ROLES}
    assert {role: status for role, (status, _content) in taken.items()} == {
        role: 200 if role == AUDIT else 403 for role in ROLES
    }
    noted = PersonalDataAccess.objects.get(subject="감사 자료: 2026")
    assert noted.act == "export"
    assert zipfile.ZipFile(taken[AUDIT][1]).testzip() is None


@pytest.mark.parametrize(
    ("stage", "status"), [("voting", 404), ("closed", 404), ("sealed", 200), ("computed", 200)]
)
def test_there_is_one_once_the_box_is_sealed(stage, status):
    assert take(edition_at(stage))[0] == status


def test_there_is_one_of_a_void_poll():
    edition = edition_at("voting")
    declare_void(edition)
    archive = zipfile.ZipFile(take(edition)[1])
    (act,) = table(archive.read("acts.csv"))
    assert act["종류"] == "무효 선언"
    assert "seal.json" not in archive.namelist()
