from django.apps import AppConfig
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class VotingConfig(AppConfig):
    name = "voting"
    verbose_name = _("시민투표")

    def ready(self):
        from voting import checks  # noqa: F401
        from voting.identity import checks as identity_checks  # noqa: F401

        post_migrate.connect(protect_the_box, dispatch_uid="voting.protect_the_box")


def protect_the_box(app_config, *, using, plan=(), **options):
    """After every migration: SQLite forgets triggers when it remakes a table, and new tables have no rights yet."""
    from voting import box_sql

    if app_config.label != "voting" or using != connection.alias:
        return
    if "voting_seal" not in connection.introspection.table_names():
        return
    box_sql.make_guards()
    if settings.WEB_ROLE:
        box_sql.grant_rights(web=settings.WEB_ROLE, count=settings.COUNT_ROLE or settings.WEB_ROLE)
