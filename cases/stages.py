"""What is open today: the calendar of an edition read by a clock.

Pure functions. Pages pass the process clock, writes let the database's clock decide. Windows open
and close acts; after the vote the stage follows recorded facts, never a flag. A poll that is declared
void ends the edition at once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """The six stages of an edition, in order."""

    DRAFT = "draft"
    SUBMISSIONS = "submissions"
    JUDGING = "judging"
    VOTING = "voting"
    COUNTING = "counting"
    RESULTS = "results"


class Scene(StrEnum):
    """What a page tells the citizen: a stage, with the waits before, after and during made visible."""

    DRAFT = "draft"
    RECEIVING = "receiving"
    JUDGING = "judging"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    TALLYING = "tallying"
    PUBLISHED = "published"
    VOID = "void"


@dataclass(frozen=True)
class Window:
    """A half-open span of time: open at `open_at`, shut from `close_at` on. Both aware, or both None."""

    open_at: datetime | None
    close_at: datetime | None

    def has_begun(self, at: datetime) -> bool:
        return self.open_at is not None and self.open_at <= at

    def is_open(self, at: datetime) -> bool:
        return self.has_begun(at) and at < self.close_at


@dataclass(frozen=True)
class Calendar:
    """The windows of an edition; without a vote the count follows the judging."""

    submissions: Window
    judging: Window
    voting: Window
    has_vote: bool = True


@dataclass(frozen=True)
class Facts:
    """Moments recorded by acts; `published_at` may lie ahead, then the clock reads it."""

    sealed_at: datetime | None = None
    published_at: datetime | None = None
    voided_at: datetime | None = None

    def is_void(self, at: datetime) -> bool:
        return self.voided_at is not None and self.voided_at <= at


def stage_of(calendar: Calendar, facts: Facts, at: datetime) -> Stage:
    """Return the stage at the moment `at` (aware).

    >>> from datetime import UTC
    >>> day = lambda n: datetime(2021, 11, n, tzinfo=UTC)
    >>> calendar = Calendar(Window(day(1), day(5)), Window(day(5), day(9)), Window(day(15), day(26)))
    >>> [str(stage_of(calendar, Facts(), day(n))) for n in (1, 5, 14, 15, 26)]
    ['submissions', 'judging', 'judging', 'voting', 'counting']
    >>> str(stage_of(calendar, Facts(day(26), day(28)), day(27)))
    'counting'
    >>> str(stage_of(calendar, Facts(voided_at=day(20)), day(20)))
    'results'
    >>> panel = Calendar(calendar.submissions, calendar.judging, Window(None, None), has_vote=False)
    >>> [str(stage_of(panel, Facts(), day(n))) for n in (5, 9)]
    ['judging', 'counting']
    """
    if facts.is_void(at):
        return Stage.RESULTS
    if facts.published_at is not None and facts.published_at <= at:
        return Stage.RESULTS
    if facts.sealed_at is not None and facts.sealed_at <= at:
        return Stage.COUNTING
    if calendar.voting.has_begun(at):
        return Stage.VOTING if calendar.voting.is_open(at) else Stage.COUNTING
    if calendar.judging.has_begun(at):
        is_over = not calendar.has_vote and not calendar.judging.is_open(at)
        return Stage.COUNTING if is_over else Stage.JUDGING
    return Stage.SUBMISSIONS if calendar.submissions.has_begun(at) else Stage.DRAFT


def scene_of(calendar: Calendar, facts: Facts, at: datetime) -> Scene:
    """Return what pages show at the moment `at`: before, during and after the vote told apart."""
    if facts.is_void(at):
        return Scene.VOID
    stage = stage_of(calendar, facts, at)
    if stage is Stage.COUNTING:
        is_waiting = calendar.has_vote and facts.sealed_at is None
        return Scene.CLOSED if is_waiting else Scene.TALLYING
    if stage is Stage.JUDGING and calendar.voting.open_at and not calendar.judging.is_open(at):
        return Scene.SCHEDULED
    return {
        Stage.DRAFT: Scene.DRAFT,
        Stage.SUBMISSIONS: Scene.RECEIVING,
        Stage.JUDGING: Scene.JUDGING,
        Stage.VOTING: Scene.OPEN,
        Stage.RESULTS: Scene.PUBLISHED,
    }[stage]
