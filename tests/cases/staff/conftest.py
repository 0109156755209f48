import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """These tests sign in often; the strength of the hash is not what they are about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
