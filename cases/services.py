"""Everything that can happen to an edition, an organisation or a case."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CalendarChange, Case, Edition, Organisation
from cases.numbers import number_key
from cases.staff.acting import acting
from cases.staff.history import recorded


class RuleBroken(Exception):
    """An act that a rule of the contest forbids; the message says which, in the reader's words."""


class WindowClosed(RuleBroken):
    """The act needs a window of the calendar that is not open now."""


class NotAPractice(RuleBroken):
    """The act is reserved for replay and practice editions."""


WINDOWS = ("submissions", "judging", "voting")
WINDOW_NAMES = {
    "submissions": gettext_lazy("접수"),
    "judging": gettext_lazy("심사"),
    "voting": gettext_lazy("투표"),
}


def database_now() -> datetime:
    """Return the clock that decides about writes: the database's own, aware (UTC)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now') || '+00:00'")
            return datetime.fromisoformat(cursor.fetchone()[0])
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def require_open(edition: Edition, window: str) -> None:
    """Raise `WindowClosed` unless `window` ("submissions", "judging", "voting") is open by the database's clock."""
    if not getattr(edition.calendar, window).is_open(database_now()):
        raise WindowClosed(
            _("지금은 %(window)s 기간이 아닙니다. 회차의 일정을 확인해 주세요.")
            % {"window": WINDOW_NAMES[window]}
        )


def _move(edition, field, moment, *, by, reason):
    before = getattr(edition, field)
    if before == moment:
        return
    setattr(edition, field, moment)
    with acting(by=by, reason=str(reason)):
        edition.save(update_fields=[field])
    CalendarChange.objects.create(
        edition=edition, field=field, before=before, after=moment, reason=reason, changed_by=by
    )


def _require_practice(edition):
    if edition.kind not in (Edition.Kind.REPLAY, Edition.Kind.PRACTICE):
        raise NotAPractice(_("일정을 앞당기는 일은 연습 회차와 다시 계산하는 회차에서만 할 수 있습니다."))


def start_window_now(*, edition: Edition, window: str, by, reason: str) -> None:
    """Open `window` of a replay or practice edition at once; its close stays. A recorded act."""
    _require_practice(edition)
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        _move(edition, f"{window}_open_at", database_now(), by=by, reason=reason)


def close_window_now(*, edition: Edition, window: str, by, reason: str) -> None:
    """Close `window` of a replay or practice edition at once. A recorded act."""
    _require_practice(edition)
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        require_open(edition, window)
        _move(edition, f"{window}_close_at", database_now(), by=by, reason=reason)


def rename_organisation(
    *, organisation: Organisation, name: str, on: date, by=None, reason: str = ""
) -> None:
    """Give `organisation` a new name; the old one stays known to imports."""
    organisation.former_names = [
        *organisation.former_names,
        {"name": organisation.name, "until": on.isoformat()},
    ]
    organisation.name = name
    with acting(by=by, reason=reason):
        organisation.save(update_fields=["name", "former_names"])


def organisations_by_name() -> dict[str, Organisation]:
    """Return {name: organisation} over active organisations; a current name wins over a former one."""
    active = list(Organisation.objects.active())
    names = {former["name"]: organisation for organisation in active for former in organisation.former_names}
    return names | {organisation.name: organisation for organisation in active}


def mark_finalists(*, edition: Edition, numbers: Iterable[str], by=None, reason: str = "") -> int:
    """Make exactly the cases with `numbers` the finalists of `edition`; return how many they are."""
    keys = [number_key(number) for number in numbers]
    with transaction.atomic(), recorded(edition.cases.all(), ["is_finalist"], by=by, reason=reason):
        edition.cases.finalists().exclude(number_key__in=keys).update(is_finalist=False)
        return edition.cases.filter(number_key__in=keys).update(is_finalist=True)


def mark_awards(
    *, edition: Edition, awards: Mapping[str, tuple[int | None, str]], by=None, reason: str = ""
) -> None:
    """Write the badges of published awards: {case number: (rank, name of the award)}.

    Their history is withheld until the moment of publication, as the badges are.
    """
    keyed = {number_key(number): badge for number, badge in awards.items()}
    badge = ["award_rank", "award_name"]
    finalists = edition.cases.finalists()
    with transaction.atomic(), recorded(finalists, badge, by=by, reason=reason, is_withheld=True):
        cases = list(finalists.all())
        for case in cases:
            case.award_rank, case.award_name = keyed.get(case.number_key, (None, ""))
        Case.objects.bulk_update(cases, badge)


def withdraw_case(*, case: Case, reason: str, by=None) -> None:
    """Take `case` out of the ranked set; its votes stay on record and nobody takes its place."""
    case.withdrawn_at = database_now()
    case.withdrawn_reason = reason
    with acting(by=by, reason=reason):
        case.save(update_fields=["withdrawn_at", "withdrawn_reason"])
