"""The ways to be verified for a vote, and who outside the office counts them too."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Method:
    """One way to be verified; `name` is what a participation keeps of it.

    `counted` says what an outside provider counts of it, to be asked of the provider; empty where nobody
    outside counts. A method of practice explains no participation of a contest.
    """

    name: str
    title: str | Promise
    counted: str | Promise = ""
    is_practice: bool = False

    @property
    def has_provider(self) -> bool:
        return bool(self.counted)


METHODS = {
    method.name: method
    for method in (
        Method(
            "sms", _("문자 인증"), _("투표 기간에 인증번호 문자를 받은 번호의 수. 모르면 보낸 문자의 건수")
        ),
        Method("rehearsal", _("예행연습"), is_practice=True),
    )
}


def title_of_method(name: str) -> str:
    """Return the method in the reader's words; a name that the table does not know stays as it is."""
    return str(METHODS[name].title) if name in METHODS else name
