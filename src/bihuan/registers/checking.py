"""What the values mean that an account typed into a register, and whether it may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bihuan.ledger import queries as ledger
from bihuan.ledger.viewer import Role, Viewer
from bihuan.ledger.words import Refused, Said, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place
from bihuan.mechanisms.engine.guessing import guess
from bihuan.orgs import queries as orgs
from bihuan.orgs.engine.names import UNIT_UNKNOWN, Directory
from bihuan.registers import versions
from bihuan.registers.engine.characters import LONGEST
from bihuan.registers.engine.reading import read_value
from bihuan.registers.engine.values import comparable, is_personal, key_of, unique_key
from bihuan.registers.hashing import hashed
from bihuan.registers.models import KeyRow, RecordRow, RegisterRow
from bihuan.registers.refusals import (
    FIELD_UNKNOWN,
    MAY_NOT_RECORD,
    MAY_NOT_WRITE_FIELD,
    REFERENCE_UNKNOWN,
    REQUIRED_MISSING,
    UNIT_NEEDED,
)
from bihuan.registers.spec import AnyField
from bihuan.registers.versions import Register

_NO_PURPOSE = Text(en="the record is not whole without it", zh="登记必需")


class Named:
    """What names mean on a day: units, records, documents. Answers are remembered."""

    def __init__(self, by: Viewer, on: date) -> None:
        self._by = by
        self.on = on
        self._paths: dict[str, str] = {}
        self._directory: Directory | None = None

    def path(self, slug: str) -> str:
        """Return the path of a unit; empty if it does not stand."""
        if slug not in self._paths:
            self._paths[slug] = orgs.path(self._by.origin, slug, self.on)
        return self._paths[slug]

    def unit(self, written: str) -> str:
        """Return the slug of the unit that is meant; refuses what no unit is called."""
        if self.path(written):
            return written
        if self._directory is None:
            self._directory = orgs.directory(self._by, self.on)
        return self._directory.resolve(written).slug

    def reference(self, register: str, written: str) -> str:
        """Return the id of the record that is meant, by its id or its key."""
        origin = self._by.origin
        rows = RecordRow.objects.filter(origin=origin, register=register)
        if rows.filter(id=written).exists():
            return written
        for key in self._keys(register, written):
            found = KeyRow.objects.filter(origin=origin, register=register, key=key)
            if (record := found.values_list("record", flat=True).first()) is not None:
                return record
        raise Refused(REFERENCE_UNKNOWN, register=register, written=written[:LONGEST])

    def file(self, digest: str) -> str:
        """Return the digest; refuses one under which nothing was kept."""
        ledger.document_name(digest)
        return digest

    def _keys(self, register: str, written: str) -> list[str]:
        row = RegisterRow.objects.filter(origin=self._by.origin, name=register).first()
        if row is None:
            return []
        by = versions.indexed(row.digest)
        found = []
        for number, key in enumerate(by.spec.keys):
            if len(key.fields) == 1:
                field = by.by_name[key.fields[0]]
                value = key_of(written)
                if is_personal(field):
                    value = hashed(self._by.origin, comparable(field, written))
                found.append(unique_key([str(number), value]))
        return found


def read_values(register: Register, values: Mapping[str, object], named: Named) -> dict[str, Any]:
    """Return values as they are kept, None where one is emptied.

    Raises:
        Findings: every mistake, each at its field.
    """
    kept: dict[str, Any] = {}
    mistakes: list[Diagnostic] = []
    by_name = versions.indexed(register.digest).by_name
    for name, written in values.items():
        try:
            kept[name] = read_value(_field(register, by_name, name), written, named)
        except Refused as refusal:
            mistakes.append(at_field(register, name, refusal.said))
    if mistakes:
        raise Findings(tuple(mistakes), storing=True)
    return kept


def at_field(register: Register, name: str, said: Said, *, near: str = "") -> Diagnostic:
    """Return a mistake at the field of a form."""
    return Diagnostic(said, Place(register.name, cell=name[:LONGEST]), near)


def _field(register: Register, by_name: Mapping[str, AnyField], name: str) -> AnyField:
    if name in by_name:
        return by_name[name]
    near = guess(name, by_name)
    listed = ", ".join([near] if near else by_name)
    raise Refused(FIELD_UNKNOWN, register=register.title, field=str(name)[:LONGEST], fields=listed)


def check_required(register: Register, present: set[str]) -> None:
    """Refuse a record that lacks what it needs; all that is missing is told at once."""
    missing = [
        at_field(
            register,
            field.name,
            Said(
                REQUIRED_MISSING,
                {
                    "field": field.title.text,
                    "purpose": Text(field.purpose, field.purpose) if field.purpose else _NO_PURPOSE,
                },
            ),
        )
        for field in register.spec.fields
        if field.name not in present and (field.required or field.name == register.spec.unit)
    ]
    if missing:
        raise Findings(tuple(missing), storing=True)


def check_writer(register: Register, by: Viewer, paths: Sequence[str], unit: str) -> None:
    """Refuse an account that has no writing role over any of these paths."""
    if not _may(by, register.spec.write, paths):
        raise Refused(
            MAY_NOT_RECORD, register=register.title, unit=unit, roles=_roles(register.spec.write)
        )


def check_fields(
    register: Register, by: Viewer, paths: Sequence[str], names: Sequence[str]
) -> None:
    """Refuse to write a field that asks for a role which the account does not hold."""
    for name in names:
        field = register.field(name)
        if field and field.rights.write and not _may(by, field.rights.write, paths):
            raise Refused(
                MAY_NOT_WRITE_FIELD, field=field.title.text, roles=_roles(field.rights.write)
            )


def _may(by: Viewer, roles: Sequence[Role], paths: Sequence[str]) -> bool:
    # The operator brings in what others entrust to the machine: feeds, and lists of before.
    return any(by.may(*roles, "operator", at=path) for path in paths if path)


def _roles(roles: Sequence[Role]) -> str:
    return ", ".join(roles)


def home(register: Register, by: Viewer, named: Named) -> str:
    """Return the unit of who records, where nothing else says whose the record is."""
    subtrees = {grant.subtree for grant in by.grants if grant.role in register.spec.write}
    units = sorted({subtree.strip("/").rpartition("/")[2] for subtree in subtrees})
    if len(units) == 1 and named.path(units[0]):
        return units[0]
    if not units:
        raise Refused(
            MAY_NOT_RECORD,
            register=register.title,
            unit=by.origin,
            roles=_roles(register.spec.write),
        )
    raise Refused(UNIT_NEEDED, units=", ".join(units))


def path_of(named: Named, unit: str) -> str:
    """Return the path of a unit by its slug; refuses one that does not stand."""
    path = named.path(unit)
    if not path:
        raise Refused(UNIT_UNKNOWN, name=unit)
    return path
