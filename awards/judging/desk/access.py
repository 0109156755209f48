"""What every page of the desk begins and ends with: permission, the round it is about, the frame around it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.judging.papers import Entrant, Judging, Reopening
from awards.rule.models import Round

VIEW = "awards.view_overview"
ENTER = "awards.enter_scores"
SETTLE = "awards.settle_scores"
SEE_SCANS = "awards.view_scans"


def require(request, *permissions):
    """Refuse with 403 who has none of `permissions`."""
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise PermissionDenied


def find_round(edition_pk, round_pk):
    """The round with everything `is_writable` asks of it, or 404. One query."""
    earlier = Round.objects.filter(
        edition=OuterRef("edition"), order__lt=OuterRef("order"), closed_at__isnull=True
    )
    reopened = Reopening.objects.filter(
        round__edition=OuterRef("edition"),
        round__order__lte=OuterRef("order"),
        confirmed_at__isnull=False,
    )
    rounds = Round.objects.select_related("edition__rule").annotate(
        is_waiting=Exists(earlier), was_reopened=Exists(reopened)
    )
    return get_object_or_404(rounds, edition=edition_pk, edition__rule__isnull=False, pk=round_pk)


def find_judge(round_, judge_pk, person):
    """The judge of the round with `my_turn`, the turn in which `person` types this set, or 404. One query."""
    mine = Entrant.objects.filter(sheet_set__round=round_, sheet_set__judge=OuterRef("pk"), person=person)
    judges = round_.judges.annotate(my_turn=Subquery(mine.values("turn")[:1]))
    return get_object_or_404(judges, pk=judge_pk)


def is_writable(round_):
    """Whether the page offers cells to type in, by the process clock; the save itself asks the database's."""
    edition, now = round_.edition, timezone.now()
    is_ready = edition.rule.frozen_at and not round_.closed_at and not round_.is_waiting
    has_time = edition.calendar.judging.is_open(now) or round_.was_reopened
    return bool(is_ready and has_time and not edition.calendar.voting.has_begun(now))


def why_not_writable(round_):
    """Why no cell can be typed in, in the reader's words; empty where they can."""
    if round_.closed_at and round_.edition.calendar.voting.has_begun(timezone.now()):
        return _("마감한 심사입니다. 잘못 옮긴 점수는 심사 진행 화면의 ‘늦은 정정’에서 바로잡습니다.")
    if round_.closed_at:
        return _("마감한 심사입니다. 고치려면 심사 진행 화면에서 다시 열기를 요청해 주세요.")
    if not round_.edition.rule.frozen_at:
        return _("산정 규칙을 확정한 뒤 점수를 입력합니다.")
    if round_.is_waiting:
        return _("앞 차례의 심사를 마감하면 입력할 수 있습니다.")
    return "" if is_writable(round_) else _("지금은 심사 기간이 아닙니다.")


def page(request, template, edition, *, title, **context):
    """A page of the desk in the frame of the admin, without the side bar: grids need the width."""
    frame = admin.site.each_context(request) | {
        "opts": Judging._meta,
        "edition": edition,
        "title": title,
        "is_nav_sidebar_enabled": False,
    }
    return TemplateResponse(request, f"admin/awards/judging/{template}.html", frame | context)
