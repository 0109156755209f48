"""Choose, review, cast, done. Before these stands the room identity/, which gives the credential."""

import re
import secrets

from django.shortcuts import redirect
from django.utils import timezone

from voting import credentials
from voting.ballot_box import AlreadyVoted, InvalidChoices, PollClosed, cast_ballot, check_choices
from voting.commitments import ballot_id
from voting.forms import BallotForm
from voting.pages import (
    INVALID,
    already_page,
    by_post,
    lapsed_page,
    poll_page,
    shut_page,
    step_page,
    used_page,
    while_open,
)
from voting.voters import can_vote, cases_by_number, cases_in_own_order, has_voted, is_in_the_box

NONCE_BYTES = 16
NONCE = re.compile(r"[A-Za-z0-9_-]{22}")


@poll_page
@while_open
def choose(request, poll):
    """The ballot. A POST brings choices back, to be changed."""
    credential = credentials.credential_of(request, poll)
    if credential is None:
        return _without_credential(request, poll)
    if has_voted(poll, credential.voter_key):
        return already_page(request, poll)
    initial = {"case": request.POST.getlist("case")}
    form = BallotForm(poll=poll, cases=cases_in_own_order(poll, credential.voter_key), initial=initial)
    return _choose_page(request, poll, credential, form)


def _without_credential(request, poll):
    if credentials.is_done(request, poll):
        return already_page(request, poll)
    return (
        lapsed_page(request, poll)
        if request.method == "POST"
        else redirect("voting:start", poll.edition.slug)
    )


def _choose_page(request, poll, credential, form, status=200):
    return step_page(request, "choose.html", poll, 2, form=form, until=credential.expires_at, status=status)


@poll_page
@while_open
@by_post(otherwise="voting:choose")
def review(request, poll):
    """What was chosen, once more, with the nonce of the ballot that this page casts. Nothing is stored."""
    credential = credentials.credential_of(request, poll)
    if credential is None:
        return _without_credential(request, poll)
    if has_voted(poll, credential.voter_key):
        return already_page(request, poll)
    form = BallotForm(request.POST, poll=poll, cases=cases_in_own_order(poll, credential.voter_key))
    if not form.is_valid():
        return _choose_page(request, poll, credential, form, INVALID)
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    return step_page(request, "review.html", poll, 3, form=form, nonce=nonce, until=credential.expires_at)


@poll_page
@by_post(otherwise="voting:choose")
def cast(request, poll):
    """The one press that votes. However often it comes, the same page casts the same ballot."""
    nonce = request.POST.get("nonce", "")
    ballot = ballot_id(poll.secret, nonce) if NONCE.fullmatch(nonce) else None
    credential = credentials.credential_of(request, poll)
    if credential is None or ballot is None:
        page = lapsed_page if ballot else used_page
        return _refused(request, poll, ballot, page(request, poll))
    try:
        choices = check_choices(poll, request.POST.getlist("case"), cases_by_number(poll))
    except InvalidChoices:
        # The page says what is wrong, beside the boxes.
        form = BallotForm(request.POST, poll=poll, cases=cases_in_own_order(poll, credential.voter_key))
        return _refused(request, poll, ballot, _choose_page(request, poll, credential, form, INVALID))
    try:
        cast_ballot(
            poll=poll,
            voter_key=credential.voter_key,
            method=credential.method,
            choices=choices,
            ballot_id=ballot,
        )
    except PollClosed:
        return shut_page(request, poll, is_missed=True)
    except AlreadyVoted:
        # The first vote of this number; or, where it has none, the page of somebody else's ballot.
        page = already_page if has_voted(poll, credential.voter_key) else used_page
        return page(request, poll)
    return _to_the_end(poll)


def _refused(request, poll, ballot, answer):
    """What cannot be cast now may have been cast before: then it ends as it did then, else with `answer`."""
    if ballot and is_in_the_box(poll, ballot):
        return _to_the_end(poll)
    if not can_vote(poll.edition, timezone.now()):
        return shut_page(request, poll, is_missed=True)
    return answer


def _to_the_end(poll):
    response = redirect("voting:done", poll.edition.slug)
    response.status_code = 303
    credentials.mark_done(response, poll=poll)
    return response


@poll_page
def done(request, poll):
    """Claims a vote only where this browser has just cast one."""
    if not credentials.is_done(request, poll):
        return redirect("voting:start", poll.edition.slug)
    is_dated = poll.edition.results_planned_at and poll.edition.results_planned_at > timezone.now()
    return step_page(request, "done.html", poll, 4, is_dated=is_dated)


@poll_page
@by_post(otherwise="voting:start")
def leave(request, poll):
    """Give the credential back without voting."""
    response = redirect("awards:home")
    response.status_code = 303
    credentials.withdraw(response)
    return response
