"""Choose, review, cast, done. Before these stands the room identity/, which gives the credential."""

import re
import secrets

from django.shortcuts import redirect
from django.utils import timezone

from voting import credentials
from voting.ballot_box import (
    AlreadyVoted,
    InvalidChoices,
    PollClosed,
    cast_ballot,
    check_choices,
    receipt_of,
)
from voting.commitments import NONCE_LETTERS, ballot_id, canonical_choices, is_page_of, page_nonce
from voting.eligibility.checking import NotEligible
from voting.forms import BallotForm
from voting.models import Failure
from voting.pages import (
    INVALID,
    already_page,
    by_post,
    foreign_page,
    ineligible_page,
    lapsed_page,
    poll_page,
    second_vote_page,
    shut_page,
    step_page,
    used_page,
    while_open,
)
from voting.turnout.failures import record_failure
from voting.voters import can_vote, cases_in_own_order, has_voted, positions_of

NONCE_BYTES = 16
NONCE = re.compile(rf"[A-Za-z0-9_-]{{{NONCE_LETTERS}}}")


@poll_page
@while_open
def choose(request, poll):
    """The ballot. A POST brings choices back, to be changed."""
    credential = credentials.credential_of(request, poll)
    if credential is None:
        return _without_credential(request, poll)
    if has_voted(poll, credential.voter_key):
        return second_vote_page(request, poll)
    initial = {"case": request.POST.getlist("case")}
    form = BallotForm(poll=poll, cases=cases_in_own_order(poll, credential.order), initial=initial)
    return _choose_page(request, poll, credential, form)


def _without_credential(request, poll):
    if credentials.code_of(request, poll):
        return already_page(request, poll)
    if request.method != "POST":
        return redirect("voting:start", poll.edition.slug)
    record_failure(poll, Failure.Kind.LAPSED)
    return lapsed_page(request, poll)


def _choose_page(request, poll, credential, form, status=200):
    return step_page(request, "choose.html", poll, 2, form=form, until=credential.expires_at, status=status)


@poll_page
@while_open
@by_post(otherwise="voting:choose")
def review(request, poll):
    """What was chosen, once more, with the nonce of the ballot that this page casts, for this voter alone.

    Nothing is stored.
    """
    credential = credentials.credential_of(request, poll)
    if credential is None:
        return _without_credential(request, poll)
    if has_voted(poll, credential.voter_key):
        return second_vote_page(request, poll)
    form = BallotForm(request.POST, poll=poll, cases=cases_in_own_order(poll, credential.order))
    if not form.is_valid():
        return _choose_page(request, poll, credential, form, INVALID)
    nonce = page_nonce(poll.secret, credential.voter_key, secrets.token_urlsafe(NONCE_BYTES))
    return step_page(request, "review.html", poll, 3, form=form, nonce=nonce, until=credential.expires_at)


@poll_page
@by_post(otherwise="voting:choose")
def cast(request, poll):
    """The one press that votes. However often it comes, the same page casts the same ballot."""
    nonce = request.POST.get("nonce", "")
    ballot = ballot_id(poll.secret, nonce) if NONCE.fullmatch(nonce) else None
    credential = credentials.credential_of(request, poll)
    if ballot is None:
        return _refused(request, poll, None, used_page(request, poll), Failure.Kind.ALTERED)
    if credential is None:
        return _refused(request, poll, ballot, lapsed_page(request, poll), Failure.Kind.LAPSED)
    if not is_page_of(poll.secret, credential.voter_key, nonce):
        # Somebody else verified in this browser meanwhile: what one voter chose is not cast by another.
        answer = _refused(request, poll, ballot, foreign_page(request, poll), Failure.Kind.ALTERED)
        credentials.keep(answer)
        return answer
    return _cast(request, poll, credential, ballot)


def _cast(request, poll, credential, ballot):
    cases = cases_in_own_order(poll, credential.order)
    try:
        choices = check_choices(poll, request.POST.getlist("case"), [case.number for case in cases])
    except InvalidChoices:
        # The page says what is wrong, beside the boxes.
        form = BallotForm(request.POST, poll=poll, cases=cases)
        page = _choose_page(request, poll, credential, form, INVALID)
        return _refused(request, poll, ballot, page, Failure.Kind.ALTERED)
    try:
        code = cast_ballot(
            poll=poll,
            voter_key=credential.voter_key,
            method=credential.method,
            choices=choices,
            ballot_id=ballot,
            positions=positions_of(cases, choices),
        )
    except PollClosed:
        return _missed(request, poll)
    except NotEligible as refusal:
        return ineligible_page(request, poll, refusal)
    except AlreadyVoted:
        return second_vote_page(request, poll)
    return _to_the_end(poll, code)


def _refused(request, poll, ballot, answer, kind):
    """What cannot be cast now may have been cast before: then it ends as it did then, else with `answer`,
    which is counted as a failure of `kind`.
    """
    choices = canonical_choices(request.POST.getlist("case"))
    if ballot and (code := receipt_of(poll=poll, ballot_id=ballot, choices=choices)):
        return _to_the_end(poll, code)
    if not can_vote(poll.edition, timezone.now()):
        return _missed(request, poll)
    record_failure(poll, kind)
    return answer


def _missed(request, poll):
    record_failure(poll, Failure.Kind.TOO_LATE)
    return shut_page(request, poll, is_missed=True)


def _to_the_end(poll, code):
    response = redirect("voting:done", poll.edition.slug)
    response.status_code = 303
    credentials.mark_done(response, poll=poll, code=code)
    return response


@poll_page
def done(request, poll):
    """Claims a vote only where this browser has just cast one, and shows its receipt."""
    code = credentials.code_of(request, poll)
    if code is None or poll.edition.is_void(timezone.now()):
        return redirect("voting:start", poll.edition.slug)
    is_dated = poll.edition.results_planned_at and poll.edition.results_planned_at > timezone.now()
    return step_page(request, "done.html", poll, 4, code=code, is_dated=is_dated)


@poll_page
@by_post(otherwise="voting:start")
def leave(request, poll):
    """Give the credential back without voting."""
    response = redirect("awards:home")
    response.status_code = 303
    credentials.withdraw(response)
    return response
