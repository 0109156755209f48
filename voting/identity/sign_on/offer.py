"""Where the button of the sign-on stands, and what its page must allow."""

from django.conf import settings
from django.utils.translation import gettext as _

from voting.identity.methods import METHODS, SIGN_ON
from voting.identity.sign_on.provider import form_origins


def offers_sign_on(poll) -> bool:
    """Whether voters of `poll` may be verified by single sign-on, as the settings are now."""
    return poll.by_sign_on and bool(settings.OIDC_ISSUER) and METHODS[SIGN_ON].proves == poll.identity


def sign_on_of(poll) -> dict | None:
    """Return what the button says, and what signing on proves; None where there is no button."""
    if not offers_sign_on(poll):
        return None
    words = _("통합 로그인으로 인증")
    if settings.OIDC_NAME:
        words = _("통합 로그인으로 인증 (%(name)s)") % {"name": settings.OIDC_NAME}
    return {"words": words, "proves": poll.identity}


def let_through(response, poll):
    """Let the form of the button lead to the provider.

    It is answered by a redirect, and Chromium holds that against the policy of the page with the form.
    """
    if offers_sign_on(poll):
        response._csp_update = {"form-action": form_origins()}
    return response
