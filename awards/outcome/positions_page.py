"""The page beside the way to publication that tells how often each place on the voters' page was chosen."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from voting.positions import positions_report


class PositionsPage:
    """Adds the page to the admin of an edition that is on its way to publication, for whoever sees that."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.positions_view)
        return [path("<int:pk>/positions/", view, name="awards_closing_positions"), *super().get_urls()]

    def positions_view(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        edition = self.get_object(request, str(pk))
        if edition is None or not hasattr(edition, "poll"):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("자리별 선택"),
            "opts": self.opts,
            "edition": edition,
            "report": positions_report(edition.poll),
        }
        return TemplateResponse(request, "admin/awards/closing/positions.html", context)
