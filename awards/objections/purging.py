"""What of objections has lived its time: counts of networks after their hour, texts a year after the publication."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from awards.objections.models import FilingHour, Objection, ObjectionAct

# Run every night, nothing of a network is older than a day.
NETWORKS_KEPT = timedelta(hours=1)
# A default of ours. Number, subject, outcome and public summary stay with the edition.
TEXTS_KEPT = timedelta(days=365)
# An answer can be read so long in any case.
ANSWERS_READ_FOR = timedelta(days=30)


def forget_networks(now: datetime) -> int:
    """Delete the counts of hours that are over; return how many."""
    return FilingHour.objects.filter(hour__lte=now - NETWORKS_KEPT).delete()[0]


def erase_texts(now: datetime) -> int:
    """Blank what filers wrote, and what was written to them and about it, once its time is over; return of how many.

    What was not answered yet keeps its text: nobody could answer it otherwise.
    """
    end = now - TEXTS_KEPT
    is_old = Q(edition__published_at__lte=end) | Q(edition__voided_at__lte=end)
    answers = ObjectionAct.objects.answers_in_force()
    answered = Objection.objects.filter(is_old, erased_at=None, pk__in=answers.values("objection"))
    recent = answers.filter(confirmed_at__gt=now - ANSWERS_READ_FOR).values("objection")
    due = list(answered.exclude(pk__in=recent).values_list("pk", flat=True))
    # Around the queryset that refuses: this is the one way in which a text ends.
    QuerySet(ObjectionAct).filter(objection__in=due).update(note="", answer="")
    return QuerySet(Objection).filter(pk__in=due).update(text="", erased_at=now)
