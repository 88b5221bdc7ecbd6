"""What the matters of a loop went through, act by act, as far as a viewer sees them.

No value of a record and no reason is told: those may name people. Persons are the pseudonyms of
the acts, and whoever reported confidentially is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from bihuan.calendars.engine.periods import Period
from bihuan.calendars.engine.workdays import moment_of
from bihuan.ledger.statements import chunks
from bihuan.ledger.viewer import Viewer
from bihuan.loops import asking, files, rows
from bihuan.loops.engine.matter import Matter
from bihuan.loops.finding import seen
from bihuan.loops.models import NEVER, ActRow, MatterRow
from bihuan.loops.sight import Sight

_AT_ONCE = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a matter; `person` is a pseudonym, empty where it may not be told."""

    n: int
    act: str
    does: str
    at: datetime
    unit: str
    person: str
    duty: str
    stage_from: str
    stage_to: str
    fact: str


@dataclass(frozen=True, slots=True)
class Told:
    """A matter with its acts in their order."""

    matter: Matter
    lead: str
    closed: datetime | None
    due: datetime | None
    on_time: bool | None
    steps: tuple[Step, ...]


def told(viewer: Viewer, loop: str, *, at: datetime, period: str = "") -> Iterator[Told]:
    """Yield the matters of a loop that the viewer sees, of a period those opened in it."""
    actor = asking.actor(viewer, at)
    files.in_force(viewer, loop, actor.on)
    found = MatterRow.objects.filter(origin=viewer.origin, loop=loop)
    if period:
        when = Period.parse(period)
        found = found.filter(
            opened__gte=moment_of(when.first), opened__lt=moment_of(when.last + _DAY)
        )
    visible = (
        (row, matter)
        for row in found.order_by("opened", "id").iterator(_AT_ONCE)
        if seen(actor.sight, matter := rows.read(row.state))
    )
    for some in chunks(visible, _AT_ONCE):
        yield from _with_steps(viewer.origin, some, actor.sight)


def _with_steps(origin: str, some: list[tuple[MatterRow, Matter]], sight: Sight) -> Iterator[Told]:
    acts = ActRow.objects.filter(origin=origin, matter__in=[row.id for row, _ in some])
    by_matter = {
        matter: list(own)
        for matter, own in groupby(
            acts.order_by("matter", "n", "fact", "row"), key=attrgetter("matter")
        )
    }
    for row, matter in some:
        hides = not sight.sees_reporter(matter)
        yield Told(
            matter=matter,
            lead=row.lead,
            closed=_moment(row.closed),
            due=_moment(row.due),
            on_time=row.on_time,
            steps=tuple(
                _step(each, hides=hides and each.n == 1) for each in by_matter.get(row.id, ())
            ),
        )


def _moment(stored: datetime) -> datetime | None:
    return None if stored == NEVER else stored


def _step(row: ActRow, *, hides: bool) -> Step:
    return Step(
        n=row.n,
        act=row.act,
        does=row.does,
        at=row.at,
        unit=row.unit,
        person="" if hides else (row.person.split() or [""])[0],
        duty=row.duty,
        stage_from=row.stage_from,
        stage_to=row.stage_to,
        fact=row.fact,
    )
