from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Until now an edition had one published result: whose publisher is recorded."""
    result, edition = apps.get_model("awards", "Result"), apps.get_model("cases", "Edition")
    moment = edition.objects.filter(pk=OuterRef("edition")).values("published_at")
    published = result.objects.filter(published_by__isnull=False, edition__published_at__isnull=False)
    published.update(published_at=Subquery(moment))


def empty(apps, schema_editor):
    """The moment goes with its column."""


class Migration(migrations.Migration):
    dependencies = [("awards", "0006_versions_and_reviews"), ("cases", "0006_audit_condition")]

    operations = [migrations.RunPython(fill, empty)]
