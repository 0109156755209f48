import pytest
from django.core.checks import run_checks
from django.test import override_settings

from config.proxies import proxies_of
from tests.test_frame import check
from voting.identity.gateways import (
    Delivery,
    DemonstrationGateway,
    GatewayUnavailable,
    MailGateway,
    UnavailableGateway,
    code_gateway,
    mail_gateway,
)
from voting.identity.gateways.base import message

DEMONSTRATION = "voting.identity.gateways.DemonstrationGateway"


def test_demonstration_prints_the_message_without_the_number_and_shows_the_code(capsys):
    delivery = DemonstrationGateway().send(to="+821012345678", code="123456", language="ko")
    assert delivery == Delivery(shown_code="123456")
    assert capsys.readouterr().out == (
        "[민원서비스 우수사례] 투표 인증번호 123456. 다른 사람에게 알려 주지 마세요.\n"
    )


@pytest.mark.parametrize(("language", "octets"), [("ko", 75), ("en", 76)])
def test_message_fits_into_one_text_message(language, octets):
    text = message("123456", language)
    assert "123456" in text
    assert len(text.encode("euc-kr")) == octets
    assert octets <= 90


@override_settings(DEMO=False)
def test_demonstration_sends_nothing_outside_the_demonstration(capsys):
    with pytest.raises(GatewayUnavailable):
        DemonstrationGateway().send(to="+821012345678", code="123456", language="ko")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("gateway", "demo", "faults"),
    [
        (DEMONSTRATION, True, []),
        (DEMONSTRATION, False, ["voting.E002"]),
        ("voting.identity.gateways.UnavailableGateway", False, []),
        ("voting.identity.gateways.Nothing", False, ["voting.E001"]),
        ("nothing.at.All", True, ["voting.E001"]),
    ],
)
def test_check_names_a_gateway_that_must_not_run(gateway, demo, faults):
    with override_settings(CODE_GATEWAY=gateway, DEMO=demo):
        assert [
            fault.id for fault in run_checks(tags=["security"]) if fault.id.startswith("voting")
        ] == faults


SOLAPI = "voting.identity.gateways.SolapiGateway"
GIVEN = {"SOLAPI_API_KEY": "key", "SOLAPI_API_SECRET": "secret", "SOLAPI_SENDER": "02-1234-5678"}


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        ({"SOLAPI_API_KEY": ""}, ["voting.E003"]),
        ({"SOLAPI_API_SECRET": ""}, ["voting.E003"]),
        ({"SOLAPI_SENDER": ""}, ["voting.E003"]),
        ({"SOLAPI_SENDER": "구청"}, ["voting.E004"]),
        ({"SOLAPI_URL": "http://api.solapi.com"}, ["voting.E005"]),
    ],
)
def test_check_names_what_the_gateway_to_phones_lacks(changed, faults):
    with override_settings(CODE_GATEWAY=SOLAPI, DEMO=False, **(GIVEN | changed)):
        found = [fault for fault in run_checks(tags=["security"]) if fault.id.startswith("voting")]
    assert [fault.id for fault in found] == faults
    if faults == ["voting.E003"]:
        assert found[0].msg.endswith(f"비어 있습니다: {next(iter(changed))}")


@pytest.mark.parametrize(
    ("address", "kind"),
    [("consolemail://", DemonstrationGateway), ("smtp://localhost:25", MailGateway), ("", MailGateway)],
)
def test_mail_that_would_go_to_the_console_is_shown_on_the_page(address, kind):
    with override_settings(EMAIL_URL=address):
        assert type(mail_gateway()) is kind


def test_portal_of_a_city_without_a_gateway_is_accepted_and_sends_nothing(tmp_path):
    city = {"DEMO": "0", "ALLOWED_HOSTS": "example.org", "VOTE_KEYS": "kept-apart-" + "0123456789" * 3}
    assert check(tmp_path, **city).returncode == 0
    refused = check(tmp_path, **city, CODE_GATEWAY=DEMONSTRATION)
    assert refused.returncode == 1
    assert "DEMO=1에서만 쓸 수 있습니다." in refused.stderr


def test_gateway_of_the_tests_is_the_demonstration():
    assert isinstance(code_gateway(), DemonstrationGateway)
    assert not isinstance(code_gateway(), UnavailableGateway)


@pytest.mark.parametrize(
    ("proxies", "demo", "faults"),
    [([], False, ["voting.W003"]), (["127.0.0.1"], False, []), ([], True, [])],
)
def test_check_names_a_deployment_that_trusts_no_proxy(proxies, demo, faults):
    with override_settings(TRUSTED_PROXIES=proxies_of(proxies), DEMO=demo):
        found = run_checks(tags=["security"], include_deployment_checks=True)
        assert [fault.id for fault in found if fault.id == "voting.W003"] == faults
