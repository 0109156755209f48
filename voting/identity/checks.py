"""What must be right about verifying voters before the portal starts."""

import re

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as Weakness
from django.utils.module_loading import import_string

from voting.identity.gateways import DemonstrationGateway, SolapiGateway

SENDER = re.compile(r"[0-9][0-9-]{6,14}")


@register(Tags.security)
def check_code_gateway(app_configs, **options):
    """Refuse a gateway that cannot be found or lacks settings, and the demonstration's outside the demonstration."""
    try:
        gateway = import_string(settings.CODE_GATEWAY)
    except ImportError:
        return [Error(f"CODE_GATEWAY={settings.CODE_GATEWAY}: 찾을 수 없습니다.", id="voting.E001")]
    if issubclass(gateway, DemonstrationGateway) and not settings.DEMO:
        return [
            Error(
                "시연용 인증번호 보내기(DemonstrationGateway)는 DEMO=1에서만 쓸 수 있습니다.",
                hint="CODE_GATEWAY에 문자를 보내는 클래스를 적어 주세요.",
                id="voting.E002",
            )
        ]
    return _faults_of_solapi() if issubclass(gateway, SolapiGateway) else []


def _faults_of_solapi():
    names = ("SOLAPI_API_KEY", "SOLAPI_API_SECRET", "SOLAPI_SENDER")
    missing = [name for name in names if not getattr(settings, name)]
    faults = []
    if missing:
        faults.append(
            Error(
                f"문자 보내기(SolapiGateway)에 필요한 설정이 비어 있습니다: {', '.join(missing)}",
                hint="솔라피에서 받은 값과 미리 등록한 발신번호를 적어 주세요.",
                id="voting.E003",
            )
        )
    elif not SENDER.fullmatch(settings.SOLAPI_SENDER):
        faults.append(
            Error(
                "SOLAPI_SENDER에는 솔라피에 등록한 발신번호를 숫자와 ‘-’로 적어 주세요. 예: 02-1234-5678",
                id="voting.E004",
            )
        )
    if not (settings.DEMO or settings.SOLAPI_URL.startswith("https://")):
        faults.append(Error("SOLAPI_URL은 https://로 시작해야 합니다.", id="voting.E005"))
    return faults


@register(Tags.security)
def check_sign_on(app_configs, **options):
    """Refuse a provider that could be read on the way, and one that could not tell voters apart."""
    return list(_faults_of_sign_on()) if settings.OIDC_ISSUER else []


def _faults_of_sign_on():
    for name, values in (("OIDC_ISSUER", [settings.OIDC_ISSUER]), ("OIDC_ORIGINS", settings.OIDC_ORIGINS)):
        if not all(value.startswith("https://") or settings.DEMO for value in values):
            yield Error(f"{name}: https://로 시작하는 주소를 적어 주세요.", id="voting.E020")
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_CLAIM"):
        if not getattr(settings, name):
            yield Error(
                f"{name}: 값이 비어 있습니다.",
                hint="통합 로그인을 쓰지 않으면 OIDC_ISSUER를 비워 두세요.",
                id="voting.E021",
            )
    if "openid" not in settings.OIDC_SCOPE.split():
        yield Error("OIDC_SCOPE: openid가 들어 있어야 합니다.", id="voting.E022")


@register(Tags.security, deploy=True)
def check_proxies(app_configs, **options):
    """Outside the demonstration the portal speaks https, and so stands behind a proxy that does it."""
    if settings.DEMO or settings.TRUSTED_PROXIES:
        return []
    return [
        Weakness(
            "TRUSTED_PROXIES가 비어 있습니다: 프록시 뒤에서는 모든 사람이 한 네트워크에서 온 것으로 보입니다.",
            hint="프록시의 주소나 네트워크(예: 127.0.0.1)를, 유닉스 소켓이면 unix를 적어 주세요.",
            id="voting.W003",
        )
    ]
