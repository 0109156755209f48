"""To the provider and back. What came back is dealt with at an address of its own, without code and state."""

import hmac

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_safe

from voting.commitments import voter_key
from voting.identity.admission import admit
from voting.identity.methods import SIGN_ON
from voting.identity.sign_on import cookies, provider
from voting.identity.sign_on.claims import identity_of, wanted_claims
from voting.identity.sign_on.offer import let_through, offers_sign_on
from voting.identity.sign_on.troubles import (
    TROUBLES,
    Cancelled,
    Lapsed,
    ProviderDown,
    SignOnTrouble,
    TokenRefused,
)
from voting.identity.views import with_consent
from voting.models import Failure
from voting.pages import poll_page, while_open
from voting.turnout.failures import record_failure
from voting.voters import can_vote, poll_of

# What the provider answers instead of a code (OpenID Connect Core 3.1.2.6): the person did not go on, or it could not.
NOT_GONE_ON = {"access_denied", "login_required", "consent_required", "interaction_required"}
NOT_ABLE = {"server_error", "temporarily_unavailable"}


@sensitive_post_parameters()
@poll_page
@while_open
def sign_on(request, poll):
    """By POST to the provider; by GET, coming back, to the ballot or to the page of the trouble."""
    if request.method != "POST":
        return _arrive(request, poll)
    if not offers_sign_on(poll):
        raise Http404
    return _leave(request, poll)


@with_consent
def _leave(request, poll, slip):
    language = get_language()
    try:
        facts = provider.begin(redirect_uri=_callback_address(request), language=language)
    except SignOnTrouble as trouble:
        record_failure(poll, trouble.kind)
        return _trouble_page(request, poll, slip, trouble)
    response = HttpResponseRedirect(facts.pop("url"))
    response.status_code = 303
    cookies.keep_attempt(response, slug=poll.edition.slug, language=language, consent=slip, **facts)
    return response


def _callback_address(request):
    return request.build_absolute_uri(reverse("sign_on_callback"))


@cache_control(no_store=True, private=True)
@require_GET
def callback(request):
    """The one address a provider knows. Whatever comes, it answers with an address that carries nothing of it."""
    attempt = cookies.attempt_of(request)
    if attempt is None:
        response = redirect("voting:sign_on_lost")
    else:
        with override(attempt.language):
            response = redirect("voting:sign_on", attempt.slug)
        _conclude(request, response, attempt)
    response.status_code = 303
    cookies.forget_attempt(response)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _conclude(request, response, attempt):
    """Put into `response` who was verified, or what went wrong."""
    poll = poll_of(attempt.slug)
    if not can_vote(poll.edition, timezone.now()):
        # The page behind says that the vote is over.
        record_failure(poll, Failure.Kind.TOO_LATE)
        return
    try:
        key = voter_key(poll.secret, _identity(request, poll, attempt))
        result = {"key": key.hex}
    except SignOnTrouble as trouble:
        record_failure(poll, trouble.kind)
        result = {"trouble": trouble.word}
    cookies.keep_result(response, poll=poll.pk, consent=attempt.consent, **result)


def _identity(request, poll, attempt):
    state = request.GET.get("state", "")
    if attempt.is_lapsed or not hmac.compare_digest(state.encode(), attempt.state.encode()):
        raise Lapsed
    if not offers_sign_on(poll):
        raise ProviderDown
    error, code = request.GET.get("error", ""), request.GET.get("code", "")
    if error in NOT_GONE_ON:
        raise Cancelled
    if error in NOT_ABLE:
        raise ProviderDown
    if error or not code:
        raise TokenRefused
    claims = provider.claims_of(
        code=code,
        code_verifier=attempt.code_verifier,
        nonce=attempt.nonce,
        redirect_uri=_callback_address(request),
        wanted=wanted_claims(),
    )
    return identity_of(claims)


def _arrive(request, poll):
    result = cookies.result_of(request, poll)
    if result is None:
        return redirect("voting:start", poll.edition.slug)
    if result.trouble:
        return _trouble_page(request, poll, result.consent, TROUBLES[result.trouble]())
    response = admit(request, poll, key=result.voter_key, method=SIGN_ON)
    # Good for one admission: on a shared device nobody else is let in by Back.
    cookies.forget_result(response)
    return response


def _trouble_page(request, poll, slip, trouble):
    context = {"poll": poll, "edition": poll.edition, "trouble": trouble, "consent": slip}
    response = render(request, "voting/sign_on_trouble.html", context, status=trouble.status)
    return let_through(response, poll)


@cache_control(no_store=True, private=True)
@require_safe
def lost(request):
    """Somebody came back without the cookie they left with, so that nobody knows to which poll."""
    return render(request, "voting/sign_on_lost.html", status=Lapsed.status)
