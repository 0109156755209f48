"""From consent to a credential: three pages whose state travels in their forms, so that nothing is kept before."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from cases.remembered import remembered_page
from cases.templatetags.portal import moment_words
from voting import credentials
from voting.commitments import voter_key
from voting.eligibility.public import who_may_vote
from voting.identity.admission import admit, to_the_ballot
from voting.identity.code_ways import code_way
from voting.identity.codes import (
    DIGITS,
    CodeExpired,
    CodeLocked,
    CodeSpent,
    CodeUnknown,
    LastCodeSent,
    NoCodeUntil,
    SendTooSoon,
    WrongCode,
    next_code_at,
    send_code,
    shown,
    verify_code,
)
from voting.identity.consent import consent_to, is_consent
from voting.identity.forms import ConsentForm
from voting.identity.gateways import NotSent, RecipientUnreachable
from voting.identity.limits.budget import BudgetSpent
from voting.identity.limits.networks import Crowded, network_of
from voting.identity.notice import Notice
from voting.identity.sign_on.offer import let_through, offers_sign_on, sign_on_of
from voting.models import Failure
from voting.pages import INVALID, by_post, poll_page, step_page, while_open
from voting.turnout.failures import record_failure

TOO_MANY, UNAVAILABLE = 429, 503
# More than a ticket of the network has.
TICKET_LETTERS = 100
# Only a new code helps then.
NEEDS_NEW_CODE = (CodeExpired, CodeSpent, CodeUnknown)
# As what each refusal of a code is counted.
FAILURES = {
    WrongCode: Failure.Kind.WRONG_CODE,
    CodeExpired: Failure.Kind.CODE_EXPIRED,
    CodeUnknown: Failure.Kind.CODE_UNKNOWN,
    CodeSpent: Failure.Kind.TOO_MANY,
    CodeLocked: Failure.Kind.TOO_MANY,
}


@dataclass(frozen=True)
class NotSentTrouble:
    """How a code that was not sent is counted and told: `summary` above the faults, `advice` behind the refusal."""

    counted: Failure.Kind
    status: int
    summary: str | Promise = ""
    advice: str | Promise = ""
    is_of_the_field: bool = False


# The first kind that fits.
NOT_SENT = {
    NoCodeUntil: NotSentTrouble(
        Failure.Kind.TOO_MANY, TOO_MANY, gettext_lazy("잠시 뒤에 다시 해 주세요"), is_of_the_field=True
    ),
    BudgetSpent: NotSentTrouble(
        Failure.Kind.BUDGET, UNAVAILABLE, gettext_lazy("인증번호를 보내지 못했습니다")
    ),
    RecipientUnreachable: NotSentTrouble(Failure.Kind.UNAVAILABLE, INVALID, is_of_the_field=True),
    NotSent: NotSentTrouble(
        Failure.Kind.UNAVAILABLE,
        UNAVAILABLE,
        gettext_lazy("인증번호를 보내지 못했습니다"),
        gettext_lazy("잠시 뒤에 다시 시도해 주세요."),
    ),
}


# Consent comes before any cookie, also that of the forms' protection; without one nothing can be done in
# anybody's name, and this page does nothing (the cookie it drops does not come with another site's form).
@csrf_exempt
@remembered_page
@poll_page
@while_open
def start(request, poll):
    """Consent and age, and then where to send the code. A refusal stores nothing, an agreement neither."""
    if request.method != "POST":
        return _consent_page(request, poll, ConsentForm())
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _consent_page(request, poll, form, INVALID)
    way = code_way(poll)
    response = _number_page(request, poll, way and way.form(), consent_to(poll))
    credentials.forget_end(request, response)
    return response


def _consent_page(request, poll, form, status=200):
    who = who_may_vote(poll)
    context = {"form": form, "who": who, "notice": Notice(poll, who.is_restricted)}
    context["address_days"] = settings.ADDRESS_DAYS
    return step_page(request, "consent.html", poll, 1, status=status, **context)


def with_consent(view):
    """Give `view(request, poll, slip)` the slip of the form; without a good one the consent page asks again."""

    def page(request, poll):
        slip = request.POST.get("consent", "")
        if is_consent(poll, slip):
            return view(request, poll, slip)
        form = ConsentForm({})
        form.full_clean()
        form.errors.clear()
        form.add_error(None, _("동의하신 지 30분이 지났거나 동의하신 내용이 없습니다. 다시 동의해 주세요."))
        return _consent_page(request, poll, form, INVALID)

    return page


def with_way(view):
    """Give `view(request, poll, slip, way)` the way of the poll's codes; without one only the sign-on is offered."""

    def page(request, poll, slip):
        way = code_way(poll)
        return view(request, poll, slip, way) if way else _number_page(request, poll, None, slip)

    return page


@sensitive_post_parameters()
@poll_page
@while_open
@by_post(otherwise="voting:start")
@with_consent
@with_way
def number(request, poll, slip, way):
    """Send a code to the number or address; asked again it sends a new one. With `fix` show it to be mended."""
    if "fix" in request.POST:
        form = way.form(initial={way.form.asked: _typed(request, way)})
        return _number_page(request, poll, form, slip)
    form = way.form(request.POST)
    if not form.is_valid():
        return _number_page(request, poll, form, slip, INVALID)
    try:
        sent = send_code(
            poll=poll,
            identity=form.identity,
            gateway=way.gateway,
            network=network_of(request),
            ticket=request.POST.get("ticket", "")[:TICKET_LETTERS],
        )
    except Crowded as refusal:
        record_failure(poll, Failure.Kind.CROWDED)
        return _wait_page(request, poll, way, form, slip, refusal)
    except SendTooSoon as refusal:
        record_failure(poll, Failure.Kind.TOO_MANY)
        return _waiting_code_page(request, poll, way, form, slip, refusal)
    except tuple(NOT_SENT) as refusal:
        return _not_sent_page(request, poll, way, form, slip, refusal)
    shown_code, is_last = sent.delivery.shown_code, sent.good_until is not None
    page = way.code_form(initial=_held(request, way, sent.challenge, shown_code, is_last=is_last))
    told = {"identity": form.identity, "next_at": sent.next_at, "note": _note_of(request, sent)}
    return _code_page(request, poll, way, page, slip, **told)


def _waiting_code_page(request, poll, way, form, slip, refusal):
    """A code that was sent before is still good: its page, where it can be entered."""
    is_last = isinstance(refusal, LastCodeSent)
    shown_code = request.POST.get("shown_code", "")[:DIGITS]
    page = way.code_form(initial=_held(request, way, refusal.challenge, shown_code, is_last=is_last))
    told = {"identity": form.identity, "next_at": None if is_last else refusal.until, "note": refusal}
    return _code_page(request, poll, way, page, slip, TOO_MANY, **told)


def _not_sent_page(request, poll, way, form, slip, refusal):
    """What was typed stays; where it is not for the citizen to mend, the page says so above."""
    trouble = next(trouble for kind, trouble in NOT_SENT.items() if isinstance(refusal, kind))
    record_failure(poll, trouble.counted)
    words = f"{refusal} {trouble.advice}".rstrip()
    form.add_error(way.form.asked if trouble.is_of_the_field else None, _with_other_way(poll, words))
    return _number_page(request, poll, form, slip, trouble.status, trouble.summary)


def _wait_page(request, poll, way, form, slip, crowded):
    """Nothing was sent yet; the same button sends it in a little while. Told in steps of five seconds, rounded up."""
    context = {"form": form, "way": way, "consent": slip, "written": way.as_written(form.identity)}
    context |= {"ticket": crowded.ticket, "seconds": -(-crowded.seconds // 5) * 5}
    response = step_page(request, "wait.html", poll, 1, status=TOO_MANY, **context)
    response["Retry-After"] = str(crowded.seconds)
    return response


def _note_of(request, sent):
    if sent.good_until:
        return _("24시간에 받을 수 있는 마지막 인증번호입니다. %(t)s까지 쓸 수 있습니다.") % {
            "t": moment_words(sent.good_until)
        }
    return _note_of_a_new_code(request)


def _note_of_a_new_code(request):
    """Told by the button that was pressed, not by what is stored: whoever types somebody else's number does not
    learn that its owner has asked before.
    """
    if "again" not in request.POST:
        return ""
    return _("새 인증번호를 보냈습니다. 전에 받은 인증번호는 이제 쓸 수 없습니다.")


def _with_other_way(poll, words):
    """Add that the poll has another way, where it has."""
    other = _("통합 로그인으로는 지금도 인증하실 수 있습니다.") if offers_sign_on(poll) else ""
    return f"{words} {other}".rstrip()


def _typed(request, way):
    return request.POST.get(way.form.asked, "")


def _held(request, way, challenge, shown_code, *, is_last):
    held = {way.form.asked: _typed(request, way), "challenge": challenge, "shown_code": shown_code}
    return held | {"is_last": is_last}


def _number_page(request, poll, form, slip, status=200, summary=""):
    """`form` is None where there is nothing to type, because voters of the poll sign on; `summary` stands above its
    faults where it is not for the citizen to mend them.
    """
    context = {"form": form, "way": code_way(poll), "consent": slip, "summary": summary}
    return _page_of_ways(request, "number.html", poll, status, context)


def _page_of_ways(request, template, poll, status, context):
    """A page on which whoever has trouble with codes may sign on instead."""
    page = step_page(request, template, poll, 1, status=status, sign_on=sign_on_of(poll), **context)
    return let_through(page, poll)


def _code_page(request, poll, way, form, slip, status=200, *, identity, next_at, **more):
    """`identity` is told as people write it, the form carries it as it was typed; `next_at` is when a new code may
    be asked for.
    """
    context = {"form": form, "way": way, "consent": slip, "written": way.as_written(identity)}
    context["next_at"] = shown(next_at) if next_at and next_at > timezone.now() else ""
    return _page_of_ways(request, "code.html", poll, status, context | more)


@sensitive_post_parameters()
@poll_page
@while_open
@by_post(otherwise="voting:start")
@with_consent
@with_way
def code(request, poll, slip, way):
    """The right code gives the credential."""
    form = way.code_form(request.POST)
    is_valid = form.is_valid()
    if not form.is_of_a_page:
        return _number_page(request, poll, way.form(request.POST), slip, INVALID)
    challenge, entered = form.cleaned_data["challenge"], form.cleaned_data.get("code")

    def again(status=INVALID, **more):
        told = {"identity": form.identity, "next_at": next_code_at(poll, challenge)}
        return _code_page(request, poll, way, form, slip, status, **told | more)

    if not is_valid:
        return again()
    try:
        key = verify_code(
            poll=poll, challenge=challenge, identity=form.identity, code=entered, network=network_of(request)
        )
    except CodeLocked as refusal:
        record_failure(poll, FAILURES[CodeLocked])
        form.add_error("code", _with_other_way(poll, refusal))
        return again(TOO_MANY, summary=_("잠시 뒤에 다시 해 주세요"))
    except tuple(FAILURES) as refusal:
        if isinstance(refusal, CodeUnknown) and _is_verified(request, poll, form.identity):
            return to_the_ballot(poll)
        record_failure(poll, FAILURES[type(refusal)])
        form.add_error("code", str(refusal))
        return again(needs_new_code=isinstance(refusal, NEEDS_NEW_CODE))
    return admit(request, poll, key=key, method=way.method)


def _is_verified(request, poll, identity):
    """This browser holds the credential of the identity: the code was sent twice, by a double click or by Back."""
    credential = credentials.credential_of(request, poll)
    return credential is not None and credential.voter_key == voter_key(poll.secret, identity)
