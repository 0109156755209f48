"""What can be done beside the steps to publication: compute again, correct, say what 감사 thinks, take back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awards.outcome.models import Result
from awards.outcome.steps import Act
from cases.models import Edition


@dataclass(frozen=True)
class Beside:
    """An act with its title, what it does, and the words of its button."""

    act: Act
    title: str | Promise
    effect: str | Promise
    button: str | Promise


AGAIN = Beside(
    Act.COMPUTE_AGAIN,
    _("다시 산정"),
    _("점수나 사례를 고쳤으면 새 판을 산정합니다. 승인은 처음부터 다시 받고, 지금 판은 기록에 남습니다."),
    _("다시 산정하기"),
)
CORRECT = Beside(
    Act.CORRECT,
    _("정정"),
    _(
        "공개한 결과를 고치는 새 판을 산정합니다. 두 사람이 승인해 공개하면 사유와 달라진 점을 결과 맨 위에 알리고, "
        "이전 판도 그대로 볼 수 있습니다."
    ),
    _("정정하는 판 산정하기"),
)
REVIEW = Beside(
    Act.REVIEW,
    _("감사 의견"),
    _("결과를 확인했는지, 이의가 있는지 남깁니다. 사유와 함께 결과 화면에 공개하고 지울 수 없습니다."),
    _("감사 의견 남기기"),
)
TAKE_BACK = Beside(
    Act.TAKE_BACK,
    _("발표 예약 거두기"),
    _("정한 때의 발표를 거둡니다. 아직 아무것도 공개되지 않았습니다. 승인은 그대로 남습니다."),
    _("발표 예약 거두기"),
)


def acts_beside(edition: Edition, result: Result | None, at: datetime) -> Iterator[Beside]:
    """Yield what is possible with `result`, the newest of `edition`, at the moment `at`."""
    if result is None or edition.is_void(at):
        return
    yield REVIEW
    if edition.published_at is None:
        yield AGAIN
    elif edition.published_at > at:
        yield TAKE_BACK
    else:
        yield CORRECT
