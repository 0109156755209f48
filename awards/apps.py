from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = _("심사와 시상")

    def ready(self):
        from awards.objections.purging import erase_texts, forget_networks
        from voting.purging.purge import FURTHER, Kind

        FURTHER[Kind.FILINGS], FURTHER[Kind.OBJECTIONS] = forget_networks, erase_texts
