"""What must be right about the database before the portal starts: run by `migrate` and `check --database`.

What only the web role's own connection can tell is asked by `check --deploy --database default`.
"""

from django.core.checks import Error, Tags, register
from django.core.checks import Warning as Weakness
from django.db import DEFAULT_DB_ALIAS, connections

from voting import box_sql
from voting.durability import ISOLATION, weaknesses


@register(Tags.database)
def check_durability(app_configs, databases, **options):
    """Refuse a database that acknowledges a ballot before it is safely on disk, or that looks back at an open box."""
    return [
        Error(
            f"데이터베이스 설정 {name}={value}: {_what_may_happen(name)}",
            hint=f"{name}={wanted}로 되돌린 뒤 다시 시작해 주세요.",
            id="voting.E010",
        )
        for alias in databases or ()
        for name, value, wanted in weaknesses(connections[alias])
    ]


def _what_may_happen(name):
    if name == ISOLATION:
        return "마감되거나 무효가 된 투표함에 표가 들어갈 수 있습니다."
    return "받았다고 알린 표가 정전 때 사라질 수 있습니다."


@register(Tags.database, deploy=True)
def check_box(app_configs, databases, **options):
    """Name what is missing around the box: its guards, and the rights of the role that serves the pages."""
    return list(_found_around_the_box()) if DEFAULT_DB_ALIAS in (databases or ()) else []


def _found_around_the_box():
    if missing := box_sql.missing_guards():
        yield Error(
            f"투표함을 지키는 장치가 없거나 꺼졌거나 다릅니다: {', '.join(missing)}",
            hint="테이블을 가진 역할로 manage.py migrate를 실행하면 다시 만듭니다.",
            id="voting.E011",
        )
    if box_sql.is_postgresql() and box_sql.may_read_choices("voting_ballot"):
        yield Weakness(
            "이 접속은 봉인하기 전에 표의 선택을 읽을 수 있는 역할입니다.",
            hint="DATABASE_URL에는 WEB_ROLE에 적은 역할로 접속하는 주소를 적어 주세요(docs/deployment.md).",
            id="voting.W012",
        )
    if not box_sql.may_count():
        yield Error(
            "이 접속으로는 봉인하고 셀 수 없습니다.",
            hint="COUNT_ROLE에 적은 역할을 웹 역할에 주었는지, 그 뒤에 migrate를 했는지 확인해 주세요.",
            id="voting.E013",
        )
