"""Questions about records, each answered as its viewer may see it.

A unit sees the records of its own subtree. Of a public register everybody sees the public fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.registers import listing, versions
from bihuan.registers.checking import Named
from bihuan.registers.drafting import china_day
from bihuan.registers.engine.facets import facet
from bihuan.registers.engine.pairs import LEAST, searchable
from bihuan.registers.engine.reading import read_value
from bihuan.registers.engine.values import (
    as_text,
    cel_values,
    comparable,
    fields,
    is_personal,
    keys_of,
)
from bihuan.registers.hashing import hashed
from bihuan.registers.history import Change, history_of
from bihuan.registers.models import RecordRow
from bihuan.registers.refusals import (
    FIELD_NOT_READ,
    FIELD_UNKNOWN,
    NOT_FILTERED,
    PAGE_LARGE,
    RECORD_UNKNOWN,
    SEARCH_SHORT,
)
from bihuan.registers.rights import units_for
from bihuan.registers.scoping import scoped
from bihuan.registers.seeing import Seen, Value, seen, titles
from bihuan.registers.spec import AnyField
from bihuan.registers.texts import found, resembling_of
from bihuan.registers.totals import Total, counted
from bihuan.registers.versions import Register

__all__ = [
    "Change", "Page", "Register", "Seen", "Total", "Value", "children", "fields", "history",
    "lookalikes", "raw_values", "record", "records", "register", "resembling", "search", "titles",
    "totals", "values",
]  # fmt: skip

MOST_ON_A_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `after` is the cursor of the next one, empty where this is the last."""

    records: tuple[Seen, ...]
    after: str = ""


def register(viewer: Viewer, name: str, on: date) -> Register:
    """Return a register as it rules on a day; refuses one that is not in force."""
    return versions.in_force(viewer, name, on)


def record(viewer: Viewer, id: str) -> Seen:  # noqa: A002  # the word for it
    """Return one record; one that the viewer may not see is not known."""
    rows = _visible(viewer, [id])
    if not rows:
        raise Refused(RECORD_UNKNOWN, record=id[:36])
    return seen(viewer, rows)[0]


def records(  # noqa: PLR0913 - the list and its page
    viewer: Viewer,
    register: str,
    *,
    where: Mapping[str, object] | None = None,
    after: str = "",
    limit: int = 50,
    ended: bool = False,
) -> Page:
    """Return records, newest first, those that stand or those that have ended.

    `where` names filtered fields and the value that each must have, as people type it.
    """
    if not 1 <= limit <= MOST_ON_A_PAGE:
        raise Refused(PAGE_LARGE, most=MOST_ON_A_PAGE)
    rules = versions.newest(viewer.origin, register)
    named = Named(viewer, date.max)
    asked = [filtered(rules, name) for name in where or {}]
    conditions = [
        condition(viewer.origin, rules, field, written, named)
        for field, written in zip(asked, (where or {}).values(), strict=True)
    ]
    page = listing.ids(
        listing.Asked(
            viewer.origin, register, tuple(conditions), units_for(viewer, rules.spec, asked),
            after, limit + 1, ended,
        )
    )  # fmt: skip
    shown = _in_order(viewer.origin, page[:limit])
    return Page(tuple(seen(viewer, shown)), page[limit - 1] if len(page) > limit else "")


def children(viewer: Viewer, id: str, *, limit: int = 200) -> tuple[Seen, ...]:  # noqa: A002
    """Return the records right below one in the tree of its register."""
    record(viewer, id)
    rows = RecordRow.objects.filter(origin=viewer.origin, parent=id).order_by("id")
    ids = list(rows.values_list("id", flat=True)[:limit])
    return tuple(seen(viewer, _visible(viewer, ids)))


def history(viewer: Viewer, id: str) -> list[Change]:  # noqa: A002
    """Return what was done to a record from first to last, corrections after what they correct."""
    rows = _visible(viewer, [id])
    if not rows:
        raise Refused(RECORD_UNKNOWN, record=id[:36])
    return history_of(viewer, rows[0])


def search(viewer: Viewer, register: str, text: str, limit: int = 50) -> tuple[Seen, ...]:
    """Return the records in whose searched fields a text stands, newest first."""
    wanted = searchable(text)
    if len(wanted) < LEAST:
        raise Refused(SEARCH_SHORT)
    rules = versions.newest(viewer.origin, register)
    units = units_for(viewer, rules.spec, searched(rules))
    ids = found(viewer.origin, register, wanted, units, min(limit, MOST_ON_A_PAGE))
    return tuple(seen(viewer, _in_order(viewer.origin, ids)))


def values(
    viewer: Viewer, ids: Iterable[str], *, through: Mapping[str, str] | None = None
) -> dict[str, dict[str, Text]]:
    """Return what records say, in words; what the viewer may not see whole is masked or left out.

    `through` names records that a room above has found that the viewer may see, each with the path
    of the unit for which it may: its roles over that unit count as over the record's own.
    """
    told = {
        each.id: {name: value.text for name, value in each.values.items()}
        for each in seen(viewer, _visible(viewer, ids, through or {}), through)
    }
    return {id_: told[id_] for id_ in ids if id_ in told}


def raw_values(origin: str, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the values of records as expressions take them; no personal value is among them.

    For the engines of rooms above, which know what may be told of them: numbers are decimals,
    days are dates, lists are tuples, and what is empty is None.
    """
    rows = RecordRow.objects.filter(origin=origin, id__in=set(ids))
    return {
        row.id: cel_values(versions.found_by(origin, row.register).spec, row.data) for row in rows
    }


def lookalikes(  # noqa: PLR0913 - what is alike, and in which window
    by: Viewer,
    register: str,
    given: Mapping[str, object],
    *,
    same: Iterable[str],
    since: datetime,
    at: datetime,
    limit: int = 20,
) -> list[str]:
    """Return the records since a moment that have the same value in each of these fields.

    For a room above that proposes them to a clerk; a personal value is compared by its keyed hash
    and shown to nobody. Where one of the values is missing, nothing is alike.
    """
    rules, named = versions.newest(by.origin, register), Named(by, china_day(at))
    conditions = []
    for name in same:
        if name not in given or given[name] in (None, "", [], ()):
            return []
        field = filtered(rules, name)
        conditions.append(condition(by.origin, rules, field, given[name], named))
    alike = listing.ids(listing.Asked(by.origin, register, tuple(conditions), None, "", limit))
    return [each for each in alike if each >= _first_id(since)]


def resembling(  # noqa: PLR0913 - what is alike, and in which window
    origin: str, register: str, text: str, *, since: datetime, least: Any, limit: int = 20
) -> list[str]:
    """Return the records since a moment whose words share at least this part of their pairs."""
    return resembling_of(origin, register, text, first=_first_id(since), least=least, limit=limit)


def totals(  # noqa: PLR0913 - what is counted, of which, by what
    viewer: Viewer,
    register: str,
    *,
    of: str = "",
    by: Iterable[str] = (),
    where: Mapping[str, object] | None = None,
    within: tuple[str, date, date] | None = None,
) -> list[Total]:
    """Count the records that stand, and add up a number of them, by unit or by a field.

    Args:
        viewer: who asks.
        register: whose records.
        of: a filtered field with numbers, whose sum is told.
        by: ``unit`` or names of filtered fields.
        where: filtered fields with the value that each must have.
        within: a filtered field with days, and the first and the last that count.

    Records without a value in a field that is named are left out.
    """
    rules, named = versions.newest(viewer.origin, register), Named(viewer, date.max)
    by = tuple(by)
    names = [name for name in (of, *by, *(where or {}), within[0] if within else "") if name]
    asked = {name: filtered(rules, name) for name in names if name != "unit"}
    for name in by:
        # The hash of a value is no name of a group.
        if name in asked and is_personal(asked[name]):
            raise Refused(FIELD_NOT_READ, field=asked[name].title.text)
    conditions = [
        condition(viewer.origin, rules, asked[name], written, named)
        for name, written in (where or {}).items()
    ]
    return counted(
        viewer.origin, rules, units_for(viewer, rules.spec, list(asked.values())),
        of=asked.get(of), by=by, conditions=conditions, within=within,
    )  # fmt: skip


def filtered(rules: Register, name: str) -> AnyField:
    """Return a field by which lists are filtered; refuses another."""
    field = rules.field(name)
    listed = ", ".join(each.name for each in rules.spec.fields if each.filtered)
    if field is None:
        raise Refused(FIELD_UNKNOWN, register=rules.title, field=name[:63], fields=listed)
    if not field.filtered:
        raise Refused(NOT_FILTERED, field=field.title.text, fields=listed)
    return field


def condition(
    origin: str, rules: Register, field: AnyField, written: object, named: Named
) -> listing.Condition:
    """Return the condition that a field has the value that was typed."""
    kept = read_value(field, written, named)
    if is_personal(field):
        texts = [] if kept is None else [comparable(field, as_text(kept))]
        keys = tuple(hashed(origin, text) for text in texts)
    else:
        keys = keys_of(field, kept)
    if len(keys) != 1:
        raise Refused(FIELD_NOT_READ, field=field.title.text)
    return listing.Condition(facet(origin, rules.name, field.name), keys[0])


def searched(rules: Register) -> list[AnyField]:
    """Return the fields in which a search looks."""
    return [
        field
        for field in rules.spec.fields
        if field.name == rules.spec.shown or (field.type == "text" and field.searched)
    ]


def _visible(
    viewer: Viewer, ids: Iterable[str], through: Mapping[str, str] | None = None
) -> list[RecordRow]:
    """Return those of these records that the viewer may see, in the order given."""
    wanted = list(dict.fromkeys(ids))
    rows = RecordRow.objects.filter(origin=viewer.origin, id__in=wanted)
    own = {row.id: row for row in scoped(rows, viewer)}
    for row in rows if len(own) < len(wanted) else ():
        if row.id in (through or {}) or versions.newest(viewer.origin, row.register).spec.public:
            own[row.id] = row
    return [own[id_] for id_ in wanted if id_ in own]


def _in_order(origin: str, ids: list[str]) -> list[RecordRow]:
    rows = {row.id: row for row in RecordRow.objects.filter(origin=origin, id__in=ids)}
    return [rows[id_] for id_ in ids if id_ in rows]


def _first_id(since: datetime) -> str:
    """Return what stands before the id of every record since a moment: ids sort by time."""
    moment = f"{int(since.timestamp() * 1000):012x}"
    return f"{moment[:8]}-{moment[8:]}"
