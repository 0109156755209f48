"""After an identity was proved, whichever way: the one place where a voter is let in to the ballot."""

from uuid import UUID

from django.shortcuts import redirect

from voting import credentials
from voting.eligibility.checking import NotEligible, require_eligible
from voting.pages import ineligible_page, second_vote_page
from voting.voters import has_voted


def admit(request, poll, *, key: UUID, method: str):
    """Give this browser the credential of `key` and lead it to the ballot.

    Only now may it be told that whoever was verified has voted, or may not vote.
    """
    if has_voted(poll, key):
        return second_vote_page(request, poll)
    try:
        require_eligible(poll, key)
    except NotEligible as refusal:
        return ineligible_page(request, poll, refusal)
    response = to_the_ballot(poll)
    credentials.grant(response, poll=poll, voter_key=key, method=method)
    return response


def to_the_ballot(poll):
    response = redirect("voting:choose", poll.edition.slug)
    response.status_code = 303
    return response
