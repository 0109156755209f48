"""Business-named queries of editions, organisations and cases."""

from django.db import models
from django.db.models import Count, F, Q


class EditionQuerySet(models.QuerySet):
    def published(self, at):
        return self.filter(published_at__lte=at, voided_at=None)

    def newest_first(self):
        return self.order_by(F("year").desc(), "-pk")

    def open_for_voting(self, at):
        return self.filter(voting_open_at__lte=at, voting_close_at__gt=at, sealed_at=None, voided_at=None)

    def with_poll_known(self):
        """Tell on each edition whether citizens vote in it: `has_poll`, without a query of its own."""
        return self.annotate(has_poll=Q(poll__isnull=False))

    def history(self):
        """Editions that stand in the list of past awards: every one but practice."""
        return self.exclude(kind=self.model.Kind.PRACTICE).newest_first()


class CalendarChangeQuerySet(models.QuerySet):
    def extensions(self, window):
        """Extensions of `window`, whose reasons are public, the newest first."""
        return self.filter(field=f"{window}_close_at", is_extension=True).order_by("-changed_at", "-pk")


class OrganisationQuerySet(models.QuerySet):
    def active(self):
        return self.filter(retired_on=None)


class CaseQuerySet(models.QuerySet):
    def in_natural_order(self):
        return self.order_by("number_key")

    def finalists(self):
        return self.filter(is_finalist=True)

    def on_the_ballot(self):
        return self.filter(is_finalist=True, withdrawn_at=None)

    def competing(self):
        """Every case but those withdrawn before they were finalists; a finalist's withdrawal stays on record."""
        return self.exclude(withdrawn_at__isnull=False, is_finalist=False)

    def matching(self, words):
        """Cases whose title, summary or organisation contains every one of `words`."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(title__icontains=word) | Q(summary__icontains=word) | Q(organisation__name__icontains=word)
            )
        return found

    def count_by_kind(self):
        """Return {kind of organisation: number of cases}."""
        rows = self.order_by().values_list("organisation__kind").annotate(n=Count("pk"))
        return dict(rows)


class SheetUploadQuerySet(models.QuerySet):
    def expired(self, at):
        return self.filter(uploaded_at__lte=at - self.model.LIFETIME)
