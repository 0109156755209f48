"""One provider for all tests of the sign-on; each begins with a portal that has never talked to it."""

import pytest

from tests.voting.identity.sign_on.signing import SigningVoter, running_provider
from tests.voting.polls import make_poll
from voting.identity.sign_on.provider import provider_of


@pytest.fixture(scope="session")
def provider_process():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(provider_process, settings, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    provider_process.control()
    provider_of.cache_clear()
    for name, value in provider_process.settings().items():
        setattr(settings, name, value)
    yield provider_process
    provider_of.cache_clear()


@pytest.fixture
def poll(db):
    poll = make_poll()
    poll.by_sign_on = True
    poll.save()
    return poll


@pytest.fixture
def voter(poll, provider):
    return SigningVoter(poll, provider)
