"""Rows of the database as they stand, for the pack of 감사: which columns of which tables, in plain words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from awards.judging.corrections import LateCorrection
from awards.judging.models import CaseRecusal, Recusal
from awards.judging.papers import Reopening
from cases.models import Edition
from cases.staff.models import HistoryEntry
from voting.models import PollAct, ProviderCount, TurnoutDigest, VoterList


@dataclass(frozen=True)
class Dump:
    """A file with a line for each row; `columns` lead over relations as queries write them."""

    name: str
    words: str
    rows: Callable[[Edition], QuerySet]
    columns: tuple[str, ...]

    def header(self, rows: QuerySet) -> list[str]:
        return [_label(rows.model, column) for column in self.columns]

    def lines(self, rows: QuerySet) -> Iterator[list[Any]]:
        shown = [_shown(rows.model, column) for column in self.columns]
        for values in rows.values_list(*self.columns).iterator(chunk_size=2000):
            yield [tell(value) for tell, value in zip(shown, values, strict=True)]


ASKED = ("asked_by__username", "asked_at", "confirmed_by__username", "confirmed_at", "withdrawn_at")
DUMPS = (
    Dump(
        "calendar.csv",
        "일정을 바꾼 기록",
        lambda edition: edition.calendar_changes.order_by("changed_at", "pk"),
        ("changed_at", "field", "before", "after", "is_extension", "reason", "changed_by__username"),
    ),
    Dump(
        "recusals.csv",
        "기관 전체에 대한 제척·기피·회피",
        lambda edition: Recusal.objects.filter(judge__edition=edition).order_by("judge__order", "pk"),
        ("judge__name", "organisation__name", "ground", "reason"),
    ),
    Dump(
        "case-recusals.csv",
        "한 사례에 대한 제척·기피·회피",
        lambda edition: CaseRecusal.objects.filter(judge__edition=edition).order_by("judge__order", "pk"),
        ("judge__name", "case__number", "ground", "reason"),
    ),
    Dump(
        "withdrawals.csv",
        "철회한 사례",
        lambda edition: edition.cases.exclude(withdrawn_at=None).order_by("number_key"),
        ("number", "title", "is_finalist", "withdrawn_at", "withdrawn_reason"),
    ),
    Dump(
        "reopenings.csv",
        "마감한 심사를 다시 연 기록",
        lambda edition: Reopening.objects.filter(round__edition=edition).order_by("pk"),
        (
            "round__name",
            "reason",
            "requested_by__username",
            "requested_at",
            "confirmed_by__username",
            "confirmed_at",
        ),
    ),
    Dump(
        "late-corrections.csv",
        "늦은 정정",
        lambda edition: LateCorrection.objects.filter(sheet__round__edition=edition).order_by("pk"),
        (
            "sheet__round__name",
            "sheet__judge__name",
            "sheet__case__number",
            "criterion__name",
            "was",
            "points",
            "reason",
            "scan__sha256",
            *ASKED,
            "audited_by__username",
            "audited_at",
        ),
    ),
    Dump(
        "committee.csv",
        "위원회 선정",
        lambda edition: edition.committee_choices.order_by("tier__order", "pk"),
        ("tier__name", "case__number", "reason", "chosen_by__username", "chosen_at"),
    ),
    Dump(
        "voter-lists.csv",
        "투표자 명부와 제외 명부의 기록(사람은 없음)",
        lambda edition: VoterList.objects.filter(poll__edition=edition).order_by("pk"),
        ("kind", "legal_basis", "note", "size", *ASKED, "replaced_at"),
    ),
    Dump(
        "provider-counts.csv",
        "업체가 센 인증 건수",
        lambda edition: ProviderCount.objects.filter(poll__edition=edition).order_by("entered_at", "pk"),
        ("method", "count", "note", "entered_by__username", "entered_at"),
    ),
    Dump(
        "turnout-digests.csv",
        "투표하는 동안 감사에게 알린 참여 요약값",
        lambda edition: TurnoutDigest.objects.filter(poll__edition=edition).order_by("until"),
        ("until", "count", "sha256", "made_at"),
    ),
    Dump(
        "acts.csv",
        "무효 선언, 비밀 키 파기, 맞지 않는 것의 공개",
        lambda edition: PollAct.objects.filter(poll__edition=edition),
        ("kind", "reason", *ASKED, "sizes"),
    ),
    Dump(
        "revocations.csv",
        "수상 취소",
        lambda edition: edition.revocations.all(),
        ("case__number", "decided_on", "decision", "reason", "payout_krw", *ASKED),
    ),
)


def history_of(edition: Edition, at: datetime) -> QuerySet:
    """The entries of `edition` that may be told at the moment `at`, the first first."""
    entries = HistoryEntry.objects.filter(edition_slug=edition.slug).visible(at)
    return entries.order_by(F("timestamp").asc(), "pk")


def _field(model, column):
    """The column itself, and the relation it was reached by (which names people better than their account)."""
    first, _way, rest = column.partition("__")
    field = model._meta.get_field(first)
    if not rest:
        return field, field
    return field, _field(field.related_model, rest)[1]


def _label(model, column):
    relation, field = _field(model, column)
    owner = relation if field.name == "username" else field
    same = owner is field and relation is not field
    return f"{relation.verbose_name}: {field.verbose_name}" if same else str(owner.verbose_name)


def _shown(model, column):
    """How a value of the column is written."""
    choices = dict(_field(model, column)[1].flatchoices)

    def tell(value):
        if isinstance(value, datetime):
            return timezone.localtime(value).isoformat(timespec="seconds")
        return str(choices.get(value, value)) if value is not None else ""

    return tell
