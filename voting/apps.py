from django.apps import AppConfig
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class VotingConfig(AppConfig):
    name = "voting"
    verbose_name = _("시민투표")

    def ready(self):
        from voting import checks  # noqa: F401
        from voting.identity import checks as identity_checks  # noqa: F401

        pre_migrate.connect(make_way, dispatch_uid="voting.make_way")
        post_migrate.connect(protect_the_box, dispatch_uid="voting.protect_the_box")


def make_way(app_config, *, using, plan, **options):
    """SQLite remakes a table under another name, and refuses while a trigger of some other table names it."""
    from voting import box_sql

    if app_config.label == "voting" and using == connection.alias and plan and not box_sql.is_postgresql():
        box_sql.drop_guards()


def protect_the_box(app_config, *, using, plan=(), **options):
    """After every migration the triggers are made anew, and new tables get their rights."""
    from voting import box_sql

    if app_config.label != "voting" or using != connection.alias:
        return
    if "voting_listedvoter" not in connection.introspection.table_names():
        return
    box_sql.make_guards()
    if settings.WEB_ROLE:
        box_sql.grant_rights(web=settings.WEB_ROLE, count=settings.COUNT_ROLE or settings.WEB_ROLE)
