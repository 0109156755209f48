"""The lists of the admin: as many queries for three rows as for one, and nothing that a list cannot show."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.awards.editions import make_published

pytestmark = pytest.mark.django_db

MODELS = [model for model in admin.site._registry if model._meta.app_label in ("cases", "voting", "awards")]


@pytest.fixture
def staff(client):
    client.force_login(get_user_model().objects.create(username="모두 봄", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_list_queries_do_not_grow_with_the_rows(staff, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    make_published(slug="2026")
    staff.get(address)
    counts = []
    for slug in ("2027", "2028"):
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(address).status_code == 200
        counts.append(len(queries))
        make_published(slug=slug)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nothing_of_the_contest_is_deleted_in_the_admin(staff, model):
    make_published()
    row = model.objects.first()
    if row is not None:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert staff.post(reverse(f"{base}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        assert model.objects.filter(pk=row.pk).exists()
