"""When objections are taken: from the moment a result is public, or a vote void, for as long as the edition says."""

from datetime import datetime

from django.utils.translation import gettext as _

from awards.outcome.publication import published_result
from cases.models import Edition
from cases.services import RuleBroken
from cases.templatetags.portal import moment_words


class NothingToObjectTo(RuleBroken):
    """There is no public result of this portal, and no void vote."""


class ObjectionsClosed(RuleBroken):
    """The period is over."""


def has_objections(edition: Edition, at: datetime) -> bool:
    """Whether the edition has something to object to at the moment `at`, so that its pages exist.

    A year of record has none: its result is not this portal's.
    """
    if edition.kind == Edition.Kind.RECORD:
        return False
    return edition.is_void(at) or published_result(edition, at) is not None


def takes_objections(edition: Edition, at: datetime) -> bool:
    """Whether the period is open at the moment `at`, for an edition that has something to object to."""
    return at < edition.objections_close_at


def require_period(edition: Edition, at: datetime) -> None:
    """Raise `NothingToObjectTo`, or `ObjectionsClosed` from the end of the period on."""
    if not has_objections(edition, at):
        raise NothingToObjectTo(_("이의신청을 받는 결과가 없습니다."))
    if not takes_objections(edition, at):
        raise ObjectionsClosed(
            _("이의신청 기간이 %(t)s에 끝났습니다.") % {"t": moment_words(edition.objections_close_at)}
        )
