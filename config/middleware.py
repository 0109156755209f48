"""What stands before every page, as little as the page needs."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django_otp.middleware import OTPMiddleware

STAFF_ADDRESS = "/admin/"


class PolicyMiddleware(CSPMiddleware):
    """The library's, which puts the same policy together anew for each answer, as a constant where it is the same."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request, response):
        if not _is_of_its_own(request, response):
            response.headers.setdefault(HEADER, self.policy)
            return response
        return super().process_response(request, response)


def _is_of_its_own(request, response):
    return hasattr(request, "_csp_nonce") or any(name.startswith("_csp_") for name in vars(response))


class _StaffOnly:
    """Of use to the staff alone: pages of citizens go past it, without a session, an account or messages."""

    def __call__(self, request):
        if request.path_info.startswith(STAFF_ADDRESS):
            return super().__call__(request)
        return self.get_response(request)


class StaffSessionMiddleware(_StaffOnly, SessionMiddleware):
    pass


class StaffAuthenticationMiddleware(_StaffOnly, AuthenticationMiddleware):
    pass


class StaffOTPMiddleware(_StaffOnly, OTPMiddleware):
    pass


class StaffMessageMiddleware(_StaffOnly, MessageMiddleware):
    pass
