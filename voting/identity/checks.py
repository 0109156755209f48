"""What must be right about sending codes before the portal starts."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as Weakness
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
