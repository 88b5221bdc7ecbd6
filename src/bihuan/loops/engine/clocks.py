"""What acts do to a clock: start, stop, pause, resume, extend, cancel.

Each is a function of the clock as it was and of the calendar that is loaded; what it returns is
written into the fact, and no replay computes it anew. A clock that is stopped never moves again:
a matter that is reopened gets another round, and what ran before stays as it was.

A clock that has run out cannot be paused or extended any more, so neither cures a delay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bihuan.calendars.engine.deadlines import due
from bihuan.calendars.engine.telling import UNITS
from bihuan.calendars.engine.workdays import WorkingCalendar, day_of
from bihuan.calendars.spec import Limit
from bihuan.ledger.viewer import ROLES
from bihuan.ledger.words import Message, Refused, Text
from bihuan.loops.engine.clock_words import course_of
from bihuan.loops.engine.lights import late, limit_of, warns_at
from bihuan.loops.engine.matter import ClockChange, Extended, Running, Stretch
from bihuan.loops.spec.clocks import Clock

OPEN = frozenset({"running", "paused"})
# The last moment of a day belongs to it; its 24:00 is the midnight of the next one.
_INSTANT = timedelta(microseconds=1)

NOT_EXTENDABLE = Message(
    "clock-not-extendable",
    Text(en="the limit of {clock} cannot be extended", zh="“{clock}”的时限不能延长"),
    Text(
        en="its rule allows no extension; go on, or say in the matter why it takes longer",
        zh="该时限的规定未设延期；请继续办理，或在事项中说明原因",
    ),
)
RUN_OUT = Message(
    "clock-run-out",
    Text(
        en="{clock} ended on {day}; it can only be extended before it runs out",
        zh="“{clock}”已于 {day} 到期，延期应在到期前提出",
    ),
    Text(
        en="finish the matter and record what caused the delay",
        zh="请尽快办结，并如实记录超期原因",
    ),
)
EXTENDED_ENOUGH = Message(
    "clock-extended-enough",
    Text(
        en="{clock} can be extended {times} time(s), and was",
        zh="“{clock}”最多延期 {times} 次，已用完",
    ),
    Text(en="no further extension is allowed by its rule", zh="按规定不得再次延期"),
)
EXTENDED_TOO_FAR = Message(
    "clock-extended-too-far",
    Text(
        en="{clock} can be extended by {left} more {unit}, not by {count}",
        zh="“{clock}”最多还可延长 {left} {unit}，不能延长 {count} {unit}",
    ),
    Text(en="ask for {left} or fewer", zh="请填写不超过 {left} 的数"),
)
EXTENDED_BY_ANOTHER = Message(
    "clock-extended-by-another",
    Text(
        en="an extension of {clock} is approved by {role}",
        zh="“{clock}”的延期须由{role}批准",
    ),
    Text(en="ask for that approval", zh="请按程序报批"),
)


@dataclass(frozen=True, slots=True)
class Start:
    """How a clock begins.

    Args:
        at: when the act happened that starts it.
        which: the limit that rules, as `choose` found it.
        unit: the unit whose clock it is, where each handler has its own.
        given: the last day that the record names, where the clock runs to such a day.
    """

    at: datetime
    which: int = -1
    round: int = 1
    unit: str = ""
    given: date | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """An extension: by how much, when, in which act, and the roles of who approves it."""

    count: int
    at: datetime
    n: int
    roles: Collection[str]


def choose(clock: Clock, classes: Collection[str], holds: Callable[[str], bool]) -> int:
    """Return which limit rules a matter: the first whose class and condition both fit, or -1.

    The classes are that of the matter and all above it; `holds` tells whether a condition does.
    """
    for at, each in enumerate(clock.limits):
        fits = each.class_ is None or each.class_ in classes
        if fits and (not each.when or holds(each.when)):
            return at
    return -1


def start(clock: Clock, begins: Start, calendar: WorkingCalendar) -> Running:
    """Return the clock as it starts."""
    blank = Running(
        name=clock.name,
        round=begins.round,
        unit=begins.unit,
        started=begins.at,
        due=begins.at,
        day=day_of(begins.at),
        limit=begins.which,
        given=begins.given,
    )
    return counted(blank, clock, calendar)


def counted(running: Running, clock: Clock, calendar: WorkingCalendar) -> Running:
    """Return the clock with its end counted by the calendar, from all that happened to it."""
    running, awaited = _planned(running, clock, calendar)
    found = due(calendar, running.started, limit_of(clock, running), course_of(running))
    awaits = tuple(sorted({*found.awaits, *awaited})) if awaited else found.awaits
    ends = found.ends.astimezone(UTC)
    running = replace(running, due=ends, day=found.day, awaits=awaits)
    return replace(running, warns=warns_at(running, clock, calendar))


def _planned(
    running: Running, clock: Clock, calendar: WorkingCalendar
) -> tuple[Running, tuple[int, ...]]:
    """Return the clock with the end of a pause that ends by itself, and the years it awaits."""
    if running.state != "paused":
        return running, ()
    last = running.pauses[-1]
    at_most = clock.pauses[last.rule].at_most
    if at_most is None:
        return running, ()
    found = due(calendar, last.since, at_most)
    ends = found.moment or found.ends - _INSTANT
    pauses = (*running.pauses[:-1], replace(last, until=ends.astimezone(UTC)))
    return replace(running, pauses=pauses), found.awaits


def is_paused(running: Running, at: datetime) -> bool:
    """Tell whether it stands still at the moment; a pause that ends by itself needs no act."""
    if running.state != "paused":
        return False
    until = running.pauses[-1].until
    return until is None or at < until


def pause(
    running: Running, clock: Clock, rule: int, at: datetime, calendar: WorkingCalendar
) -> Running:
    """Return the clock as it stands still by a pause of its file; one that ran out stays as is."""
    if running.state not in OPEN or is_paused(running, at) or late(running, at):
        return running
    since = max([at, running.started, *(each.until for each in running.pauses if each.until)])
    stretch = Stretch(since, rule=rule)
    return counted(
        replace(running, state="paused", pauses=(*running.pauses, stretch)), clock, calendar
    )


def resume(running: Running, clock: Clock, at: datetime, calendar: WorkingCalendar) -> Running:
    """Return the clock as it runs on."""
    if running.state != "paused":
        return running
    return counted(replace(_ended(running, at), state="running"), clock, calendar)


def _ended(running: Running, at: datetime) -> Running:
    """Return the clock with its last pause ended at the moment, if it has not ended before."""
    last = running.pauses[-1]
    until = max(at, last.since)
    if last.until:
        until = min(until, last.until)
    return replace(running, pauses=(*running.pauses[:-1], replace(last, until=until)))


def stop(running: Running, clock: Clock, at: datetime, calendar: WorkingCalendar) -> Running:
    """Return the clock as it was met or missed; a pause ends with it."""
    if running.state not in OPEN:
        return running
    running = resume(running, clock, at, calendar)
    return replace(running, state="missed" if late(running, at) else "met", stopped=at)


def cancel(running: Running, at: datetime) -> Running:
    """Return the clock as it no longer matters, such as when the matter is merged."""
    if running.state not in OPEN:
        return running
    if running.state == "paused":
        running = _ended(running, at)
    return replace(running, state="cancelled", stopped=at)


def extend(running: Running, clock: Clock, grant: Grant, calendar: WorkingCalendar) -> Running:
    """Return the clock with more time; refuses what its rule does not allow."""
    _check_extension(running, clock, grant)
    extensions = (*running.extensions, Extended(grant.count, grant.n))
    return counted(replace(running, extensions=extensions), clock, calendar)


def _check_extension(running: Running, clock: Clock, grant: Grant) -> None:
    limit = limit_of(clock, running)
    rule = limit.extension
    if rule is None or running.state not in OPEN:
        raise Refused(NOT_EXTENDABLE, clock=clock.title.text)
    if late(running, grant.at):
        raise Refused(RUN_OUT, clock=clock.title.text, day=running.day)
    if rule.approver_role not in grant.roles:
        raise Refused(EXTENDED_BY_ANOTHER, clock=clock.title.text, role=ROLES[rule.approver_role])
    if len(running.extensions) >= rule.max_times:
        raise Refused(EXTENDED_ENOUGH, clock=clock.title.text, times=rule.max_times)
    left = rule.max_count - sum(each.count for each in running.extensions)
    if not 0 < grant.count <= left:
        raise Refused(
            EXTENDED_TOO_FAR,
            clock=clock.title.text,
            left=left,
            unit=UNITS[limit.unit],
            count=grant.count,
        )


def told_of_extension(clock: Clock, limit: Limit) -> tuple[str, ...]:
    """Return who must be told of an extension: by the clock's file, and by the limit's rule."""
    owed = ("reporter",) if limit.extension and limit.extension.must_notify else ()
    return tuple(dict.fromkeys((*owed, *clock.extended_told)))


def moved_by(
    clock: Clock, running: Running, act: str, at: datetime, calendar: WorkingCalendar
) -> ClockChange | None:
    """Return what an act of the file does to a clock that runs: stop, pause or resume it."""
    if running.state not in OPEN:
        return None
    if act in clock.stops:
        return ClockChange("stop", stop(running, clock, at, calendar))
    changed, does = running, None
    if running.state == "paused" and act in clock.pauses[running.pauses[-1].rule].ends:
        changed, does = resume(running, clock, at, calendar), "resume"
    for rule, each in enumerate(clock.pauses):
        if each.begins == act:
            paused = pause(changed, clock, rule, at, calendar)
            if paused is not changed:
                return ClockChange("pause", paused)
    return ClockChange("resume", changed) if does else None
