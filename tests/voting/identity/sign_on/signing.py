"""The provider as a process of its own, and a voter who goes there and comes back as a browser would."""

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.oidc_provider import CLIENT, SECRET
from tests.portal_server import ROOT, free_port
from tests.voting.voter import Voter

START_SECONDS, STOP_SECONDS = 20, 10


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


# Straight to the loopback address, whatever proxy the machine has.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


class ProviderProcess:
    """What a test may ask of the provider."""

    def __init__(self, issuer):
        self.issuer = issuer

    def settings(self, **changes):
        """The portal's settings for this provider."""
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
        } | changes

    def control(self, **wishes):
        opener.open(f"{self.issuer}/control", json.dumps(wishes).encode(), timeout=5).close()

    def log_in(self, address, **form):
        """Open the provider's page at `address`, press a button there and return where it leads."""
        with opener.open(address, timeout=5) as page:
            assert page.status == 200
        held = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        try:
            opener.open(f"{self.issuer}/login", urlencode(held | form).encode(), timeout=5).close()
        except HTTPError as answer:
            answer.close()
            return answer.headers["Location"]


@contextmanager
def running_provider():
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.oidc_provider", str(port)], cwd=ROOT)
    provider = ProviderProcess(f"http://127.0.0.1:{port}")
    try:
        _wait_for(process, provider)
        yield provider
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _wait_for(process, provider):
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            return provider.control()
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the provider did not start")


class SigningVoter(Voter):
    """Goes to the provider, which knows `number`, and comes back."""

    def __init__(self, poll, provider, **more):
        super().__init__(poll, **more)
        self.provider = provider

    def leave(self):
        """Consent and press the button; return the answer."""
        self.consent()
        return self.post("sign_on", consent=self.slip)

    def log_in(self, address, go="in"):
        return self.provider.log_in(address, phone=self.number, go=go)

    def come_back(self, address):
        """Open the address the provider led to; return the answer of the callback."""
        parts = urlsplit(address)
        return self.client.get(f"{parts.path}?{parts.query}")

    def sign_on(self, go="in"):
        """All the way; return what stands at its end, before the ballot."""
        answer = self.come_back(self.log_in(self.leave()["Location"], go))
        assert answer.status_code == 303
        return self.client.get(answer["Location"])
