"""Who may enter and see which cases: the office all of them, staff of an organisation their own."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.models import Case, Edition, Organisation

CONTACTS = ("contact_name", "contact_phone")


def is_office(user) -> bool:
    return user.has_perm("cases.view_every_case")


def may_see_contacts(user) -> bool:
    return user.has_perm("cases.view_contacts")


def has_contacts(case: Case) -> bool:
    return any(getattr(case, name) for name in CONTACTS)


def subject_of(case: Case) -> str:
    """What the log of accesses calls the contacts of `case`."""
    return _("%(edition)s 회차 사례 %(number)s번의 담당자") % {
        "edition": case.edition.slug,
        "number": case.number,
    }


def cases_for(user, cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases if is_office(user) else cases.filter(organisation__memberships__user=user.pk)


def organisations_for(user) -> QuerySet[Organisation]:
    organisations = Organisation.objects.active()
    return organisations if is_office(user) else organisations.filter(memberships__user=user.pk)


def editions_for(user, at: datetime) -> QuerySet[Edition]:
    """The editions that a case may be entered in at the moment `at`."""
    if is_office(user):
        return Edition.objects.exclude(voting_open_at__lte=at)
    return Edition.objects.filter(submissions_open_at__lte=at, submissions_close_at__gt=at)


def may_add(user, at: datetime) -> bool:
    return is_office(user) or (organisations_for(user).exists() and editions_for(user, at).exists())


def may_change(user, case: Case, at: datetime) -> bool:
    calendar = case.edition.calendar
    return not calendar.voting.has_begun(at) if is_office(user) else calendar.submissions.is_open(at)


def next_number(edition: Edition) -> str:
    """The number of a case that its organisation drafts: one more than the highest whole number of the edition."""
    numbers = (
        Edition.objects.select_for_update(no_key=True)
        .get(pk=edition.pk)
        .cases.values_list("number", flat=True)
    )
    return str(max((int(number) for number in numbers if number.isdecimal()), default=0) + 1)
