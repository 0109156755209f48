"""The published versions of a result: which there are, why one followed another, and what changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from awards.outcome.models import Result
from cases.models import Edition
from cases.templatetags.portal import thousands, won


@dataclass(frozen=True)
class Change:
    """One value that two versions tell otherwise; `before` or `after` is empty where one has none."""

    name: str | Promise
    before: str
    after: str
    is_data: bool = False


@dataclass(frozen=True)
class CaseChanges:
    """What changed for one finalist."""

    title: str
    organisation: str
    changes: list[Change]


def told_versions(edition: Edition, at: datetime) -> list[Result]:
    """Every version that is public at the moment `at`, the newest first, with what 감사 said. Two queries."""
    told = Result.objects.told(edition, at).select_related("bundle").defer("bundle__content")
    return list(told.prefetch_related("reviews"))


class Version:
    """A version on the list: what it says of itself, and how it differs from the one before it."""

    def __init__(self, result: Result, earlier: Result | None):
        self.result, self.earlier = result, earlier

    @cached_property
    def cases(self) -> list[CaseChanges]:
        """The finalists for whom anything changed, in natural order of their numbers."""
        if self.earlier is None:
            return []
        before, after = _told(self.earlier), _told(self.result)
        found = ((row, _changes(before.get(key), after.get(key))) for key, row in _rows(before, after))
        return [CaseChanges(row.title, row.organisation_name, changes) for row, changes in found if changes]

    @cached_property
    def sums(self) -> list[Change]:
        """What changed of the numbers that stand for all."""
        if self.earlier is None:
            return []
        names = {
            "voters": (_("투표자"), thousands),
            "votes": (_("표"), thousands),
            "prizes_krw": (_("총 상금"), won),
            "payouts_krw": (_("총 지급액"), won),
        }
        before, after = self.earlier.summary, self.result.summary
        return [
            Change(words, *(str(told(one[key])) for one in (before, after)))
            for key, (words, told) in names.items()
            if before[key] != after[key]
        ]


def versions_page(versions: list[Result]) -> Iterator[Version]:
    """Yield the versions of `told_versions` with their differences. Three queries, however many there are."""
    prefetch_related_objects(versions, "rows__case", "rows__awards")
    for n, result in enumerate(versions):
        yield Version(result, versions[n + 1] if n + 1 < len(versions) else None)


def _told(result):
    return {row.case.number: row for row in result.rows.all()}


def _rows(before, after):
    """Every finalist of either version as the later one tells it, by number."""
    rows = before | after
    return sorted(rows.items(), key=lambda pair: pair[1].case.number_key)


def _changes(before, after):
    told = [dict(_values(row)) if row else {} for row in (before, after)]
    keys = [
        key for key in dict.fromkeys([*told[0], *told[1]]) if told[0].get(key, "") != told[1].get(key, "")
    ]
    return [_change(key, *(one.get(key, "") for one in told)) for key in keys]


def _change(key, before, after):
    """A value of the portal, or one of the rule's groups, whose name has no translation."""
    is_data = key not in NAMES
    return Change(key.removeprefix("group:") if is_data else NAMES[key], before, after, is_data)


NAMES = {
    "rank": _("순위"),
    "title": _("사례명"),
    "organisation": _("기관"),
    "votes": _("득표"),
    "total": _("합계"),
    "awards": _("상"),
    "payout": _("지급액"),
}


def _values(row):
    """What a row says, as it is shown: (key, text)."""
    yield "rank", "" if row.rank is None else str(row.rank)
    yield "title", row.title
    yield "organisation", row.organisation_name
    yield "votes", "" if row.votes is None else str(thousands(row.votes))
    for group in row.groups:
        yield f"group:{group['name']}", f"{group['value']} ({group['converted']})"
    yield "total", row.total
    awards = sorted(row.awards.all(), key=lambda award: award.tier)
    yield "awards", ", ".join(award.name for award in awards)
    yield "payout", str(won(sum(award.payout_krw for award in awards))) if awards else ""
