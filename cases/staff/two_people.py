"""What is asked for by one person and confirmed by another: the record of it, which nobody deletes.

The rows that inherit it say in constraints of their own that the two differ, and what may be asked for once.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def person(words, **options):
    """A relation to somebody of the staff; the row keeps them."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=words, **options
    )


class AskedQuerySet(models.QuerySet):
    def waiting(self):
        """Asked for, and neither confirmed nor withdrawn."""
        return self.filter(confirmed_at=None, withdrawn_at=None)

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def with_people(self):
        return self.select_related("asked_by", "confirmed_by")


class Asked(models.Model):
    """Who asked, who confirmed, and whether the request was taken back."""

    asked_by = person(_("요청한 사람"))
    asked_at = models.DateTimeField(_("요청한 때"))
    confirmed_by = person(_("확인한 사람"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("확인한 때"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("거둔 때"), null=True, blank=True)

    class Meta:
        abstract = True
