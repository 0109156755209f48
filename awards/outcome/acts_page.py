"""The page beside the way to publication where two people declare a poll void, or destroy its secret."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.services import RuleBroken, database_now
from voting.acts.destroying import due_at
from voting.acts.two_people import ACTS, Kind, ask_for, confirm, withdraw
from voting.models import PollAct

VIEW = "voting.view_pollact"
ASK, CONFIRM, WITHDRAW = "ask", "confirm", "withdraw"


@dataclass(frozen=True)
class Words:
    """What the page says of one kind of act."""

    effect: str | Promise
    hint: str | Promise
    ask: str | Promise
    confirm: str | Promise
    done: str | Promise


ADMISSION_HINT = gettext_lazy(
    "결과와 함께 그대로 공개합니다. 왜 맞지 않는지, 왜 바로잡을 수 없는지 적어 주세요."
)

WORDS = {
    Kind.VOID: Words(
        effect=gettext_lazy(
            "확인하면 투표가 바로 끝나고 봉인, 집계, 산정, 승인, 발표를 할 수 없습니다. "
            "시민에게는 무효라는 사실과 결정한 때, 사유만 공개합니다. 되돌릴 수 없습니다."
        ),
        hint=gettext_lazy(
            "확인되면 시민에게 그대로 공개합니다. 누구나 알아볼 수 있게 한두 문장으로 적어 주세요."
        ),
        ask=gettext_lazy("무효 선언 요청하기"),
        confirm=gettext_lazy("무효 선언 확인하기"),
        done=gettext_lazy("무효로 했습니다. 사유와 함께 시민에게 공개했습니다."),
    ),
    Kind.DESTROY_SECRET: Words(
        effect=gettext_lazy(
            "확인하면 투표의 비밀 키와 남은 인증번호, 명부에 있는 사람을 지웁니다. 그 뒤에는 누구의 번호도 투표 기록과 "
            "대조할 수 없습니다. 되돌릴 수 없습니다. 데이터베이스의 백업과 변경 기록(WAL)에 남은 것도 "
            "지워야 파기가 끝납니다."
        ),
        hint=gettext_lazy("파기 기록에 남습니다. 예: 이의신청 기간이 끝나 보유 목적을 다했습니다."),
        ask=gettext_lazy("파기 요청하기"),
        confirm=gettext_lazy("파기 확인하기"),
        done=gettext_lazy("파기했습니다. 아래 파기 기록을 확인해 주세요."),
    ),
    Kind.ADMIT_BOX: Words(
        effect=gettext_lazy(
            "참여와 투표지의 수가 맞지 않고 바로잡을 수도 없을 때, 차이와 원인을 밝히고 봉인과 집계로 나아갑니다. "
            "확인하면 두 수와 원인을 결과와 함께 공개합니다. 원인을 알 수 없으면 무효 선언을 검토해 주세요."
        ),
        hint=ADMISSION_HINT,
        ask=gettext_lazy("맞지 않는 투표함 공개 요청하기"),
        confirm=gettext_lazy("이 차이로 진행하는 것에 서명하기"),
        done=gettext_lazy("서명했습니다. 이 수에서 달라지지 않는 한 다음 단계로 갈 수 있습니다."),
    ),
    Kind.ADMIT_COUNTS: Words(
        effect=gettext_lazy(
            "업체가 센 인증 건수와 맞지 않고 바로잡을 수도 없을 때, 차이와 원인을 밝히고 발표로 나아갑니다. "
            "확인하면 인증 방법마다 두 수와 원인을 결과와 함께 공개합니다."
        ),
        hint=ADMISSION_HINT,
        ask=gettext_lazy("맞지 않는 인증 건수 공개 요청하기"),
        confirm=gettext_lazy("이 차이로 진행하는 것에 서명하기"),
        done=gettext_lazy("서명했습니다. 이 수에서 달라지지 않는 한 다음 단계로 갈 수 있습니다."),
    ),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("사유"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("사유를 적어 주세요.")},
    )

    def __init__(self, *arguments, kind, **options):
        super().__init__(*arguments, auto_id=f"id_{kind.value}_%s", **options)
        self.fields["reason"].help_text = WORDS[kind].hint


@dataclass
class ActState:
    """One kind of act on this poll: done, waiting for the second person, possible, or why not."""

    kind: Kind
    words: Words
    done: list[PollAct]
    waiting: PollAct | None
    withdrawn: list[PollAct]
    why_not: str
    form: ReasonForm
    is_mine: bool
    may_ask: bool
    may_confirm: bool
    # Of a destruction that is due: from when and by when.
    due: tuple[datetime, datetime] | None = None
    is_late: bool = False

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do; of what does not agree there may be more."""
        return bool(self.done) and not self.kind.is_admission

    @property
    def is_idle(self) -> bool:
        """An admission that nobody asked for and that there is no reason for."""
        return (
            self.kind.is_admission
            and bool(self.why_not)
            and not (self.done or self.waiting or self.withdrawn)
        )


def states_of(poll, user, forms_by_kind):
    """The state of every kind of act, in order."""
    acts = list(poll.acts.with_people())
    states = (
        _state(poll, user, kind, [act for act in acts if act.kind == kind], forms_by_kind) for kind in ACTS
    )
    return [state for state in states if not state.is_idle]


def _state(poll, user, kind, acts, forms_by_kind):
    is_due = kind is Kind.DESTROY_SECRET and poll.edition.objections_close_at
    due = (poll.edition.objections_close_at, due_at(poll.edition)) if is_due else None
    waiting = next((act for act in acts if not act.confirmed_at and not act.withdrawn_at), None)
    return ActState(
        kind=kind,
        words=WORDS[kind],
        done=[act for act in acts if act.confirmed_at],
        waiting=waiting,
        withdrawn=[act for act in acts if act.withdrawn_at],
        why_not=_why_not(poll, kind),
        form=forms_by_kind.get(kind) or ReasonForm(kind=kind),
        is_mine=bool(waiting) and waiting.asked_by_id == user.pk,
        may_ask=user.has_perm(kind.right_to_ask),
        may_confirm=user.has_perm(kind.right_to_confirm),
        due=due,
        is_late=bool(due) and database_now() > due[1],
    )


def _why_not(poll, kind):
    try:
        ACTS[kind].require(poll)
    except RuleBroken as error:
        return str(error)
    return ""


class ActsPage:
    """Adds the page to the admin of an edition that is on its way to publication."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.acts_view)
        return [path("<int:pk>/acts/", view, name="awards_closing_acts"), *super().get_urls()]

    def acts_view(self, request, pk):
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        edition = self.get_object(request, str(pk))
        if edition is None or not hasattr(edition, "poll"):
            raise Http404
        poll = edition.poll
        bound = {}
        if request.method == "POST":
            try:
                bound = self._answer(request, poll)
            except RuleBroken as error:
                messages.error(request, str(error))
            if not bound:
                return redirect(request.path)
        states = states_of(poll, request.user, bound)
        context = {
            **self.admin_site.each_context(request),
            "title": _("무효와 파기"),
            "opts": self.opts,
            "edition": edition,
            "states": states,
            "bound": list(bound.values()),
        }
        return TemplateResponse(request, "admin/awards/closing/acts.html", context)

    def _answer(self, request, poll):
        """Do what was asked for; return the form, by kind, that has to be mended first."""
        step, kind = request.POST.get("step"), _kind(request)
        rights = {ASK: kind.right_to_ask, WITHDRAW: kind.right_to_ask, CONFIRM: kind.right_to_confirm}
        if not request.user.has_perm(rights.get(step, "")):
            raise PermissionDenied
        if step != ASK:
            self._decide(request, poll, kind, step)
            return {}
        form = ReasonForm(request.POST, kind=kind)
        if not form.is_valid():
            return {kind: form}
        ask_for(poll=poll, kind=kind, by=request.user, reason=form.cleaned_data["reason"])
        self._tell(request, poll, _("요청했습니다. 감사에게 알려 주세요."), kind)
        return {}

    def _decide(self, request, poll, kind, step):
        """About the very request that the page showed, so that nobody confirms another reason than was read."""
        key = request.POST.get("request", "")
        act = poll.acts.filter(kind=kind, pk=key if key.isascii() and key.isdigit() else None).first()
        if act is None:
            raise PermissionDenied
        if step == WITHDRAW:
            withdraw(act=act, by=request.user)
            self._tell(request, poll, _("요청을 거두었습니다."), kind)
        else:
            confirm(act=act, by=request.user)
            self._tell(request, poll, WORDS[kind].done, kind)

    def _tell(self, request, poll, words, kind):
        self.log_change(request, poll.edition, f"{kind.label}: {words}")
        messages.success(request, words)


def _kind(request):
    try:
        return Kind(request.POST.get("kind", ""))
    except ValueError:
        raise PermissionDenied from None
