"""What stands before every page of the staff: the end of old sessions, the second factor, the note of a refusal."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cases.staff import sessions
from cases.staff.access import log_refusal
from cases.staff.acting import acting

STAFF_ROOMS = {"admin", "staff"}
# Pages on the way in and out.
OPEN = {"admin:login", "admin:logout", "staff:second_factor", "staff:enrolment"}


def is_staff_page(request) -> bool:
    match = request.resolver_match
    return match is not None and not STAFF_ROOMS.isdisjoint(match.app_names)


class StaffMiddleware:
    """Only pages of the staff read the session here: public pages stay without one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting(request=request):
            answer = self.get_response(request)
        if answer.status_code == 403 and is_staff_page(request) and _is_an_attempt(request):
            log_refusal(request)
        return answer

    def process_view(self, request, view, args, kwargs):
        if not is_staff_page(request) or not request.user.is_authenticated:
            return None
        now = timezone.now()
        if end := sessions.why_ended(request.session, now):
            logout(request)
            return redirect(_with(reverse("admin:login"), ended=end, next=_here(request)))
        sessions.renew(request.session, now)
        name = request.resolver_match.view_name
        if settings.SECOND_FACTOR and name not in OPEN and not request.user.is_verified():
            return redirect(_with(reverse("staff:second_factor"), next=_here(request)))
        return None


def _is_an_attempt(request):
    """A form without its token is a mishap of the browser; a visitor is nobody who could be named."""
    return getattr(request, "csrf_processing_done", False) and request.user.is_authenticated


def _here(request):
    """Where to go on after signing in: the page that was asked for, not a form that was posted."""
    return request.get_full_path() if request.method == "GET" else reverse("admin:index")


def _with(address, **query):
    return f"{address}?{urlencode(query)}"
