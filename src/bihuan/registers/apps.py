"""Adds the kind `Register` to the registry."""

from django.apps import AppConfig

from bihuan.ledger.words import Text
from bihuan.mechanisms.kinds import Kind, register
from bihuan.registers.checks.register import check, refers
from bihuan.registers.spec import RegisterSpec

REGISTER = Kind("Register", Text(en="Register", zh="台账"), RegisterSpec, check, refers)


class RegistersConfig(AppConfig):
    name = "bihuan.registers"
    label = "registers"

    def ready(self) -> None:
        register(REGISTER)
