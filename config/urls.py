"""Addresses of the portal: Korean without a prefix, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config.health import healthz
from voting.identity.sign_on.views import callback

urlpatterns = [
    path("healthz/", healthz, name="healthz"),
    path("admin/second-factor/", include("cases.staff.urls")),
    path("admin/", admin.site.urls),
    # Without a language: providers know one address.
    path("sign-on/callback/", callback, name="sign_on_callback"),
]
urlpatterns += i18n_patterns(
    # First: a vote's address is found at once, while thousands vote.
    path("", include("voting.urls")),
    path("", include("awards.urls")),
    path("", include("cases.urls")),
    prefix_default_language=False,
)

handler400 = "cases.views.bad_request"
handler403 = "cases.views.permission_denied"
handler404 = "cases.views.page_not_found"
handler500 = "cases.views.server_error"
