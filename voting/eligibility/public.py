"""What everybody may know of who may vote: the rule, the size and legal basis of each list, how often it refused."""

from dataclasses import dataclass

from django.db.models import Sum

from voting.models import Failure, Poll, VoterList


@dataclass(frozen=True)
class WhoMayVote:
    """Two queries. `refusals`: how often somebody who had been verified was told that they may not vote."""

    is_listed: bool
    lists: list[VoterList]
    refusals: int

    @property
    def has_list(self) -> bool:
        return any(one.kind == VoterList.Kind.ELIGIBLE for one in self.lists)

    @property
    def is_restricted(self) -> bool:
        return self.is_listed or bool(self.lists)


def who_may_vote(poll: Poll) -> WhoMayVote:
    """Return what the consent page and the results page tell of the voters of `poll`."""
    refused = poll.failures.filter(kind=Failure.Kind.NOT_ELIGIBLE).aggregate(n=Sum("count"))["n"]
    lists = sorted(poll.voter_lists.in_force(), key=lambda one: one.kind)
    return WhoMayVote(poll.is_listed, lists, refused or 0)
