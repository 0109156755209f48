"""From consent to a credential: three pages whose state travels in their forms, so that nothing is kept before."""

from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from cases.remembered import remembered_page
from cases.templatetags.portal import moment_words
from voting import credentials
from voting.commitments import voter_key
from voting.identity.admission import admit, to_the_ballot
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
    send_code,
    sign_on_words,
    verify_code,
)
from voting.identity.consent import consent_to, is_consent
from voting.identity.forms import CodeForm, ConsentForm, NumberForm
from voting.identity.gateways import GatewayUnavailable, code_gateway
from voting.identity.limits.budget import BudgetSpent
from voting.identity.limits.networks import Crowded, network_of
from voting.identity.methods import SMS
from voting.identity.numbers import as_written_here
from voting.models import Failure
from voting.pages import INVALID, by_post, poll_page, step_page, while_open
from voting.turnout.failures import record_failure

TOO_MANY, UNAVAILABLE = 429, 503
# More than a ticket of the network has.
TICKET_LETTERS = 100
# As what each refusal of a code is counted.
FAILURES = {
    WrongCode: Failure.Kind.WRONG_CODE,
    CodeExpired: Failure.Kind.CODE_EXPIRED,
    CodeUnknown: Failure.Kind.CODE_UNKNOWN,
    CodeSpent: Failure.Kind.TOO_MANY,
    CodeLocked: Failure.Kind.TOO_MANY,
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
    response = _number_page(request, poll, NumberForm(), consent_to(poll))
    credentials.forget_end(request, response)
    return response


def _consent_page(request, poll, form, status=200):
    processor = code_gateway().processor
    return step_page(request, "consent.html", poll, 1, form=form, processor=processor, status=status)


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


@sensitive_post_parameters()
@poll_page
@while_open
@by_post(otherwise="voting:start")
@with_consent
def number(request, poll, slip):
    """Send a code to the number; asked again it sends a new one. With `fix` show the number to be mended."""
    if "fix" in request.POST:
        form = NumberForm(initial={"number": request.POST.get("number", "")})
        return _number_page(request, poll, form, slip)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _number_page(request, poll, form, slip, INVALID)
    try:
        sent = send_code(
            poll=poll,
            number=form.cleaned_data["number"],
            gateway=code_gateway(),
            network=network_of(request),
            ticket=request.POST.get("ticket", "")[:TICKET_LETTERS],
        )
    except Crowded as refusal:
        record_failure(poll, Failure.Kind.CROWDED)
        return _wait_page(request, poll, form, slip, refusal)
    except SendTooSoon as refusal:
        record_failure(poll, Failure.Kind.TOO_MANY)
        shown = {"shown_code": request.POST.get("shown_code", "")[:DIGITS]}
        shown["is_last"] = isinstance(refusal, LastCodeSent)
        page = CodeForm(initial=_held(request, refusal.challenge) | shown)
        return _code_page(
            request, poll, page, slip, TOO_MANY, number=form.cleaned_data["number"], note=refusal
        )
    except NoCodeUntil as refusal:
        record_failure(poll, Failure.Kind.TOO_MANY)
        form.add_error("number", str(refusal))
        return _number_page(request, poll, form, slip, TOO_MANY)
    except BudgetSpent as refusal:
        record_failure(poll, Failure.Kind.BUDGET)
        form.add_error(None, f"{refusal} {sign_on_words(poll)}".strip())
        return _number_page(request, poll, form, slip, UNAVAILABLE)
    except GatewayUnavailable as refusal:
        record_failure(poll, Failure.Kind.UNAVAILABLE)
        form.add_error(None, f"{refusal} " + _("잠시 뒤에 다시 시도해 주세요."))
        return _number_page(request, poll, form, slip, UNAVAILABLE)
    shown = {"shown_code": sent.delivery.shown_code, "is_last": sent.good_until is not None}
    page = CodeForm(initial=_held(request, sent.challenge) | shown)
    note = sent.good_until and _("24시간에 받을 수 있는 마지막 인증번호입니다. %(t)s까지 쓸 수 있습니다.") % {
        "t": moment_words(sent.good_until)
    }
    return _code_page(request, poll, page, slip, number=form.cleaned_data["number"], note=note)


def _held(request, challenge):
    return {"number": request.POST["number"], "challenge": challenge}


def _number_page(request, poll, form, slip, status=200):
    return step_page(request, "number.html", poll, 1, form=form, consent=slip, status=status)


def _wait_page(request, poll, form, slip, crowded):
    """Nothing was sent yet; the same button sends it in a little while. Told in steps of five seconds, rounded up."""
    response = step_page(
        request,
        "wait.html",
        poll,
        1,
        form=form,
        consent=slip,
        status=TOO_MANY,
        number=as_written_here(form.cleaned_data["number"]),
        ticket=crowded.ticket,
        seconds=-(-crowded.seconds // 5) * 5,
    )
    response["Retry-After"] = str(crowded.seconds)
    return response


def _code_page(request, poll, form, slip, status=200, *, number, note=None):
    """`number` (E.164) is told as people write it; the form carries it as it was typed."""
    return step_page(
        request,
        "code.html",
        poll,
        1,
        form=form,
        consent=slip,
        status=status,
        number=as_written_here(number),
        note=note,
    )


@sensitive_post_parameters()
@poll_page
@while_open
@by_post(otherwise="voting:start")
@with_consent
def code(request, poll, slip):
    """The right code gives the credential."""
    form = CodeForm(request.POST)
    is_valid = form.is_valid()
    if not form.is_of_a_page:
        return _number_page(request, poll, NumberForm(request.POST), slip, INVALID)
    number = form.cleaned_data["number"]
    if not is_valid:
        return _code_page(request, poll, form, slip, INVALID, number=number)
    try:
        key = verify_code(
            poll=poll,
            challenge=form.cleaned_data["challenge"],
            number=number,
            code=form.cleaned_data["code"],
            network=network_of(request),
        )
    except tuple(FAILURES) as refusal:
        if isinstance(refusal, CodeUnknown) and _is_verified(request, poll, number):
            return to_the_ballot(poll)
        record_failure(poll, FAILURES[type(refusal)])
        form.add_error("code", str(refusal))
        status = TOO_MANY if isinstance(refusal, CodeLocked) else INVALID
        return _code_page(request, poll, form, slip, status, number=number)
    return admit(request, poll, key=key, method=SMS)


def _is_verified(request, poll, number):
    """This browser holds the credential of the number: the code was sent twice, by a double click or by Back."""
    credential = credentials.credential_of(request, poll)
    return credential is not None and credential.voter_key == voter_key(poll.secret, number)
