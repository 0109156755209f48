"""Handing the pack to 감사: to nobody else, and noted as taken away."""

import tempfile

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.outcome.audit.pack import write_pack
from cases.services import database_now
from cases.staff.access import Act, log_access

TAKE = "awards.download_audit_pack"
IN_MEMORY = 16 * 1024 * 1024


def has_pack(edition) -> bool:
    """Once nothing is typed or cast any more: the box is sealed, the poll void, or a result computed."""
    return bool(edition.sealed_at or edition.voided_at) or edition.results.exists()


class AuditPackPage:
    """Adds the download to the admin of an edition that is on its way to publication."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.audit_pack_view)
        return [path("<int:pk>/audit-pack/", view, name="awards_closing_audit_pack"), *super().get_urls()]

    def audit_pack_view(self, request, pk):
        if not request.user.has_perm(TAKE):
            raise PermissionDenied
        edition = self.get_object(request, str(pk))
        if edition is None or not has_pack(edition):
            raise Http404
        log_access(request, _("감사 자료: %(edition)s") % {"edition": edition.slug}, Act.EXPORT)
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
        write_pack(edition, file, at=database_now(), account=request.user.get_username())
        file.seek(0)
        name = f"audit-{edition.slug}-{timezone.localtime():%Y%m%d-%H%M}.zip"
        answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
        answer["Cache-Control"] = "private, no-store"
        return answer
