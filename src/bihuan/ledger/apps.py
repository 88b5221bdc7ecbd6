"""The ledger as an application of Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    name = "bihuan.ledger"
    label = "ledger"

    def ready(self) -> None:
        # Every room declares in its apply.py what facts do to its tables.
        autodiscover_modules("apply")
