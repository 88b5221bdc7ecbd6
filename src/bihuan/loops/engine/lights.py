"""The light of a clock: what it is at a moment, by plain comparisons.

Grey: not started, or cancelled. Green: on time. Yellow: the end is near. Red: overdue. Blue: met.
Purple: met too late. A light is derived and never stored; the moment from which it is yellow is
part of the clock, so that a list is filtered by comparing two moments with now.

Yellow begins when what is left is a fifth of the period (or the share that the clock's file
says); of a limit in days or longer at least on its last working day. Of a limit in hours the
share alone decides: a working day is longer than most of them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from bihuan.calendars.engine.workdays import ONE_DAY, WorkingCalendar, day_of, moment_of
from bihuan.calendars.spec import Limit
from bihuan.ledger.words import Text
from bihuan.loops.engine.matter import Running
from bihuan.loops.spec.clocks import Clock

Light = Literal["grey", "green", "yellow", "red", "blue", "purple"]

LIGHTS: dict[Light, Text] = {
    "grey": Text(en="not started", zh="未开始"),
    "green": Text(en="on time", zh="正常"),
    "yellow": Text(en="due soon", zh="临期"),
    "red": Text(en="overdue", zh="超期"),
    "blue": Text(en="done in time", zh="按时办结"),
    "purple": Text(en="done late", zh="超期办结"),
}


def limit_of(clock: Clock, running: Running) -> Limit:
    """Return the limit that rules a clock."""
    return clock.limit if running.limit < 0 else clock.limits[running.limit].limit


def waits(running: Running) -> bool:
    """Tell whether it is paused until some act: then nobody can say when it ends."""
    return running.state == "paused" and running.pauses[-1].until is None


def late(running: Running, at: datetime) -> bool:
    """Tell whether its end has passed. The last day ends at 24:00, which is no longer in time."""
    return not waits(running) and (at > running.due or day_of(at) > running.day)


def light(running: Running | None, now: datetime) -> Light:
    """Return the light of a clock at a moment; of one that has not started, grey."""
    if running is None or running.state == "cancelled":
        return "grey"
    if running.state in {"met", "missed"}:
        return "blue" if running.state == "met" else "purple"
    if waits(running):
        return "green"
    if late(running, now):
        return "red"
    return "yellow" if running.warns and now >= running.warns else "green"


def compared(running: Running) -> tuple[datetime | None, datetime | None]:
    """Return the moments of yellow and of red for a row of a list; none while it waits.

    Then for a clock that is open: red is ``due < now``, yellow is ``warns <= now <= due``, and
    every other open one is green.
    """
    return (None, None) if waits(running) else (running.warns, running.due)


def warns_at(running: Running, clock: Clock, calendar: WorkingCalendar) -> datetime:
    """Return the moment from which it is yellow."""
    limit = limit_of(clock, running)
    if limit.unit in {"hour", "business_hour"}:
        found = _share_of_hours(running, clock, limit, calendar)
    elif limit.unit == "working_day":
        found = _share_of_working_days(running, clock, calendar)
    else:
        found = _share_of_days(running, clock, calendar)
    ended = [each.until for each in running.pauses[-1:] if each.until]
    return max(found.astimezone(UTC), running.started, *ended)


def _share_of_hours(
    running: Running, clock: Clock, limit: Limit, calendar: WorkingCalendar
) -> datetime:
    granted = 0 if running.given else limit.count
    hours = timedelta(hours=granted + sum(each.count for each in running.extensions))
    share = hours * clock.warns / 100
    if limit.unit == "hour" or not share:
        return running.due - share
    return calendar.when_open_for(calendar.office_time(running.due) - share)


def _share_of_working_days(running: Running, clock: Clock, calendar: WorkingCalendar) -> datetime:
    between = calendar.open_days_between
    length = between(day_of(running.started), running.day)
    for each in running.pauses:
        if each.until:
            length -= between(day_of(each.since), day_of(each.until))
    return moment_of(calendar.before(running.day, max(_share(length, clock), 1) - 1))


def _share_of_days(running: Running, clock: Clock, calendar: WorkingCalendar) -> datetime:
    length = (running.day - day_of(running.started)).days
    for each in running.pauses:
        if each.until:
            length -= (day_of(each.until) - day_of(each.since)).days
    first = running.day - ONE_DAY * (max(_share(length, clock), 1) - 1)
    # Beyond all years that can be foreseen nobody knows which day is worked; the share decides.
    return moment_of(
        min(first, calendar.last_open(running.day)) if calendar.knows(running.day) else first
    )


def _share(length: int, clock: Clock) -> int:
    """Return the share of so many days, in whole days, rounded up."""
    return -(-length * clock.warns // 100)
