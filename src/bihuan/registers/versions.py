"""Versions of registers: the one in force on a day, the one enacted last, any by its digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection

from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Text
from bihuan.mechanisms import queries as mechanisms
from bihuan.registers.models import RegisterRow
from bihuan.registers.spec import AnyField, RegisterSpec
from bihuan.registers.standing import Indexed


@dataclass(frozen=True, slots=True)
class Register:
    """A version of a register: its name, its title, what its author wrote."""

    name: str
    title: Text
    spec: RegisterSpec
    digest: str

    def field(self, name: str) -> AnyField | None:
        """Return a field by its name; None if there is no such field."""
        return next((each for each in self.spec.fields if each.name == name), None)


def in_force(viewer: Viewer, name: str, on: date) -> Register:
    """Return the version that rules on a day; refuses where none does."""
    mechanism = mechanisms.in_force(viewer, "Register", name, on)
    return Register(name, mechanism.title, mechanism.spec, mechanism.digest)


def newest(origin: str, name: str) -> Register:
    """Return the version that was enacted last, by which records are found.

    Plain SQL: whatever is done to a record asks it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT digest FROM registers_register WHERE origin = %s AND name = %s", [origin, name]
        )
        found = cursor.fetchone()
    if found is None:
        raise RegisterRow.DoesNotExist(f"{origin}/{name}")
    return version(found[0])


@lru_cache(maxsize=256)
def version(digest: str) -> Register:
    """Return a version by its digest, which fixes it, so that it may be remembered."""
    mechanism = mechanisms.version(digest)
    return Register(mechanism.name, mechanism.title, mechanism.spec, digest)


@lru_cache(maxsize=256)
def indexed(digest: str) -> Indexed:
    """Return what a version lets records be found by."""
    return Indexed(version(digest).spec)


def found_by(origin: str, name: str) -> Indexed:
    """Return what records of a register are found by at present."""
    return indexed(newest(origin, name).digest)
