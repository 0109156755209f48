"""An edition from its files, and away again: only replay and practice editions can be made anew."""

from datetime import datetime, timedelta
from typing import Any

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.judging.corrections import LateCorrection
from awards.judging.models import Judge, Sheet
from awards.judging.papers import SheetSet
from awards.judging.rounds import close_round
from awards.judging.sheets import import_judges, import_scores
from awards.objections.models import Objection, ObjectionAct
from awards.outcome.models import CommitteeChoice, Result, Review
from awards.outcome.revocation.models import Recovery, Revocation
from awards.rehearsal.files import EditionFiles
from awards.rule.drafting import draft_rule
from awards.rule.freezing import freeze_rule
from awards.rule.models import Round
from cases.models import Case, Edition
from cases.services import RuleBroken, close_window_now, database_now, start_window_now
from cases.sheets.cases import import_cases
from cases.staff.history import delete_recorded
from voting.discarding import discard_box

REHEARSABLE = (Edition.Kind.REPLAY, Edition.Kind.PRACTICE)
WINDOW = timedelta(days=1)
CLOSING_HOUR = 18
RESULTS_AFTER = timedelta(days=7)
RESULTS_HOUR = 15


FROM_FILES = gettext_lazy("파일에서 불러왔습니다. 종이 채점표의 스캔은 없습니다.")
FILES_FOLLOW = gettext_lazy("파일에서 불러오며 일정을 앞당겼습니다.")


class EditionExists(RuleBroken):
    """The slug belongs to an edition already."""


class NotRehearsable(RuleBroken):
    """A contest or a record is never thrown away or run again."""


def create_edition(settings: dict[str, Any], *, slug: str, voting_window: timedelta = WINDOW) -> Edition:
    """Create an edition and the draft of its rule from the content of an edition.json.

    The windows of a replay or practice edition lie around the present, so that every act finds the
    window it needs and no check is bypassed; a contest takes its `calendar` or starts without one.
    """
    now = database_now()
    has_vote = settings["rule"]["poll"] is not None
    is_rehearsed = settings["kind"] in REHEARSABLE
    windows = _windows_around(now, voting_window, has_vote) if is_rehearsed else _given(settings)
    with transaction.atomic():
        edition = Edition(
            slug=slug,
            kind=settings["kind"],
            year=int(slug[:4]) if slug[:4].isdigit() else now.year,
            title=settings["title"],
            facts=settings.get("facts", {}),
            **windows,
        )
        edition.full_clean()
        edition.save()
        draft_rule(edition=edition, document=settings["rule"])
    return edition


def _windows_around(now: datetime, voting_window: timedelta, has_vote: bool) -> dict[str, datetime]:
    judged = now + 2 * WINDOW
    close = _next_hour(judged + voting_window, CLOSING_HOUR)
    voting = {"voting_open_at": judged, "voting_close_at": close} if has_vote else {}
    return {
        "submissions_open_at": now,
        "submissions_close_at": now + WINDOW,
        "judging_open_at": now + WINDOW,
        "judging_close_at": judged,
        "results_planned_at": _next_hour(close + RESULTS_AFTER, RESULTS_HOUR),
        **voting,
    }


def _next_hour(moment: datetime, hour: int) -> datetime:
    """The first full `hour` of the day, Korea time, that is not before `moment`."""
    local = timezone.localtime(moment)
    day = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return day if day >= local else day + timedelta(days=1)


def _given(settings):
    return {name: parse_datetime(text) for name, text in settings.get("calendar", {}).items()}


def load_edition(*, files: EditionFiles, slug: str, by) -> Edition:
    """Create an edition with the cases, judges and scores its folder holds; all or nothing.

    The first score freezes the rule. A round is closed when scores of the next one follow.
    """
    if Edition.objects.filter(slug=slug).exists():
        raise EditionExists(
            _("‘%(slug)s’ 회차가 이미 있습니다. 다른 주소 이름을 --edition으로 적어 주세요.") % {"slug": slug}
        )
    with transaction.atomic():
        edition = create_edition(files.settings, slug=slug)
        import_cases(edition=edition, table=files.cases(), by=by)
        if files.find("judges"):
            _begin_judging(edition, by)
            import_judges(edition=edition, table=files.judges(), by=by)
            _enter_scores(edition, files, by)
        return edition


def _begin_judging(edition, by):
    if edition.kind in REHEARSABLE:
        close_window_now(edition=edition, window="submissions", by=by, reason=FILES_FOLLOW)
        start_window_now(edition=edition, window="judging", by=by, reason=FILES_FOLLOW)
        edition.refresh_from_db()


def _enter_scores(edition, files, by):
    before = None
    for round_ in edition.rounds.order_by("order"):
        if not files.has_scores(round_.order):
            break
        freeze_rule(edition=edition, by=by)
        if before:
            close_round(round_=before, by=by, without_scan=str(FROM_FILES))
        import_scores(round_=round_, table=files.scores(round_.order), by=by)
        before = round_


def discard_edition(edition: Edition) -> None:
    """Delete a replay or practice edition with everything in it; the history tells it as one act.

    Raises `NotRehearsable` for any other.
    """
    if edition.kind not in REHEARSABLE:
        raise NotRehearsable(
            _("‘%(edition)s’ 회차는 지우거나 다시 돌릴 수 없습니다. 연습 회차와 다시 계산하는 회차만 됩니다.")
            % {"edition": edition}
        )
    with transaction.atomic(), disable_auditlog():
        # Around the querysets that refuse.
        QuerySet(ObjectionAct).filter(objection__edition=edition).delete()
        QuerySet(Objection).filter(edition=edition).delete()
        Recovery.objects.filter(revocation__edition=edition).delete()
        Revocation.objects.filter(edition=edition).delete()
        Review.objects.filter(result__edition=edition).delete()
        Result.objects.filter(edition=edition).delete()
        CommitteeChoice.objects.filter(edition=edition).delete()
        discard_box(edition)
        LateCorrection.objects.filter(sheet__round__edition=edition).delete()
        Sheet.objects.filter(round__edition=edition).delete()
        SheetSet.objects.filter(round__edition=edition).delete()
        Judge.objects.filter(edition=edition).delete()
        Round.objects.filter(edition=edition).delete()
        Case.objects.filter(edition=edition).delete()
        delete_recorded(Edition.objects.filter(pk=edition.pk))
