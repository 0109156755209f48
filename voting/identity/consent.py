"""Consent and age, given before anything is stored: a signed slip that travels in the forms for half an hour."""

from datetime import timedelta

from django.core import signing

LIFE = timedelta(minutes=30)
SIGNER = signing.TimestampSigner(salt="voting.consent")


def consent_to(poll) -> str:
    """Return the slip that says: somebody of at least 14 has consented to `poll`, and when. Nobody in particular."""
    return SIGNER.sign(str(poll.pk))


def is_consent(poll, slip: str) -> bool:
    """Tell whether `slip` was given for `poll` and is still good."""
    try:
        return SIGNER.unsign(slip, max_age=LIFE) == str(poll.pk)
    except signing.BadSignature:
        return False
