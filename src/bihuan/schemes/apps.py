"""Adds the kind `Scheme` to the registry."""

from importlib import import_module

from django.apps import AppConfig

from bihuan.ledger.words import Text
from bihuan.mechanisms.kinds import Kind, register
from bihuan.schemes.checks.whole import check, refers
from bihuan.schemes.spec.scheme import SchemeSpec

SCHEME = Kind("Scheme", Text(en="Scheme", zh="考核办法"), SchemeSpec, check, refers)


class SchemesConfig(AppConfig):
    name = "bihuan.schemes"
    label = "schemes"

    def ready(self) -> None:
        register(SCHEME)
        import_module("bihuan.schemes.apply")
