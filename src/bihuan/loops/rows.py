"""What the tables say of a matter: each row follows from the matter and its last act alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from bihuan.loops import files
from bihuan.loops.engine.clocks import OPEN
from bihuan.loops.engine.keeping import as_data, matter_from
from bihuan.loops.engine.lights import compared
from bihuan.loops.engine.matter import Event, Matter, Running
from bihuan.loops.models import NEVER
from bihuan.loops.spec.loop import LoopSpec

MATTER = (
    "id", "origin", "loop", "number", "version", "record", "title", "stage", "is_open",
    "class_name", "channel", "lead", "raised_by", "opened", "due", "warns", "provisional",
    "closed", "ended", "round", "returns", "reopened", "merged_into", "parent", "confidential",
    "concerns", "dispatched_at", "contacted_in_time", "on_time", "visited_at", "solved", "grade",
    "excluded", "n", "state",
)  # fmt: skip
HANDLER = ("origin", "matter", "unit", "part", "loop", "stage", "is_open", "done", "due")
CLOCK = (
    "origin", "matter", "name", "unit", "round", "started", "is_open", "state", "due", "warns",
    "stopped",
    "provisional",
)  # fmt: skip
ACT = (
    "origin", "matter", "n", "act", "does", "stage_from", "stage_to", "at", "unit", "person",
    "duty", "said", "reason", "fact", "row",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A matter with what its row remembers beside the state, over all rounds."""

    origin: str
    matter: Matter
    title: str
    dispatched: datetime = NEVER
    visited: datetime = NEVER

    def after(self, matter: Matter, event: Event, loop: LoopSpec) -> Standing:
        """Return how it stands once the event has made it this matter."""
        found = replace(self, matter=matter)
        if self.dispatched == NEVER and _dispatches(loop, event):
            found = replace(found, dispatched=event.at)
        if event.does == "visit" and event.said.get("reached"):
            found = replace(found, visited=event.at)
        return found


def _dispatches(loop: LoopSpec, event: Event) -> bool:
    if loop.rates.dispatched:
        return event.act == loop.rates.dispatched
    return event.does in {"dispatch", "claim"}


def written(matter: Matter) -> str:
    """Return the state of a matter as its row keeps it."""
    return _json(as_data(matter))


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def read(state: str) -> Matter:
    """Return the matter of a row's state."""
    return matter_from(orjson.loads(state))


def of_matter(standing: Standing) -> dict[str, Any]:
    """Return the row of a matter."""
    matter = standing.matter
    loop = files.of_version(matter.version)
    ended = files.stages(matter.version)[matter.stage].ends
    clock = _main(matter)
    warns, due = compared(clock) if clock and ended is None else (None, None)
    visit = next((each for each in reversed(matter.visits) if each.reached), None)
    return {
        "id": matter.id,
        "origin": standing.origin,
        "loop": matter.loop,
        "number": matter.number,
        "version": matter.version,
        "record": matter.record,
        "title": standing.title,
        "stage": matter.stage,
        "is_open": ended is None,
        "class_name": matter.class_,
        "channel": matter.channel,
        "lead": matter.lead,
        "raised_by": matter.raised_by,
        "opened": matter.opened,
        "due": due or NEVER,
        "warns": warns or NEVER,
        "provisional": bool(clock and clock.awaits),
        "closed": matter.closed or NEVER,
        "ended": ended or "",
        "round": matter.round,
        "returns": len(matter.objections),
        "reopened": matter.round - 1,
        "merged_into": matter.merged_into,
        "parent": matter.parent,
        "confidential": matter.confidential,
        "concerns": matter.concerns,
        "dispatched_at": standing.dispatched,
        "contacted_in_time": _met(matter, loop.rates.contact or "", first_round=True),
        "on_time": _on_time(matter) if ended == "closed" else None,
        "visited_at": standing.visited,
        "solved": visit.solved if visit else None,
        "grade": visit.grade if visit else "",
        "excluded": " ".join(sorted(matter.excluded)),
        "n": matter.n,
        "state": written(matter),
    }


def _main(matter: Matter) -> Running | None:
    """Return the main clock that runs; the last one started, where several do."""
    main = files.main_clock(matter.version)
    running = [
        each for each in matter.clocks if main and each.name == main.name and each.state in OPEN
    ]
    return max(running, key=lambda each: each.started, default=None)


def _met(matter: Matter, clock: str, *, first_round: bool) -> bool | None:
    states = [
        each.state
        for each in matter.clocks
        if each.name == clock and each.state != "cancelled" and (each.round == 1 or not first_round)
    ]
    if "missed" in states:
        return False
    return True if states and all(each == "met" for each in states) else None


def _on_time(matter: Matter) -> bool | None:
    """Tell whether no main clock was missed, of no round; None if none ran to its end."""
    main = files.main_clock(matter.version)
    return _met(matter, main.name, first_round=False) if main else None


def of_handlers(standing: Standing, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one row for each part that a unit has in a matter."""
    matter = standing.matter
    seen = set()
    for unit, part, done in _parts(matter):
        if not unit or (unit, part) in seen:
            continue
        seen.add((unit, part))
        yield {
            "origin": standing.origin,
            "matter": matter.id,
            "unit": unit,
            "part": part,
            "loop": matter.loop,
            "stage": matter.stage,
            "is_open": row["is_open"],
            "done": done or NEVER,
            "due": row["due"],
        }


def _parts(matter: Matter) -> Iterator[tuple[str, str, datetime | None]]:
    yield matter.raised_by, "raiser", None
    for each in matter.handlers:
        yield each.unit, "lead" if each.lead else "co", each.done
    for sitting in matter.sittings:
        for unit in sitting.members:
            yield unit, "member", None


def of_clocks(standing: Standing) -> Iterator[dict[str, Any]]:
    """Yield one row for each clock of a matter."""
    for each in standing.matter.clocks:
        is_open = each.state in OPEN
        warns, due = compared(each) if is_open else (None, each.due)
        yield {
            "origin": standing.origin,
            "matter": standing.matter.id,
            "name": each.name,
            "unit": each.unit,
            "round": each.round,
            "started": each.started,
            "is_open": is_open,
            "state": each.state,
            "due": due or NEVER,
            "warns": warns or NEVER,
            "stopped": each.stopped or NEVER,
            "provisional": bool(each.awaits),
        }


def of_act(origin: str, before: str, matter: Matter, event: Event) -> dict[str, Any]:
    """Return the row of an act, without the fact that says so."""
    return {
        "origin": origin,
        "matter": matter.id,
        "n": event.n,
        "act": event.act,
        "does": event.does,
        "stage_from": before,
        "stage_to": event.stage,
        "at": event.at,
        "unit": event.unit,
        "person": " ".join(event.persons)[:100],
        "duty": event.duty,
        "said": _json(event.said),
        "reason": event.reason[:1000],
    }
