"""Staff with a role, as the office has them."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from cases.models import Membership

PASSWORD = "충분히 긴 비밀번호 123"


def make_account(*roles, name=None, organisation=None, password=None, **fields):
    """An account with `roles`, without a password unless one is given: hashing takes its time."""
    account = get_user_model().objects.create_user(
        username=name or f"직원-{'-'.join(roles)}".replace(" ", ""),
        password=PASSWORD,
        is_staff=True,
        **fields,
    )
    account.groups.set(Group.objects.filter(name__in=roles))
    assert account.groups.count() == len(roles)
    if organisation:
        Membership.objects.create(user=account, organisation=organisation)
    return account


def sign_in(*roles, **options):
    """A browser signed in as a new account with `roles`."""
    client = Client()
    client.force_login(make_account(*roles, **options))
    return client
