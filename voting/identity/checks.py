"""What must be right about verifying voters before the portal starts."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.utils.module_loading import import_string

from voting.identity.gateways import DemonstrationGateway


@register(Tags.security)
def check_code_gateway(app_configs, **options):
    """Refuse a gateway that cannot be found, and the demonstration's outside the demonstration."""
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
    return []


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
