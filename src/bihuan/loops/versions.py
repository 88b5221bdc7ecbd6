"""Matters and the versions of their loop: each finishes under its own, or is moved by a rule.

A new file says under `takes_over` which earlier versions it takes over, and where the matters of
each stage go. Nothing moves by itself: an operator moves them, with one fact for each matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from bihuan.ledger import actions as ledger
from bihuan.ledger.facts import Draft
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.ledger.writing import hold, writing
from bihuan.loops import asking, files
from bihuan.loops.apply import standings
from bihuan.loops.engine.keeping import as_data
from bihuan.loops.engine.matter import Event, Matter
from bihuan.loops.models import MatterRow
from bihuan.loops.refusals import MAY_NOT_MOVE, NOT_MOVABLE
from bihuan.loops.sight import persons_of
from bihuan.loops.spec.loop import LoopSpec
from bihuan.loops.spec.parts import TakesOver
from bihuan.mechanisms.kinds import Mechanism

MOVED = "loops.moved@1"
_AT_ONCE = 500

TOUCHES = Text(
    en="{moved} open matter(s) of earlier versions can be moved, {stay} finish under theirs",
    zh="涉及在办事项：可转入新版本 {moved} 件，按原版本办结 {stay} 件",
)


@dataclass(frozen=True, slots=True)
class Touched:
    """How many open matters a new version touches: those it takes over, and the others."""

    moved: int
    stay: int


def touched(mechanism: Mechanism, viewer: Viewer) -> tuple[Text, ...]:
    """Return what a changed loop touches, in words; nothing, where no matter is open."""
    found = open_under(viewer.origin, mechanism.name)
    spec: LoopSpec = mechanism.spec
    earlier = {version: count for version, count in found.items() if version != mechanism.digest}
    moved = sum(count for version, count in earlier.items() if _rule(spec, version))
    stay = sum(earlier.values()) - moved
    return (TOUCHES.fill(moved=moved, stay=stay),) if earlier else ()


def open_under(origin: str, loop: str) -> dict[str, int]:
    """Return how many matters of a loop are open under each version."""
    rows = MatterRow.objects.filter(origin=origin, loop=loop, is_open=True)
    counted = rows.values("version").annotate(count=Count("id")).order_by("version")
    return {row["version"]: row["count"] for row in counted}


def move_open(loop: str, *, by: Viewer, at: datetime, version: str = "") -> int:
    """Move open matters to the version in force, as its file declares; returns how many.

    With `version` those of one earlier version alone; else all that the file takes over. Clocks
    run on as they are: a limit that was told to people changes by an act only.
    """
    if not by.may("operator", at=f"/{by.origin}/"):
        raise Refused(MAY_NOT_MOVE)
    actor = asking.actor(by, at)
    now = files.in_force(by, loop, actor.on)
    earlier = [each for each in open_under(by.origin, loop) if each != now.digest]
    wanted = [each for each in earlier if not version or each.startswith(version)]
    movable = [each for each in wanted if _rule(now.spec, each)]
    if version and not movable:
        raise Refused(NOT_MOVABLE, loop=loop, version=version[:12])
    persons = persons_of(by, actor.sight.paths)
    return sum(_moved(by, at, now, each, persons) for each in movable)


def _moved(by: Viewer, at: datetime, now: Mechanism, version: str, persons: tuple[str, ...]) -> int:
    rule = _rule(now.spec, version)
    stages = {each.was: each.now for each in rule.stages} if rule else {}
    rows = MatterRow.objects.filter(
        origin=by.origin, loop=now.name, version=version, is_open=True
    ).order_by("id")
    count = 0
    while ids := list(rows.values_list("id", flat=True)[:_AT_ONCE]):
        with writing():
            hold(by.origin, *(f"matter/{each}" for each in ids))
            found = standings(by.origin, ids)
            drafts = [
                _draft(each.matter, _event(each.matter, at, now, stages, persons))
                for each in found.values()
                if each.matter.version == version
            ]
            ledger.record_many(drafts, by=by, at=at)
        count += len(drafts)
    return count


def _event(
    matter: Matter,
    at: datetime,
    now: Mechanism,
    stages: Mapping[str, str],
    persons: tuple[str, ...],
) -> Event:
    return Event(
        n=matter.n + 1,
        act="",
        does="move_version",
        at=at,
        stage=stages.get(matter.stage, matter.stage),
        persons=persons,
        duty="",
        unit="",
        said={"version": now.digest, "was": matter.version},
    )


def _draft(matter: Matter, event: Event) -> Draft:
    return Draft(
        kind=MOVED,
        stream=f"matter/{matter.id}",
        subject=f"matter:{matter.id}",
        data=as_data(event),
        mechanism=event.said["version"],
    )


def _rule(spec: LoopSpec, version: str) -> TakesOver | None:
    return next(
        (
            each
            for each in spec.takes_over
            if each.earlier == "all" or version.startswith(each.earlier)
        ),
        None,
    )
