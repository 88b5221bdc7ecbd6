"""The room of mechanisms; it registers no kind of its own."""

from importlib import import_module

from django.apps import AppConfig


class MechanismsConfig(AppConfig):
    name = "bihuan.mechanisms"
    label = "mechanisms"

    def ready(self) -> None:
        import_module("bihuan.mechanisms.apply")
