"""What the start refuses of the settings of the single sign-on."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings

ISSUER = "https://login.example"


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, []),
        ({"OIDC_ISSUER": "", "OIDC_CLIENT_ID": "", "OIDC_SCOPE": ""}, []),
        ({"OIDC_ISSUER": "http://login.example"}, ["E020"]),
        ({"OIDC_ISSUER": "http://127.0.0.1:9", "DEMO": True}, []),
        ({"OIDC_ORIGINS": ["http://login.example"]}, ["E020"]),
        ({"OIDC_ORIGINS": [ISSUER]}, []),
        ({"OIDC_CLIENT_ID": ""}, ["E021"]),
        ({"OIDC_CLIENT_SECRET": ""}, ["E021"]),
        ({"OIDC_CLAIM": ""}, ["E021"]),
        ({"OIDC_SCOPE": "phone"}, ["E022"]),
    ],
)
def test_check_names_what_must_not_run(changes, faults):
    right = {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "secret", "DEMO": False}
    gateway = {"CODE_GATEWAY": "voting.identity.gateways.UnavailableGateway"}
    with override_settings(**(right | gateway | changes)):
        found = [fault.id for fault in run_checks(tags=["security"]) if fault.id.startswith("voting")]
    assert found == [f"voting.{fault}" for fault in faults]
