"""What an act does to the clocks of a matter, by the loop's file and the calendar loaded now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bihuan.calendars.engine.workdays import WorkingCalendar
from bihuan.loops.engine import clocks
from bihuan.loops.engine.asked import Asked
from bihuan.loops.engine.evolving import ends
from bihuan.loops.engine.gates import holds, known, lineage
from bihuan.loops.engine.matter import ClockChange, Event, Matter, Running
from bihuan.loops.spec.clocks import Clock
from bihuan.loops.spec.loop import LoopSpec

_HANDLING = frozenset({"lead", "co_handler", "handlers"})


@dataclass(frozen=True, slots=True)
class Tick:
    """An event, and the matter before it and after it but for its clocks."""

    loop: LoopSpec
    before: Matter
    after: Matter
    event: Event
    asked: Asked
    calendar: WorkingCalendar

    @property
    def acts(self) -> tuple[str, ...]:
        """The act, and the reopening that a visit brings with it."""
        again = self.event.said.get("reopens")
        return (self.event.act, again) if again else (self.event.act,)


def changes(tick: Tick) -> tuple[ClockChange, ...]:
    """Return what an event changes of the clocks."""
    pairs = [(each, _of_running(tick, each)) for each in tick.before.clocks]
    standing = [change.clock if change else each for each, change in pairs]
    return (*(change for _, change in pairs if change), *_started(tick, standing))


def _of_running(tick: Tick, running: Running) -> ClockChange | None:
    loop, after, event = tick.loop, tick.after, tick.event
    if running.state not in clocks.OPEN:
        return None
    clock = next(each for each in loop.clocks if each.name == running.name)
    if ends(loop, after.stage) == "other" or _gone(clock, running, after):
        return ClockChange("cancel", clocks.cancel(running, event.at))
    if not _elsewhere(loop, clock, running, event):
        for act in tick.acts:
            change = clocks.moved_by(clock, running, act, event.at, tick.calendar)
            if change:
                return change
    if ends(loop, after.stage) == "closed" and not _goes_on(loop, clock, after.stage):
        return _closed(tick, clock, running)
    return None


def _closed(tick: Tick, clock: Clock, running: Running) -> ClockChange:
    """Return what the closing makes of a clock that was never stopped by its own act.

    The closing is what the main clock waits for. Of any other the act was not done, so that it
    is missed where it ran out, and never met.
    """
    stopped = clocks.stop(running, clock, tick.event.at, tick.calendar)
    if clock.main or stopped.state == "missed":
        return ClockChange("stop", stopped)
    return ClockChange("cancel", clocks.cancel(running, tick.event.at))


def _gone(clock: Clock, running: Running, after: Matter) -> bool:
    """Tell whether the unit whose clock it is has no longer to do with the matter."""
    if clock.of == "matter" or not running.unit:
        return False
    if clock.of == "lead":
        return after.lead != running.unit
    return running.unit not in {each.unit for each in after.handlers}


def _elsewhere(loop: LoopSpec, clock: Clock, running: Running, event: Event) -> bool:
    """Tell whether the act is one handler's, and the clock another's: each has its own."""
    if clock.of != "each_handler" or event.unit == running.unit:
        return False
    return any(each.name == event.duty and each.over in _HANDLING for each in loop.duties)


def _goes_on(loop: LoopSpec, clock: Clock, stage: str) -> bool:
    """Tell whether something can still stop the clock from the end at which the matter is."""
    return any(act.name in clock.stops and stage in act.from_ for act in loop.acts)


def _started(tick: Tick, standing: list[Running]) -> Iterator[ClockChange]:
    after = tick.after
    if ends(tick.loop, after.stage) == "other":
        return
    running = {(c.name, c.round, c.unit) for c in standing if c.state in clocks.OPEN}
    for clock in tick.loop.clocks:
        if not any(act in clock.starts for act in tick.acts):
            continue
        for unit in _units(clock, after):
            if (clock.name, after.round, unit) not in running:
                yield ClockChange("start", _start(tick, clock, unit))


def _units(clock: Clock, after: Matter) -> list[str]:
    match clock.of:
        case "lead":
            return [after.lead] if after.lead else []
        case "each_handler":
            return [each.unit for each in after.handlers if each.done is None]
    return [""]


def _start(tick: Tick, clock: Clock, unit: str) -> Running:
    after, values = tick.after, tick.asked.values
    record = known(after, values)
    classes = lineage(tick.loop, after.class_)
    given = values.get(clock.until) if clock.until else None
    begins = clocks.Start(
        at=tick.event.at,
        which=clocks.choose(clock, classes, lambda condition: holds(condition, record)),
        round=after.round,
        unit=unit,
        given=given if isinstance(given, date) else None,
    )
    return clocks.start(clock, begins, tick.calendar)
