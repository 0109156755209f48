"""Who acts, and why: known from the request, or said by a service for what it does."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass
class Act:
    """What is under way. `request` is read only when something is written, so that public pages stay sessionless."""

    request: Any = None
    by: Any = None
    reason: str = ""

    @property
    def user(self):
        """The account that acts, or None for a command of the system."""
        user = self.by or getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None


_current: ContextVar[Act] = ContextVar("current_act")


def current_act() -> Act:
    return _current.get(Act())


@contextmanager
def acting(*, by=None, reason: str = "", request=None) -> Iterator[None]:
    """Everything written inside is recorded as the act of `by` for `reason`; what is not said stays as around it."""
    around = current_act()
    token = _current.set(
        Act(request=request or around.request, by=by or around.by, reason=reason or around.reason)
    )
    try:
        yield
    finally:
        _current.reset(token)


def give_reason(reason: str) -> None:
    """Note why the act that is under way is done, as a form tells it."""
    current_act().reason = reason
