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
from cases.templatetags.portal import moment_words


class RuleBroken(Exception):
    """An act that a rule of the contest forbids; the message says which, in the reader's words."""


class WindowClosed(RuleBroken):
    """The act needs a window of the calendar that is not open now."""


class NotAPractice(RuleBroken):
    """The act is reserved for replay and practice editions."""


class NotAnExtension(RuleBroken):
    """The window would not become longer, or run into what follows it; or nobody said why."""


class PollVoid(RuleBroken):
    """The poll was declared void: there is nothing left to close, count, compute or publish."""


class NotVoidable(RuleBroken):
    """A poll can be declared void from its opening until the result is published."""


WINDOWS = ("submissions", "judging", "voting")
# What a window may not run into; whoever extends it that far moves this first.
FOLLOWED_BY = {"submissions": "judging_open_at", "judging": "voting_open_at", "voting": "results_planned_at"}
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


def _move(edition, field, moment, *, by, reason, is_extension=False):
    before = getattr(edition, field)
    if before == moment:
        return None
    setattr(edition, field, moment)
    with acting(by=by, reason=str(reason)):
        edition.save(update_fields=[field])
    return CalendarChange.objects.create(
        edition=edition,
        field=field,
        before=before,
        after=moment,
        reason=reason,
        changed_by=by,
        is_extension=is_extension,
    )


def _require_practice(edition):
    if edition.kind not in (Edition.Kind.REPLAY, Edition.Kind.PRACTICE):
        raise NotAPractice(_("일정을 앞당기는 일은 연습 회차와 다시 계산하는 회차에서만 할 수 있습니다."))


def start_window_now(*, edition: Edition, window: str, by, reason: str) -> None:
    """Open `window` of a replay or practice edition at once; its close stays. A recorded act."""
    _require_practice(edition)
    with transaction.atomic():
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        require_not_void(edition)
        _move(edition, f"{window}_open_at", database_now(), by=by, reason=reason)


def close_window_now(*, edition: Edition, window: str, by, reason: str) -> None:
    """Close `window` of a replay or practice edition at once. A recorded act."""
    _require_practice(edition)
    with transaction.atomic():
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        require_not_void(edition)
        require_open(edition, window)
        _move(edition, f"{window}_close_at", database_now(), by=by, reason=reason)


def extend_window(*, edition: Edition, window: str, until: datetime, by, reason: str) -> CalendarChange:
    """Let `window`, which is open, end later: at `until`. The reason is public; nothing is ever shortened.

    The lock on the row keeps the seal away until the new end stands. A cast that is under way reads the old
    end or the new one, and where it was accepted by the old one the new one accepts it too.
    Raises `WindowClosed`, `NotAnExtension`, `PollVoid`.
    """
    with transaction.atomic():
        edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        require_not_void(edition)
        require_open(edition, window)
        if window == "voting" and edition.sealed_at is not None:
            raise WindowClosed(_("봉인한 투표는 연장할 수 없습니다."))
        if not reason.strip():
            raise NotAnExtension(_("연장하는 사유를 적어 주세요. 시민에게 공개합니다."))
        _require_longer(edition, window, until)
        return _move(edition, f"{window}_close_at", until, by=by, reason=reason.strip(), is_extension=True)


def _require_longer(edition, window, until):
    close = getattr(edition, f"{window}_close_at")
    if until <= close:
        raise NotAnExtension(
            _("지금의 마감(%(t)s)보다 늦은 때를 적어 주세요. 기간은 줄일 수 없습니다.")
            % {"t": moment_words(close)}
        )
    field = FOLLOWED_BY[window]
    limit = getattr(edition, field)
    if limit is not None and until > limit:
        raise NotAnExtension(
            _(
                "‘%(next)s’(%(t)s)보다 늦게 연장할 수 없습니다. "
                "아직 오지 않은 때라면 회차의 일정에서 그때를 먼저 뒤로 옮긴 다음 연장해 주세요."
            )
            % {"next": Edition._meta.get_field(field).verbose_name, "t": moment_words(limit)}
        )


def require_not_void(edition: Edition) -> None:
    """Raise `PollVoid` once the poll of `edition`, as it stands in the database, was declared void."""
    if Edition.objects.filter(pk=edition.pk, voided_at__isnull=False).exists():
        raise PollVoid(_("이 회차의 시민투표는 무효입니다. 투표와 결과에 관한 일은 더 할 수 없습니다."))


def require_voidable(edition: Edition) -> None:
    """Raise `PollVoid`, or `NotVoidable` before the poll opens and once the result is published."""
    require_not_void(edition)
    now = database_now()
    if not edition.calendar.voting.has_begun(now):
        raise NotVoidable(
            _("시민투표가 시작되기 전에는 무효로 할 수 없습니다. 일정은 회차에서 바꿀 수 있습니다.")
        )
    if edition.published_at is not None and edition.published_at <= now:
        raise NotVoidable(_("결과를 발표한 뒤에는 무효로 할 수 없습니다."))


def void_edition(*, edition: Edition, by, reason: str) -> None:
    """Record that the poll of `edition` is void, with a reason that is public; a publication that waits is dropped.

    Only `voting` calls this, inside its transaction and holding the poll's exclusive lock, so that no cast that
    is under way lands afterwards. Raises `PollVoid`, `NotVoidable`.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    require_voidable(edition)
    edition.voided_at, edition.void_reason, edition.published_at = database_now(), reason, None
    with acting(by=by, reason=reason):
        edition.save(update_fields=["voided_at", "void_reason", "published_at"])
        mark_awards(edition=edition, awards={})


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
