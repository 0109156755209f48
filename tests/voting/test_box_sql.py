"""Locks and errors of the module that knows both databases."""

import pytest
from django.db import DataError, connection, transaction

from voting import box_sql

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
MORE_THAN_AN_INTEGER = 2**40


def test_the_shared_lock_opens_a_connection_where_there_is_none():
    connection.close()
    box_sql.lock_shared(1)
    assert connection.is_usable()


def test_the_shared_lock_raises_the_errors_of_django():
    with pytest.raises(DataError), transaction.atomic():
        box_sql.lock_shared(MORE_THAN_AN_INTEGER)
