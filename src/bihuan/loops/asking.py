"""What the engine looks at beside the matter: who asks, the units that stand, the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection

from bihuan.calendars.engine.workdays import day_of
from bihuan.ledger.facts import Draft
from bihuan.ledger.viewer import Grant, Viewer
from bihuan.ledger.words import Refused
from bihuan.loops import sight
from bihuan.loops.engine.asked import Asked
from bihuan.loops.sight import Sight
from bihuan.registers import drafting, versions
from bihuan.registers.engine.values import as_text, cel_values
from bihuan.registers.refusals import NOTHING_CHANGES

_TITLE = 200


@dataclass(frozen=True, slots=True)
class Record:
    """What a record says, or will say: values for conditions, and its name in lists."""

    id: str
    values: dict[str, Any]
    title: str = ""
    given: frozenset[str] = frozenset()
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, on which day, with what they see."""

    by: Viewer
    sight: Sight
    on: date

    def asked(self, *, at: datetime, happened: datetime | None = None) -> Asked:
        """Return what the engine is asked, before the words of the act."""
        paths = self.sight.paths
        for_unit = self.by.on_behalf if self.by.on_behalf in paths else ""
        return Asked(
            at=happened or at,
            now=at,
            persons=sight.persons_of(self.by, paths),
            homes=self.sight.homes,
            grants=self.by.grants,
            units=paths,
            unit=for_unit,
        )

    def may_write(self, register: str, unit: str) -> tuple[Viewer, str]:
        """Return the account as an act lets it write the record of a matter, and over which path.

        Who may do the act may set the fields that it asks: the loop's file gives that right.
        """
        path = self.sight.paths.get(unit, "") or f"/{self.by.origin}/"
        roles = versions.in_force(self.by, register, self.on).spec.write
        grants = (*self.by.grants, *(Grant(role, path) for role in roles))
        return replace(self.by, grants=grants), path


def actor(by: Viewer, at: datetime) -> Actor:
    """Return who acts at a moment."""
    on = day_of(at)
    return Actor(by, sight.of(by, on), on)


def record_of(origin: str, record: str) -> Record:
    """Return what a record says now; nothing, where it is not there.

    Plain SQL: every act of a matter asks it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT g.digest, r.data FROM registers_record r JOIN registers_register g"
            " ON g.origin = r.origin AND g.name = r.register WHERE r.origin = %s AND r.id = %s",
            [origin, record],
        )
        found = cursor.fetchone()
    if found is None:
        return Record(record, {})
    digest, data = found
    values = orjson.loads(data) if isinstance(data, str) else data
    return Record(record, cel_values(versions.indexed(digest).spec, values))


def new_record(  # noqa: PLR0913 - the record and its envelope
    actor: Actor,
    register: str,
    values: Mapping[str, object],
    *,
    at: datetime,
    unit: str,
    source: Any = None,
    over: tuple[Viewer, str] | None = None,
) -> Record:
    """Return a record that is about to be made, with its draft."""
    by, path = over or (actor.by, "")
    draft = drafting.recorded(register, values, by=by, at=at, unit=unit, over=path, source=source)
    spec = versions.in_force(actor.by, register, actor.on).spec
    kept = draft.data["values"]
    shown = kept.get(spec.shown)
    return Record(
        id=draft.data["record"],
        values=cel_values(spec, kept),
        title="" if shown is None else as_text(shown)[:_TITLE],
        given=frozenset({*kept, *draft.private}),
        draft=draft,
    )


def changed_record(  # noqa: PLR0913 - the change and its envelope
    actor: Actor,
    record: str,
    register: str,
    values: Mapping[str, object],
    *,
    at: datetime,
    unit: str,
    reason: str,
) -> Record:
    """Return a record as an act is about to change it; without a draft, if nothing changes."""
    now = record_of(actor.by.origin, record)
    if not values:
        return now
    by, path = actor.may_write(register, unit)
    spec = versions.in_force(actor.by, register, actor.on).spec
    try:
        draft = drafting.changed(record, values, by=by, at=at, over=path, reason=reason)
    except Refused as refused:
        if refused.said.message is not NOTHING_CHANGES:
            raise
        return replace(now, given=frozenset(values))
    told = cel_values(spec, draft.data["values"])
    merged = {**now.values, **{name: told[name] for name in told if name in draft.data["values"]}}
    shown = draft.data["values"].get(spec.shown)
    return Record(
        record,
        merged,
        title="" if shown is None else as_text(shown)[:_TITLE],
        given=frozenset(values),
        draft=draft,
    )
