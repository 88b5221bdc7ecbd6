"""What an event makes of a matter.

Nothing is checked and nothing is computed from a calendar here: whatever depended on the rules of
the day was decided before, and stands in the event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bihuan.loops.engine.matter import (
    ClockChange,
    Event,
    Handler,
    Matter,
    Objected,
    Opinion,
    Running,
    Sitting,
    Supervised,
    Visited,
)
from bihuan.loops.engine.names import did_by
from bihuan.loops.engine.sampling import drawn
from bihuan.loops.spec.loop import LoopSpec


def begin(matter: str, loop: str, event: Event) -> Matter:
    """Return the matter that an opening event makes."""
    said = event.said
    return Matter(
        id=matter,
        loop=loop,
        version=said["version"],
        number=said["number"],
        record=said["record"],
        stage=event.stage,
        since=event.at,
        opened=event.at,
        class_=said.get("class", ""),
        channel=said.get("channel", ""),
        raised_by=event.unit,
        clocks=tuple(change.clock for change in event.clocks),
        did=did_by({}, event),
        evidence=event.evidence,
        parent=said.get("parent", ""),
        confidential=said.get("confidential", False),
        concerns=said.get("concerns", ""),
    )


def evolve(matter: Matter, event: Event, loop: LoopSpec, *, fact: str = "") -> Matter:
    """Return the matter after the event.

    `fact` is the id of the fact that records it: the sample of return visits is drawn from it.
    """
    if event.does == "recount":
        return replace(matter, clocks=_clocks(matter.clocks, event.clocks))
    after = _entered(_counted(matter, event), matter, event, loop)
    change = _CHANGES.get(event.does)
    if change:
        after = change(after, event)
    if _closes(loop, matter, event):
        after = replace(after, sampled=_sampled(loop, after, event, fact))
    return after


def _counted(matter: Matter, event: Event) -> Matter:
    """Return the matter with what every event changes: its number, persons, clocks, evidence."""
    matter = replace(matter, n=event.n, clocks=_clocks(matter.clocks, event.clocks))
    if event.does in {"child", "move_version"}:
        return matter
    return replace(
        matter,
        did=did_by(matter.did, event),
        last={**matter.last, event.act: event.at},
        times={**matter.times, event.act: matter.times.get(event.act, 0) + 1},
        evidence=(*matter.evidence, *event.evidence),
    )


def _entered(after: Matter, before: Matter, event: Event, loop: LoopSpec) -> Matter:
    """Return the matter in its stage; another round begins with counts of its own."""
    if event.stage != before.stage:
        after = replace(after, stage=event.stage, since=event.at)
    if event.does == "reopen" or event.said.get("reopens"):
        handlers = tuple(replace(each, done=None) for each in after.handlers)
        return replace(
            after,
            round=before.round + 1,
            handlers=handlers,
            last={event.act: event.at},
            times={event.act: 1},
            closed=None,
            sampled=None,
            reply="",
        )
    if _closes(loop, before, event):
        return replace(after, closed=event.at)
    return after


def ends(loop: LoopSpec, stage: str) -> str | None:
    """Return how a stage ends a matter: None where it does not."""
    return next((each.ends for each in loop.stages if each.name == stage), None)


def _closes(loop: LoopSpec, before: Matter, event: Event) -> bool:
    return ends(loop, before.stage) is None and ends(loop, event.stage) is not None


def _sampled(loop: LoopSpec, matter: Matter, event: Event, fact: str) -> bool | None:
    if loop.visit is None or ends(loop, matter.stage) != "closed":
        return None
    if event.said.get("always_visited"):
        return True
    return drawn(loop.visit.sample, fact or f"{matter.id}/{matter.n}")


def _clocks(clocks: tuple[Running, ...], changes: tuple[ClockChange, ...]) -> tuple[Running, ...]:
    """Return the clocks with each change in the place of the clock it is about, new ones last."""
    kept = {(each.name, each.round, each.unit, each.started): each for each in clocks}
    for change in changes:
        clock = change.clock
        kept[clock.name, clock.round, clock.unit, clock.started] = clock
    return tuple(kept.values())


def _classify(matter: Matter, event: Event) -> Matter:
    return replace(matter, class_=event.said["class"])


def _dispatch(matter: Matter, event: Event) -> Matter:
    lead = Handler(event.said["lead"], lead=True)
    others = (Handler(unit, lead=False) for unit in event.said.get("co", ()))
    return replace(matter, handlers=(lead, *others))


def _claim(matter: Matter, event: Event) -> Matter:
    return replace(matter, handlers=(Handler(event.unit, lead=True),))


def _object(matter: Matter, event: Event) -> Matter:
    return replace(matter, objections=(*matter.objections, Objected(event.unit, event.n)))


def _adjudicate(matter: Matter, event: Event) -> Matter:
    upheld = event.said["upheld"]
    *earlier, last = matter.objections
    objections = (*earlier, replace(last, upheld=upheld))
    if not upheld:
        return replace(matter, objections=objections, final=True)
    kept = (each for each in matter.handlers if not each.lead and each.unit != event.said["lead"])
    handlers = (Handler(event.said["lead"], lead=True), *kept)
    # Who is named by an adjudication is finally designated (潍坊条例第二十二条).
    return replace(matter, objections=objections, handlers=handlers, final=True)


def _finish(matter: Matter, event: Event) -> Matter:
    handlers = tuple(
        replace(each, done=event.at) if each.unit == event.unit and not each.lead else each
        for each in matter.handlers
    )
    return replace(matter, handlers=handlers)


def _supervise(matter: Matter, event: Event) -> Matter:
    new = Supervised(event.said["level"], event.said["ground"], event.n)
    return replace(matter, supervisions=(*matter.supervisions, new))


def _answer(matter: Matter, event: Event) -> Matter:
    said = event.said
    answered = tuple(
        replace(each, outcome=said["outcome"], answered=event.n)
        if each.n == said["supervision"]
        else each
        for each in matter.supervisions
    )
    return replace(matter, supervisions=answered)


def _convene(matter: Matter, event: Event) -> Matter:
    new = Sitting(event.said["panel"], tuple(event.said["members"]), n=event.n)
    return replace(matter, sittings=(*matter.sittings, new))


def _sitting(matter: Matter, event: Event, **changed: Any) -> Matter:
    sittings = tuple(
        replace(each, **changed) if each.n == event.said["sitting"] else each
        for each in matter.sittings
    )
    return replace(matter, sittings=sittings)


def _opine(matter: Matter, event: Event) -> Matter:
    said = event.said
    sitting = next(each for each in matter.sittings if each.n == said["sitting"])
    conditions = tuple(said.get("conditions", ()))
    opinion = Opinion(said["unit"], said["verdict"], conditions, event.n)
    return _sitting(matter, event, opinions=(*sitting.opinions, opinion))


def _conclude(matter: Matter, event: Event) -> Matter:
    return _sitting(matter, event, passed=event.said["passed"])


def _reply(matter: Matter, event: Event) -> Matter:
    return replace(matter, reply=event.said["text"])


def _visit(matter: Matter, event: Event) -> Matter:
    said = event.said
    new = Visited(said["reached"], said.get("solved"), said.get("grade", ""), event.n)
    return replace(matter, visits=(*matter.visits, new))


def _merge(matter: Matter, event: Event) -> Matter:
    return replace(matter, merged_into=event.said["into"])


def _repeat(matter: Matter, event: Event) -> Matter:
    return replace(matter, repeats_of=event.said["of"])


def _exclude(matter: Matter, event: Event) -> Matter:
    return replace(matter, excluded={**matter.excluded, event.said["rate"]: event.n})


def _child(matter: Matter, event: Event) -> Matter:
    """Return the matter after word of another: a sub-matter, or one that was merged into it."""
    other = event.said["id"]
    match event.said["became"]:
        case "opened":
            children = (*matter.children, other)
            return replace(matter, children=children, open_children=matter.open_children + 1)
        case "ended":
            return replace(matter, open_children=max(matter.open_children - 1, 0))
        case "reopened":
            return replace(matter, open_children=matter.open_children + 1)
    return replace(matter, merged=(*matter.merged, other))


def _move_version(matter: Matter, event: Event) -> Matter:
    return replace(matter, version=event.said["version"])


_CHANGES: dict[str, Callable[[Matter, Event], Matter]] = {
    "classify": _classify,
    "dispatch": _dispatch,
    "claim": _claim,
    "object": _object,
    "adjudicate": _adjudicate,
    "finish": _finish,
    "supervise": _supervise,
    "answer": _answer,
    "convene": _convene,
    "opine": _opine,
    "conclude": _conclude,
    "reply": _reply,
    "visit": _visit,
    "merge": _merge,
    "repeat": _repeat,
    "exclude": _exclude,
    "child": _child,
    "move_version": _move_version,
}
