"""What must be right about the database before the portal starts: run by `migrate` and `check --database`."""

from django.core.checks import Error, Tags, register
from django.db import connections

from voting.durability import weaknesses


@register(Tags.database)
def check_durability(app_configs, databases, **options):
    """Refuse a database that acknowledges a ballot before it is safely on disk."""
    return [
        Error(
            f"데이터베이스 설정 {name}={value}: 받았다고 알린 표가 정전 때 사라질 수 있습니다.",
            hint=f"{name}={wanted}로 되돌린 뒤 다시 시작해 주세요.",
            id="voting.E010",
        )
        for alias in databases or ()
        for name, value, wanted in weaknesses(connections[alias])
    ]
