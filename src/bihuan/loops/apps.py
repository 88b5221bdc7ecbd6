"""Adds the kind `Loop` to the registry."""

from importlib import import_module

from django.apps import AppConfig

from bihuan.ledger.words import Text
from bihuan.loops.checks.whole import check, refers
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.kinds import Kind, register, tells_what_changes

LOOP = Kind("Loop", Text(en="Loop", zh="闭环"), LoopSpec, check, refers)


class LoopsConfig(AppConfig):
    name = "bihuan.loops"
    label = "loops"

    def ready(self) -> None:
        register(LOOP)
        import_module("bihuan.loops.apply")
        tells_what_changes("Loop", import_module("bihuan.loops.versions").touched)
