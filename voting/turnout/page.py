"""What the page of the turnout shows, gathered with a constant number of queries."""

from datetime import datetime
from functools import cached_property

from django.db.models import Count
from django.utils import timezone

from cases.models import Edition
from cases.stages import Scene
from voting.identity.limits.budget import DaySent, days_sent
from voting.identity.methods import METHODS, title_of_method
from voting.models import Failure
from voting.turnout.counts import compare_with_providers
from voting.turnout.failures import full_hour
from voting.turnout.hours import BURST_LEAST, BURST_TIMES, hour_table, picture

DIGESTS_SHOWN = 40
DAYS_SHOWN = 14
OVER = (Scene.CLOSED, Scene.TALLYING, Scene.PUBLISHED)


class TurnoutPage:
    """The vote of `edition` at the moment `at`: hours, methods, ways of failing; no case, no voter, no key."""

    burst_least, burst_times = BURST_LEAST, BURST_TIMES

    def __init__(self, edition: Edition, at: datetime):
        self.edition, self.at = edition, at
        self.running = full_hour(at)

    @cached_property
    def participations(self):
        counts = (
            self.edition.poll.participations.order_by().values_list("hour", "method").annotate(n=Count("pk"))
        )
        return self._table(list(counts), list(METHODS), title_of_method)

    @cached_property
    def failures(self):
        counts = list(self.edition.poll.failures.values_list("hour", "kind", "count"))
        return self._table(counts, Failure.Kind.values, lambda kind: str(Failure.Kind(kind).label))

    def _table(self, counts, order, title):
        """Only columns with anything in them, in the order of `order`; others behind."""
        names = {name for _hour, name, _n in counts}
        columns = [name for name in order if name in names] + sorted(names - set(order))
        return hour_table(counts, columns, self.running).with_titles(map(title, columns))

    @cached_property
    def picture(self):
        return (
            picture(self.participations, timezone.get_current_timezone())
            if self.participations.rows
            else None
        )

    @cached_property
    def comparisons(self):
        return compare_with_providers(self.edition.poll)

    @cached_property
    def digests(self):
        return list(self.edition.poll.digests.order_by("-until")[:DIGESTS_SHOWN])

    @cached_property
    def messages(self) -> list[DaySent]:
        """Days of the whole portal, not of this vote alone: the budget is one."""
        return days_sent(DAYS_SHOWN)

    @property
    def is_over(self):
        return self.edition.scene_at(self.at) in OVER
