"""Staff and addresses for the tests of the judging desk."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from awards.rule.freezing import freeze_rule
from awards.rule.models import Round
from tests.awards.editions import make_contest, make_staff

CLERK = ("view_overview", "enter_scores", "view_scans", "close_round", "request_reopen")
SECOND = ("view_overview", "enter_scores", "view_scans", "settle_scores", "confirm_reopen")


def sign_in(name, *permissions):
    """A client signed in as staff with these permissions; `client.user` is the account."""
    user = get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})[0]
    user.is_staff = True
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def judged_round(*, is_double=False, **settings):
    """The first round of a contest whose rule is frozen."""
    edition = make_contest(**settings)
    Round.objects.filter(edition=edition).update(is_double_entry=is_double)
    freeze_rule(edition=edition, by=make_staff("규칙 확정")[0])
    return edition.rounds.get(order=1)


def address(name, round_, *more):
    """The address of a page of the desk; of the leading page for `change`."""
    arguments = [round_.edition_id] if name == "change" else [round_.edition_id, round_.pk]
    return reverse(f"admin:awards_judging_{name}", args=[*arguments, *(one.pk for one in more)])


def cell(round_, number, criterion):
    """The name of the input of one cell."""
    case = round_.edition.cases.get(number=number)
    return f"c{case.pk}-{round_.criteria.get(name=criterion).pk}"
