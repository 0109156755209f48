"""The award year and what was entered: editions, organisations, cases; and what is kept beside them."""

from cases.calendar_changes import CalendarChange
from cases.models.edition import OBJECTION_PERIOD, Edition, validate_slug
from cases.models.entered import Case, Organisation
from cases.sheets.models import SheetUpload
from cases.staff.models import HistoryEntry, Membership, PersonalDataAccess, Refusal, SignInDelay

__all__ = [
    "OBJECTION_PERIOD",
    "CalendarChange",
    "Case",
    "Edition",
    "HistoryEntry",
    "Membership",
    "Organisation",
    "PersonalDataAccess",
    "Refusal",
    "SheetUpload",
    "SignInDelay",
    "validate_slug",
]
