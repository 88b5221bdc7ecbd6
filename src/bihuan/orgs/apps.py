"""Adds the kind `Organisation` to the registry."""

from importlib import import_module

from django.apps import AppConfig

from bihuan.ledger.words import Text
from bihuan.mechanisms.kinds import Kind, register
from bihuan.orgs.checks import check
from bihuan.orgs.spec import OrganisationSpec

ORGANISATION = Kind("Organisation", Text(en="Organisation", zh="组织"), OrganisationSpec, check)


class OrgsConfig(AppConfig):
    name = "bihuan.orgs"
    label = "orgs"

    def ready(self) -> None:
        register(ORGANISATION)
        import_module("bihuan.orgs.apply")
