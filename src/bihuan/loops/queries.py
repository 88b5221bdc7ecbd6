"""Questions about matters, each answered within what the viewer sees.

What is not seen is "not found", whatever the reason. Pages go by keys (`after` is the key that the
page before ended with) and count nothing that they do not show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection

from bihuan.calendars.engine.workdays import day_of
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.loops import asking, files, receipts, rows, storing
from bihuan.loops.apply import standing
from bihuan.loops.asking import Actor
from bihuan.loops.engine.lights import Light
from bihuan.loops.engine.lights import light as light_of
from bihuan.loops.engine.matter import Matter
from bihuan.loops.finding import id_of, seen
from bihuan.loops.listing import Line, Page, Wanted, page, shade
from bihuan.loops.models import NEVER, ActRow, MatterRow
from bihuan.loops.refusals import MATTER_UNKNOWN, RECEIPT_UNKNOWN
from bihuan.registers import queries as registers
from bihuan.registers.engine.pairs import LEAST, searchable
from bihuan.registers.engine.values import is_personal
from bihuan.registers.refusals import SEARCH_SHORT
from bihuan.registers.texts import found as records_with

__all__ = [
    "Acted", "Ahead", "Due", "Line", "Page", "Public", "Seen", "act_names", "counts", "due_list",
    "history", "lookup", "matter", "search", "work_list",
]  # fmt: skip


# Of what words find, so much is looked through for what somebody sees.
_LOOKED_THROUGH = 1_000


@dataclass(frozen=True, slots=True)
class Ahead:
    """One clock of a matter with its light."""

    name: str
    title: Text
    unit: str
    round: int
    light: Light
    day: date
    due: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A matter as a viewer sees it.

    Args:
        shown: the fields of the record, masked where the viewer may not see them whole; of a
            confidential matter the personal ones are not there but for the unit that raised it.
        clocks: all rounds, in the order in which they were started.
    """

    matter: Matter
    title: str
    shown: Mapping[str, Text]
    clocks: tuple[Ahead, ...]
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Acted:
    """One act of a matter's history; persons are pseudonyms, no name is kept."""

    n: int
    act: str
    does: str
    title: Text
    stage_from: str
    stage_to: str
    at: datetime
    unit: str
    persons: tuple[str, ...]
    duty: str
    said: Mapping[str, Any]
    reason: str
    fact: str


@dataclass(frozen=True, slots=True)
class Due:
    """A clock that runs out: of which matter, and when."""

    matter: str
    number: str
    title: str
    clock: str
    unit: str
    due: datetime
    light: Light


@dataclass(frozen=True, slots=True)
class Public:
    """What whoever has the receipt sees: how far it is, where, and the reply; never a person."""

    number: str
    stage: Text
    opened: date
    since: date
    due: date | None
    closed: date | None
    unit: str
    reply: str


def matter(viewer: Viewer, written: str, *, at: datetime) -> Seen:
    """Return a matter by its id or number."""
    actor = asking.actor(viewer, at)
    found = standing(viewer.origin, id_of(actor, written))
    if found is None or not seen(actor.sight, found.matter):
        raise Refused(MATTER_UNKNOWN, matter=written[:63])
    row = rows.of_matter(found)
    return Seen(
        matter=found.matter,
        title=found.title,
        shown=_shown(actor, found.matter),
        clocks=tuple(_clocks(found.matter, at)),
        due=None if row["due"] == NEVER else row["due"],
    )


def _shown(actor: Actor, found: Matter) -> Mapping[str, Text]:
    """Return the values of the record, in words, as the viewer may see them.

    Whoever sees the matter sees its record: the unit by which they see it counts for the rights.
    """
    through = {found.record: _over(actor, found)}
    values = registers.values(actor.by, [found.record], through=through)
    shown = values.get(found.record, {})
    if actor.sight.sees_reporter(found):
        return shown
    register = files.of_version(found.version).register_
    spec = registers.register(actor.by, register, actor.on).spec
    personal = {each.name for each in spec.fields if is_personal(each)}
    return {name: value for name, value in shown.items() if name not in personal}


def _over(actor: Actor, found: Matter) -> str:
    """Return the path of a unit that has a part in the matter and over which the viewer sees."""
    units = [found.raised_by, *(each.unit for each in found.handlers)]
    paths = [actor.sight.paths[unit] for unit in units if unit in actor.sight.paths]
    return next((path for path in paths if actor.by.sees(path)), "")


def _clocks(found: Matter, at: datetime) -> Iterator[Ahead]:
    titles = {each.name: each.title.text for each in files.of_version(found.version).clocks}
    for each in sorted(found.clocks, key=lambda clock: (clock.started, clock.name, clock.unit)):
        yield Ahead(
            name=each.name,
            title=titles.get(each.name, Text(each.name, each.name)),
            unit=each.unit,
            round=each.round,
            light=light_of(each, at),
            day=each.day,
            due=each.due,
            provisional=bool(each.awaits),
        )


def work_list(  # noqa: PLR0913 - the filters of the list
    viewer: Viewer,
    loop: str,
    *,
    at: datetime,
    lead: str = "",
    stage: str = "",
    class_: str = "",
    light: str = "",
    after: str = "",
    limit: int = 50,
) -> Page:
    """Return matters of a loop, soonest due first; open ones, where no stage is asked for.

    `light` is ``red`` (late), ``yellow`` (the end is near) or ``green`` (neither).
    """
    actor = asking.actor(viewer, at)
    rules = files.in_force(viewer, loop, actor.on).spec
    wanted = Wanted(
        loop=loop, lead=lead, stage=stage, class_=class_, light=light, after=after, limit=limit
    )
    return page(actor.sight, rules, wanted, at)


def history(viewer: Viewer, written: str, *, at: datetime) -> tuple[Acted, ...]:
    """Return all acts of a matter in their order, with those that told it of other matters.

    Of a confidential matter the persons who raised it are left out, but for the unit that did.
    """
    found = matter(viewer, written, at=at).matter
    sight = asking.actor(viewer, at).sight
    acts = ActRow.objects.filter(origin=viewer.origin, matter=found.id).order_by("n", "fact", "row")
    titles = act_names(found.version)
    return tuple(
        Acted(
            n=row.n,
            act=row.act,
            does=row.does,
            title=titles.get(row.act, Text(row.act, row.act)),
            stage_from=row.stage_from,
            stage_to=row.stage_to,
            at=row.at,
            unit=row.unit,
            persons=() if row.n == 1 and not sight.sees_reporter(found) else _persons(row),
            duty=row.duty,
            said=orjson.loads(row.said),
            reason=row.reason,
            fact=row.fact,
        )
        for row in acts
    )


def act_names(version: str) -> dict[str, Text]:
    """Return the titles of the acts of a version."""
    return {each.name: each.title.text for each in files.of_version(version).acts}


def _persons(row: ActRow) -> tuple[str, ...]:
    return tuple(row.person.split())


def lookup(origin: str, number: str, code: str) -> Public:
    """Return how the matter of a receipt stands; the same refusal for a wrong number and code.

    The code has 60 bits, so that guessing it takes longer than any matter lasts.
    """
    named = MatterRow.objects.filter(origin=origin, number=number.strip().upper()[:40])
    fits = [row for row in named.order_by("loop") if receipts.fits(origin, row.id, code[:40])]
    if not fits or not files.of_version(fits[0].version).public:
        raise Refused(RECEIPT_UNKNOWN)
    found = rows.read(fits[0].state)
    due = fits[0].due
    return Public(
        number=found.number,
        stage=files.stages(found.version)[found.stage].title.text,
        opened=day_of(found.opened),
        since=day_of(found.since),
        due=None if due == NEVER else day_of(due),
        closed=day_of(found.closed) if found.closed else None,
        # Whose matter it is says nothing of who reported whom.
        unit=found.lead or found.raised_by,
        reply=found.reply,
    )


def due_list(
    viewer: Viewer, *, at: datetime, until: datetime, unit: str = "", limit: int = 200
) -> tuple[Due, ...]:
    """Return the clocks that run out by a moment, soonest first, of the matters that are seen."""
    actor = asking.actor(viewer, at)
    found: list[Due] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.matter, c.name, c.unit, c.due, c.warns, m.number, m.title, m.state"
            " FROM loops_clock c JOIN loops_matter m ON m.id = c.matter"
            " WHERE c.origin = %s AND c.is_open AND c.due <= %s"
            " AND (%s = '' OR c.unit = %s OR (c.unit = '' AND m.lead = %s))"
            " ORDER BY c.due, c.matter, c.name",
            [viewer.origin, storing.adapted(until), unit, unit, unit],
        )
        while len(found) < limit and (chunk := cursor.fetchmany(limit)):
            for matter_id, name, own, due, warns, number, title, state in chunk:
                if len(found) < limit and seen(actor.sight, rows.read(state)):
                    moments = storing.moment(warns), storing.moment(due)
                    color = shade(*moments, at)
                    found.append(Due(matter_id, number, title, name, own, moments[1], color))
    return tuple(found)


def search(
    viewer: Viewer, loop: str, text: str, *, at: datetime, limit: int = 50
) -> tuple[Line, ...]:
    """Return the matters of a loop whose record has these words, newest first, as far as seen.

    The words are found among all records, and what comes of it is what the viewer sees: a unit
    that handles a matter finds it, although its record is another unit's.
    """
    actor = asking.actor(viewer, at)
    rules = files.in_force(viewer, loop, actor.on).spec
    wanted = searchable(text)
    if len(wanted) < LEAST:
        raise Refused(SEARCH_SHORT)
    most = limit if actor.sight.sees_all(rules) else _LOOKED_THROUGH
    records = records_with(viewer.origin, rules.register_, wanted, None, most)
    lines = {line.record: line for line in _of_records(actor, loop, records, at)}
    return tuple(lines[record] for record in records if record in lines)[:limit]


def _of_records(actor: Actor, loop: str, records: Iterable[str], at: datetime) -> Iterator[Line]:
    named = MatterRow.objects.filter(origin=actor.by.origin, loop=loop, record__in=list(records))
    for row in named:
        if seen(actor.sight, rows.read(row.state)):
            yield Line.of_row(row, at)


def counts(viewer: Viewer, loop: str, *, at: datetime) -> dict[str, int]:
    """Return how many matters stand at each stage, for who sees the whole loop; else nothing."""
    actor = asking.actor(viewer, at)
    rules = files.in_force(viewer, loop, actor.on).spec
    if not actor.sight.sees_all(rules):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stage, COUNT(*) FROM loops_matter WHERE origin = %s AND loop = %s"
            " GROUP BY stage",
            [viewer.origin, loop],
        )
        return dict(cursor.fetchall())
