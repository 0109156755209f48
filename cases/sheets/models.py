"""A file between its preview and the consent to take it over."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.querysets import SheetUploadQuerySet


class SheetUpload(models.Model):
    """A spreadsheet between its preview and the consent to take it over: its owner's alone, for half an hour."""

    LIFETIME = timedelta(minutes=30)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    target = models.PositiveBigIntegerField()
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = SheetUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("올린 파일")
        verbose_name_plural = _("올린 파일")

    def __str__(self):
        return self.name
