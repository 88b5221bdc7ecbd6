"""Records as a viewer sees them: whole, masked, or with fields left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Text
from bihuan.orgs import queries as orgs
from bihuan.registers import concealing, versions
from bihuan.registers.engine.showing import Names, in_words
from bihuan.registers.engine.values import from_text, is_personal
from bihuan.registers.models import NO_ROW, RecordRow
from bihuan.registers.rights import sees_whole
from bihuan.registers.spec import AnyField
from bihuan.registers.standing import Indexed, Personal


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a record as a viewer sees it.

    Args:
        kept: as it is kept, for programs; None where it is masked.
        text: in words.
        masked: the viewer sees its shown form only.
    """

    kept: Any
    text: Text
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as a viewer sees it; a field that it may not see is not among the values."""

    id: str
    register: str
    unit: str
    title: str
    recorded: datetime
    changed: datetime
    n: int
    ended: date | None = None
    parent: str = ""
    fact: str = ""
    row: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


def seen(
    viewer: Viewer, rows: Sequence[RecordRow], through: Mapping[str, str] | None = None
) -> list[Seen]:
    """Return records as a viewer sees them, in the order given.

    `through` names, for some ids, the path of the unit for which a room above has found that the
    viewer may see the record; its roles over that unit count, too.
    """
    through = through or {}
    paths = orgs.paths_ever(viewer.origin, {row.unit for row in rows})
    whole: dict[str, set[str]] = {}
    fields = {row.register: versions.found_by(viewer.origin, row.register) for row in rows}
    for row in rows:
        at = [*paths.get(row.unit, ()), *filter(None, [through.get(row.id)])]
        whole[row.id] = {
            each.name for each in fields[row.register].spec.fields if sees_whole(each, viewer, at)
        }
    clear = _clear(viewer.origin, rows, whole)
    names = _names(viewer, rows, fields)
    return [_seen(row, fields[row.register], whole[row.id], clear, names) for row in rows]


def _seen(
    row: RecordRow,
    by: Indexed,
    whole: set[str],
    clear: Mapping[tuple[str, str], str],
    names: Names,
) -> Seen:
    values = {}
    for each in by.spec.fields:
        if is_personal(each):
            told = row.personal.get(each.name)
            value = _personal(each, told, each.name in whole, clear, names) if told else None
        else:
            value = _plain(each, row.data.get(each.name), each.name in whole, names)
        if value is not None:
            values[each.name] = value
    return Seen(
        id=row.id,
        register=row.register,
        unit=row.unit,
        title=row.shown,
        recorded=row.recorded,
        changed=row.changed,
        n=row.n,
        ended=row.ended,
        parent=row.parent,
        fact=row.fact,
        row=None if row.row == NO_ROW else row.row,
        values=values,
    )


def _plain(asked: AnyField, kept: Any, whole: bool, names: Names) -> Value | None:
    if kept is None or not whole:
        return None
    return Value(kept, in_words(asked, kept, names))


def _personal(
    asked: AnyField,
    told: Personal,
    whole: bool,  # whether the viewer sees it whole
    clear: Mapping[tuple[str, str], str],
    names: Names,
) -> Value | None:
    text = clear.get(place(asked.name, told)) if whole else None
    # After its time a value is kept in its shown form alone, for everybody.
    if text is not None and text != told["mask"]:
        kept = from_text(asked, text)
        return Value(kept, in_words(asked, kept, names))
    return Value(None, Text(told["mask"], told["mask"]), masked=True)


def place(name: str, told: Personal) -> tuple[str, str]:
    """Return the fact, and the field of it, under which the ledger keeps a personal value."""
    return told["fact"], name if told["row"] == NO_ROW else f"{told['row']}/{name}"


def _clear(
    origin: str, rows: Sequence[RecordRow], whole: Mapping[str, set[str]]
) -> dict[tuple[str, str], str]:
    places = [
        place(name, told)
        for row in rows
        for name, told in row.personal.items()
        if name in whole[row.id]
    ]
    return concealing.held(origin, places)


def _names(viewer: Viewer, rows: Sequence[RecordRow], fields: Mapping[str, Indexed]) -> Names:
    """Look up what the values of a page refer to, all at once."""
    kinds = {each.type for by in fields.values() for each in by.spec.fields}
    units: Mapping[str, Text] = {}
    if "unit" in kinds:
        units = orgs.titles(viewer.origin, date.max)
    if "reference" not in kinds:
        return Names(units)
    referred = {
        row.data[each.name]
        for row in rows
        for each in fields[row.register].spec.fields
        if each.type == "reference" and each.name in row.data
    }
    return Names(units, titles(viewer.origin, referred))


def titles(origin: str, records: Iterable[str]) -> dict[str, str]:
    """Return what names these records in lists; no personal value is in a name."""
    rows = RecordRow.objects.filter(origin=origin, id__in=set(records))
    return dict(rows.values_list("id", "shown"))
