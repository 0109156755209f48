from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("회차와 사례")

    def ready(self):
        # The library and the users are there only now.
        from cases.staff.history import register_models
        from cases.staff.roles import apply_roles
        from cases.staff.sessions import connect

        register_models()
        connect()
        post_migrate.connect(apply_roles, dispatch_uid="cases.staff.roles")
