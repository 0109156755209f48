"""The open data of a result, frozen with its publication: whatever is edited later changes no byte of it."""

import gzip
import hashlib
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.outcome.models import Result

ONE_FILE = "bundle.json"


class FrozenBytes(models.Model):
    """A file kept compressed; size and hash are of what readers get."""

    content = models.BinaryField(_("압축한 내용"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("크기(바이트)"))

    class Meta:
        abstract = True

    @classmethod
    def of(cls, content: bytes, **values) -> Self:
        """Return an unsaved row that holds `content`; the same bytes are always compressed to the same."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(content=gzip.compress(content, mtime=0), sha256=digest, size=len(content), **values)


class ResultBundleQuerySet(models.QuerySet):
    def told(self, edition, at):
        """The bundles of `edition` that are public at the moment `at`, the newest version first."""
        return self.filter(result__in=Result.objects.told(edition, at)).order_by("-result__version")


class ResultBundle(FrozenBytes):
    """bundle.json of a result: everything it follows from, in one file (docs/open-data.md)."""

    result = models.OneToOneField(Result, models.CASCADE, related_name="bundle", verbose_name=_("결과"))

    objects = ResultBundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("공개 자료")
        verbose_name_plural = _("공개 자료")
        default_permissions = ()
        constraints = [models.CheckConstraint(name="resultbundle_not_empty", condition=Q(size__gt=0))]

    def __str__(self):
        return f"{self.result}: {ONE_FILE}"


class DataFile(FrozenBytes):
    """A part of the bundle as a file of its own, or the description of them all."""

    bundle = models.ForeignKey(
        ResultBundle, models.CASCADE, related_name="files", verbose_name=_("공개 자료")
    )
    name = models.CharField(_("파일 이름"), max_length=40)

    class Meta:
        verbose_name = _("공개 파일")
        verbose_name_plural = _("공개 파일")
        default_permissions = ()
        ordering = ("bundle", "pk")
        constraints = [models.UniqueConstraint(fields=["bundle", "name"], name="datafile_name_once")]

    def __str__(self):
        return self.name
