"""What the pages of the vote share: the poll of the address, the steps, and the calm pages."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from cases.models import Edition
from cases.stages import Scene
from voting import credentials
from voting.identity.methods import Identity
from voting.models import Failure, Poll
from voting.turnout.failures import record_failure
from voting.voters import can_vote, poll_of
from voting.wrapping import SecretDestroyed

LATER_STEPS = (
    gettext_lazy("사례 선택"),
    gettext_lazy("선택 확인"),
    gettext_lazy("투표 완료"),
)
# The first step, and that somebody has voted, in words of what the poll tells voters apart by.
PROOFS = {
    Identity.PHONE: gettext_lazy("번호 인증"),
    Identity.EMAIL: gettext_lazy("주소 인증"),
    Identity.MEMBER: gettext_lazy("로그인 인증"),
}
HAS_VOTED = {
    Identity.PHONE: gettext_lazy("이 번호로 이미 투표했습니다"),
    Identity.EMAIL: gettext_lazy("이 주소로 이미 투표했습니다"),
    Identity.MEMBER: gettext_lazy("이미 투표했습니다"),
}
OVER = (Scene.CLOSED, Scene.TALLYING, Scene.PUBLISHED, Scene.VOID)
INVALID, CONFLICT, FORBIDDEN = 422, 409, 403


def poll_page(view):
    """Give `view(request, poll)` the poll of the slug, 404 where there is none; no answer is ever kept.

    What would need a secret that was destroyed says that the vote is over.
    """

    @cache_control(no_store=True, private=True)
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request, slug):
        try:
            poll = poll_of(slug)
        except Poll.DoesNotExist:
            raise Http404 from None
        try:
            return view(request, poll)
        except SecretDestroyed:
            return shut_page(request, poll, is_missed=request.method == "POST")

    return page


def while_open(view):
    """Outside the open window show what the stage says instead, also to a form that comes late."""

    @wraps(view)
    def page(request, poll):
        if can_vote(poll.edition, timezone.now()):
            return view(request, poll)
        return shut_page(request, poll)

    return page


def by_post(otherwise):
    """Lead whoever asks for the page by its address to the view `otherwise`."""

    def decorate(view):
        @wraps(view)
        def page(request, poll):
            if request.method == "POST":
                return view(request, poll)
            return redirect(otherwise, poll.edition.slug)

        return page

    return decorate


def step_page(request, template, poll, step, *, status=200, **context):
    """Render a page of the step `step` (1 to 4)."""
    steps = [
        {"number": n, "name": name, "state": "done" if n < step else "now" if n == step else ""}
        for n, name in enumerate((PROOFS[poll.identity], *LATER_STEPS), start=1)
    ]
    context |= {"poll": poll, "edition": poll.edition, "step": step, "steps": steps}
    return render(request, f"voting/{template}", context, status=status)


def shut_page(request, poll, *, is_missed=False):
    """Before, after and between: when the vote is, or where its result is.

    `is_missed` says that a ballot came too late; the clock of the database may be ahead of this process's.
    """
    # Where a ballot came too late, the poll may have been declared void since this request began.
    edition = Edition.objects.get(pk=poll.edition_id) if is_missed else poll.edition
    now = timezone.now()
    scene = edition.scene_at(now)
    if is_missed and scene is Scene.OPEN:
        scene = Scene.CLOSED
    context = {
        "edition": edition,
        "scene": scene,
        "is_over": scene in OVER,
        "shows_cases": scene not in (Scene.DRAFT, Scene.RECEIVING),
        "has_date": (edition.results_planned_at or now) > now,
        "is_missed": is_missed,
    }
    return render(request, "voting/shut.html", context)


def second_vote_page(request, poll):
    """A verified number comes once more: its first vote stands, and the try is counted as a failure."""
    record_failure(poll, Failure.Kind.ALREADY_VOTED)
    return already_page(request, poll)


def already_page(request, poll):
    """This number has voted, and that vote stands. The credential is of no more use."""
    response = _calm_page(
        request,
        poll,
        CONFLICT,
        heading=HAS_VOTED[poll.identity],
        lead=_("먼저 한 투표가 유효합니다."),
        more=_("바꾸거나 취소할 수 없고, 두 번 집계되지 않습니다."),
        has_voted=True,
    )
    credentials.withdraw(response)
    return response


def ineligible_page(request, poll, refusal):
    """Whoever was verified is on the exclusion list, or not on the list of this poll; `refusal` has the reason."""
    record_failure(poll, Failure.Kind.NOT_ELIGIBLE)
    response = _calm_page(
        request,
        poll,
        FORBIDDEN,
        heading=_("이번 투표에는 참여하실 수 없습니다"),
        lead=refusal.reason,
        more="",
        is_refused=True,
    )
    credentials.withdraw(response)
    return response


def lapsed_page(request, poll):
    """The ballot of this page is not in the box, because nobody's verification came with it."""
    return _calm_page(
        request,
        poll,
        FORBIDDEN,
        heading=_("이 화면의 투표는 투표함에 들어가지 않았습니다"),
        lead=_("인증한 지 30분이 지났거나 인증한 내용이 남아 있지 않습니다. 처음부터 다시 투표해 주세요."),
        more=_("다른 화면에서 이미 투표를 마치셨다면 그 투표는 그대로 유효합니다."),
    )


def used_page(request, poll):
    """Altered; nothing was written."""
    return _calm_page(
        request,
        poll,
        CONFLICT,
        heading=_("이 화면의 투표는 투표함에 들어가지 않았습니다"),
        lead=_("이미 쓰였거나 내용이 바뀐 화면입니다. 처음부터 다시 투표해 주세요."),
        more="",
    )


def foreign_page(request, poll):
    """Made for another voter than the one who is verified now; nothing was written. The credential stays of use."""
    return _calm_page(
        request,
        poll,
        CONFLICT,
        heading=_("이 화면의 투표는 투표함에 들어가지 않았습니다"),
        lead=_("이 화면은 다른 인증으로 열었던 화면입니다. 지금 인증한 번호로도 투표하지 않았습니다."),
        more=_("이 화면을 열었던 분은 처음부터 다시 투표해 주세요."),
    )


def _calm_page(request, poll, status, **context):
    return render(
        request, "voting/calm.html", {"edition": poll.edition, "poll": poll} | context, status=status
    )
