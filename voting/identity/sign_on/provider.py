"""The provider of the sign-on, as the settings name it. Authlib makes and checks what is sent and received."""

import logging
import time
import warnings
from contextlib import contextmanager
from functools import lru_cache
from urllib.parse import urlsplit

import httpx
from authlib.deprecate import AuthlibDeprecationWarning
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OAuthError, OpenIDMixin
from django.conf import settings
from joserfc.errors import JoseError

from voting.identity.sign_on.troubles import ProviderDown, TokenRefused

with warnings.catch_warnings():
    # It asks for httpx2 where there is one; the SDK of the text messages needs httpx, and one transport is enough.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.httpx_client import OAuth2Client

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS, LEEWAY_SECONDS = 5, 60
# How long metadata and keys are remembered; an unknown key is asked for at once.
REMEMBERED_SECONDS = 600
# After the provider could not be reached, others are told so at once: their waiting would hold up all pages.
REST_SECONDS = 10
DISCOVERY = "/.well-known/openid-configuration"
# Signatures that only the provider can make. "none" and those under a shared secret are not.
ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)]


class Provider(OAuth2Mixin, OpenIDMixin, BaseApp):
    """One provider in one process: what it says of itself, its keys, and whether it is reached."""

    client_cls = OAuth2Client
    rests_until = 0.0
    # Of the authorisation endpoint; kept also while the rest is asked for anew.
    origin = ""

    def load_server_metadata(self):
        if time.time() - self.server_metadata.get("_loaded_at", 0) > REMEMBERED_SECONDS:
            self.server_metadata = {}
        metadata = super().load_server_metadata()
        if metadata["issuer"].rstrip("/") != settings.OIDC_ISSUER:
            raise ValueError("another issuer")
        name = "id_token_signing_alg_values_supported"
        metadata[name] = [one for one in metadata.get(name) or () if one in ALGORITHMS] or ["RS256"]
        self.origin = origin_of(metadata["authorization_endpoint"])
        return metadata

    def _get_oauth_client(self, **metadata):
        """What the provider says of itself sets no option of the client but how it wants the secret."""
        methods = metadata.get("token_endpoint_auth_methods_supported") or ()
        if "client_secret_post" in methods and "client_secret_basic" not in methods:
            return super()._get_oauth_client(token_endpoint_auth_method="client_secret_post")  # noqa: S106
        return super()._get_oauth_client()

    @contextmanager
    def talk(self):
        """Turn whatever goes wrong into a trouble; only its kind is logged, never what was sent."""
        if time.monotonic() < self.rests_until:
            raise ProviderDown
        try:
            yield
        except OAuthError as refusal:
            _log(refusal.error)
            raise (TokenRefused if refusal.error == "invalid_grant" else ProviderDown) from None
        except JoseError as fault:
            _log(type(fault).__name__)
            raise TokenRefused from None
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            _log(type(fault).__name__)
            if not (isinstance(fault, httpx.HTTPStatusError) and fault.response.is_client_error):
                self.rests_until = time.monotonic() + REST_SECONDS
            raise ProviderDown from None
        except (AttributeError, LookupError, RuntimeError, TypeError, ValueError) as fault:
            # An answer that is not what the protocol says.
            _log(type(fault).__name__)
            raise ProviderDown from None


def _log(word):
    # A word of the protocol or the name of a class; anything longer could be text about a person.
    word = str(word)
    logger.warning("single sign-on failed: %s", word if word.isidentifier() and len(word) < 40 else "other")


def the_provider() -> Provider:
    """Return the provider that the settings name."""
    return provider_of(
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, settings.OIDC_SCOPE
    )


@lru_cache(maxsize=1)
def provider_of(issuer, client_id, client_secret, scope):
    return Provider(
        framework=None,
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=issuer + DISCOVERY,
        client_kwargs={"scope": scope, "code_challenge_method": "S256", "timeout": TIMEOUT_SECONDS},
    )


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address.

    >>> origin_of("https://login.example:8443/authorize?a=b")
    'https://login.example:8443'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def form_origins() -> list[str]:
    """Return where the form of the button may lead, as far as it is known without asking anybody."""
    origins = [origin_of(settings.OIDC_ISSUER), the_provider().origin, *settings.OIDC_ORIGINS]
    return [origin for origin in dict.fromkeys(origins) if origin]


def begin(*, redirect_uri: str, language: str) -> dict:
    """Return `url`, where the browser is sent, and the `state`, `nonce` and `code_verifier` it leaves with.

    Raises `ProviderDown`.
    """
    provider = the_provider()
    with provider.talk():
        # `login`: on a shared device the one who voted before may still be signed on there.
        return provider.create_authorization_url(redirect_uri, ui_locales=language, prompt="login")


def claims_of(*, code: str, code_verifier: str, nonce: str, redirect_uri: str, wanted: set[str]) -> dict:
    """Return what the provider says of whoever brought `code`: the `wanted` claims at least, where it has them.

    Raises `ProviderDown` and `TokenRefused`.
    """
    provider = the_provider()
    with provider.talk():
        token = provider.fetch_access_token(redirect_uri, code=code, code_verifier=code_verifier)
        issuer = provider.load_server_metadata()["issuer"]
        expected = {"iss": issuer, "aud": provider.client_id}
        options = {name: {"essential": True, "values": [value]} for name, value in expected.items()}
        claims = provider.parse_id_token(token, nonce, claims_options=options, leeway=LEEWAY_SECONDS)
        if claims is None:
            raise TokenRefused
        if wanted <= claims.keys() or "userinfo_endpoint" not in provider.load_server_metadata():
            return claims
        more = provider.userinfo(token=token)
        if more["sub"] != claims["sub"]:
            raise TokenRefused
        return more
