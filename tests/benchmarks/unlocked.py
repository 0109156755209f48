"""The portal whose casts take no shared lock: shows what the lock costs. Wrong on purpose, for benchmarks alone."""

from config.wsgi import application
from voting import box_sql

__all__ = ["application"]


def _no_lock(poll_id: int) -> None:
    """A cast that the close would not wait for."""


box_sql.lock_shared = _no_lock
