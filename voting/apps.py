from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VotingConfig(AppConfig):
    name = "voting"
    verbose_name = _("시민투표")

    def ready(self):
        from voting import checks  # noqa: F401
        from voting.identity import checks as identity_checks  # noqa: F401
