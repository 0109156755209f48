"""The security policy of every page, written out once."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy


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
