"""The triggers of the box stand after every migration, also of a table that they only read."""

import pytest
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, models
from django.db.migrations import Migration

from cases.models import Edition
from voting.box_sql import missing_guards

PLAN = [(Migration("9999_probe", "cases"), False)]

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_table_that_triggers_read_is_remade_and_the_triggers_are_back():
    field = models.BooleanField(default=False)
    field.set_attributes_from_name("probe")
    emit_pre_migrate_signal(0, False, "default", plan=PLAN)
    with connection.schema_editor() as editor:
        editor.add_field(Edition, field)
        editor.remove_field(Edition, field)
    emit_post_migrate_signal(0, False, "default", plan=PLAN)
    assert missing_guards() == []


def test_nothing_to_migrate_leaves_the_triggers_alone():
    emit_pre_migrate_signal(0, False, "default", plan=[])
    assert missing_guards() == []
