"""A record as it stands, and everything that its tables say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict

from bihuan.registers.engine.facets import facet
from bihuan.registers.engine.pairs import searchable
from bihuan.registers.engine.places import scaled_degrees
from bihuan.registers.engine.values import (
    as_text,
    is_personal,
    keys_of,
    number_of,
    searched,
    unique_key,
)
from bihuan.registers.models import NO_ROW, RecordRow
from bihuan.registers.spec import AnyField, Key, RegisterSpec

_SHOWN = 500


class Personal(TypedDict):
    """What a table says of a personal value: its shown form, its keyed hash, and who keeps it."""

    mask: str
    hash: str
    fact: str
    row: int


@dataclass(slots=True)
class Standing:
    """A record as it stands; `data` and `personal` hold no empty values."""

    origin: str
    id: str
    register: str
    unit: str
    recorded: datetime
    changed: datetime
    data: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Personal] = field(default_factory=dict)
    n: int = 1
    ended: date | None = None
    fact: str = ""
    row: int = NO_ROW


def standing(row: RecordRow) -> Standing:
    """Return the record in a row."""
    return Standing(
        origin=row.origin,
        id=row.id,
        register=row.register,
        unit=row.unit,
        recorded=row.recorded,
        changed=row.changed,
        data=dict(row.data),
        personal=dict(row.personal),
        n=row.n,
        ended=row.ended,
        fact=row.fact,
        row=row.row,
    )


class Indexed:
    """What a version of a register lets records be found by."""

    def __init__(self, spec: RegisterSpec) -> None:
        self.spec = spec
        self.by_name: Mapping[str, AnyField] = {each.name: each for each in spec.fields}
        self._filtered = tuple(each for each in spec.fields if each.filtered)

    def shown(self, record: Standing) -> str:
        """Return what names a record in lists."""
        kept = record.data.get(self.spec.shown)
        return "" if kept is None else as_text(kept)[:_SHOWN]

    def parent(self, record: Standing) -> str:
        """Return the id of the record above; empty for none."""
        return record.data.get(self.spec.tree.parent, "") if self.spec.tree else ""

    def point(self, record: Standing) -> tuple[str, int | None, int | None]:
        """Return the division and the coordinates at which a record stands on the map."""
        place = record.data.get(self.spec.map or "") or {}
        if "lat" not in place:
            return place.get("division", ""), None, None
        lat, lon = scaled_degrees(place["lat"]), scaled_degrees(place["lon"])
        return place.get("division", ""), lat, lon

    def text(self, record: Standing) -> str:
        """Return the words by which a record is found."""
        return searchable(searched(self.spec, record.data))

    def filters(self, record: Standing) -> Iterator[tuple[int, str, str, str, int | None]]:
        """Yield facet, key, record, unit and number of each value that lists are filtered by."""
        if record.ended:
            return
        for each in self._filtered:
            of = facet(record.origin, record.register, each.name)
            kept = record.data.get(each.name)
            for key in self._keys(each, record):
                yield of, key, record.id, record.unit, number_of(each, kept)

    def keys(self, record: Standing) -> dict[str, Key]:
        """Return each unique key of which the record has all values, by its hash."""
        if record.ended:
            return {}
        found = {}
        for number, key in enumerate(self.spec.keys):
            said = [self._keys(self.by_name[name], record) for name in key.fields]
            if all(said):
                found[unique_key([str(number), *("\n".join(each) for each in said)])] = key
        return found

    def _keys(self, each: AnyField, record: Standing) -> tuple[str, ...]:
        if is_personal(each):
            said = record.personal.get(each.name)
            return (said["hash"],) if said and said["hash"] else ()
        return keys_of(each, record.data.get(each.name))
