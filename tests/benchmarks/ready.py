"""What the groups that measure the vote share: a migrated PostgreSQL of their own, Django, a poll, voters.

A server of the tests (`tests.environment`) lives as long as this process. `prepare` comes before any import
that reads Django's settings, so the groups import models inside their functions.
"""

import os
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path

LONG = timedelta(days=1)
# The portal as in production, but for what the demonstration does.
AS_SERVED = {"LOG_LEVEL": "ERROR", "REMEMBER_SECONDS": "1"}
# As on the ballot of 2021.
FINALISTS, K = 9, 3
NUMBERS = [str(number) for number in range(1, FINALISTS + 1)]
PARAGRAPH = "민원 서류를 내려고 창구를 세 번 찾아야 했고 처리 상황을 알 길이 없었습니다. " * 4


@cache
def prepare() -> None:
    """Start PostgreSQL, load the settings, migrate and collect static files; once a process."""
    os.environ |= {"TEST_DB": "postgres", "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django
    from django.core.management import call_command

    from tests import environment  # noqa: F401

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def directory() -> Path:
    """Return where this process keeps its files until it ends."""
    return Path(os.environ["STATIC_ROOT"]).parent


def open_poll(slug: str):
    """Return an open poll with a ballot as long as a real one."""
    from cases.models import Case
    from tests.voting.polls import make_poll

    poll = make_poll(slug=slug, closes=LONG, k=K, finalists=FINALISTS)
    Case.objects.filter(edition=poll.edition).update(
        title="찾아가는 통합 민원 창구로 서류를 한 번만 내게 한 사례",
        summary="부서마다 따로 받던 서류를 한 창구에서 받고, 처리 상황을 문자로 알렸습니다.",
        problem=PARAGRAPH,
        change=PARAGRAPH,
        benefit=PARAGRAPH,
    )
    return poll


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie (nearest rank)."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
