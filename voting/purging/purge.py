"""What must end, ends here: each kind after its own time, by the database's clock, with a record."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cases.models import PersonalDataAccess, Refusal, SheetUpload
from cases.services import RuleBroken, database_now
from cases.staff.access import forget_before
from cases.staff.delays import FORGOTTEN_AFTER, forget_failures_before
from voting.identity.limits.numbers import DAY
from voting.models import NetworkLoad, NumberDay, OneTimeCode, PurgeRecord, WrongTries

Kind = PurgeRecord.Kind
# Accesses to personal data are kept for two years, as the rule for such logs asks, and not longer.
LOGS_KEPT = timedelta(days=2 * 365 + 1)
# What rooms above this one end themselves, each told the time and returning how many rows it was.
FURTHER: dict[str, Callable[[datetime], int]] = {}
LOGS = {PersonalDataAccess: Kind.ACCESSES, Refusal: Kind.REFUSALS}


class MayNotPurge(RuleBroken):
    """The role of this connection deletes no log."""


def purge() -> PurgeRecord:
    """Delete whatever is older than it may be, and record how much. Raises `MayNotPurge`."""
    if not _may_delete_logs():
        raise MayNotPurge(
            _("이 접속은 기록을 지울 수 없습니다. 테이블을 가진 역할로 접속해 다시 실행해 주세요.")
        )
    with transaction.atomic():
        now = database_now()
        return PurgeRecord.objects.create(at=now, counts=_deleted(now))


def _may_delete_logs():
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        tables = [model._meta.db_table for model in LOGS]
        cursor.execute(
            "SELECT bool_and(has_table_privilege(name, 'DELETE')) FROM unnest(%s::text[]) AS name", [tables]
        )
        return cursor.fetchone()[0]


def _deleted(now: datetime) -> dict[str, int]:
    networks_end = (now - timedelta(days=settings.ADDRESS_DAYS)).timestamp()
    rows = {
        Kind.CODES: OneTimeCode.objects.filter(sent_at__lte=now - DAY),
        Kind.NUMBERS: NumberDay.objects.filter(newest_at__lte=now - DAY),
        Kind.TRIES: WrongTries.objects.filter(last_at__lte=now - DAY),
        Kind.NETWORKS: NetworkLoad.objects.filter(busy_until__lte=networks_end),
        Kind.UPLOADS: SheetUpload.objects.expired(now),
        Kind.SESSIONS: _expired_sessions(now),
    }
    counts = {kind: 0 if found is None else found.delete()[0] for kind, found in rows.items()}
    counts[Kind.DELAYS] = forget_failures_before(now - FORGOTTEN_AFTER)
    logs = forget_before(now - LOGS_KEPT)
    further = {kind: end(now) for kind, end in FURTHER.items()}
    return counts | {LOGS[model]: n for model, n in logs.items()} | further


def _expired_sessions(now):
    """Sessions in cookies or in a cache end by themselves."""
    model = getattr(import_module(settings.SESSION_ENGINE).SessionStore, "get_model_class", lambda: None)()
    return model and model.objects.filter(expire_date__lte=now)
