"""Adds the kind `Indicator` to the registry."""

from importlib import import_module

from django.apps import AppConfig

from bihuan.ledger.words import Text
from bihuan.measures.checks import check, refers
from bihuan.measures.spec import IndicatorSpec
from bihuan.mechanisms.kinds import Kind, register

INDICATOR = Kind("Indicator", Text(en="Indicator", zh="指标"), IndicatorSpec, check, refers)


class MeasuresConfig(AppConfig):
    name = "bihuan.measures"
    label = "measures"

    def ready(self) -> None:
        register(INDICATOR)
        import_module("bihuan.measures.apply")
